/** What recordings hold before a run, kept on disk, so that everything a run did can be told, shown and put back. */
import { createHash } from "node:crypto";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { isHidden } from "./places";
import { isRecordingName } from "../formats/recorders";
import { readWhole } from "../disk/read";
import { writeThrough } from "./wholeFile";

/** A recording as it was. Paths are absolute. */
export interface KeptFile {
  readonly path: string;
  /** A copy of its content; empty where none was asked for. */
  readonly copy: string;
  readonly digest: string;
  /** Differs whenever the file was written, even with the same content. */
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

/** What became of one recording. `after` is the digest of what the run left there. */
export type Change =
  | { readonly kind: "changed"; readonly path: string; readonly before: KeptFile; readonly after: string }
  | { readonly kind: "added"; readonly path: string; readonly after: string; readonly mode?: number | undefined }
  | { readonly kind: "removed"; readonly path: string; readonly before: KeptFile };

export interface Difference {
  /** Sorted by path. */
  readonly changes: readonly Change[];
  /** Written again with the content it had. */
  readonly rewritten: readonly string[];
}

/** Files of a folder are read this many at a time. */
const batchSize = 16;

/**
 * Copies the recordings (all files with such names) in `folders`, which may not exist, to the folder `store`, which must; without one they are looked at only.
 * Links are passed over: what they lead to may lie anywhere. Rejects when a file cannot be copied, for then it could not be put back.
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

/** What is different now. Only files that were written since are read. */
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

/** SHA-256 of a file's content; undefined when there is no such file, or it is a link. */
export async function digestOf(path: string): Promise<string | undefined> {
  return readWhole(path).then(digest, () => undefined);
}

/** The content of a file that has this digest; rejects when it has another by now. `name` is for people. */
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

/** A path alone: written with the content it had. undefined: not touched, or gone while we looked. */
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

/** Paths of the recordings, as far as names tell, in a folder and below; links and what is hidden are passed over. undefined when the folder does not exist. */
export async function recordingsIn(folder: string): Promise<readonly string[] | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined);
  return entries
    ?.filter((entry) => entry.isFile() && isRecordingName(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isHidden(folder, path));
}

/** What is awaited at once may be waited for by the disk at once. A failure is told when nothing of its batch goes on any more. */
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
