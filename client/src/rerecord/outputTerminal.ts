/** The terminal in which runs show their output, live and in colour. It is ours alone: no shell stands behind it. */
import type * as vscode from "vscode";
import type { VSCode } from "../vscode";

/** Characters kept for showing the output again after the terminal was closed. */
const keptLength = 1_000_000;

export class OutputTerminal implements vscode.Disposable {
  #terminal: vscode.Terminal | undefined;
  #written = "";
  /** undefined while the terminal is not drawn yet. */
  #emitter: vscode.EventEmitter<string> | undefined;

  /** Called when somebody presses Ctrl+C in the terminal. */
  onInterrupt: () => void = () => undefined;

  constructor(private readonly vscode: VSCode) {}

  /** Opens the terminal, with all that was written, and leaves the focus where it is. */
  show(): void {
    this.#terminal ??= this.#create();
    this.#terminal.show(true);
  }

  /** Text as a program writes it: lines end with a line feed. */
  write(text: string): void {
    const drawn = text.replaceAll(/\r?\n/g, "\r\n");
    this.#written = (this.#written + drawn).slice(-keptLength);
    this.#emitter?.fire(drawn);
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
