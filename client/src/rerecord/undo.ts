/** The one place that writes recordings: puts back what a run changed, each file whole or not at all. */
import { randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { digestOf, type Change, type Snapshot } from "./snapshot";

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
  // Folders that the run made go when nothing else is in them.
  await Promise.all(missing.map((folder) => rmdir(folder).catch(() => undefined)));
  return failures.flat();
}

async function restore(change: Change): Promise<void> {
  if (change.kind === "added") return rm(change.path, { force: true });
  await writeWhole(change.path, await readFile(change.before.copy), change.before.mode);
}

/** Writes a file beside its place and moves it there, so that nobody ever reads half of it. */
async function writeWhole(path: string, content: Buffer, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await writeFile(unfinished, content, { flag: "wx", mode });
    await chmod(unfinished, mode);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
