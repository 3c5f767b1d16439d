#!/usr/bin/env node
// A stand-in for VS Code's executable, for `runTests({ vscodeExecutablePath })` of @vscode/test-electron: takes the arguments VS Code
// takes, runs the suite in the extension host of a real VS Code (code-server), prints what the suite prints, and ends with its status.
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launchChromium } from "./browser.mjs";
import { folderAddress, quietSettings, startCodeServer } from "./codeServer.mjs";

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: "string", multiple: true },
    extensionTestsPath: { type: "string" },
    "disable-workspace-trust": { type: "boolean" },
  },
});
const extensions = /** @type {string[]} */ (values["extensionDevelopmentPath"] ?? []).map((path) => resolve(path));
const [folder = process.cwd()] = positionals;
if (typeof values["extensionTestsPath"] !== "string" || extensions.length === 0) {
  console.error("Needs --extensionDevelopmentPath= and --extensionTestsPath=, as VS Code does for extension tests.");
  process.exit(2);
}
process.exitCode = await runSuite(resolve(values["extensionTestsPath"]));

/**
 * @param {string} suite path of the module that exports `run()`
 * @returns {Promise<number>} 0: `run()` resolved; 1: it rejected, or the editor ended before
 */
async function runSuite(suite) {
  const profile = await mkdtemp(join(tmpdir(), "tapedeck-host-"));
  const report = join(profile, "report.txt");
  const runner = join(profile, "runner.cjs");
  await writeFile(report, "");
  await writeFile(runner, runnerSource(suite, report));
  const server = await startCodeServer({
    userData: join(profile, "data"),
    extensions: join(profile, "extensions"),
    settings: quietSettings,
    askForTrust: values["disable-workspace-trust"] !== true,
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const { host } = new URL(server.url);
    const remote = (/** @type {string} */ path) => ({ scheme: "vscode-remote", authority: host, path });
    await page.addInitScript(addDevelopmentOptions, { extensions: extensions.map(remote), extensionTestsPath: remote(runner) });
    await page.goto(folderAddress(server, resolve(folder)));
    return await follow(report, server.exited);
  } finally {
    await browser.close();
    await server.stop();
    await rm(profile, { recursive: true, force: true });
  }
}

/**
 * Runs in the page before the workbench does: release builds take the test options from the configuration in the page alone.
 * @param {object} developmentOptions
 */
function addDevelopmentOptions(developmentOptions) {
  new MutationObserver((_, observer) => {
    const element = document.getElementById("vscode-workbench-web-configuration");
    const settings = element?.getAttribute("data-settings");
    if (!element || !settings) return;
    observer.disconnect();
    element.setAttribute("data-settings", JSON.stringify({ ...JSON.parse(settings), developmentOptions }));
  }).observe(document, { childList: true, subtree: true });
}

/**
 * What the extension host loads: the suite, with its console led into the report, and its outcome as the report's last line.
 * @param {string} suite
 * @param {string} report
 */
function runnerSource(suite, report) {
  return `
const { appendFileSync } = require("node:fs");
const { format } = require("node:util");
const print = (...parts) => appendFileSync(${JSON.stringify(report)}, format(...parts) + "\\n");
exports.run = async () => {
  // VS Code's own console takes no assignment.
  for (const level of ["log", "info", "warn", "error"]) Object.defineProperty(console, level, { value: print });
  let outcome = "passed";
  try {
    await require(${JSON.stringify(suite)}).run();
  } catch (error) {
    print(error);
    outcome = "failed";
  }
  print("\\0" + outcome);
};
`;
}

/**
 * Prints the report as it grows, until its last line says how the suite ended.
 * @param {string} report
 * @param {Promise<number | null>} serverExited
 * @returns {Promise<number>} the exit status
 */
async function follow(report, serverExited) {
  let alive = true;
  void serverExited.finally(() => (alive = false));
  const file = await open(report);
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(65_536);
  try {
    for (let tail = ""; ;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      tail += decoder.decode(buffer.subarray(0, bytesRead), { stream: true });
      const [text = "", outcome] = tail.split("\0");
      process.stdout.write(text);
      if (outcome?.endsWith("\n")) return outcome === "passed\n" ? 0 : 1;
      tail = outcome === undefined ? "" : `\0${outcome}`;
      if (bytesRead > 0) continue;
      if (!alive) throw new Error("The editor ended before the suite did.");
      await new Promise((wait) => setTimeout(wait, 100));
    }
  } finally {
    await file.close();
  }
}
