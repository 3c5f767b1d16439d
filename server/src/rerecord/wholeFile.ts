/** Files that appear whole or not at all, whatever happens in the middle. */
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Where a file is written before it is moved to its place: beside it, so on the same disk. */
export function besides(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 150)}.${randomUUID()}.tmp`);
}

/** Writes the content of a file that must not exist yet to the disk itself. `mode`: permission bits. */
export async function writeThrough(path: string, content: string | Buffer, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(content);
    // The process's umask has had its say.
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Replaces or makes a file in a folder that exists. */
export async function writeWhole(path: string, content: string | Buffer, mode = 0o600): Promise<void> {
  const unfinished = besides(path);
  try {
    await writeThrough(unfinished, content, mode);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Makes renames and removals in a folder last; not every system can. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // What cannot be synchronised is still written.
  }
}
