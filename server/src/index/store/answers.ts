/** Which tool calls the recorded answers of a test bring. */
import type { RecordingIndex } from "./recordingIndex";

/** Ids beyond this are kept as digests. */
const longest = 200;

export class Answers {
  readonly #index: RecordingIndex;
  /** By test; undefined while its recordings are being read. */
  readonly #known = new Map<string, ReadonlySet<string> | undefined>();

  constructor(index: RecordingIndex) {
    this.#index = index;
    index.onChange((_uris, _isLoss, testIds) => {
      for (const testId of testIds) this.#known.delete(testId);
    });
  }

  /** Whether an answer of this test has a call of this id; undefined where that is not known, or the test has no answers with calls at all. */
  have(testId: string, callId: string): boolean | undefined {
    if (!this.#known.has(testId)) this.#known.set(testId, this.#marksOf(testId));
    const marks = this.#known.get(testId);
    return callId.length > longest ? undefined : marks?.has(`id:${callId}`);
  }

  #marksOf(testId: string): ReadonlySet<string> | undefined {
    const recordings = this.#index.byTestId(testId);
    if (recordings.some(({ id }) => this.#index.stored(id)?.partial === true)) return undefined;
    return new Set(recordings.flatMap(({ fingerprints: said }) => said));
  }
}
