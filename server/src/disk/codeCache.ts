/** What Node compiled of our scripts, kept for the next command. */
import * as nodeModule from "node:module";
import { join } from "node:path";
import { privateFolder, userCacheFolder } from "./privateFolder";

/**
 * Beside what is remembered of recordings, where there is such a folder and it is the user's alone: the next command begins a quarter sooner. Node
 * can do so since 22.1. Never rejects.
 */
export async function useCodeCache(): Promise<void> {
  const cache = userCacheFolder();
  if (cache === undefined || !("enableCompileCache" in nodeModule)) return;
  const isPrivate = await privateFolder(cache, [process.cwd()], { make: false }).catch(() => false);
  if (isPrivate) nodeModule.enableCompileCache(join(cache, "code"));
}
