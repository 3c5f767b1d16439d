/** What `tapedeck hash --format json` prints: a list, whatever the number of recordings. */
import type { HashStatus } from "./common";

export type HashOutput = readonly HashedRecording[];

export interface HashedRecording {
  /** As it was named, with forward slashes. */
  readonly file: string;
  /** The file's base name. */
  readonly name: string;
  readonly status: HashStatus;
  /** The newest hash scheme that the name fits; null where it fits none. */
  readonly scheme: string | null;
  /** The name that the recorder gives the file; null where it gives none by hash. */
  readonly expected: string | null;
  /** The name is the hash without the test that the recording names, as a server makes it. */
  readonly withoutTest?: true;
}
