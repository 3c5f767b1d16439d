/** Text of files on disk, with an answer for everything that may stand in the way. */
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, statSync, type Stats } from "node:fs";
import { stat, readFile } from "node:fs/promises";

/** Larger files are not read: a recording has kilobytes, at most a few megabytes. */
export const maxFileSize = 50 * 1024 * 1024;

export type FileText =
  /** `changed` is when, in milliseconds since 1970. */
  | { readonly kind: "text"; readonly text: string; readonly stamp: string; readonly changed: number }
  /** No such file, or no file at all: a folder, a pipe. */
  | { readonly kind: "gone" }
  /** `message` is one sentence that says why. */
  | { readonly kind: "unreadable"; readonly message: string };

/** Never rejects. The text is without byte order mark, as editors have it; `stamp` changes when the file does. */
export async function readText(path: string): Promise<FileText> {
  try {
    const info = await stat(path);
    return obstacle(info) ?? textOf(info, await readFile(path, "utf8"));
  } catch (error) {
    return failure(error);
  }
}

/** The same for a thread that may wait: of many small files, most of the time goes into the waiting of `readText`. Never throws. */
export function readTextSync(path: string): FileText {
  try {
    const file = openSync(path, withoutWaiting);
    try {
      const info = fstatSync(file);
      return obstacle(info) ?? textOf(info, readFileSync(file, "utf8"));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return failure(error);
  }
}

/** Opening a pipe would wait for a writer. */
const withoutWaiting = constants.O_RDONLY | constants.O_NONBLOCK;

const head = Buffer.alloc(1024);

/** The first kilobyte, for a thread that may wait; undefined for what `readTextSync` has to look at. */
export function readHeadSync(path: string): string | undefined {
  try {
    const file = openSync(path, withoutWaiting);
    try {
      return stripMark(head.toString("utf8", 0, readSync(file, head, 0, head.length, 0)));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
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

/** Why a file is not even opened. */
function obstacle(info: Stats): FileText | undefined {
  // Opening a pipe would wait for a writer.
  if (!info.isFile()) return { kind: "gone" };
  return info.size > maxFileSize ? tooLarge(info.size) : undefined;
}

function textOf(info: Stats, text: string): FileText {
  return { kind: "text", text: stripMark(text), stamp: stampOf(info), changed: info.mtimeMs };
}

function failure(error: unknown): FileText {
  return isGone(error)
    ? { kind: "gone" }
    : { kind: "unreadable", message: `The file cannot be read (${reason(error)}), so nothing is known of its recording.` };
}

/** Changes when the file does, also where a tool puts the time of change back: it cannot put back when it did so, or make the file the same one. */
function stampOf({ mtimeMs, ctimeMs, ino, size }: Stats): string {
  return `${mtimeMs}-${ctimeMs}-${ino}-${size}`;
}

/** The bytes of a file with this stamp; none of what has no stamp. */
export function bytesOfStamp(stamp = "-0"): number {
  return Number(stamp.slice(stamp.lastIndexOf("-") + 1));
}

function stripMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function tooLarge(size: number): FileText {
  const megabytes = Math.ceil(size / 1024 / 1024);
  return {
    kind: "unreadable",
    message: `The file has ${megabytes} MB, and at most ${maxFileSize / 1024 / 1024} MB are read, so nothing is known of its recording.`,
  };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function isGone(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "ENXIO"].includes(codeOf(error) ?? "");
}

function reason(error: unknown): string {
  const code = codeOf(error);
  return code === "EACCES" || code === "EPERM" ? "no permission" : (code ?? "unknown error");
}
