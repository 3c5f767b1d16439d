/** Recordings in lists, and what their names say. */
import type { RecordingId } from "../recordingId";

/** One line of a list of recordings. */
export interface RecordingItem {
  readonly id: RecordingId;
  /** Of the file. */
  readonly uri: string;
  readonly testId: string | null;
  readonly model: string | null;
  readonly preview: string;
}

/** One line of a list to be searched: what tells it apart comes first. */
export interface RecordingChoice {
  readonly id: RecordingId;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** Why replay does not serve it, in one sentence; null where nothing is known that keeps it from that. */
  readonly reason: string | null;
}

/** Whether a recording's name is the hash of its request under the scheme in use, the same without its test, an older one, none, or is never hashed. */
export type HashStatus = "current" | "server" | "older" | "mismatch" | "unhashable";

/** The models that replay serves for one request, and which recordings (URIs) list each. */
export interface ModelUnion {
  readonly files: readonly string[];
  /** Sorted by id, as replay sorts them. */
  readonly models: readonly { readonly id: string; readonly files: readonly string[] }[];
}
