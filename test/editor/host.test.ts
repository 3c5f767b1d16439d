/**
 * The stories of host/stories.ts, inside the extension host, run by @vscode/test-electron: on the VS Code that `$TAPEDECK_VSCODE`
 * names ("download": the newest there is), else on code-server.
 */
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { outputFolder } from "../support/editor/editor";
import { copySample } from "../support/editor/workspace";

const root = fileURLToPath(new URL("../..", import.meta.url));
const suite = join(outputFolder, "hostSuite.cjs");

test("every story in the extension host holds", async () => {
  await bundleSuite();
  const { passed, output } = await runSuite();
  console.log(output);
  expect(passed, output).toBe(true);
  expect(output).not.toMatch(/^not ok /m);
  expect(output.match(/^ok .+$/gm) ?? []).not.toEqual([]);
});

async function bundleSuite(): Promise<void> {
  const entryPoints = [join(root, "test/editor/host/suite.ts")];
  await build({
    entryPoints,
    outfile: suite,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    logLevel: "warning",
  });
}

async function runSuite(): Promise<{ readonly passed: boolean; readonly output: string }> {
  const printed = new PassThrough();
  const output = text(printed);
  const chosen = process.env["TAPEDECK_VSCODE"] ?? join(root, "test/support/editor/launcher.mjs");
  const run = runTests({
    ...(chosen === "download" ? {} : { vscodeExecutablePath: chosen }),
    extensionDevelopmentPath: root,
    extensionTestsPath: suite,
    launchArgs: [await copySample()],
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
