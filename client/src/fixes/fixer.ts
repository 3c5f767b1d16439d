/** The interaction around fixes: finding, reviewing, applying and undoing them. */
import type * as vscode from "vscode";
import { counted, type FixedFile, type FixTargets } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { showError, showInformation, showWarning, withProgress } from "../notifications";
import type { VSCode } from "../vscode";
import { FixView } from "./fixView";
import { MovedTabs } from "./movedTabs";
import { purposes, type Purpose } from "./purposes";
import { OpenFixes, type CauseNode, type SelectableNode } from "./openFixes";
import { agreed } from "./agreed";
import { few, since, sizeOf } from "./told";

/** What to look for, and optionally a recording (URI) whose cause is meant. */
export interface FixRequest extends FixTargets {
  readonly like?: string;
  /** Fixing by default. */
  readonly purpose?: Purpose;
}

export class Fixer implements vscode.Disposable {
  readonly #view: FixView;
  readonly #listening: vscode.Disposable;
  readonly #tabs: MovedTabs;
  #fixes: OpenFixes | undefined;
  /** The URIs of files in the plan, by VS Code's spelling. */
  #known: ReadonlyMap<string, string> = new Map();
  /** Files (URIs) to be checked again. */
  #doubted = new Set<string>();
  #looking: Promise<void> = Promise.resolve();
  /** Whether files are changing because they are being fixed. */
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
      // Also when a file becomes dirty, or is saved.
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#doubt([document.uri.toString()])),
    );
  }

  /** Restores what a killed editor left behind during a fix. */
  async recover(): Promise<void> {
    const { undone, problems } = await this.client.request("tapedeck/recoverFixes", {});
    if (undone > 0) void showInformation(this.vscode, "An interrupted fix was undone.");
    for (const problem of problems) void showWarning(this.vscode, problem);
  }

  /** Finds fixes, and shows them for review. Waits until every recording is read. */
  async look({ like, purpose = "fix", ...targets }: FixRequest): Promise<void> {
    await this.recover();
    const fixes = await this.#plan(targets, purpose, like);
    if (fixes === undefined) return;
    const { causes, left, unread } = fixes.review;
    const notRead = unread === 0 ? "" : ` ${counted(unread, "recording")} could not be checked because reading was cancelled.`;
    if (causes.length === 0 && left.every(({ reason }) => reason === undefined)) {
      // The open review stays, but needs a new plan, because the server only keeps the last one.
      await this.refresh();
      const which = targets.uris === undefined && targets.codes === undefined ? "No recordings" : "None of these recordings";
      void showInformation(this.vscode, `${purposes[purpose].nothing(which)}${notRead}`);
      return;
    }
    this.#show(fixes);
    if (notRead !== "") void showWarning(this.vscode, notRead.trim());
    await this.#view.focus();
  }

  /** Finds fixes again and keeps the selection. */
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

  /** The id of the plan that is shown; undefined if there is none. */
  get plan(): number | undefined {
    return this.#fixes?.review.plan;
  }

  /** Applies the selected fixes. */
  async fixSelected(): Promise<void> {
    if (this.#fixes) await this.#fix(this.#fixes, this.#fixes.selected);
  }

  /** Applies all fixes of a cause, a test or a file, selected or not. */
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
      void showInformation(this.vscode, `Undone in ${counted(done.count, "file")}: ${done.title}.`);
    }
  }

  /** Shows which commit introduced a cause. */
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

  /** undefined if it was cancelled or failed, which was shown to the user. */
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
      report(counted(read.recordings, "recording"));
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

  /** The files to fix after asking; some may have new obstacles. */
  async #agreed(fixes: OpenFixes, files: readonly FixedFile[]): Promise<readonly FixedFile[]> {
    await this.#lookAt(
      fixes,
      files.map(({ uri }) => uri),
    );
    return agreed(this.vscode, fixes, files);
  }

  /** These files (URIs; null: any) may have changed since the plan was made. */
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
    // A review that was closed meanwhile, or whose server has ended, is not updated.
    if (doubted.length > 0 && this.#fixes === fixes) await this.#lookAt(fixes, doubted).catch(() => undefined);
  }

  /** Updates the obstacles of these files. */
  async #lookAt(fixes: OpenFixes, uris: readonly string[]): Promise<void> {
    const found = await this.client.request("tapedeck/fixObstacles", { plan: fixes.review.plan, uris });
    const reasons = new Map(found.map(({ uri, reason }) => [uri, reason]));
    const dirty = this.vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty);
    const unsaved = new Set(dirty.map(({ uri }) => uri.toString()));
    for (const uri of uris) fixes.setObstacle(uri, unsaved.has(this.#normal(uri)) ? "It has unsaved changes." : reasons.get(uri));
    if (this.#fixes === fixes) this.#view.refresh();
  }

  /** The URI in VS Code's spelling. */
  #normal(uri: string): string {
    return this.vscode.Uri.parse(uri).toString();
  }
}
