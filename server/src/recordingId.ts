/** What a recording is known by, from the index to the client: server, client and page use the same words. */

/** The URI of its file; where that holds several, with a JSON pointer as fragment: `file:///…/chat.json#/recordings/3`. Normalized as URIs are. */
export type RecordingId = string;

/** The URI of the file. */
export function fileOf(id: RecordingId): string {
  const at = id.indexOf("#");
  return at < 0 ? id : id.slice(0, at);
}

/** The pointer with the `#` before it; "" for a recording that is its whole file. */
export function fragmentOf(id: RecordingId): string {
  const at = id.indexOf("#");
  return at < 0 ? "" : id.slice(at);
}

/** The id of a recording in a file (URI); `pointer` is "" for one that is the whole file. */
export function recordingId(uri: string, pointer: string): RecordingId {
  return pointer === "" ? uri : `${uri}#${encodeURI(pointer).replaceAll("#", "%23")}`;
}

/** "#3", the number in the file's list that stands in the id; "" for a recording that is its whole file. */
export function numberIn(id: RecordingId): string {
  const fragment = fragmentOf(id);
  return fragment === "" ? "" : `#${fragment.slice(fragment.lastIndexOf("/") + 1)}`;
}

/** The order of recordings in one file, by their ids: of numbers in a list, those with fewer digits come first. */
export function inFileOrder(a: RecordingId, b: RecordingId): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
