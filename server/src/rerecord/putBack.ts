/** Puts back what was changed, each file whole or not at all. */
import { rm, rmdir } from "node:fs/promises";
import { basename } from "node:path";
import { readOwn } from "../disk/read";
import { digestOf, type Change, type Snapshot } from "./snapshot";
import { writeWhole } from "./wholeFile";

/** The changes whose file is no longer as the run left it: somebody has written it since. */
export async function touchedSince(changes: readonly Change[]): Promise<readonly Change[]> {
  const now = await Promise.all(changes.map(({ path }) => digestOf(path)));
  return changes.filter((change, index) => {
    const left = change.kind === "removed" ? undefined : change.after;
    // What already is as it was before needs no putting back, and loses nothing by it.
    const before = change.kind === "added" ? undefined : change.before.digest;
    return now[index] !== left && now[index] !== before;
  });
}

/** Makes the changed files what they were before the run. Returns one sentence for each that could not be put back; never rejects. */
export async function putBack(changes: readonly Change[], { missing }: Pick<Snapshot, "missing">): Promise<readonly string[]> {
  const failures = await Promise.all(
    changes.map((change) =>
      restore(change).then(
        () => [],
        (error: unknown) => [
          `${basename(change.path)} could not be put back: ${error instanceof Error ? error.message : String(error)}.`,
        ],
      ),
    ),
  );
  // Folders that were made go when nothing else is in them, the inner ones first.
  for (const folder of [...missing].sort((a, b) => b.length - a.length)) await rmdir(folder).catch(() => undefined);
  return failures.flat();
}

async function restore(change: Change): Promise<void> {
  if (change.kind === "added") return rm(change.path, { force: true });
  await writeWhole(change.path, await readOwn(change.before.copy), change.before.mode);
}
