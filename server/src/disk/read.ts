/**
 * The one place that reads files. A workspace may hold anything under any name: links to devices, pipes, files without end. So each file is opened
 * without waiting and without following a link, or looked at before, then looked at, and read up to a limit, whatever size it tells.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync, type Stats } from "node:fs";
import { lstat, open, type FileHandle } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Roots } from "./roots";

/** Bytes: a recording has kilobytes, at most a few megabytes. */
export const maxFileSize = 50 * 1024 * 1024;

export type Obstacle =
  /** No such file, or no file at all: a folder, a pipe, a device. */
  | { readonly kind: "gone" }
  /** `reason` fits into parentheses: "no permission". */
  | { readonly kind: "unreadable"; readonly reason: string };

export type Read<T> = { readonly kind: "read"; readonly content: T; readonly info: Stats } | Obstacle;

export interface ReadOptions {
  /** Where links may lead; undefined: anywhere. */
  readonly roots: Roots | undefined;
  /** Bytes at most; `maxFileSize` where nothing is said. */
  readonly limit?: number;
  /** A link counts as no file. */
  readonly noLinks?: boolean;
}

/** Never rejects. */
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

/** The bytes of a file of ours, or of a trusted suite: links are followed. Rejects, with a sentence, where it is not a file, or a larger one. */
export async function readOwn(path: string, limit = maxFileSize): Promise<Buffer> {
  return contentOf(path, await readBytes(path, { roots: undefined, limit }));
}

/** Reads a file that is to be kept, compared or replaced, so that a link is refused. Rejects like `readOwn`. */
export async function readWhole(path: string, limit = maxFileSize): Promise<Buffer> {
  return contentOf(path, await readBytes(path, { roots: undefined, limit, noLinks: true }));
}

function contentOf(path: string, read: Read<Buffer>): Buffer {
  if (read.kind === "read") return read.content;
  throw new Error(`${basename(path)} ${read.kind === "gone" ? "is not a file" : `cannot be read (${read.reason})`}`);
}

/** The text of a file of ours, in UTF-8. Rejects like `readOwn`. */
export async function readOwnText(path: string): Promise<string> {
  return (await readOwn(path)).toString("utf8");
}

/**
 * What `take` makes of a file's bytes, and nobody else may keep, for a thread that may wait: of many small files, most of the time goes into the
 * waiting of `readBytes`. Never throws.
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
 * What `take` makes of the beginning of a file, at most so many bytes of it, for a thread that may wait and has thousands of files to look at:
 * undefined for everything but a plain file, which `readSyncAs` then has to look at. `whole` reads on, after which the beginning is not there any
 * more; it gives nothing of a file that is too large. Never throws.
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

/** A plain file to which no link leads, as nearly all are, to be closed by whoever asks; undefined for all else, and what cannot be opened. */
function openPlainSync(path: string, roots: Roots): Opened | undefined {
  try {
    if (!roots.holdFolder(dirname(path)) || (noFollow === 0 && lstatSync(path).isSymbolicLink())) return undefined;
    const file = openSync(path, withoutWaiting);
    const info = fstatSync(file);
    if (!info.isFile()) closeSync(file);
    return info.isFile() ? { kind: "opened", file, info } : undefined;
  } catch {
    return undefined; // Who looks at it in another way is told why.
  }
}

/** Throws what the file system throws. */
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

/** Opening a pipe would wait for a writer, and a link may have come since we looked. Windows has neither. */
const noFollow = unix("O_NOFOLLOW");
const withoutWaiting = constants.O_RDONLY | unix("O_NONBLOCK") | noFollow;

function unix(flag: "O_NONBLOCK" | "O_NOFOLLOW"): number {
  return (constants as Partial<typeof constants>)[flag] ?? 0;
}

/** Most recordings fit, so that reading them makes no garbage; no answer holds on to it. */
const scratch = Buffer.allocUnsafeSlow(256 * 1024);

type Place = { readonly kind: "file"; readonly path: string; readonly info: Stats } | Obstacle;

/** Where the file really is. Throws what the file system throws. */
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

/** Whether it is still the file that was looked at. Windows numbers files differently by path and by handle. */
function lookAgain(looked: Stats, info: Stats, limit: number): Obstacle | undefined {
  if (!info.isFile()) return gone;
  if (process.platform !== "win32" && (info.ino !== looked.ino || info.dev !== looked.dev))
    return { kind: "unreadable", reason: "it was replaced in this moment" };
  return info.size > limit ? tooLarge(limit) : undefined;
}

/** undefined: there is more than `limit`. One byte more is asked for, which tells. */
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

/** Files of /proc tell no size. */
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
