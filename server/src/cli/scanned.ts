/** Scans a workspace for one command. */
import { join } from "node:path";
import { userCacheFolder } from "../disk/privateFolder";
import type { Folders } from "../index/folders";
import { Workspace } from "../index/workspace";
import { formatsInUse } from "./formats";
import { Progress } from "./progress";

/**
 * Reads and checks all recordings of the folders, then calls `use`. `cache` keeps what was read for the next run, in the user's cache folder. Rejects
 * if the disk cannot be searched.
 */
export async function scanned<T>(folders: Folders, cache: boolean, use: (workspace: Workspace) => T | Promise<T>): Promise<T> {
  const workspace = new Workspace(join(__dirname, "worker.js"), { formats: formatsInUse() });
  const folder = cache ? userCacheFolder() : undefined;
  if (folder !== undefined) workspace.useCache(folder);
  // The workers do not keep the process alive, as a server ends with its connection.
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
