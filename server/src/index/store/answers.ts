/** The tool calls in the recorded answers of each test. */
import type { RecordingIndex } from "./recordingIndex";

/** Longer ids are stored as digests. */
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

  /** Whether an answer of this test has a call with this id; undefined if unknown, or if no answer of the test has any calls. */
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
