/** Where commands keep what is not decided yet, or may be undone. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { userCacheFolder } from "./privateFolder";

/** In the user's cache, a folder for each workspace (a real path), and in it for each use. undefined: there is no such cache. */
export function storeOf(workspace: string, use = ""): string | undefined {
  const cache = userCacheFolder();
  return cache && join(cache, use, createHash("sha256").update(workspace).digest("hex").slice(0, 24));
}

export const noStore = "No cache folder: neither HOME nor XDG_CACHE_HOME is an absolute path.";
