/** What changes in the index, gathered until its listeners are told. */
import type { RecordingId } from "../../recordingId";
import type { Entry } from "./entry";

/** Recordings (ids) that appeared, changed or went; whether any went, or is now of another test; the tests that they are of, or were. */
export type IndexListener = (ids: readonly RecordingId[], isLoss: boolean, testIds: ReadonlySet<string>) => void;

export class IndexChanges {
  readonly #listeners = new Set<IndexListener>();
  #isLoss = false;
  #testIds = new Set<string>();

  /** Returns a function that ends the listening. */
  onChange(listener: IndexListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something about the recordings of these tests changed. */
  touch(tests: Entry["tests"]): void {
    for (const { testId } of tests) this.#testIds.add(testId);
  }

  /** A recording went. */
  lose(): void {
    this.#isLoss = true;
  }

  /** Tells of these recordings and of what was gathered since the last time; of no recordings, nobody is told. */
  tell(ids: readonly RecordingId[]): void {
    const [isLoss, testIds] = [this.#isLoss, this.#testIds];
    [this.#isLoss, this.#testIds] = [false, new Set()];
    if (ids.length > 0) for (const listener of this.#listeners) listener(ids, isLoss, testIds);
  }
}
