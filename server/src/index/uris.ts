/** URIs in a normalized spelling. Editors escape differently, so every URI from a client goes through `normalizeUri` before it is used as a key. */
import { URI } from "vscode-uri";
import { numberIn, recordingId, type RecordingId } from "../recordingId";

/** The spelling that the index and all its answers use, also for ids of recordings; a text that is not a URI is returned unchanged. */
export function normalizeUri(uri: string): string {
  try {
    const parsed = URI.parse(uri, true);
    return parsed.fragment === "" ? parsed.toString() : recordingId(parsed.with({ fragment: "" }).toString(), parsed.fragment);
  } catch {
    return uri;
  }
}

export function uriOfPath(path: string): string {
  return plainPath.test(path) ? `file://${path}` : URI.file(path).toString();
}

/** Paths without escapes, as nearly all are; creating a URI object for each would take most of the time of a scan. */
const plainPath = /^(?:\/[\w.~-]+)+$/;
const plainUri = /^file:\/\/(?:\/[\w.~-]+)+$/;

/** The URI of something in a folder; neither URI ends with a slash. */
export function childUri(folder: string, name: string): string {
  return `${folder}/${/^[\w.~-]+$/.test(name) ? name : URI.file(`/${name}`).toString().slice("file:///".length)}`;
}

/** The path on disk; only meaningful for `file:` URIs. */
export function pathOfUri(uri: string): string {
  return plainUri.test(uri) && process.platform !== "win32" ? uri.slice("file://".length) : URI.parse(uri).fsPath;
}

/** The unescaped path with forward slashes, for comparing with node ids. */
export function slashPath(uri: string): string {
  return plainUri.test(uri) ? uri.slice("file://".length) : URI.parse(uri).path;
}

export function isFile(uri: string): boolean {
  return uri.startsWith("file:");
}

/** The last segment, unescaped. */
export function baseName(uri: string): string {
  const path = isFile(uri) && !/[%?#]/.test(uri) ? uri : slashPath(uri);
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The name of a recording in lists: `chat.json`, or `chat.json#3` if a file contains several. */
export function shortName(id: RecordingId): string {
  return baseName(id) + numberIn(id);
}

/** The folder of a file or folder, without a trailing slash. */
export function parentOf(uri: string): string {
  return uri.slice(0, Math.max(uri.lastIndexOf("/"), 0));
}

/** Whether the name has no file extension: `v1.0` and `gpt-4.1-mini` are folders. A guess, for what no longer exists. */
export function mayBeFolder(uri: string): boolean {
  return !/\.[a-z]\w*$/i.test(baseName(uri));
}

/** Whether `uri` is `folder` or below it. */
export function isWithin(uri: string, folder: string): boolean {
  const base = folder.endsWith("/") ? folder : `${folder}/`;
  return uri === folder || uri.startsWith(base);
}

/** A folder's URI or path without a trailing slash, which some clients add. */
export function withoutSlash(folder: string): string {
  return folder.endsWith("/") && !folder.endsWith("//") ? folder.slice(0, -1) : folder;
}

/** These URIs without those below another one. */
export function outermost(uris: readonly string[]): readonly string[] {
  const all = new Set(uris);
  return [...all].filter((uri) => !hasAncestor(uri, all));
}

/** Whether it is, at any depth, in one of these folders. */
export function hasAncestor(uri: string, folders: ReadonlySet<string>): boolean {
  for (let folder = parentOf(uri); folder.length > "file://".length; folder = parentOf(folder))
    if (folders.has(folder)) return true;
  return false;
}
