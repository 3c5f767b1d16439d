// `npm test`: sets everything up on a fresh machine, then lints, builds, packages and runs every suite, the fast ones first, and a short benchmark.
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { ensureChromium, ensureCodeServer } from "./codeServer/install.mjs";
import { ensureCommand, ensurePython } from "./debian.mjs";
import { ensureModules } from "./ensureModules.mjs";
import { ensurePythonEnvironment } from "./pythonEnvironment.mjs";
import { root, run, useProjectPrograms, vsixPath } from "./project.mjs";

const reports = join(root, "test/output/reports");
const suites = ["unit", "grammar", "growth", "judges", "server", "page", "editor"];
const started = Date.now();
/** @type {string[]} */
const failed = [];

ensureModules();
useProjectPrograms();
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

await step("set-up", setUp);
await step("lint", () => run("npm", ["run", "lint"]));
await step("package", () => run("npm", ["run", "package"]));
process.env["TAPEDECK_VSIX"] = vsixPath();
for (const suite of suites) await step(`tests: ${suite}`, () => vitest(suite));
benchmark();
summarize();

/** Printed for whoever reads the log, and not judged: other work on the machine would be judged with it. */
function benchmark() {
  console.log("\n━━ benchmark, smallest size");
  try {
    run("node", [join(root, "test/support/bench.mjs"), "--quick"]);
  } catch (error) {
    console.warn(`The benchmark could not be run to its end: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Runs one step to its end; a failed one is remembered, and the next ones still run.
 * @param {string} name
 * @param {() => void | Promise<void>} action
 */
async function step(name, action) {
  console.log(`\n━━ ${name}`);
  try {
    await action();
  } catch (error) {
    failed.push(name);
    console.error(`✗ ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function setUp() {
  ensureCommand("nvim", "neovim");
  ensureCommand("rg", "ripgrep");
  ensurePython("pytest", "python3-pytest");
  for (const environment of ["clients", "others", "yaml", "cassettes", "replay", "preCommit"])
    await ensurePythonEnvironment(environment);
  ensureChromium();
  await ensureCodeServer();
}

/** @param {string} suite */
function vitest(suite) {
  run("vitest", [
    "run",
    "--project",
    suite,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${join(reports, suite)}.json`,
  ]);
}

/** The last lines of the log are what somebody reads first: they name what failed. */
function summarize() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const names = [];
  for (const file of readdirSync(reports)) {
    const report = JSON.parse(readFileSync(join(reports, file), "utf8"));
    counts.passed += report.numPassedTests;
    counts.failed += report.numFailedTests;
    counts.skipped += report.numPendingTests;
    names.push(...failuresOf(report));
  }
  console.log(`\n━━ ${Math.round((Date.now() - started) / 1000)} s${failed.length > 0 ? `; failed: ${failed.join(", ")}` : ""}`);
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  for (const name of names) console.log(name);
  process.exitCode = failed.length > 0 || counts.passed === 0 ? 1 : 0;
}

/**
 * Each failed test of a report with its file and the beginning of what it says.
 * @param {{ testResults: { name: string, message?: string, assertionResults: { status: string, fullName: string, failureMessages: string[] }[] }[] }} report
 */
function failuresOf({ testResults }) {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(root, name);
    const tests = assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => `✗ ${file}: ${fullName}\n${failureMessages.join("\n").slice(0, 1500)}`);
    return tests.length === 0 && message ? [`✗ ${file}: ${message.slice(0, 1500)}`] : tests;
  });
}
