/** Changes that are being applied to the workspace, as in the journal: prepared next to their targets, applied, or discarded. */
import { rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Operation } from "./journal";
import { inPlace, type Bounds } from "./places";
import { digestOf, inBatches, readAsReviewed, type Change } from "./snapshot";
import { syncFolder, writeThrough } from "./wholeFile";

/** SHA-256 of the content to be changed; undefined if there is no file. */
export function digestBefore(change: Change): string | undefined {
  return change.kind === "added" ? undefined : change.before.digest;
}

/** Writes all new content to disk, next to its target, before the first file is replaced, so that a full disk is noticed in time. */
export async function prepare(bounds: Bounds, operations: readonly Operation[]): Promise<void> {
  await inBatches(operations, async ({ change, staged, unfinished }) => {
    if (change.kind === "removed" || staged === null || unfinished === null) return;
    const content = await readAsReviewed(staged, change.after, `The recording for ${basename(change.path)}`);
    const mode = change.kind === "changed" ? change.before.mode : (change.mode ?? 0o644);
    const write = (file: string) => writeThrough(join(dirname(file), basename(unfinished)), content, mode);
    await inPlace(bounds, change.path, write, { make: true });
  });
}

/** `done` grows with each change that is made. */
export async function applyAll(bounds: Bounds, operations: readonly Operation[], done: Change[]): Promise<void> {
  for (const { change, unfinished } of operations) {
    await inPlace(bounds, change.path, async (file) => {
      // Somebody may have written the file since it was checked.
      if ((await digestOf(file)) !== digestBefore(change)) throw new Error(`${basename(file)} was changed in the meantime`);
      if (unfinished === null) await rm(file);
      else await rename(join(dirname(file), basename(unfinished)), file);
      done.push(change);
    });
  }
  await Promise.all([...new Set(operations.map(({ change }) => dirname(change.path)))].map(syncFolder));
}

/** Deletes what was prepared and not applied. Never rejects. */
export async function discard(bounds: Bounds, operations: readonly Operation[]): Promise<void> {
  const removals = operations.flatMap(({ change, unfinished }) => {
    if (unfinished === null) return [];
    return [inPlace(bounds, change.path, (file) => rm(join(dirname(file), basename(unfinished)), { force: true }))];
  });
  await Promise.allSettled(removals);
}
