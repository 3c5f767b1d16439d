/** A run under review: the state of each entry. Independent of the editor. */
import { accept, undoAccepted, type Acceptance, type Accepted, type Undone } from "../../../server/src/rerecord/accept";
import { forget } from "../../../server/src/rerecord/journal";
import { isDecidable, type ReviewEntry } from "../../../server/src/rerecord/review";
import { isTaken, type Splice } from "../../../server/src/rerecord/parts";
import { isInWorkspace } from "../../../server/src/rerecord/session";
import type { Transaction } from "../../../server/src/rerecord/transaction";

export type Decision =
  | { readonly kind: "open" }
  /** `accepted` is what is needed to undo it; undefined if it was accepted before a crash, and cannot be undone by itself. */
  | { readonly kind: "accepted"; readonly accepted: Accepted | undefined }
  | { readonly kind: "rejected" }
  /** A newer run recorded it again, and that recording was accepted. */
  | { readonly kind: "superseded" };

const open: Decision = { kind: "open" };

export class OpenReview {
  readonly #decisions = new Map<ReviewEntry, Decision>();
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    readonly transaction: Transaction,
    readonly entries: readonly ReviewEntry[],
    private readonly splice: Splice,
  ) {}

  get nodeIds(): readonly string[] {
    return this.transaction.journal.nodeIds;
  }

  /** When the run started, as a string that sorts by time. */
  get began(): string {
    return this.transaction.journal.began;
  }

  /** Whether everything was recorded again, not only what was missing. */
  get recordsAll(): boolean {
    return this.transaction.journal.mode === "record";
  }

  decisionOn(entry: ReviewEntry): Decision {
    return this.#decisions.get(entry) ?? open;
  }

  isOpen(entry: ReviewEntry): boolean {
    return isDecidable(entry) && this.decisionOn(entry).kind === "open";
  }

  /** Whether it may replace an older run's recording: it was not rejected, its test passed, and it belongs to no other test. */
  isStanding(entry: ReviewEntry): boolean {
    const { kind } = this.decisionOn(entry);
    const isShared = this.transaction.journal.shared?.includes(entry.path) === true;
    return entry.outcome === "passed" && kind !== "rejected" && kind !== "superseded" && !isShared;
  }

  /** Whether nothing new is left to decide on. */
  get isDecided(): boolean {
    return this.entries.every((entry) => !this.isOpen(entry) || entry.kind === "same-meaning");
  }

  /** After a crash, marks what is in the workspace already as accepted. */
  async recognise(): Promise<void> {
    for (const entry of this.entries) {
      if (!isDecidable(entry)) continue;
      if (isTaken(this.transaction, entry))
        this.#decisions.set(entry, { kind: "accepted", accepted: { changes: [], parts: [entry], missing: [] } });
      else if (entry.part === undefined && (await isInWorkspace(entry)))
        this.#decisions.set(entry, { kind: "accepted", accepted: undefined });
    }
  }

  /** Serialized, because two quick clicks are two acceptances. */
  async accept(entries: readonly ReviewEntry[], options?: { readonly overwrite: boolean }): Promise<Acceptance> {
    const work = this.#writing.then(() =>
      this.#accept(
        entries.filter((entry) => this.isOpen(entry)),
        options,
      ),
    );
    this.#writing = work.catch(() => undefined);
    return work;
  }

  async #accept(entries: readonly ReviewEntry[], options?: { readonly overwrite: boolean }): Promise<Acceptance> {
    const acceptance = await accept(this.transaction, entries, { ...options, splice: this.splice });
    if (acceptance.kind !== "accepted") return acceptance;
    const { changes, parts, missing } = acceptance.accepted;
    for (const entry of entries) {
      const own = changes.filter(({ path }) => path === entry.path);
      const accepted = { changes: own, parts: parts.filter((part) => part === entry), missing };
      this.#decisions.set(entry, { kind: "accepted", accepted });
    }
    return acceptance;
  }

  /** Rejects those that are still open; `superseded` is the reason. */
  reject(entries: readonly ReviewEntry[], kind: "rejected" | "superseded" = "rejected"): void {
    for (const entry of entries) if (this.isOpen(entry)) this.#decisions.set(entry, { kind });
  }

  /** Undoes the rejection of rejected entries, and the writing of accepted ones. */
  async undo(entries: readonly ReviewEntry[], options?: { readonly anyway: boolean }): Promise<Undone> {
    const work = this.#writing.then(() => this.#undo(entries, options));
    this.#writing = work.catch(() => undefined);
    return work;
  }

  async #undo(entries: readonly ReviewEntry[], options?: { readonly anyway: boolean }): Promise<Undone> {
    const accepted = entries.flatMap((entry) => {
      const decision = this.decisionOn(entry);
      return decision.kind === "accepted" ? (decision.accepted ?? []) : [];
    });
    const all: Accepted = {
      changes: accepted.flatMap(({ changes }) => changes),
      parts: accepted.flatMap(({ parts }) => parts),
      missing: [...new Set(accepted.flatMap(({ missing }) => missing))],
    };
    const undone = await undoAccepted(this.transaction, all, { ...options, splice: this.splice });
    if (undone.kind === "undone") for (const entry of entries) this.#decisions.delete(entry);
    return undone;
  }

  canUndo(entry: ReviewEntry): boolean {
    const decision = this.decisionOn(entry);
    return decision.kind === "accepted" ? decision.accepted !== undefined : decision.kind !== "open";
  }

  /** Nothing can be accepted or undone any longer. */
  close(): Promise<void> {
    return forget(this.transaction.folder);
  }
}
