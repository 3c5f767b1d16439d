/** The suite's own files, as text: what they tell about how it is run, its recorder knows. */
import { dirname, join } from "node:path";
import { readOwnText } from "../disk/read";
import type { SuiteFiles } from "../recording/recorder";

/** No system has longer paths; a recorded one may have any number of folders. */
const longestPath = 4096;

/** Those in the folders between the root and the tests; files that cannot be read count as absent. */
export function suiteFiles(root: string, nodeIds: readonly string[]): SuiteFiles {
  const folders = suiteFolders(root, nodeIds);
  return async (name) => {
    const texts = folders.map((folder) => readOwnText(join(folder, name)).catch(() => ""));
    return Promise.all(texts);
  };
}

/** The folders (absolute paths) between the root and the tests, both included. */
export function suiteFolders(root: string, nodeIds: readonly string[]): readonly string[] {
  const modules = nodeIds.map((id) => id.slice(0, id.indexOf(".py") + 3)).filter(({ length }) => length < longestPath);
  return [...new Set([...new Set(modules)].flatMap(foldersAbove))].map((folder) => join(root, folder));
}

function foldersAbove(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === "." || parent === path ? ["."] : [parent, ...foldersAbove(parent)];
}
