/** A folder from strangers: everything can be read, nothing is run. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { editorTest } from "../support/editor/editorTest";
import { copySample } from "../support/editor/workspace";

const test = editorTest({ workspace: copySample, trusted: false, theme: "high-contrast" });

test("recordings can be read, and re-recording says why it will not run", async ({ editor }) => {
  const before = await contents(editor.workspace);
  await editor.openFile("tests/integration/chat/test_completions.py", 39);
  expect(await editor.hover("test_async_capital", 39)).toContain("The capital of France is Paris.");
  await editor.clickCodeLens("Re-record", 39);
  await expect
    .poll(() => editor.notifications())
    .toEqual(["Re-recording runs code in this workspace: that needs a workspace you trust."]);
  await editor.screenshot("untrusted");
  expect(await contents(editor.workspace)).toEqual(before);
});

/** Every file's text by its path: a run would leave traces, recordings or not. */
async function contents(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  return new Map(await Promise.all(paths.sort().map(async (path) => [path, await readFile(path, "utf8")] as const)));
}
