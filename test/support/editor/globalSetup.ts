/** Runs once before the editor tests: packages the extension as users install it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { root, vsixPath } from "../project.mjs";

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
  await promisify(execFile)("npm", ["run", "package"], { cwd: root, shell: process.platform === "win32" });
  return vsixPath();
}
