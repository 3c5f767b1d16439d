/**
 * Code lenses as VS Code can be given them. It forgets the arguments of a lens's command with the list in which the lens came, and shows lenses of an
 * older list until those of the newer one are resolved: who clicks in between is told "Actual command not found". So each command goes there without
 * arguments, under a name of its own that is the same in all lists, until its document is closed.
 */
import type * as vscode from "vscode";
import { commands, fixCommands } from "../../server/src/protocol";
import { registerCommand } from "./notifications";
import { plain } from "./plainText";
import type { VSCode } from "./vscode";

/** What VS Code calls its own: it offers no command whose name begins so. */
const hidden = "_tapedeck.lens";

/** Of tests without recordings: those with some say at once why nothing is run. */
const inTrustAlone: ReadonlySet<string> = new Set([commands.recordMissing, fixCommands.fixRecordings]);

interface Named {
  readonly name: string;
  readonly registered: vscode.Disposable;
}

type Editor = Pick<VSCode, "window" | "commands" | "CancellationError"> & {
  readonly workspace: Pick<VSCode["workspace"], "isTrusted">;
};

export class Lenses {
  readonly #vscode: Editor;
  /** By document, then by what is run with what. */
  readonly #named = new Map<string, Map<string, Named>>();
  readonly #documents = new WeakMap<vscode.CodeLens, string>();
  #count = 0;

  constructor(vscode: Editor) {
    this.#vscode = vscode;
  }

  /** Those of a document (URI), without what would run tests or write where that is not allowed. */
  provided<L extends vscode.CodeLens>(document: string, lenses: readonly L[]): L[] {
    const isOffered = ({ command }: L) => this.#vscode.workspace.isTrusted || !inTrustAlone.has(command?.command ?? "");
    return lenses.filter(isOffered).map((lens) => {
      this.#documents.set(lens, document);
      return this.resolved(lens, lens);
    });
  }

  /** `from` is the lens that was provided. */
  resolved<L extends vscode.CodeLens>(lens: L, from: vscode.CodeLens): L {
    const document = this.#documents.get(from);
    if (lens.command && document !== undefined) lens.command = this.#shown(document, lens.command);
    return lens;
  }

  /** Nobody can click the lenses of a document that is closed. */
  closed(document: string): void {
    for (const { registered } of this.#named.get(document)?.values() ?? []) registered.dispose();
    this.#named.delete(document);
  }

  #shown(document: string, { title, command, arguments: given = [] }: vscode.Command): vscode.Command {
    return { title: plain(title), command: given.length === 0 ? command : this.#nameOf(document, command, given) };
  }

  #nameOf(document: string, command: string, given: readonly unknown[]): string {
    const ofDocument = this.#named.get(document) ?? new Map<string, Named>();
    this.#named.set(document, ofDocument);
    const key = JSON.stringify([command, given]);
    const known = ofDocument.get(key);
    if (known) return known.name;
    const name = `${hidden}.${++this.#count}`;
    const run = () => this.#vscode.commands.executeCommand(command, ...given);
    ofDocument.set(key, { name, registered: registerCommand(this.#vscode, name, run) });
    return name;
  }
}
