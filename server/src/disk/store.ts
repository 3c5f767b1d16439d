/** Where commands keep what is to be decided or can be undone. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { userCacheFolder } from "./privateFolder";

/**
 * The path of the store: in the user's cache, one folder for each workspace (a real path), and in it one for each use. undefined if there is no cache
 * folder.
 */
export function storeOf(workspace: string, use = ""): string | undefined {
  const cache = userCacheFolder();
  return cache && join(cache, use, createHash("sha256").update(workspace).digest("hex").slice(0, 24));
}

export const noStore = "No cache folder: neither HOME nor XDG_CACHE_HOME is an absolute path.";
