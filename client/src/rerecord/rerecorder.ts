/** The conversation around a run: may it be, what exactly, how far is it, what came of it. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { RerecordTarget } from "../../../server/src/protocol";
import type { Ask } from "../languageClient";
import { commandLine, needsPython, shownCommandLine, type CommandLine, type RerecordSettings } from "./commandLine";
import { knowsInferenceMode } from "./conftest";
import { unlinked } from "../unlinked";
import { nameOf, verdict } from "./describe";
import { findInterpreter, type FoundInterpreter } from "./interpreter";
import { OutputTerminal } from "./outputTerminal";
import { RunQueue } from "./queue";
import { rerecord, type Plan, type Rerecording } from "./rerecording";
import { Reviews } from "./review";
import { interpreterOfPythonExtension, rerecordSettings } from "./settings";

export class Rerecorder implements vscode.Disposable {
  readonly #reviews = new Reviews();
  readonly #terminal = new OutputTerminal();
  readonly #queue = new RunQueue();
  /** Copies of what runs changed, for this session. */
  #store: Promise<string> | undefined;

  /** `storage` is a folder (path) of our own; it need not exist. */
  constructor(
    private readonly ask: Ask,
    private readonly storage: string,
  ) {}

  /** Everything from the question what is meant to the report; what goes wrong is shown to the user. */
  async rerecord(target: RerecordTarget): Promise<void> {
    if (!(await this.#mayRun())) return;
    const plan = await this.#plan(target);
    if (!plan || !(await savedFirst(plan))) return;
    try {
      const run = await this.#runWithProgress(plan);
      if (run) await this.#report(run);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(`Tapedeck cannot re-record ${nameOf(plan.nodeIds)}: ${reason}`);
    }
  }

  async reviewLast(): Promise<void> {
    const { last } = this.#reviews;
    if (last) await this.#review(last);
    else void vscode.window.showInformationMessage("Nothing was re-recorded in this session yet.");
  }

  dispose(): void {
    this.#reviews.dispose();
    this.#terminal.dispose();
    void this.#store?.then((folder) => rm(folder, { recursive: true, force: true }));
  }

  /** Running tests runs the code in the folder, and the settings may name any program. */
  async #mayRun(): Promise<boolean> {
    if (vscode.workspace.isTrusted) return true;
    const manage = "Manage Workspace Trust";
    const reason = "Re-recording runs the tests, and so the code, in this workspace: that needs a workspace you trust.";
    if ((await vscode.window.showWarningMessage(reason, manage)) === manage)
      await vscode.commands.executeCommand("workbench.trust.manage");
    return false;
  }

  async #plan(target: RerecordTarget): Promise<Plan | undefined> {
    const plan = await this.ask("tapedeck/rerecordPlan", target);
    if (plan.kind === "refused") {
      void vscode.window.showWarningMessage(unlinked(plan.reason));
      return undefined;
    }
    // Somebody who clicks a lens over a test means the test; the palette is the place to choose.
    if (target.kind !== "place" || plan.parameterSets.length < 2) return plan;
    const all = { label: `All ${plan.parameterSets.length} parameter sets`, nodeId: undefined };
    const sets = plan.parameterSets.map((nodeId) => ({ label: nodeId.slice(nodeId.indexOf("[") + 1, -1), nodeId }));
    const picked = await vscode.window.showQuickPick([all, ...sets], { title: `Re-record ${nameOf(plan.nodeIds)}` });
    if (picked?.nodeId === undefined) return picked && plan;
    return this.#plan({ kind: "nodeId", nodeId: picked.nodeId, from: target.uri });
  }

  async #runWithProgress(plan: Plan): Promise<Rerecording | undefined> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: `Re-recording ${nameOf(plan.nodeIds)}`,
      cancellable: true,
    };
    return vscode.window.withProgress(options, async (progress, token) => {
      const cancel = new AbortController();
      token.onCancellationRequested(() => cancel.abort());
      if (this.#queue.busy) progress.report({ message: "waiting for the run before it" });
      return this.#queue.run(() => {
        progress.report({ message: "" });
        return this.#run(plan, cancel);
      }, cancel.signal);
    });
  }

  async #run(plan: Plan, cancel: AbortController): Promise<Rerecording | undefined> {
    const settings = rerecordSettings(vscode.Uri.file(plan.root));
    const command = await prepared(plan, settings);
    if (command.kind !== "command") {
      void vscode.window.showErrorMessage(`Tapedeck cannot re-record ${nameOf(plan.nodeIds)}. ${command.reason}`);
      return undefined;
    }
    this.#terminal.onInterrupt = () => cancel.abort();
    this.#terminal.show();
    this.#terminal.write(`\n\u001b[1m${shownCommandLine(command)}\u001b[0m\n`);
    const store = await (this.#store ??= this.#makeStore());
    const onOutput = (text: string) => this.#terminal.write(text);
    const run = await rerecord({ plan, commandLine: command, mode: settings.mode, store, onOutput, signal: cancel.signal });
    this.#terminal.write(`\n\u001b[1m${verdict(run).message}\u001b[0m\n${fileList(run)}`);
    return run;
  }

  async #report(run: Rerecording): Promise<void> {
    this.#reviews.add(run);
    const { kind, message } = verdict(run);
    const reviewable = run.changes.length > 0 || run.noLongerProduced.length > 0;
    const buttons = [
      ...(kind === "failure" ? ["Show Output"] : []),
      ...(reviewable ? ["Review"] : []),
      ...(run.changes.length > 0 ? ["Undo"] : []),
    ];
    const show = kind === "failure" ? vscode.window.showErrorMessage : vscode.window.showInformationMessage;
    const answer = await show(message, ...buttons);
    if (answer === "Show Output") this.#terminal.show();
    if (answer === "Review") await this.#review(run);
    if (answer === "Undo") await this.#reviews.undo(run);
  }

  /** Somebody who has looked at the differences still wants to undo them, and the notification with the button is gone. */
  async #review(run: Rerecording): Promise<void> {
    await this.#reviews.review(run);
    if (run.changes.length === 0 || this.#reviews.isUndone(run)) return;
    const answer = await vscode.window.showInformationMessage(verdict(run).message, "Undo");
    if (answer === "Undo") await this.#reviews.undo(run);
  }

  async #makeStore(): Promise<string> {
    await mkdir(this.storage, { recursive: true });
    return mkdtemp(join(this.storage, "rerecord-"));
  }
}

/** The tests are run from disk, and what they write would clash with what is unsaved. False: the user keeps the edits unsaved. */
async function savedFirst(plan: Plan): Promise<boolean> {
  const modules = plan.nodeIds.map((nodeId) => vscode.Uri.file(join(plan.root, nodeId.split("::")[0] ?? "")).toString());
  const concerned = [...plan.folders.map((folder) => `${vscode.Uri.parse(folder).toString()}/`), ...modules];
  const unsaved = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && concerned.some((place) => uri.toString().startsWith(place)),
  );
  if (unsaved.length === 0) return true;
  const names = unsaved.map(({ uri }) => vscode.workspace.asRelativePath(uri)).join(", ");
  const save = "Save and Re-record";
  const answer = await vscode.window.showWarningMessage(
    "Save your changes before re-recording?",
    { modal: true, detail: names },
    save,
  );
  if (answer !== save) return false;
  const saved = await Promise.all(unsaved.map((document) => document.save()));
  return saved.every(Boolean);
}

async function prepared(
  plan: Plan,
  settings: RerecordSettings,
): Promise<CommandLine | { kind: "refused" | "none"; reason: string }> {
  const interpreter = needsPython(settings) ? await interpreterFor(plan, settings) : undefined;
  if (interpreter?.kind === "none") return interpreter;
  const inferenceModeOption = await knowsInferenceMode(plan.root, plan.nodeIds);
  return commandLine(settings, plan, { python: interpreter?.python, inferenceModeOption });
}

async function interpreterFor(plan: Plan, settings: RerecordSettings): Promise<FoundInterpreter> {
  const root = vscode.Uri.file(plan.root);
  const folder = vscode.workspace.getWorkspaceFolder(root)?.uri.fsPath;
  const fromExtension = await interpreterOfPythonExtension(root);
  return findInterpreter({
    setting: settings.python,
    fromExtension,
    folders: [plan.root, ...(folder === undefined ? [] : [folder])],
  });
}

/** One line a recording, whose path the terminal makes a link. */
function fileList({ changes, noLongerProduced }: Rerecording): string {
  const words = { changed: "changed", added: "new", removed: "deleted" };
  const lines = [
    ...changes.map(({ kind, path }) => ({ word: words[kind], path })),
    ...noLongerProduced.map((path) => ({ word: "no longer produced", path })),
  ];
  return lines.map(({ word, path }) => `  ${word}: ${vscode.workspace.asRelativePath(path)}\n`).join("");
}
