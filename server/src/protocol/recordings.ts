/** Recordings in lists, and how their names relate to their requests. */
import type { RecordingId } from "../recordingId";

/** One row of a list of recordings. */
export interface RecordingItem {
  readonly id: RecordingId;
  /** URI of the file. */
  readonly uri: string;
  readonly testId: string | null;
  readonly model: string | null;
  readonly preview: string;
}

/** One row of a list to choose from; what tells it apart comes first. */
export interface RecordingChoice {
  readonly id: RecordingId;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** Why replay does not serve it, in one sentence; null if nothing is known to prevent that. */
  readonly reason: string | null;
}

/**
 * How a recording's name relates to its request: the hash under the scheme in use, the hash without the test (`server`), the hash of an older scheme,
 * another hash (`mismatch`), or a request that is never hashed.
 */
export type HashStatus = "current" | "server" | "older" | "mismatch" | "unhashable";

/** The models that replay serves for one request, and the recordings (URIs) that list each. */
export interface ModelUnion {
  readonly files: readonly string[];
  /** Sorted by id, as in replay. */
  readonly models: readonly { readonly id: string; readonly files: readonly string[] }[];
}
