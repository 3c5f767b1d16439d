/** Writes files atomically: they appear complete or not at all, even if the process is interrupted. */
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** The temporary path where a file is written before it is renamed: next to it, so on the same disk. */
export function besides(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 150)}.${randomUUID()}.tmp`);
}

/** Writes a file that must not exist yet, and flushes it to disk. `mode` are permission bits. */
export async function writeThrough(path: string, content: string | Buffer, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(content);
    // Because the umask was applied when it was created.
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Replaces or creates a file in an existing folder. */
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

/** Makes renames and removals in a folder durable; not every system supports that. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {
    // What cannot be flushed is still written.
  }
}
