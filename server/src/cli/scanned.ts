/** A workspace read for one command. */
import { join } from "node:path";
import { userCacheFolder } from "../disk/privateFolder";
import type { Folders } from "../index/folders";
import { Workspace } from "../index/workspace";
import { formatsInUse } from "./formats";
import { Progress } from "./progress";

/**
 * Reads and checks all recordings of the folders, and hands them over. `cache`: remember what was read until the next run, in the user's cache
 * folder. Rejects when the disk cannot be searched.
 */
export async function scanned<T>(folders: Folders, cache: boolean, use: (workspace: Workspace) => T | Promise<T>): Promise<T> {
  const workspace = new Workspace(join(__dirname, "worker.js"), { formats: formatsInUse() });
  const folder = cache ? userCacheFolder() : undefined;
  if (folder !== undefined) workspace.useCache(folder);
  // The workers do not keep a process alive: a server lives as long as its connection.
  const alive = setInterval(() => undefined, 60_000);
  const progress = new Progress("Checked");
  try {
    await workspace.setFolders(folders, progress);
    progress.end();
    return await use(workspace);
  } finally {
    progress.end();
    await workspace.dispose();
    clearInterval(alive);
  }
}
