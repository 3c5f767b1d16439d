/**
 * The only module that reads files. A workspace may hold anything under any name: links to devices, pipes, endless files. So each file is opened
 * without blocking and without following a link (or checked before that), then checked again, and read up to a limit, whatever size it reports.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync, type Stats } from "node:fs";
import { lstat, open, type FileHandle } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Roots } from "./roots";

/** In bytes. Recordings have kilobytes, at most a few megabytes. */
export const maxFileSize = 50 * 1024 * 1024;

export type Obstacle =
  /** No such file, or not a regular file: a folder, a pipe, a device. */
  | { readonly kind: "gone" }
  /** `reason` is to be put into parentheses: "no permission". */
  | { readonly kind: "unreadable"; readonly reason: string };

export type Read<T> = { readonly kind: "read"; readonly content: T; readonly info: Stats } | Obstacle;

export interface ReadOptions {
  /** The folders that links may lead into; undefined: anywhere. */
  readonly roots: Roots | undefined;
  /** The most bytes to read; `maxFileSize` by default. */
  readonly limit?: number;
  /** Treat a link as if it did not exist. */
  readonly noLinks?: boolean;
}

/** Reads a file of a workspace. Never rejects. */
export async function readBytes(
  path: string,
  { roots, limit = maxFileSize, noLinks = false }: ReadOptions,
): Promise<Read<Buffer>> {
  try {
    const found = await lstat(path);
    const place = noLinks && found.isSymbolicLink() ? gone : look(path, found, roots);
    if (place.kind !== "file") return place;
    const file = await open(place.path, withoutWaiting);
    try {
      const info = await file.stat();
      const obstacle = lookAgain(place.info, info, limit);
      if (obstacle) return obstacle;
      const content = await readUpTo(file, info.size, limit);
      return content ? { kind: "read", content, info } : tooLarge(limit);
    } finally {
      await file.close();
    }
  } catch (error) {
    return obstacleOf(error);
  }
}

/** Reads a file of Tapedeck's own, or of a trusted suite, so links are followed. Rejects with a sentence if it is not a file, or is too large. */
export async function readOwn(path: string, limit = maxFileSize): Promise<Buffer> {
  return contentOf(path, await readBytes(path, { roots: undefined, limit }));
}

/** Reads a file that will be kept, compared or replaced, so a link is refused. Rejects like `readOwn`. */
export async function readWhole(path: string, limit = maxFileSize): Promise<Buffer> {
  return contentOf(path, await readBytes(path, { roots: undefined, limit, noLinks: true }));
}

function contentOf(path: string, read: Read<Buffer>): Buffer {
  if (read.kind === "read") return read.content;
  throw new Error(`${basename(path)} ${read.kind === "gone" ? "is not a file" : `cannot be read (${read.reason})`}`);
}

/** Reads a UTF-8 file of Tapedeck's own. Rejects like `readOwn`. */
export async function readOwnText(path: string): Promise<string> {
  return (await readOwn(path)).toString("utf8");
}

/**
 * Calls `take` with a file's bytes, which it must not keep, and returns its result. Blocks the thread: for many small files, asynchronous reading
 * mostly waits. Never throws.
 */
export function readSyncAs<T>(path: string, { roots, limit = maxFileSize }: ReadOptions, take: (bytes: Buffer) => T): Read<T> {
  try {
    const opened = (roots && openPlainSync(path, roots)) ?? openAnySync(path, roots);
    if (opened.kind !== "opened") return opened;
    try {
      const { file, info } = opened;
      const content = info.size > limit ? undefined : readUpToSync(file, roomOf(info, limit), info.size, limit);
      return content ? { kind: "read", content: take(content), info } : tooLarge(limit);
    } finally {
      closeSync(opened.file);
    }
  } catch (error) {
    return obstacleOf(error);
  }
}

/**
 * Calls `take` with the first bytes of a file, for a thread that may block and has thousands of files to check. Returns undefined for anything but a
 * plain file, which is then left to `readSyncAs`. `whole` reads the complete file and overwrites the first bytes; it returns undefined if the file is
 * too large. Never throws.
 */
export function readStartSync<T>(
  path: string,
  length: number,
  roots: Roots,
  take: (bytes: Buffer, whole: () => Buffer | undefined) => T,
): T | undefined {
  const { file, info } = openPlainSync(path, roots) ?? {};
  if (file === undefined || info === undefined) return undefined;
  try {
    const start = scratch.subarray(0, readSync(file, scratch, 0, Math.min(length, scratch.length), 0));
    return take(start, () => (info.size > maxFileSize ? undefined : readUpToSync(file, roomOf(info), info.size, maxFileSize)));
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

interface Opened {
  readonly kind: "opened";
  readonly file: number;
  readonly info: Stats;
}

/** Opens a plain file that no link leads to, as nearly all are; the caller closes it. undefined for anything else, and if it cannot be opened. */
function openPlainSync(path: string, roots: Roots): Opened | undefined {
  try {
    if (!roots.holdFolder(dirname(path)) || (noFollow === 0 && lstatSync(path).isSymbolicLink())) return undefined;
    const file = openSync(path, withoutWaiting);
    const info = fstatSync(file);
    if (!info.isFile()) closeSync(file);
    return info.isFile() ? { kind: "opened", file, info } : undefined;
  } catch {
    return undefined; // The other way of reading will report why.
  }
}

/** Opens a file, or tells what prevents it. Throws file system errors. */
function openAnySync(path: string, roots: Roots | undefined): Opened | Obstacle {
  const place = look(path, lstatSync(path, { throwIfNoEntry: false }), roots);
  if (place.kind !== "file") return place;
  const file = openSync(place.path, withoutWaiting);
  const info = fstatSync(file);
  const obstacle = lookAgain(place.info, info, Infinity);
  if (obstacle === undefined) return { kind: "opened", file, info };
  closeSync(file);
  return obstacle;
}

/** "larger than 50 MB" */
export function largerThan(limit: number): string {
  return `larger than ${Math.round(limit / 1024 / 1024)} MB`;
}

/** Opening a pipe would block, and the file may have been replaced by a link since it was checked. Windows has neither flag. */
const noFollow = unix("O_NOFOLLOW");
const withoutWaiting = constants.O_RDONLY | unix("O_NONBLOCK") | noFollow;

function unix(flag: "O_NONBLOCK" | "O_NOFOLLOW"): number {
  return (constants as Partial<typeof constants>)[flag] ?? 0;
}

/** Large enough for most recordings, so that reading them allocates nothing. No result may refer to it. */
const scratch = Buffer.allocUnsafeSlow(256 * 1024);

type Place = { readonly kind: "file"; readonly path: string; readonly info: Stats } | Obstacle;

/** Finds the file's real place. Throws file system errors. */
function look(path: string, info: Stats | undefined, roots: Roots | undefined): Place {
  if (info?.isSymbolicLink()) {
    const real = realpathSync.native(path);
    if (roots && !roots.holdTarget(path, real)) return outside;
    return look(real, lstatSync(real), undefined);
  }
  if (!info?.isFile()) return gone;
  if (roots && !roots.holdFolder(dirname(path))) return outside;
  return { kind: "file", path, info };
}

/** What is wrong if the opened file is not the one that was checked. Windows numbers files differently by path and by handle. */
function lookAgain(looked: Stats, info: Stats, limit: number): Obstacle | undefined {
  if (!info.isFile()) return gone;
  if (process.platform !== "win32" && (info.ino !== looked.ino || info.dev !== looked.dev))
    return { kind: "unreadable", reason: "it was just replaced" };
  return info.size > limit ? tooLarge(limit) : undefined;
}

/** Reads at most `limit` bytes; undefined if there are more, which one extra byte tells. */
async function readUpTo(file: FileHandle, size: number, limit: number): Promise<Buffer | undefined> {
  let bytes: Buffer = Buffer.allocUnsafe(roomFor(size, limit));
  for (let filled = 0; ;) {
    const asked = bytes.length - filled;
    const { bytesRead } = await file.read(bytes, filled, asked);
    filled += bytesRead;
    if (filled > limit) return undefined;
    if (bytesRead === 0 || (filled === size && bytesRead < asked)) return bytes.subarray(0, filled);
    if (filled === bytes.length) bytes = grown(bytes, limit);
  }
}

function readUpToSync(file: number, room: Buffer, size: number, limit: number): Buffer | undefined {
  let bytes = room;
  for (let filled = 0; ;) {
    const asked = bytes.length - filled;
    const count = readSync(file, bytes, filled, asked, null);
    filled += count;
    if (filled > limit) return undefined;
    if (count === 0 || (filled === size && count < asked)) return bytes.subarray(0, filled);
    if (filled === bytes.length) bytes = grown(bytes, limit);
  }
}

function roomOf({ size }: Stats, limit = maxFileSize): Buffer {
  return size < scratch.length ? scratch : Buffer.allocUnsafe(roomFor(size, limit));
}

/** The size of the buffer: files in /proc report no size. */
function roomFor(size: number, limit: number): number {
  return Math.min(Math.max(size, 4096), limit) + 1;
}

function grown(bytes: Buffer, limit: number): Buffer {
  const more = Buffer.allocUnsafe(Math.min(2 * bytes.length, limit + 1));
  bytes.copy(more);
  return more;
}

const gone: Obstacle = { kind: "gone" };
const outside: Obstacle = { kind: "unreadable", reason: "a link leads out of the workspace" };

function tooLarge(limit: number): Obstacle {
  return { kind: "unreadable", reason: largerThan(limit) };
}

function obstacleOf(error: unknown): Obstacle {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
  if (["ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "ENXIO"].includes(code)) return gone;
  return { kind: "unreadable", reason: code === "EACCES" || code === "EPERM" ? "no permission" : code };
}
