/** Watching a tree of folders. */
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { TreeWatcher } from "../../../server/src/disk/watch";
import { makeWorkspace } from "../../support/editor/workspace";

let watcher: TreeWatcher | undefined;
afterEach(() => watcher?.dispose());

async function watched(root: string, options: { readonly mostFolders?: number } = {}) {
  const [changed, failures] = [new Set<string>(), [] as string[]];
  const told = { onChange: (path: string) => changed.add(path), onFailure: (reason: string) => failures.push(reason) };
  watcher = new TreeWatcher({ root, skips: (folder) => folder.split("/").includes("skipped"), ...told, ...options });
  await watcher.ready;
  return { changed, failures };
}

/** Waits until the change of this file, made now, was told: whatever came before was told before. */
async function after(changed: ReadonlySet<string>, path: string): Promise<void> {
  writeFileSync(path, "");
  await vi.waitFor(() => expect(changed).toContain(path));
}

test("files in folders, old and new, are told; those of skipped folders and behind links are not", async () => {
  const root = await makeWorkspace({ "a/b/one.txt": "", "skipped/x.txt": "", "z.txt": "" });
  const elsewhere = await makeWorkspace({ "x.txt": "" });
  symlinkSync(elsewhere, join(root, "link"));
  const { changed, failures } = await watched(root);
  writeFileSync(join(root, "skipped/x.txt"), "more");
  writeFileSync(join(elsewhere, "x.txt"), "more");
  await after(changed, join(root, "a/b/two.txt"));
  await after(changed, join(root, "z.txt"));
  mkdirSync(join(root, "a/new/deep"), { recursive: true });
  mkdirSync(join(root, "a/new/skipped"));
  await vi.waitFor(() => expect(changed).toContain(join(root, "a/new")));
  await after(changed, join(root, "a/new/deep/three.txt"));
  renameSync(join(root, "a/new"), join(root, "a/old"));
  await vi.waitFor(() => expect(changed).toContain(join(root, "a/old")));
  await after(changed, join(root, "a/old/deep/four.txt"));
  expect([...changed].filter((path) => /skipped|link|x\.txt/.test(path))).toEqual([]);
  expect(failures).toEqual([]);
});

test("beyond so many folders, nothing more is watched, and it is said once", async () => {
  const root = await makeWorkspace({ "a/x.txt": "", "b/x.txt": "", "c/x.txt": "" });
  const { changed, failures } = await watched(root, { mostFolders: 2 });
  await after(changed, join(root, "y.txt"));
  expect(failures).toEqual(["no more than 2 can be watched"]);
});

test("a folder that is not there is watched in vain", async () => {
  const { failures } = await watched("/nowhere/at/all");
  expect(failures).toEqual([]);
});
