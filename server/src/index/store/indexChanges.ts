/** Collects changes of the index until its listeners are told. */
import type { RecordingId } from "../../recordingId";
import type { Entry } from "./entry";

/**
 * Receives the recordings (ids) that were added, changed or removed; whether any was removed or now belongs to another test; and their present and
 * former tests.
 */
export type IndexListener = (ids: readonly RecordingId[], isLoss: boolean, testIds: ReadonlySet<string>) => void;

export class IndexChanges {
  readonly #listeners = new Set<IndexListener>();
  #isLoss = false;
  #testIds = new Set<string>();

  /** Returns a function that removes the listener. */
  onChange(listener: IndexListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Recordings of these tests changed. */
  touch(tests: Entry["tests"]): void {
    for (const { testId } of tests) this.#testIds.add(testId);
  }

  /** A recording was removed. */
  lose(): void {
    this.#isLoss = true;
  }

  /** Reports these recordings and what was collected since the last call; without recordings, nothing is reported. */
  tell(ids: readonly RecordingId[]): void {
    const [isLoss, testIds] = [this.#isLoss, this.#testIds];
    [this.#isLoss, this.#testIds] = [false, new Set()];
    if (ids.length > 0) for (const listener of this.#listeners) listener(ids, isLoss, testIds);
  }
}
