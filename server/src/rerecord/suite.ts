/** The texts of the suite's own files; its recorder knows what they say about running it. */
import { dirname, join } from "node:path";
import { readOwnText } from "../disk/read";
import type { SuiteFiles } from "../recording/recorder";

/** The longest path of any system; a recorded one may have any number of folders. */
const longestPath = 4096;

/** Files in the folders between the root and the tests; unreadable ones count as absent. */
export function suiteFiles(root: string, nodeIds: readonly string[]): SuiteFiles {
  const folders = suiteFolders(root, nodeIds);
  return async (name) => {
    const texts = folders.map((folder) => readOwnText(join(folder, name)).catch(() => ""));
    return Promise.all(texts);
  };
}

/** The folders (absolute paths) from the root to the tests, including both. */
export function suiteFolders(root: string, nodeIds: readonly string[]): readonly string[] {
  const modules = nodeIds.map((id) => id.slice(0, id.indexOf(".py") + 3)).filter(({ length }) => length < longestPath);
  return [...new Set([...new Set(modules)].flatMap(foldersAbove))].map((folder) => join(root, folder));
}

function foldersAbove(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === "." || parent === path ? ["."] : [parent, ...foldersAbove(parent)];
}
