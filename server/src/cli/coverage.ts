/** `tapedeck coverage`: runs a command and writes which recordings its tests opened. */
import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { userCacheFolder } from "../disk/privateFolder";
import { counted } from "../counted";
import { reasonOf } from "../errors";
import { joinedCoverage, type Coverage } from "../pytest/coverage/coverage";
import { readCoverageFile, whyNoCoverage } from "../features/prune/coverageFile";
import { coveredFile } from "../pytest/coverage/opened";
import { writeWhole } from "../rerecord/wholeFile";
import { command, formatOption } from "./command";
import { asLcov } from "./coverage/lcov";
import { runCovered } from "./coverage/run";
import { findRecordings } from "./files";
import { complain, explainFailure, jsonText } from "./output";
import { noStore } from "../disk/store";

interface Options {
  readonly output?: string;
  readonly append?: boolean;
  readonly format: "json" | "lcov";
}

export function coverageCommand(): Command {
  return command("coverage", "Run a command, and write which recordings the tests in it opened.")
    .argument("<command...>", "the command that runs the tests, with its arguments, after --")
    .option("--output <file>", "output file (default: tapedeck-coverage.json, or tapedeck-coverage.info with --format lcov)")
    .option("--append", "add to the earlier runs in the file")
    .addOption(formatOption("json", "lcov"))
    .usage("[options] -- <command...>")
    .addHelpText(
      "after",
      "\nExit codes: that of the command; 127 if the command was not found, 2 if nothing could be written.\nExamples:\n  tapedeck coverage -- pytest\n  tapedeck coverage --append -- python -m pytest tests/integration\n  tapedeck prune --coverage tapedeck-coverage.json",
    )
    .action((given: string[], options: Options) => coverage(given, options));
}

async function coverage([program = "", ...args]: readonly string[], options: Options): Promise<void> {
  const cache = userCacheFolder();
  const output = options.output ?? `tapedeck-coverage.${options.format === "json" ? "json" : "info"}`;
  const earlier = options.append === true ? await earlierCoverage(output, options) : [];
  if (cache === undefined) complain(noStore, 2);
  if (cache === undefined || earlier === undefined) return;
  const began = new Date().toISOString();
  const folder = realpathSync(process.cwd());
  const ran = await runCovered({ command: [program, ...args], folder, cache: join(cache, "coverage") });
  const found = findRecordings([], { allowEmpty: true });
  process.exitCode = ran.exitCode;
  if (ran.kind === "failed") {
    explainFailure(ran.reason);
    return;
  }
  const { opened, status } = ran;
  for (const failure of opened.failures) explainFailure(`The pytest plugin failed: ${failure}`);
  if (!opened.isTold) {
    explainFailure(
      "No Python process of the command reported what it opened, so nothing was written: the command started none, or did not pass on PYTHONPATH.",
    );
    return;
  }
  const run = { command: [program, ...args], began, ended: new Date().toISOString(), status, tests: opened.tests };
  const files = found.map(({ path, shown }) => coveredFile(shown, opened.files.get(realpathSync(path))));
  const all = joinedCoverage([...earlier, { version: 1, runs: [run], files }]);
  const text = options.format === "json" ? `${jsonText(all, 2)}\n` : [...asLcov(all, found)].join("");
  try {
    await writeWhole(resolve(output), text, 0o644);
  } catch (error) {
    complain(`${output} could not be written: ${reasonOf(error)}.`, 2);
    return;
  }
  explainFailure(summaryOf(all, output));
}

/** The runs in the output file so far. undefined if it cannot be used, which was reported. */
async function earlierCoverage(output: string, { format }: Options): Promise<readonly Coverage[] | undefined> {
  if (format !== "json") {
    complain("--append requires --format json.", 2);
    return undefined;
  }
  const read = await readCoverageFile(resolve(output));
  if (read === "missing") return [];
  if (read !== "other") return [read];
  complain(whyNoCoverage(output, read), 2);
  return undefined;
}

function summaryOf({ runs, files }: Coverage, output: string): string {
  const opened = files.filter((file) => file.runs.length > 0).length;
  const inRuns = runs.length === 1 ? "" : ` in ${counted(runs.length, "run")}`;
  const of = counted(files.length, "file with recordings was", "files with recordings were");
  return `${opened.toLocaleString("en-US")} of ${of} opened${inRuns}; written to ${output}`;
}
