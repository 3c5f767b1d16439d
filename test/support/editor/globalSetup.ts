/** Once a run, before the editor tests: the packaged extension, as people install it. */
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { outputFolder } from "./editor";

declare module "vitest" {
  interface ProvidedContext {
    /** Absolute path of the packaged extension. */
    readonly vsix: string;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide("vsix", process.env["TAPEDECK_VSIX"] ?? (await packageExtension()));
}

/** Builds and packages the work tree. Throws with the tools' output. */
async function packageExtension(): Promise<string> {
  const run = promisify(execFile);
  const vsix = join(outputFolder, "tapedeck.vsix");
  await mkdir(outputFolder, { recursive: true });
  await run(process.execPath, ["esbuild.mjs"]);
  await run("npx", ["vsce", "package", "--no-dependencies", "--allow-missing-repository", "--out", vsix]);
  return vsix;
}
