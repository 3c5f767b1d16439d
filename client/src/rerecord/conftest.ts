/** What the suite's own `conftest.py` files tell about how it is run. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Whether a `conftest.py` between the root and the tests declares OGX's option `--inference-mode`. */
export async function knowsInferenceMode(root: string, nodeIds: readonly string[]): Promise<boolean> {
  const folders = new Set(nodeIds.flatMap((nodeId) => foldersAbove(nodeId.slice(0, nodeId.indexOf(".py") + 3))));
  const texts = await Promise.all(
    [...folders].map((folder) => readFile(join(root, folder, "conftest.py"), "utf8").catch(() => "")),
  );
  return texts.some((text) => /["']--inference-mode["']/.test(text));
}

function foldersAbove(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === "." || parent === path ? ["."] : [parent, ...foldersAbove(parent)];
}
