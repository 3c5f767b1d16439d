/** Text of files on disk, with an answer for everything that may stand in the way. */
import { statSync, type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { gunzip, gunzipStart, isCompressed } from "../../disk/gunzip";
import { readBytes, readStartSync, readSyncAs, type Obstacle } from "../../disk/read";
import { utf8Of } from "../../disk/utf8";
import type { Roots } from "../../disk/roots";

export type FileText =
  /** `changed` is when, in milliseconds since 1970. */
  | { readonly kind: "text"; readonly text: string; readonly stamp: string; readonly changed: number }
  /** No such file, or no file at all: a folder, a pipe. */
  | { readonly kind: "gone" }
  /** `message` is one sentence that says why. */
  | { readonly kind: "unreadable"; readonly message: string };

/** Links are followed inside of `roots`. Never rejects. The text is without byte order mark, as editors have it; `stamp` changes when the file does. */
export async function readText(path: string, roots: Roots): Promise<FileText> {
  const read = await readBytes(path, { roots });
  return read.kind === "read" ? textOf(read.info, contentOf(path, read.content)) : obstacleOf(read);
}

/** The same for a thread that may wait. Never throws. */
export function readTextSync(path: string, roots: Roots): FileText {
  const read = readSyncAs(path, { roots }, (bytes) => contentOf(path, bytes));
  return read.kind === "read" ? textOf(read.info, read.content) : obstacleOf(read);
}

/** The first kilobytes, for a thread that may wait; undefined for what `readTextSync` has to look at. */
export function readHeadSync(path: string, roots: Roots, bytes = 1024): string | undefined {
  const start = readStartSync(path, bytes, roots, (found) => utf8Of(isCompressed(path) ? gunzipStart(found) : found));
  return start === undefined ? undefined : stripMark(start);
}

/**
 * What `look` makes of a file's first kilobyte, and, where it gives undefined, of the whole text, for a thread that may wait; undefined for what
 * `readTextSync` has to look at.
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

/** What `readText` would give as `stamp`; undefined when there is no such file. */
export async function fileStamp(path: string): Promise<string | undefined> {
  try {
    const info = await stat(path);
    return info.isFile() ? stampOf(info) : undefined;
  } catch {
    return undefined;
  }
}

/** The same for a thread that may wait. */
export function fileStampSync(path: string): string | undefined {
  try {
    const info = statSync(path, { throwIfNoEntry: false });
    return info?.isFile() ? stampOf(info) : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a file's bytes, wherever they come from, or why a compressed file has none. Never throws. */
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
    message: `The file cannot be read (${obstacle.reason}), so nothing is known of its recording.`,
  };
}

/** Changes when the file does, also where a tool puts the time of change back: it cannot put back when it did so, or make the file the same one. */
function stampOf({ mtimeMs, ctimeMs, ino, size }: Stats): string {
  return `${mtimeMs}-${ctimeMs}-${ino}-${size}`;
}

/** The bytes of a file with this stamp; none of what has no stamp. */
export function bytesOfStamp(stamp = "-0"): number {
  return Number(stamp.slice(stamp.lastIndexOf("-") + 1));
}

/** Clocks of file systems tick slowly: a file that changed a moment ago may change again under the same stamp. */
export function isSettled(file: FileText): boolean {
  return file.kind === "text" && Date.now() - file.changed > 2000;
}

function stripMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
