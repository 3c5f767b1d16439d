/** `tapedeck drift`: replays tests and reports which of their requests no longer match the recorded ones. */
import { realpathSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import type { Command } from "commander";
import { userCacheFolder } from "../disk/privateFolder";
import { Roots } from "../disk/roots";
import { walk } from "../index/scan/walk";
import { unsafeNodeId, parseNodeId } from "../pytest/nodeId";
import { shorten } from "../recording/json";
import { replayedFiles } from "../rerecord/drift";
import { replayTests, type Replay } from "../rerecord/replayRun";
import { testsFromHere } from "../index/tests/testsOnDisk";
import { command, formatOption, pythonOption, secretsOption, timeoutOption, runSettings } from "./command";
import { printDrift } from "./driftReport";
import { findRecordings } from "./files";
import { colorsOfTests, interruptible, outputOfTests, tellWaiting } from "./interruptible";
import { complain } from "./output";

interface Options {
  readonly format: "text" | "json";
  readonly python: string;
  readonly timeout: number;
}

export function driftCommand(): Command {
  return command("drift", "Replay tests and show which recordings would not match if request bodies were compared.")
    .argument(
      "[path or test-id...]",
      "pytest node ids, test modules, folders or cassettes (default: all tests below the current folder)",
    )
    .addOption(pythonOption())
    .addOption(timeoutOption())
    .addOption(formatOption("text", "json"))
    .addOption(secretsOption())
    .addHelpText(
      "after",
      "\nExit codes: 0 every request equals its recording, 1 a request differs or found no recording, or a test failed, 2 the tests did not finish or played no cassette.\nExamples:\n  tapedeck drift\n  tapedeck drift tests/cassettes -- -n 4",
    )
    .usage("[options] [path or test-id...] [-- pytest arguments]")
    .action((given: string[], options: Options) => drift(given, options));
}

/**
 * Exit codes: 0, every replayed request is the recorded one and the tests passed; 1, some are not, or some missed or failed; 2, the tests did not run
 * to their end, or nothing was replayed.
 */
async function drift(given: readonly string[], options: Options): Promise<void> {
  const [named, pytestArguments] = apart(given);
  const nodeIds = named.flatMap((each) => testsNamed(each) ?? []);
  if (named.length > 0 && nodeIds.length === 0) return;
  const cache = userCacheFolder();
  if (cache === undefined) {
    complain("No cache folder: neither HOME nor XDG_CACHE_HOME is an absolute path.", 2);
    return;
  }
  const root = realpathSync(process.cwd());
  const { python, timeout, format } = options;
  const settings = { ...runSettings, python, timeout, arguments: pytestArguments, environment: colorsOfTests(format) };
  const run = { root, workspaceFolder: root, nodeIds: [...new Set(nodeIds)], settings, cache: join(cache, "replays") };
  const replay = await interruptible((signal) =>
    replayTests({ ...run, signal, onOutput: outputOfTests(format), onWait: tellWaiting }),
  );
  await tell(replay, run.nodeIds, options);
}

async function tell(replay: Replay, nodeIds: readonly string[], { format }: Options): Promise<void> {
  if (replay.kind === "cancelled") complain("Cancelled.", 2);
  else if (replay.kind === "refused") complain(replay.reason, 2);
  else {
    const files = replayedFiles(replay.events);
    await printDrift(replay, files, nodeIds, format);
    if (replay.problem !== undefined) complain(replay.problem, 2);
    else if (files.length === 0) complain("No test used a cassette of VCR.py, so there is nothing to compare.", 2);
  }
}

/** Splits off what follows `--`, which goes to pytest. */
function apart(given: readonly string[]): readonly [named: readonly string[], pytestArguments: readonly string[]] {
  const at = process.argv.indexOf("--");
  const count = at < 0 ? 0 : process.argv.length - at - 1;
  return [given.slice(0, given.length - count), given.slice(given.length - count)];
}

/** The tests that an argument names, relative to the current folder, for pytest. undefined if there are none, which was reported. */
function testsNamed(arg: string): readonly string[] | undefined {
  const [path = ""] = arg.split("::", 1);
  const kind = kindOf(path);
  if (arg.includes("::") || (kind === "file" && path.endsWith(".py"))) {
    const why = kind === "file" ? whyUnsafe(arg) : `There is no file ${JSON.stringify(shorten(path, 300))}.`;
    if (why === undefined) return [arg];
    complain(why, 2);
    return undefined;
  }
  if (kind === "folder" && holdsTests(path)) return [isAbsolute(path) ? path : `./${path}`];
  return findRecordings([arg]).flatMap(({ path: cassette, shown }) => {
    const tests = testsFromHere(cassette);
    if (tests.length === 0) complain(`The tests that use ${shown} are unknown; name the tests.`, 2);
    return tests;
  });
}

function whyUnsafe(arg: string): string | undefined {
  const id = parseNodeId(arg.includes("::") ? arg : `${arg}::test`);
  return id === undefined ? `"${shorten(arg, 300)}" is not the id of a pytest test.` : unsafeNodeId(id);
}

function holdsTests(folder: string): boolean {
  const include = ["**/test_*.py", "**/*_test.py"];
  const top = resolve(folder);
  const search = walk({ folder: top, include, exclude: ["**/node_modules/**"] }, new Roots([top]), () => undefined);
  for (const { names } of search) if (names.length > 0) return true;
  return false;
}

function kindOf(path: string): "file" | "folder" | undefined {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return undefined; // The argument may be any text, so the path may be invalid.
  }
}
