/** Copies of recordings from before a run, on disk, so that everything a run did can be reported, shown and restored. */
import { createHash } from "node:crypto";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { isHidden } from "./places";
import { isRecordingName } from "../formats/recorders";
import { readWhole } from "../disk/read";
import { writeThrough } from "./wholeFile";

/** A recording before the run. Paths are absolute. */
export interface KeptFile {
  readonly path: string;
  /** Path of a copy; empty if none was requested. */
  readonly copy: string;
  readonly digest: string;
  /** Changes whenever the file is written, even with the same content. */
  readonly stamp: string;
  /** Permission bits. */
  readonly mode: number;
}

export interface Snapshot {
  readonly folders: readonly string[];
  /** Those of `folders` that did not exist. */
  readonly missing: readonly string[];
  readonly files: ReadonlyMap<string, KeptFile>;
}

/** The change of one recording. `after` is the digest of the content that the run left. */
export type Change =
  | { readonly kind: "changed"; readonly path: string; readonly before: KeptFile; readonly after: string }
  | { readonly kind: "added"; readonly path: string; readonly after: string; readonly mode?: number | undefined }
  | { readonly kind: "removed"; readonly path: string; readonly before: KeptFile };

export interface Difference {
  /** Sorted by path. */
  readonly changes: readonly Change[];
  /** Files that were written again with the same content. */
  readonly rewritten: readonly string[];
}

/** The number of files of a folder that are read at the same time. */
const batchSize = 16;

/**
 * Copies the recordings (all files with such names) in `folders`, which may not exist, to the folder `store`, which must; without `store` they are
 * only read.
 * Skips links, which may lead anywhere. Rejects if a file cannot be copied, because then it could not be restored.
 */
export async function takeSnapshot(folders: readonly string[], store?: string): Promise<Snapshot> {
  const listed = await Promise.all(folders.map(recordingsIn));
  const paths = listed.flatMap((found) => found ?? []);
  const kept = await inBatches(paths, (path, number) => keep(path, store === undefined ? "" : join(store, `${number}.json`)));
  return {
    folders,
    missing: folders.filter((_, index) => listed[index] === undefined),
    files: new Map(kept.map((file) => [file.path, file])),
  };
}

/** The changes since a snapshot. Only reads files that were written since. */
export async function differenceSince(snapshot: Pick<Snapshot, "folders" | "files">): Promise<Difference> {
  const listed = await Promise.all(snapshot.folders.map(recordingsIn));
  const paths = listed.flatMap((found) => found ?? []);
  const seen = new Set(paths);
  const removed = [...snapshot.files.values()].filter(({ path }) => !seen.has(path));
  const compared = await inBatches(paths, (path) => compare(path, snapshot.files.get(path)));
  const changes = [
    ...compared.filter((each) => each !== undefined && typeof each !== "string"),
    ...removed.map((before): Change => ({ kind: "removed", path: before.path, before })),
  ];
  return {
    changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)),
    rewritten: compared.filter((each) => typeof each === "string").sort(),
  };
}

/** SHA-256 of a file's content; undefined if there is no such file, or it is a link. */
export async function digestOf(path: string): Promise<string | undefined> {
  return readWhole(path).then(digest, () => undefined);
}

/** Reads a file that must have this digest; rejects if it has changed. `name` is for the message. */
export async function readAsReviewed(path: string, expected: string, name: string): Promise<Buffer> {
  const content = await readWhole(path);
  if (digest(content) !== expected) throw new Error(`${name} is no longer what it was`);
  return content;
}

async function keep(path: string, copy: string): Promise<KeptFile> {
  const info = await lstat(path, { bigint: true });
  const content = await readWhole(path);
  if (copy !== "") await writeThrough(copy, content, 0o600);
  return { path, copy, digest: digest(content), stamp: stampOf(info), mode: Number(info.mode & 0o777n) };
}

/** A string (the path) if it was written with the same content. undefined if it was not written, or was removed in the meantime. */
async function compare(path: string, before: KeptFile | undefined): Promise<Change | string | undefined> {
  const info = await lstat(path, { bigint: true }).catch(() => undefined);
  if (info === undefined || stampOf(info) === before?.stamp) return undefined;
  const after = await digestOf(path);
  if (after === undefined) return undefined;
  if (!before) return { kind: "added", path, after };
  return after === before.digest ? path : { kind: "changed", path, before, after };
}

function stampOf(info: { mtimeNs: bigint; ctimeNs: bigint; ino: bigint; size: bigint }): string {
  return `${info.mtimeNs} ${info.ctimeNs} ${info.ino} ${info.size}`;
}

export function digest(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Paths of the recordings, judged by their names, in a folder and below; skips links and hidden files. undefined if the folder does not exist. */
export async function recordingsIn(folder: string): Promise<readonly string[] | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined);
  return entries
    ?.filter((entry) => entry.isFile() && isRecordingName(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isHidden(folder, path));
}

/** Processes items in batches, to limit concurrent disk access. If one fails, rejects after the others of its batch have ended. */
export async function inBatches<T, R>(items: readonly T[], work: (item: T, number: number) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += batchSize) {
    const batch = items.slice(start, start + batchSize);
    for (const result of await Promise.allSettled(batch.map((item, index) => work(item, start + index)))) {
      if (result.status === "rejected") throw result.reason;
      results.push(result.value);
    }
  }
  return results;
}
