/** A recording as the scan hands it over and the index keeps it. */
import { evidenceOf } from "../recording/schemeInUse";
import { pack, type Packed } from "./packed";
import type { RecordingSummary } from "./summary";

export interface Stored {
  readonly uri: string;
  readonly testId: string | undefined;
  /** What its name says of the hash scheme in use, as `evidenceOf` gives it. */
  readonly evidence: string | undefined;
  readonly packed: Packed;
  /** Of the file that was read, as `fileStamp` gives it; undefined for what an editor holds. */
  readonly stamp: string | undefined;
  /** Only name, test and places are right: the rest is not read yet. */
  readonly listed: boolean;
}

export function storedOf(summary: RecordingSummary, stamp: string | undefined, listed: boolean): Stored {
  const { uri, testId, naming } = summary;
  return { uri, testId, evidence: evidenceOf(naming), packed: pack(summary), stamp, listed };
}
