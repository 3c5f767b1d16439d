/** The ids of recordings, as index, client and pages use them. */

/**
 * The URI of the file, with a JSON pointer as fragment if it holds several recordings: `file:///…/chat.json#/recordings/3`. The URI is normalized.
 */
export type RecordingId = string;

/** The URI of the file. */
export function fileOf(id: RecordingId): string {
  const at = id.indexOf("#");
  return at < 0 ? id : id.slice(0, at);
}

/** The fragment with its `#`; "" for a recording that is the whole file. */
export function fragmentOf(id: RecordingId): string {
  const at = id.indexOf("#");
  return at < 0 ? "" : id.slice(at);
}

/** The id of a recording in a file (URI); `pointer` is "" for a recording that is the whole file. */
export function recordingId(uri: string, pointer: string): RecordingId {
  return pointer === "" ? uri : `${uri}#${encodeURI(pointer).replaceAll("#", "%23")}`;
}

/** "#3": the index in the file's list that is part of the id; "" for a recording that is the whole file. */
export function numberIn(id: RecordingId): string {
  const fragment = fragmentOf(id);
  return fragment === "" ? "" : `#${fragment.slice(fragment.lastIndexOf("/") + 1)}`;
}

/** Compares the ids of recordings in one file, by their numbers: "#9" comes before "#10". */
export function inFileOrder(a: RecordingId, b: RecordingId): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
