/** Folders that are created for files, and removed again with them. */
import { lstat } from "node:fs/promises";
import { dirname } from "node:path";
import type { NewFile } from "./parts";

/** The missing folders above the recordings, innermost first. */
export async function missingFolders(entries: readonly Pick<NewFile, "path">[]): Promise<readonly string[]> {
  const missing = new Set<string>();
  for (const { path } of entries) {
    for (let folder = dirname(path); !missing.has(folder) && !(await exists(folder)); folder = dirname(folder))
      missing.add(folder);
  }
  return [...missing].sort((a, b) => b.length - a.length);
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
