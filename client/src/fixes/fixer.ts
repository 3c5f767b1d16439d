/** The conversation around fixes: what can be fixed, what is in the way of it, doing it, and undoing it. */
import type * as vscode from "vscode";
import type { FixedFile, FixTargets } from "../../../server/src/protocol";
import { counted } from "../commands/editSummary";
import type { TapedeckClient } from "../languageClient";
import { showError, showInformation, showWarning, withProgress } from "../notifications";
import type { VSCode } from "../vscode";
import { FixView } from "./fixView";
import { MovedTabs } from "./movedTabs";
import { purposes, type Purpose } from "./purposes";
import { OpenFixes, type CauseNode, type SelectableNode } from "./openFixes";
import { agreed } from "./agreed";
import { countedFiles, few, since, sizeOf } from "./told";

/** What is to be looked at, and of it the cause that a recording (URI) has, where one is meant. */
export interface FixRequest extends FixTargets {
  readonly like?: string;
  /** By default they are fixed. */
  readonly purpose?: Purpose;
}

export class Fixer implements vscode.Disposable {
  readonly #view: FixView;
  readonly #listening: vscode.Disposable;
  readonly #tabs: MovedTabs;
  #fixes: OpenFixes | undefined;
  /** Their files (URIs), by VS Code's spelling. */
  #known: ReadonlyMap<string, string> = new Map();
  /** Files (URIs) that are looked at again. */
  #doubted = new Set<string>();
  #looking: Promise<void> = Promise.resolve();
  /** Files change because they are fixed. */
  #isFixing = false;

  constructor(
    private readonly vscode: VSCode,
    private readonly client: Pick<TapedeckClient, "request" | "onRecordingsChanged">,
  ) {
    this.#view = new FixView(vscode);
    this.#tabs = new MovedTabs(vscode);
    this.#view.show(undefined);
    this.#listening = vscode.Disposable.from(
      client.onRecordingsChanged((uris) => this.#doubt(uris)),
      // Also where a file becomes dirty, or is saved.
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#doubt([document.uri.toString()])),
    );
  }

  /** What an editor that was killed in the middle of a fix has left is put back. */
  async recover(): Promise<void> {
    const { undone, problems } = await this.client.request("tapedeck/recoverFixes", {});
    if (undone > 0) void showInformation(this.vscode, "An interrupted fix was undone.");
    for (const problem of problems) void showWarning(this.vscode, problem);
  }

  /** Looks for what can be fixed, and shows it to be decided on. Waits until every recording is read. */
  async look({ like, purpose = "fix", ...targets }: FixRequest): Promise<void> {
    await this.recover();
    const fixes = await this.#plan(targets, purpose, like);
    if (fixes === undefined) return;
    const { causes, left, unread } = fixes.review;
    const notRead = unread === 0 ? "" : ` ${counted(unread)} could not be checked because reading was cancelled.`;
    if (causes.length === 0 && left.every(({ reason }) => reason === undefined)) {
      // What is open stays so: its plan is made again, as the server keeps only the last one.
      await this.refresh();
      const which = targets.uris === undefined && targets.codes === undefined ? "No recordings" : "None of these recordings";
      void showInformation(this.vscode, `${purposes[purpose].nothing(which)}${notRead}`);
      return;
    }
    this.#show(fixes);
    if (notRead !== "") void showWarning(this.vscode, notRead.trim());
    await this.#view.focus();
  }

  /** The same once more; what was selected stays so. */
  async refresh(): Promise<void> {
    const before = this.#fixes;
    const fixes = before && (await this.#plan(before.targets, before.purpose, before.like));
    if (!fixes) return;
    fixes.takeChoices(before);
    this.#show(fixes.all.length > 0 ? fixes : undefined);
  }

  close(): void {
    this.#show(undefined);
  }

  /** The plan that is shown; undefined where none is. */
  get plan(): number | undefined {
    return this.#fixes?.review.plan;
  }

  /** Fixes what is selected. */
  async fixSelected(): Promise<void> {
    if (this.#fixes) await this.#fix(this.#fixes, this.#fixes.selected);
  }

  /** Fixes all of a cause, a test or a file, selected or not. */
  async fixAllOf({ files }: SelectableNode): Promise<void> {
    const fixes = this.#fixes;
    const open = files.filter((file) => fixes?.obstacleOf(file) === undefined);
    if (fixes) await this.#fix(fixes, open);
  }

  async undo(): Promise<void> {
    await this.recover();
    const title = "Undoing the last fix";
    const options = { location: this.vscode.ProgressLocation.Notification, title };
    const done = await withProgress(this.vscode, options, () => this.client.request("tapedeck/undoFix", {}));
    if (done.kind === "nothing") void showInformation(this.vscode, "There is no fix to undo in this workspace.");
    else if (done.kind === "refused") void showError(this.vscode, few(done.reasons));
    else {
      await this.#tabs.goBack();
      void showInformation(this.vscode, `Undone in ${countedFiles(done.count)}: ${done.title}.`);
    }
  }

  /** Tells which commit brought a cause about. */
  async showCommit({ cause, files }: CauseNode): Promise<void> {
    const [file] = files;
    if (!file) return;
    const title = "Looking for the commit";
    const options = { location: this.vscode.ProgressLocation.Notification, title };
    const blame = await withProgress(this.vscode, options, () =>
      this.client.request("tapedeck/fixBlame", { uri: file.uri, code: cause.code }),
    );
    const copy = "Copy Commit ID";
    const buttons = blame?.kind === "commit" ? [copy] : [];
    const answer = await showInformation(this.vscode, since(blame), ...buttons);
    if (answer === copy && blame?.kind === "commit") await this.vscode.env.clipboard.writeText(blame.commit);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#view.dispose();
  }

  #show(fixes: OpenFixes | undefined): void {
    this.#fixes = fixes;
    this.#know(fixes);
    this.#view.show(fixes);
  }

  #know(fixes: OpenFixes | undefined): void {
    this.#known = new Map(fixes?.all.map(({ uri }) => [this.#normal(uri), uri]));
  }

  /** undefined: cancelled, or it failed, which the user knows. */
  async #plan(targets: FixTargets, purpose: Purpose, like?: string): Promise<OpenFixes | undefined> {
    const { request } = this.client;
    const options = {
      location: this.vscode.ProgressLocation.Notification,
      title: purposes[purpose].looking,
      cancellable: true,
    };
    const found = await withProgress(this.vscode, options, async (report, token) => {
      const cancelled = new Promise<undefined>((resolve) => token.onCancellationRequested(() => resolve(undefined)));
      report("waiting until all recordings are read");
      const read = await Promise.race([request("tapedeck/whenIndexed", {}), cancelled]);
      if (read === undefined) return undefined;
      report(counted(read.recordings));
      try {
        const asked = { ...targets, history: this.vscode.workspace.isTrusted };
        return { review: await request(purposes[purpose].plan, asked, token) };
      } catch (error) {
        if (token.isCancellationRequested) return undefined;
        throw error;
      }
    });
    if (found?.review === null) void showError(this.vscode, `${purposes[purpose].looking} failed. See the log for details.`);
    return found?.review ? new OpenFixes(found.review, targets, purpose, like) : undefined;
  }

  async #fix(fixes: OpenFixes, files: readonly FixedFile[]): Promise<void> {
    const wanted = await this.#agreed(fixes, files);
    if (wanted.length === 0) return;
    const { doing, done: past } = purposes[fixes.purpose];
    const options = { location: this.vscode.ProgressLocation.Notification, title: `${doing} ${sizeOf(wanted)}` };
    const parts = wanted.map(({ part }) => part);
    this.#isFixing = true;
    const done = await withProgress(this.vscode, options, () =>
      this.client.request("tapedeck/fix", { plan: fixes.review.plan, parts }),
    ).finally(() => (this.#isFixing = false));
    if (done.kind === "refused") {
      await this.#lookAt(
        fixes,
        wanted.map(({ uri }) => uri),
      );
      void showError(this.vscode, few(done.reasons));
      return;
    }
    fixes.done(wanted);
    this.#know(fixes);
    await this.#tabs.follow(wanted);
    if (this.#fixes === fixes && fixes.all.length === 0) this.close();
    else this.#view.refresh();
    this.#doubt([]);
    const undo = "Undo";
    if ((await showInformation(this.vscode, `${sizeOf(wanted)} ${past}.`, undo)) === undo) await this.undo();
  }

  /** What of it is to be fixed: something new may be in the way of some. */
  async #agreed(fixes: OpenFixes, files: readonly FixedFile[]): Promise<readonly FixedFile[]> {
    await this.#lookAt(
      fixes,
      files.map(({ uri }) => uri),
    );
    return agreed(this.vscode, fixes, files);
  }

  /** These files (URIs; null: any) may not be what they were when the fixes were planned. */
  #doubt(uris: readonly string[] | null): void {
    const fixes = this.#fixes;
    if (!fixes) return;
    const changed = uris?.flatMap((uri) => this.#known.get(this.#normal(uri)) ?? []) ?? this.#known.values();
    for (const uri of changed) this.#doubted.add(uri);
    if (this.#doubted.size > 0 && !this.#isFixing) this.#looking = this.#looking.then(() => this.#lookAtDoubted(fixes));
  }

  async #lookAtDoubted(fixes: OpenFixes): Promise<void> {
    const doubted = [...this.#doubted];
    this.#doubted = new Set();
    // What was closed meanwhile, or whose server has ended, needs no answer.
    if (doubted.length > 0 && this.#fixes === fixes) await this.#lookAt(fixes, doubted).catch(() => undefined);
  }

  /** Notes what is in the way of these files now. */
  async #lookAt(fixes: OpenFixes, uris: readonly string[]): Promise<void> {
    const found = await this.client.request("tapedeck/fixObstacles", { plan: fixes.review.plan, uris });
    const reasons = new Map(found.map(({ uri, reason }) => [uri, reason]));
    const dirty = this.vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty);
    const unsaved = new Set(dirty.map(({ uri }) => uri.toString()));
    for (const uri of uris) fixes.setObstacle(uri, unsaved.has(this.#normal(uri)) ? "It has unsaved changes." : reasons.get(uri));
    if (this.#fixes === fixes) this.#view.refresh();
  }

  /** As VS Code spells it. */
  #normal(uri: string): string {
    return this.vscode.Uri.parse(uri).toString();
  }
}
