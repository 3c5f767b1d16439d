/** `tapedeck rerecord`: records tests again into a staging folder, prints what would change, and accepts what was asked for. */
import { realpathSync } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { Option, type Command } from "commander";
import { slashes } from "../disk/paths";
import { accept, type Acceptance } from "../rerecord/accept";
import { nameOf } from "../rerecord/describe";
import { forgetOlder } from "../rerecord/fix";
import { compareStaged } from "../rerecord/judge";
import type { Splice } from "../rerecord/parts";
import { prepare, type Prepared } from "../rerecord/prepare";
import { abandoned, interruption, undoInterrupted } from "../rerecord/recover";
import { isAcceptedByDefault, isDecidable, type ReviewEntry } from "../rerecord/review";
import { endSession, rerecord, type Session } from "../rerecord/session";
import { spliceTexts } from "../rerecord/splice";
import type { RecordMode, RerecordSettings } from "../rerecord/settings";
import { command, dryRunOption, formatOption, pairs, pythonOption, runSettings, timeoutOption } from "./command";
import { colorsOfTests, interruptible, outputOfTests, tellWaiting } from "./interruptible";
import { complain, explainFailure, linesOf, oneLineOf } from "./output";
import { noStore, storeOf } from "../disk/store";
import { planOf, type CommandPlan } from "./rerecordPlan";
import { printPlan, printSession, toldOfLacks } from "./rerecordReport";

export interface RerecordOptions {
  readonly mode: RecordMode;
  readonly accept: "changed" | "all" | "none";
  readonly remove?: boolean;
  readonly dryRun?: boolean;
  readonly format: "text" | "json";
  readonly python: string;
  readonly setup?: string;
  readonly stackConfig?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeout: number;
}

export function rerecordCommand(): Command {
  return command("rerecord", "Record tests again in a staging folder, then accept what changed.")
    .argument("<test-id...>", "pytest node ids, test modules, folders or recordings, relative to the current folder")
    .addOption(
      new Option("--mode <mode>", "which requests to send to the provider")
        .choices(["record", "record-if-missing"])
        .default("record"),
    )
    .addOption(
      new Option(
        "--accept <what>",
        "changed: new recordings and changes in meaning, of tests that passed; all: everything; none: only report",
      )
        .choices(["changed", "all", "none"])
        .default("changed"),
    )
    .option("--remove", "also remove recordings that their tests no longer produce")
    .addOption(dryRunOption("show what would run, and run nothing"))
    .addOption(pythonOption())
    .option("--setup <name>", "OGX's setup (default: chosen from the test id)")
    .option("--stack-config <name>", "OGX's stack (default: chosen from the setup)")
    .option("--env <name=value>", "environment variable for the run; can be repeated", pairs("<name>=<value>", whyNoVariable))
    .addOption(timeoutOption())
    .addOption(formatOption("text", "json"))
    .addHelpText(
      "after",
      "\nChanges are accepted without confirmation, because the tests are named: --accept none only reports, and `tapedeck undo` undoes it.\nExit codes: 0 accepted, or shown with --dry-run; 1 a test failed, or something was not accepted; 2 could not run.\nExamples:\n  tapedeck rerecord tests/test_chat.py::test_weather\n  tapedeck rerecord tests/integration --accept none",
    )
    .action((testIds: string[], options: RerecordOptions) => rerecordTests(testIds, options));
}

/** Exit codes: 0, the tests passed and everything asked for was accepted; 1, they did not, or it could not be accepted; 2, nothing was run. */
async function rerecordTests(testIds: readonly string[], options: RerecordOptions): Promise<void> {
  const workspace = realpathSync(process.cwd());
  const plan = await planOf(testIds, workspace);
  if (typeof plan === "string") {
    complain(plan, 2);
    return;
  }
  const prepared = await prepare(plan, settingsFrom(options));
  if (prepared.kind === "refused") {
    complain(prepared.reason, 2);
    return;
  }
  if (options.dryRun === true) return printPlan(plan, prepared, options);
  for (const told of toldOfLacks(prepared)) explainFailure(told);
  const store = storeOf(workspace);
  if (store === undefined) {
    complain(noStore, 2);
    return;
  }
  if (!(await undoEarlier(store, workspace))) return;
  const session = await run(plan, prepared, store, options);
  if (session) await decide(session, options);
  else complain("Cancelled; nothing was run.");
}

async function decide(session: Session, options: RerecordOptions): Promise<void> {
  const chosen = session.entries.filter((entry) => isChosen(entry, options));
  const acceptance =
    chosen.length === 0 || session.problems.length > 0
      ? undefined
      : await accept(session.transaction, chosen, { splice, keeps: true });
  await printSession(session, acceptance?.kind === "accepted" ? chosen : [], options);
  for (const problem of [...session.problems, ...session.astray, ...problemsOf(acceptance)]) complain(problem);
  if (options.accept === "changed") for (const path of leftToOthers(session.entries)) complain(whyLeft(path));
  if (session.verdict.kind !== "success") complain(session.verdict.message);
  // An accepted session is kept for `tapedeck undo`; older ones are deleted.
  if (acceptance?.kind === "accepted") await forgetOlder(dirname(session.transaction.folder));
  else if (session.problems.length === 0) await endSession(session);
}

const leftToOthers = (entries: readonly ReviewEntry[]): ReadonlySet<string> =>
  new Set(entries.filter(({ mayReplaceOthers }) => mayReplaceOthers).map(({ path }) => path));

function whyLeft(path: string): string {
  const shown = slashes(relative(process.cwd(), path));
  return `Other tests play ${basename(path)}, so its changes were not accepted: name the file to run all of them (tapedeck rerecord ${shown}).`;
}

const splice: Splice = (path, before, after, numbers) => Promise.resolve(spliceTexts(basename(path), before, after, numbers));

function isChosen(entry: ReviewEntry, { accept: what, remove }: RerecordOptions): boolean {
  if (entry.kind === "unproduced") return remove === true && what !== "none";
  return what === "changed" ? isAcceptedByDefault(entry) : what === "all" && isDecidable(entry);
}

function problemsOf(acceptance: Acceptance | undefined): readonly string[] {
  if (acceptance === undefined || acceptance.kind === "accepted") return [];
  if (acceptance.kind === "refused") return acceptance.reasons;
  return acceptance.paths.map((path) => `${basename(path)} changed while the tests ran; nothing was accepted.`);
}

function run(plan: CommandPlan, prepared: Prepared, store: string, { format }: RerecordOptions): Promise<Session | undefined> {
  return interruptible((signal) =>
    rerecord({
      store,
      plan,
      prepared,
      judge: (path, before, after) => Promise.resolve(compareStaged(basename(path), before, after)),
      signal,
      onOutput: outputOfTests(format),
      onWait: tellWaiting,
    }),
  );
}

/** Undoes what an earlier command left half done, without asking. Returns false if that was not possible. */
async function undoEarlier(store: string, workspace: string): Promise<boolean> {
  const { runs, problems: untrue } = await abandoned(store, [workspace]);
  for (const problem of untrue) process.stderr.write(`tapedeck: ${oneLineOf(problem)}\n`);
  for (const { folder, journal } of runs) {
    if (journal.phase === "accepted") continue;
    const problems = await undoInterrupted(folder, journal);
    const [what = ""] = linesOf(interruption(journal, nameOf));
    process.stderr.write(`tapedeck: ${what} That was undone.\n`);
    for (const problem of problems) complain(problem, 2);
    if (problems.length > 0) return false;
  }
  return true;
}

function settingsFrom({ mode, python, setup, stackConfig, env, timeout, format }: RerecordOptions): RerecordSettings {
  return { ...runSettings, mode, python, setup, stackConfig, environment: { ...colorsOfTests(format), ...env }, timeout };
}

function whyNoVariable(name: string): string | undefined {
  return /^[A-Za-z_]\w*$/.test(name) ? undefined : "Expected NAME=VALUE.";
}
