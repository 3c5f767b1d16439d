/** What `tapedeck list --format json` and `tapedeck find --format json` print: always a list. */

export type ListOutput = readonly ListedRecording[];
export type FindOutput = ListOutput;

export interface ListedRecording {
  /** Path as it was given, with forward slashes. */
  readonly file: string;
  /** The recording's index in its file, from 0; absent in formats with one recording per file. */
  readonly index?: number;
  readonly testId: string | null;
  /** All tests that play it if the file is shared, otherwise the one test. */
  readonly testIds: readonly string[];
  readonly requestHash: string | null;
  /** The wire format of request and response, such as `openai.chat`. */
  readonly family: string;
  readonly model: string | null;
  readonly streaming: boolean;
  readonly chunkCount: number;
  readonly finishReasons: readonly string[];
  /** The answer in a few words. */
  readonly preview: string;
}
