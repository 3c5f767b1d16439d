/** Puts back what was changed, each file whole or not at all. */
import { rm, rmdir } from "node:fs/promises";
import { basename } from "node:path";
import { codeOf, messageOf } from "../errors";
import { inParent, inPlace, type Bounds } from "./places";
import { digestOf, inBatches, readAsReviewed, type Change } from "./snapshot";
import { writeWhole } from "./wholeFile";

/** The changes whose file is no longer as the run left it: somebody has written it since. */
export async function touchedSince(changes: readonly Change[]): Promise<readonly Change[]> {
  const now = await inBatches(changes, ({ path }) => digestOf(path));
  return changes.filter((change, index) => {
    const left = change.kind === "removed" ? undefined : change.after;
    // What already is as it was before needs no putting back, and loses nothing by it.
    const before = change.kind === "added" ? undefined : change.before.digest;
    return now[index] !== left && now[index] !== before;
  });
}

/**
 * Makes the changed files what they were before the run, and removes the folders `missing` (paths), which were made since, where nothing else is
 * in them. Returns one sentence for each file that could not be put back; never rejects.
 */
export async function putBack(
  bounds: Bounds,
  changes: readonly Change[],
  missing: readonly string[],
): Promise<readonly string[]> {
  const failures = await inBatches(changes, (change) =>
    restore(bounds, change).then(
      () => [],
      (error: unknown) => [`${basename(change.path)} could not be put back: ${messageOf(error)}.`],
    ),
  );
  // The inner ones first.
  for (const folder of [...missing].sort((a, b) => b.length - a.length))
    await inParent(bounds, folder, rmdir).catch(() => undefined);
  return failures.flat();
}

async function restore(bounds: Bounds, change: Change): Promise<void> {
  const { path } = change;
  if (change.kind === "added") return inPlace(bounds, path, (file) => rm(file, { force: true })).catch(ignoreMissing);
  const content = await readAsReviewed(change.before.copy, change.before.digest, `The copy of ${basename(path)}`);
  await inPlace(bounds, path, (file) => writeWhole(file, content, change.before.mode), { make: true });
}

/** Where its folder is gone, so is the file. */
function ignoreMissing(error: unknown): void {
  if (codeOf(error) !== "ENOENT") throw error;
}
