/**
 * Suites that run inside the extension host, with @vscode/test-electron: on the VS Code named by `$TAPEDECK_VSCODE` ("download" for the newest),
 * or else on code-server.
 */
import { basename, join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { expect } from "vitest";
import { outputFolder } from "./editor";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Runs the suite (path of a module that exports `run`) in this workspace, and expects all of its tests to pass. */
export async function expectStoriesToHold(suite: string, workspace: string): Promise<void> {
  const { passed, output } = await runSuite(await bundled(suite), workspace);
  console.log(output);
  expect(passed, output).toBe(true);
  expect(output).not.toMatch(/^not ok /m);
  expect(output.match(/^ok .+$/gm) ?? []).not.toEqual([]);
}

async function bundled(suite: string): Promise<string> {
  const outfile = join(outputFolder, `${basename(suite, ".ts")}.cjs`);
  await build({
    entryPoints: [suite],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    logLevel: "warning",
  });
  return outfile;
}

async function runSuite(suite: string, workspace: string): Promise<{ readonly passed: boolean; readonly output: string }> {
  const printed = new PassThrough();
  const output = text(printed);
  const chosen = process.env["TAPEDECK_VSCODE"] ?? join(root, "test/support/editor/launcher.mjs");
  const run = runTests({
    ...(chosen === "download" ? {} : { vscodeExecutablePath: chosen }),
    extensionDevelopmentPath: root,
    extensionTestsPath: suite,
    launchArgs: [workspace],
    stdout: printed,
    stderr: printed,
  });
  const passed = await run.then(
    () => true,
    () => false,
  );
  printed.end();
  return { passed, output: await output };
}
