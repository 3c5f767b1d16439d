/** Reads text files, with a result for every kind of failure. */
import { statSync, type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { gunzip, gunzipStart, isCompressed } from "../../disk/gunzip";
import { readBytes, readStartSync, readSyncAs, type Obstacle } from "../../disk/read";
import { utf8Of } from "../../disk/utf8";
import type { Roots } from "../../disk/roots";

export type FileText =
  /** `changed` is the modification time in milliseconds since 1970. */
  | { readonly kind: "text"; readonly text: string; readonly stamp: string; readonly changed: number }
  /** No such file, or not a regular file: a folder, a pipe. */
  | { readonly kind: "gone" }
  /** `message` is one sentence with the reason. */
  | { readonly kind: "unreadable"; readonly message: string };

/** Follows links inside `roots`. Never rejects. The text has no byte order mark, as in editors; `stamp` changes with the file. */
export async function readText(path: string, roots: Roots): Promise<FileText> {
  const read = await readBytes(path, { roots });
  return read.kind === "read" ? textOf(read.info, contentOf(path, read.content)) : obstacleOf(read);
}

/** The same, blocking the thread. Never throws. */
export function readTextSync(path: string, roots: Roots): FileText {
  const read = readSyncAs(path, { roots }, (bytes) => contentOf(path, bytes));
  return read.kind === "read" ? textOf(read.info, read.content) : obstacleOf(read);
}

/** The first kilobytes, blocking the thread; undefined if `readTextSync` is needed. */
export function readHeadSync(path: string, roots: Roots, bytes = 1024): string | undefined {
  const start = readStartSync(path, bytes, roots, (found) => utf8Of(isCompressed(path) ? gunzipStart(found) : found));
  return start === undefined ? undefined : stripMark(start);
}

/**
 * Calls `look` with a file's first kilobyte, and, if that returns undefined, with the whole text, blocking the thread; undefined if
 * `readTextSync` is needed.
 */
export function lookSync<T>(path: string, roots: Roots, look: (text: string, isWhole: boolean) => T | undefined): T | undefined {
  const textIn = (bytes: Buffer) => stripMark(utf8Of(bytes));
  if (isCompressed(path)) return undefined;
  return readStartSync(path, 1024, roots, (start, whole) => {
    const found = look(textIn(start), false);
    if (found !== undefined) return found;
    const bytes = whole();
    return bytes && look(textIn(bytes), true);
  });
}

/** The `stamp` that `readText` would return; undefined if there is no such file. */
export async function fileStamp(path: string): Promise<string | undefined> {
  try {
    const info = await stat(path);
    return info.isFile() ? stampOf(info) : undefined;
  } catch {
    return undefined;
  }
}

/** The same, blocking the thread. */
export function fileStampSync(path: string): string | undefined {
  try {
    const info = statSync(path, { throwIfNoEntry: false });
    return info?.isFile() ? stampOf(info) : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a file's bytes, from any source, or why a compressed file has none. Never throws. */
export function contentOf(path: string, bytes: Buffer): Content {
  const content = isCompressed(path) ? gunzip(bytes) : bytes;
  return typeof content === "string" ? { reason: content } : { text: stripMark(utf8Of(content)) };
}

export type Content = { readonly text: string } | { readonly reason: string };

function textOf(info: Stats, content: Content): FileText {
  if ("reason" in content) return obstacleOf({ kind: "unreadable", reason: content.reason });
  return { kind: "text", text: content.text, stamp: stampOf(info), changed: info.mtimeMs };
}

function obstacleOf(obstacle: Obstacle): FileText {
  if (obstacle.kind === "gone") return obstacle;
  return {
    kind: "unreadable",
    message: `The file cannot be read (${obstacle.reason}), so its recordings are unknown.`,
  };
}

/** Changes with the file, even if a tool resets the modification time: it cannot reset the change time or the inode. */
function stampOf({ mtimeMs, ctimeMs, ino, size }: Stats): string {
  return `${mtimeMs}-${ctimeMs}-${ino}-${size}`;
}

/** The size of a file with this stamp; 0 without a stamp. */
export function bytesOfStamp(stamp = "-0"): number {
  return Number(stamp.slice(stamp.lastIndexOf("-") + 1));
}

/** File system clocks have a coarse resolution: a file that changed just now may change again with the same stamp. */
export function isSettled(file: FileText): boolean {
  return file.kind === "text" && Date.now() - file.changed > 2000;
}

function stripMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
