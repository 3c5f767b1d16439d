/** What a person does with runs under review: look, accept, reject, undo. Asks where an answer could lose something. */
import type * as vscode from "vscode";
import { keptUnproduced, nameOf } from "../../../server/src/rerecord/describe";
import { isAcceptedByDefault, type ReviewEntry } from "../../../server/src/rerecord/review";
import type { Ask } from "../languageClient";
import { confirmed, showError, showInformation } from "../notifications";
import type { OpenReview } from "./openReview";
import { ReviewDocuments, type Form } from "./reviewDocuments";
import { entriesOf, nameOfEntry, type ReviewNode } from "./reviewTree";
import { ReviewView } from "./reviewView";
import type { VSCode } from "../vscode";

export class Reviews implements vscode.Disposable {
  readonly #view: ReviewView;
  readonly #documents: ReviewDocuments;
  #reviews: readonly OpenReview[] = [];

  /** `prove` replays the tests of a review. */
  constructor(
    private readonly vscode: VSCode,
    ask: Ask,
    private readonly prove: (review: OpenReview, testIds: readonly string[]) => Promise<void>,
  ) {
    this.#view = new ReviewView(vscode);
    this.#documents = new ReviewDocuments(vscode, ask);
    this.#view.refresh([]);
  }

  get all(): readonly OpenReview[] {
    return this.#reviews;
  }

  /** Those that are decided make room. */
  async add(review: OpenReview): Promise<void> {
    const decided = this.#reviews.filter(({ isDecided }) => isDecided);
    this.#reviews = [...this.#reviews.filter((each) => !each.isDecided), review];
    this.#view.refresh(this.#reviews);
    await Promise.all(decided.map((each) => each.close()));
  }

  async focus(): Promise<void> {
    if (this.#reviews.length > 0) await this.#view.focus();
    else void showInformation(this.vscode, "Nothing to review: re-record a test first.");
  }

  /** The view, and the first thing in it that says something new. */
  async show(review: OpenReview): Promise<void> {
    await this.focus();
    const first = review.entries.find((entry) => review.isOpen(entry) && entry.kind !== "same-meaning") ?? review.entries[0];
    if (first) await this.open(first, "meaning");
  }

  open(entry: ReviewEntry, form: Form): Promise<void> {
    return this.#documents.show(entry, form);
  }

  /** The file of a recording, or a file. */
  async openText(node: ReviewNode): Promise<void> {
    const [entry] = node.kind === "entry" || node.kind === "file" ? entriesOf(node) : [];
    if (entry) await this.open(entry, "text");
  }

  /** Of a document that `open` has shown; a sentence in place of one from before a restart. */
  textOf(uri: vscode.Uri): Promise<string> {
    return this.#documents.textOf(uri);
  }

  openAll(node: ReviewNode): Promise<void> {
    const entries = entriesOf(node).filter(({ kind }) => kind !== "unchanged" && kind !== "same-meaning");
    return this.#documents.showAll(`Re-recorded ${nameOf(node.review.nodeIds)}`, entries);
  }

  /** One entry as it is asked for; of a test or a run what is new or changed, and of tests that passed. */
  async accept(node: ReviewNode): Promise<void> {
    const open = entriesOf(node).filter((entry) => node.review.isOpen(entry));
    await this.#accept(node.review, node.kind === "entry" || node.kind === "quiet" ? open : await usual(this.vscode, open));
  }

  async acceptAll(review: OpenReview): Promise<void> {
    await this.#accept(
      review,
      await usual(
        this.vscode,
        review.entries.filter((entry) => review.isOpen(entry)),
      ),
    );
  }

  reject(node: ReviewNode): void {
    node.review.reject(entriesOf(node));
    this.#view.refresh(this.#reviews);
  }

  /** Throws a run away, but for what was accepted of it. */
  async rejectAll(review: OpenReview): Promise<void> {
    this.#reviews = this.#reviews.filter((each) => each !== review);
    this.#view.refresh(this.#reviews);
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
    this.#view.refresh(this.#reviews);
    if (undone.kind === "failed") void showError(this.vscode, undone.reasons.join(" "));
  }

  /** Of reviews that are decided nothing is kept; the others wait for the next start. */
  dispose(): void {
    for (const review of this.#reviews) if (review.isDecided) void review.close();
    this.#view.dispose();
  }

  async #accept(review: OpenReview, entries: readonly ReviewEntry[]): Promise<void> {
    if (entries.length === 0 || !(await agreed(this.vscode, entries))) return;
    let acceptance = await review.accept(entries);
    if (acceptance.kind === "stale") {
      const names = acceptance.paths.map((path) => this.vscode.workspace.asRelativePath(path)).join("\n");
      const question = "The workspace has changed since the tests were run.";
      if (!(await confirmed(this.vscode, question, names, "Overwrite"))) return;
      acceptance = await review.accept(entries, { overwrite: true });
    }
    this.#view.refresh(this.#reviews);
    if (acceptance.kind === "refused") void showError(this.vscode, acceptance.reasons.join(" "));
    if (acceptance.kind === "accepted") void this.#offerProof(review, entries);
  }

  async #offerProof(review: OpenReview, entries: readonly ReviewEntry[]): Promise<void> {
    const [replay, undo] = ["Verify by Replay", "Undo"];
    const told = [accepted(entries), ...keptIn(review)].join(" ");
    const answer = await showInformation(this.vscode, told, replay, undo);
    const testIds = [...new Set(entries.flatMap(({ testId }) => testId ?? []))];
    if (answer === replay) await this.prove(review, testIds);
    if (answer === undo) await this.undo(review, entries);
  }
}

/** Said when nothing new is left to accept. */
function keptIn(review: OpenReview): readonly string[] {
  if (review.entries.some((entry) => review.isOpen(entry) && (entry.kind === "changed" || entry.kind === "new"))) return [];
  const kept = keptUnproduced(review.entries, (entry) => review.decisionOn(entry).kind === "accepted");
  return kept === undefined ? [] : [`${kept.sentence}.`];
}

function accepted(entries: readonly ReviewEntry[]): string {
  const removed = entries.filter(({ kind }) => kind === "unproduced").length;
  const written = entries.length - removed;
  const [only] = entries;
  if (only && entries.length === 1) return `${removed === 1 ? "Removed" : "Accepted"} ${nameOfEntry(only)}.`;
  const parts = [...(written > 0 ? [`Accepted ${written} recordings`] : []), ...(removed > 0 ? [`removed ${removed}`] : [])];
  const sentence = parts.join(", ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** What is accepted together; where all of it is doubtful, all of that, and `agreed` asks. */
async function usual(vscode: VSCode, open: readonly ReviewEntry[]): Promise<readonly ReviewEntry[]> {
  const byDefault = open.filter(isAcceptedByDefault);
  if (byDefault.length > 0) return byDefault;
  const others = open.filter(({ kind }) => kind === "changed" || kind === "new");
  if (others.length === 0) {
    await showInformation(
      vscode,
      "Nothing new is left to accept here. Recordings with the same meaning can be accepted one by one.",
    );
  }
  return others;
}

/** Shows what speaks against accepting, if anything does. */
async function agreed(vscode: VSCode, entries: readonly ReviewEntry[]): Promise<boolean> {
  const failed = [...new Set(entries.filter(({ outcome }) => outcome !== "passed").map(({ testId }) => testId ?? "a test"))];
  const findings = entries.flatMap((entry) =>
    entry.findings.map(({ code, message }) => `${nameOfEntry(entry)}: ${message} (${code})`),
  );
  const reasons = [
    ...failed.map((testId) => `${nameOf([testId])} did not pass.`),
    ...(findings.length === 0 ? [] : [`New findings:\n${findings.slice(0, 10).join("\n")}`]),
  ];
  if (reasons.length === 0) return true;
  const question = entries.length === 1 ? "Accept this recording?" : `Accept these ${entries.length} recordings?`;
  return confirmed(vscode, question, reasons.join("\n"), "Accept Anyway");
}
