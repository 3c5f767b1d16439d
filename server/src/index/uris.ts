/** URIs in one spelling. Editors escape differently, so every URI from a client goes through `normalizeUri` before it is a key. */
import { URI } from "vscode-uri";

/** The spelling that the index and all its answers use; a text that is no URI comes back as it is. */
export function normalizeUri(uri: string): string {
  try {
    return URI.parse(uri, true).toString();
  } catch {
    return uri;
  }
}

export function uriOfPath(path: string): string {
  return URI.file(path).toString();
}

/** The path on disk; meaningful for `file:` URIs only. */
export function pathOfUri(uri: string): string {
  return URI.parse(uri).fsPath;
}

/** The path with forward slashes and nothing escaped, for comparing with node ids. */
export function slashPath(uri: string): string {
  return URI.parse(uri).path;
}

export function isFile(uri: string): boolean {
  return uri.startsWith("file:");
}

/** The last segment, unescaped. */
export function baseName(uri: string): string {
  const path = slashPath(uri);
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The folder that a file or folder lies in, without a slash at the end. */
export function parentOf(uri: string): string {
  return uri.slice(0, Math.max(uri.lastIndexOf("/"), 0));
}

/** Whether `uri` is `folder` or lies below it. */
export function isWithin(uri: string, folder: string): boolean {
  const base = folder.endsWith("/") ? folder : `${folder}/`;
  return uri === folder || uri.startsWith(base);
}

/** A folder's URI or path without the slash that some clients put at its end. */
export function withoutSlash(folder: string): string {
  return folder.endsWith("/") && !folder.endsWith("//") ? folder.slice(0, -1) : folder;
}
