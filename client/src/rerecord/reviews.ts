/** Runs under review: showing, accepting, rejecting and undoing. Asks if something could be lost. */
import type * as vscode from "vscode";
import { nameOf } from "../../../server/src/rerecord/describe";
import { isAcceptedByDefault, type ReviewEntry } from "../../../server/src/rerecord/review";
import type { Ask } from "../languageClient";
import { confirmed, showDone, showError, showInformation } from "../notifications";
import { agreed } from "./doubts";
import { OpenReview } from "./openReview";
import { ReviewEditors, type Form, type Shown } from "./reviewEditors";
import { entriesOf, telling, type ReviewNode } from "./reviewTree";
import { ReviewView } from "./reviewView";
import { contested, superseded } from "./superseded";
import { accepted, isNew, keptIn, leftContested, leftFailed, leftOut } from "./told";
import type { VSCode } from "../vscode";

/** Recordings of one run that were accepted together. */
interface AcceptedOf {
  readonly review: OpenReview;
  readonly entries: readonly ReviewEntry[];
  /** Entries that were left out because a newer run recorded them again. */
  readonly older: readonly ReviewEntry[];
}

export class Reviews implements vscode.Disposable {
  readonly #view: ReviewView;
  readonly #editors: ReviewEditors;
  #reviews: readonly OpenReview[] = [];

  /** `prove` replays the tests of a review. */
  constructor(
    private readonly vscode: VSCode,
    options: { readonly ask: Ask; readonly extensionUri: vscode.Uri },
    private readonly prove: (review: OpenReview, testIds: readonly string[]) => Promise<void>,
  ) {
    this.#view = new ReviewView(vscode);
    this.#editors = new ReviewEditors(vscode, options);
    this.#refresh();
  }

  get all(): readonly OpenReview[] {
    return this.#reviews;
  }

  /** Removes reviews that are decided. */
  async add(review: OpenReview): Promise<void> {
    const decided = this.#reviews.filter(({ isDecided }) => isDecided);
    this.#reviews = [...this.#reviews.filter((each) => !each.isDecided), review];
    this.#refresh();
    await Promise.all(decided.map((each) => each.close()));
  }

  async focus(): Promise<void> {
    if (this.#reviews.length > 0) await this.#view.focus();
    else void showInformation(this.vscode, "Nothing to review: re-record a test first.");
  }

  /** Shows the view, and the first entry that is new or changed. */
  async show(review: OpenReview): Promise<void> {
    await this.focus();
    const all = telling([review]);
    const first = all.find(({ entry }) => review.isOpen(entry)) ?? all[0];
    if (first) await this.open(first, "meaning");
  }

  /** What a command is about: its row, or what is shown by the editor in whose title it was chosen. */
  shown(argument: unknown): Shown | undefined {
    return isNode(argument) ? { node: argument, form: "meaning" } : this.#editors.shownIn(argument);
  }

  open(node: ReviewNode, form: Form): Promise<void> {
    return this.#editors.show({ node, form });
  }

  /** The text of a document that `open` showed; a sentence for one from before a restart. */
  textOf(uri: vscode.Uri): Promise<string> {
    return this.#editors.textOf(uri);
  }

  openAll(node: ReviewNode): Promise<void> {
    const entries = entriesOf(node).filter(({ kind }) => kind !== "unchanged" && kind !== "same-meaning");
    return this.#editors.showAll(`Re-recorded ${nameOf(node.review.nodeIds)}`, entries);
  }

  /**
   * Accepts a single entry; for a test or a run, the new and changed entries of tests that passed. After accepting in an editor, the next
   * entry is shown.
   */
  async accept(node: ReviewNode, from?: Shown): Promise<void> {
    const { review } = node;
    const open = entriesOf(node).filter((entry) => review.isOpen(entry));
    const entries = node.kind === "entry" || node.kind === "quiet" ? open : await usual(this.vscode, open);
    if (!(await this.#accept(review, entries))) return;
    if (from && (await this.#next(from))) showDone(this.vscode, accepted(entries));
    else this.#offerProof([{ review, entries, older: [] }]);
  }

  /** Accepts all of a run. */
  async acceptRun(review: OpenReview): Promise<void> {
    const entries = await usual(this.vscode, openIn([review]));
    if (await this.#accept(review, entries)) this.#offerProof([{ review, entries, older: [] }], leftFailed(openIn([review])));
  }

  /** Accepts all runs. If several recorded the same, the newest counts; if the newest did not pass, none does. */
  async acceptAll(): Promise<void> {
    const older = superseded(this.#reviews);
    for (const [review, entries] of older) review.reject(entries, "superseded");
    this.#refresh();
    const isContested = contested(this.#reviews);
    const toldContested = leftContested([...isContested]);
    const uncontested = () => openIn(this.#reviews).filter((entry) => !isContested.has(entry));
    const chosen = new Set(await usual(this.vscode, uncontested(), toldContested[0]));
    const done: AcceptedOf[] = [];
    for (const review of this.#reviews) {
      const entries = review.entries.filter((entry) => chosen.has(entry));
      if (await this.#accept(review, entries)) done.push({ review, entries, older: [] });
    }
    const left = [...older].map(([review, entries]) => ({ review, entries: [], older: entries }));
    if (done.length > 0) this.#offerProof([...done, ...left], [...leftFailed(uncontested()), ...toldContested]);
  }

  async reject(node: ReviewNode, from?: Shown): Promise<void> {
    node.review.reject(entriesOf(node));
    this.#refresh();
    if (from) await this.#next(from);
  }

  /** Discards a run, except for what was accepted. */
  async rejectAll(review: OpenReview): Promise<void> {
    this.#reviews = this.#reviews.filter((each) => each !== review);
    this.#refresh();
    await review.close();
  }

  async undo(review: OpenReview, entries: readonly ReviewEntry[]): Promise<void> {
    let undone = await review.undo(entries);
    if (undone.kind === "touched") {
      const what = undone.paths.length === 1 ? "1 recording was" : `${undone.paths.length} recordings were`;
      const detail = "Restoring them loses those later changes.";
      if (!(await confirmed(this.vscode, `${what} changed again since.`, detail, "Restore Anyway"))) return;
      undone = await review.undo(entries, { anyway: true });
    }
    this.#refresh();
    if (undone.kind === "failed") void showError(this.vscode, undone.reasons.join(" "));
  }

  /** Deletes reviews that are decided; others are kept for the next start. */
  dispose(): void {
    for (const review of this.#reviews) if (review.isDecided) void review.close();
    this.#view.dispose();
    this.#editors.dispose();
  }

  #refresh(): void {
    this.#view.refresh(this.#reviews);
    this.#editors.refresh(this.#reviews);
  }

  /** Shows the next entry to review, starting from the top again. Returns false if nothing is left. */
  async #next({ node, form }: Shown): Promise<boolean> {
    const all = telling(this.#reviews);
    const own = new Set(entriesOf(node));
    const at = all.findLastIndex(({ entry }) => own.has(entry));
    const next = [...all.slice(at + 1), ...all.slice(0, at + 1)].find(({ review, entry }) => review.isOpen(entry));
    if (next) await this.open(next, form);
    return next !== undefined;
  }

  /** Returns false if nothing was accepted, and the user was told why. */
  async #accept(review: OpenReview, entries: readonly ReviewEntry[]): Promise<boolean> {
    if (entries.length === 0 || !(await agreed(this.vscode, entries))) return false;
    let acceptance = await review.accept(entries);
    if (acceptance.kind === "stale") {
      const names = acceptance.paths.map((path) => this.vscode.workspace.asRelativePath(path)).join("\n");
      const question = "The workspace has changed since the tests were run.";
      if (!(await confirmed(this.vscode, question, names, "Overwrite"))) return false;
      acceptance = await review.accept(entries, { overwrite: true });
    }
    this.#refresh();
    if (acceptance.kind === "refused") void showError(this.vscode, acceptance.reasons.join(" "));
    return acceptance.kind === "accepted";
  }

  /** Reports what was accepted, and what was `left`; does not wait for an answer. */
  #offerProof(done: readonly AcceptedOf[], left: readonly string[] = []): void {
    const [replay, undo] = ["Verify by Replay", "Undo"];
    const told = [
      accepted(done.flatMap(({ entries }) => entries)),
      ...leftOut(done.flatMap(({ older }) => older)),
      ...left,
      ...done.flatMap(({ review }) => keptIn(review)),
    ];
    void showInformation(this.vscode, told.join(" "), replay, undo).then(async (answer) => {
      for (const { review, entries, older } of done) {
        const testIds = [...new Set(entries.flatMap(({ testId }) => testId ?? []))];
        if (answer === replay && entries.length > 0) await this.prove(review, testIds);
        if (answer === undo) await this.undo(review, [...entries, ...older]);
      }
    });
  }
}

const isNode = (argument: unknown): argument is ReviewNode =>
  typeof argument === "object" && argument !== null && "review" in argument && argument.review instanceof OpenReview;

const openIn = (reviews: readonly OpenReview[]): readonly ReviewEntry[] =>
  reviews.flatMap((review) => review.entries.filter((entry) => review.isOpen(entry)));

const nothingNew = "Nothing new is left to accept here. Recordings with the same meaning can be accepted one by one.";

/** The entries to accept together; if all of them are doubtful, all, and `agreed` asks. */
async function usual(vscode: VSCode, open: readonly ReviewEntry[], nothing = nothingNew): Promise<readonly ReviewEntry[]> {
  const byDefault = open.filter(isAcceptedByDefault);
  if (byDefault.length > 0) return byDefault;
  const others = open.filter(isNew);
  if (others.length === 0) await showInformation(vscode, nothing);
  return others;
}
