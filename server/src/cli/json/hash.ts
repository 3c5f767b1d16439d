/** What `tapedeck hash --format json` prints: always a list. */
import type { HashStatus } from "./common";

export type HashOutput = readonly HashedRecording[];

export interface HashedRecording {
  /** Path as it was given, with forward slashes. */
  readonly file: string;
  /** The file's base name. */
  readonly name: string;
  readonly status: HashStatus;
  /** The newest hash scheme that matches the name; null if none does. */
  readonly scheme: string | null;
  /** The name that the recorder would give the file; null if it does not name it by hash. */
  readonly expected: string | null;
  /** The name is the hash without the recording's test, as a server computes it. */
  readonly withoutTest?: true;
}
