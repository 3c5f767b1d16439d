/** The terminal with the live, coloured output of runs. It has no shell. */
import type * as vscode from "vscode";
import type { VSCode } from "../vscode";

/** The most characters to keep for reopening the terminal. */
const keptLength = 1_000_000;

export class OutputTerminal implements vscode.Disposable {
  #terminal: vscode.Terminal | undefined;
  #written = "";
  /** undefined until the terminal is drawn. */
  #emitter: vscode.EventEmitter<string> | undefined;

  /** Called when the user presses Ctrl+C in the terminal. */
  onInterrupt: () => void = () => undefined;

  constructor(private readonly vscode: VSCode) {}

  /** Opens the terminal with everything written so far, without taking the focus. */
  show(): void {
    this.#terminal ??= this.#create();
    this.#terminal.show(true);
  }

  /** Writes a program's output, in which lines end with a line feed. */
  write(text: string): void {
    const drawn = text.replaceAll(/\r?\n/g, "\r\n");
    this.#written = (this.#written + drawn).slice(-keptLength);
    this.#emitter?.fire(drawn);
  }

  /** Writes a line in bold between outputs: a command line, or the result of a run. */
  writeHeading(text: string): void {
    this.write(`\n\u001b[1m${text}\u001b[0m\n`);
  }

  dispose(): void {
    this.#terminal?.dispose();
  }

  #create(): vscode.Terminal {
    const emitter = new this.vscode.EventEmitter<string>();
    const pty: vscode.Pseudoterminal = {
      onDidWrite: emitter.event,
      open: () => {
        this.#emitter = emitter;
        emitter.fire(this.#written);
      },
      close: () => {
        this.#emitter = undefined;
        this.#terminal = undefined;
        emitter.dispose();
      },
      handleInput: (input) => {
        if (input === "\u0003") this.onInterrupt();
      },
    };
    return this.vscode.window.createTerminal({
      name: "Tapedeck: pytest",
      pty,
      iconPath: new this.vscode.ThemeIcon("beaker"),
      isTransient: true,
    });
  }
}
