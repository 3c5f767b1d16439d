/** A recording as the scan hands it over and the index keeps it. */
import { formats as knownFormats, type Formats } from "../../formats/formats";
import { pack, type Packed } from "./packed";
import type { RecordingId } from "../../recordingId";
import type { RecordingSummary } from "./summary";
import { baseName } from "../uris";

/**
 * How long a summary holds while the file has the same stamp: for good; until the server ends, for reading failed; or not at all, for it failed in a
 * way that may pass, or the file had just changed and clocks of file systems tick slowly.
 */
export type Validity = "lasting" | "session" | "passing";

export interface Stored {
  readonly id: RecordingId;
  readonly testId: string | undefined;
  /** What its name says of the hash scheme in use, as its format's `evidenceOf` gives it. */
  readonly evidence: string | undefined;
  readonly packed: Packed;
  /** Of the file that was read, as `fileStamp` gives it; undefined for what an editor holds. */
  readonly stamp: string | undefined;
  readonly validity: Validity;
  /** Only name, test and places are right: the rest is not read yet. */
  readonly partial: boolean;
}

/** What was read of a file with a stamp; without one, what is known of a file that is not read yet, or what an editor holds. */
export function storedOf(
  summary: RecordingSummary,
  of: Pick<Stored, "partial"> & Partial<Pick<Stored, "stamp" | "validity">>,
  formats: Formats = knownFormats,
): Stored {
  const { id, uri, testId, naming } = summary;
  const { stamp, validity = "passing", partial } = of;
  const evidence = naming && formats.ofName(baseName(uri)).naming?.evidenceOf(naming);
  return { id, testId, evidence, packed: pack(summary), stamp, validity, partial };
}
