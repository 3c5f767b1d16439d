/** Restores what was changed, each file completely or not at all. */
import { rm, rmdir } from "node:fs/promises";
import { basename } from "node:path";
import { codeOf, messageOf } from "../errors";
import { inParent, inPlace, type Bounds } from "./places";
import { digestOf, inBatches, readAsReviewed, type Change } from "./snapshot";
import { writeWhole } from "./wholeFile";

/** The changes whose file somebody has written since the run. */
export async function touchedSince(changes: readonly Change[]): Promise<readonly Change[]> {
  const now = await inBatches(changes, ({ path }) => digestOf(path));
  return changes.filter((change, index) => {
    const left = change.kind === "removed" ? undefined : change.after;
    // A file with its original content needs no restoring.
    const before = change.kind === "added" ? undefined : change.before.digest;
    return now[index] !== left && now[index] !== before;
  });
}

/**
 * Restores the changed files from before the run, and removes the folders `missing` (paths), which were created since, unless something else is
 * in them. Returns a sentence for each file that could not be restored; never rejects.
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
  // Innermost first.
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

/** If its folder no longer exists, neither does the file. */
function ignoreMissing(error: unknown): void {
  if (codeOf(error) !== "ENOENT") throw error;
}
