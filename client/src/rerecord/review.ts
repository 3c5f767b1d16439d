/** What a run changed: shown as differences, and put back. */
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { nameOf } from "./describe";
import type { Rerecording } from "./rerecording";
import type { Change } from "./snapshot";
import { putBack, touchedSince } from "./undo";

const scheme = "tapedeck-before";

/** Shows recordings as they were before a run: `tapedeck-before:<path>?<number of the run>`. */
export class Reviews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #runs: Rerecording[] = [];
  readonly #undone = new Set<Rerecording>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  get last(): Rerecording | undefined {
    return this.#runs.at(-1);
  }

  isUndone(run: Rerecording): boolean {
    return this.#undone.has(run);
  }

  add(run: Rerecording): void {
    this.#runs.push(run);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const before = this.#runs[Number(uri.query)]?.before.files.get(uri.with({ scheme: "file", query: "" }).fsPath);
    return before ? readFile(before.copy, "utf8").catch(() => "") : "";
  }

  /** One difference in an editor of its own, several in one editor below each other. */
  async review(run: Rerecording): Promise<void> {
    const title = `Re-recorded ${nameOf(run.plan.nodeIds)}`;
    const [only, ...more] = run.changes;
    if (!only) return pickUnproduced(run);
    if (only.kind === "changed" && more.length === 0) {
      const file = vscode.Uri.file(only.path);
      await vscode.commands.executeCommand("vscode.diff", this.#before(run, only.path), file, title);
    } else {
      await vscode.commands.executeCommand(
        "vscode.changes",
        title,
        run.changes.map((change) => this.#sides(run, change)),
      );
    }
  }

  /** Puts back what the run changed, and asks first where somebody has changed it further. */
  async undo(run: Rerecording): Promise<void> {
    if (this.isUndone(run)) {
      void vscode.window.showInformationMessage("This re-recording was already undone.");
      return;
    }
    const changes = await this.#toPutBack(run);
    if (!changes) return;
    const failures = await putBack(changes, run.before);
    if (failures.length > 0) {
      void vscode.window.showErrorMessage(failures.join(" "));
      return;
    }
    this.#undone.add(run);
    const count = changes.length === 1 ? "1 recording is" : `${changes.length} recordings are`;
    void vscode.window.showInformationMessage(`${count} as before ${nameOf(run.plan.nodeIds)} was re-recorded.`);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  /** undefined: the user thought better of it. */
  async #toPutBack(run: Rerecording): Promise<readonly Change[] | undefined> {
    const touched = new Set(await touchedSince(run.changes));
    if (touched.size === 0) return run.changes;
    const [all, others] = ["Put Back All", "Put Back the Others"];
    const what = touched.size === 1 ? "1 recording was" : `${touched.size} recordings were`;
    const choices = touched.size < run.changes.length ? [all, others] : [all];
    const answer = await vscode.window.showWarningMessage(
      `${what} changed again after the run.`,
      { modal: true, detail: "Putting everything back loses those later changes." },
      ...choices,
    );
    if (answer === undefined) return undefined;
    return answer === all ? run.changes : run.changes.filter((change) => !touched.has(change));
  }

  #sides(run: Rerecording, { kind, path }: Change): [vscode.Uri, vscode.Uri | undefined, vscode.Uri | undefined] {
    const file = vscode.Uri.file(path);
    return [file, kind === "added" ? undefined : this.#before(run, path), kind === "removed" ? undefined : file];
  }

  #before(run: Rerecording, path: string): vscode.Uri {
    return vscode.Uri.file(path).with({ scheme, query: String(this.#runs.indexOf(run)) });
  }
}

/** Nothing differs, but some recordings were not written again: those can be opened. */
async function pickUnproduced({ noLongerProduced }: Rerecording): Promise<void> {
  if (noLongerProduced.length === 0) {
    void vscode.window.showInformationMessage("The last re-recording changed nothing.");
    return;
  }
  const items = noLongerProduced.map((path) => ({ label: vscode.workspace.asRelativePath(path), path }));
  const picked = await vscode.window.showQuickPick(items, { title: "Recordings that the test no longer produces" });
  if (picked) await vscode.window.showTextDocument(vscode.Uri.file(picked.path));
}
