/** A fresh checkout of the project's sources. */
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { makeWorkspace } from "./editor/workspace";

const root = join(import.meta.dirname, "../..");
const folders = ["client", "server", "syntaxes", "test/sample", "test/support"];
const texts = ["README.md", "CHANGELOG.md", "LICENSE", "tsconfig.base.json", "esbuild.mjs", "package.json", "package-lock.json"];
const hidden = [".vscodeignore", ".npmignore", ".npmrc", ".pre-commit-hooks.yaml"];

/** Everything that the packages are built from, without node_modules. */
export async function copyOfSources(): Promise<string> {
  const folder = await makeWorkspace({});
  await mkdir(join(folder, "test"));
  for (const part of [...folders, ...texts, ...hidden]) await cp(join(root, part), join(folder, part), { recursive: true });
  return folder;
}
