/** What `tapedeck list --format json` and `tapedeck find --format json` print: a list, whatever the number of recordings. */

export type ListOutput = readonly ListedRecording[];
export type FindOutput = ListOutput;

export interface ListedRecording {
  /** As it was named, with forward slashes. */
  readonly file: string;
  /** The recording's number in its file, from 0; absent in formats with one recording a file. */
  readonly index?: number;
  readonly testId: string | null;
  /** All tests that play it, where a file is shared; else that one. */
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
