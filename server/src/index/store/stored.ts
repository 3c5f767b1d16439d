/** A recording as the scan delivers it and the index stores it. */
import { formats as knownFormats, type Formats } from "../../formats/formats";
import { pack, type Packed } from "./packed";
import type { RecordingId } from "../../recordingId";
import type { RecordingSummary } from "./summary";
import { baseName } from "../uris";

/**
 * How long a summary is valid while the file has the same stamp: forever; until the server ends, because reading failed; or not at all, because it
 * failed temporarily, or because the file had just changed and file system clocks are coarse.
 */
export type Validity = "lasting" | "session" | "passing";

export interface Stored {
  readonly id: RecordingId;
  readonly testId: string | undefined;
  /** What its name tells about the hash scheme in use; see `evidenceOf`. */
  readonly evidence: string | undefined;
  readonly packed: Packed;
  /** The stamp of the file that was read, see `fileStamp`; undefined for an open document. */
  readonly stamp: string | undefined;
  readonly validity: Validity;
  /** Only name, test and ranges are known so far. */
  readonly partial: boolean;
}

/** Takes the summary of a file with a stamp; without one, that of a file that is not read yet, or of an open document. */
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
