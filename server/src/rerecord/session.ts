/** A re-recording up to the user's decision, for both the editor and the command line. */
import { textIn } from "../disk/gunzip";
import { readOwn } from "../disk/read";
import type { CommandLine } from "./commandLine";
import { verdict, type Verdict } from "./describe";
import { forget } from "./journal";
import { privateFolder } from "../disk/privateFolder";
import { lockFolder } from "./lock";
import type { Prepared } from "./prepare";
import { failedIn, PytestOutput } from "./pytestOutput";
import { reviewOf, type Judge, type ReviewEntry } from "./review";
import { run, type RunResult } from "./run";
import { digestOf } from "./snapshot";
import {
  begin,
  cacheFolder,
  countProduced,
  hasLoadedPlugin,
  record,
  stagingFolder,
  withPlugin,
  type RecordingPlan,
  type Transaction,
} from "./transaction";

/** The progress of a run. */
export interface Progress {
  /** The number of tests that have ended, and of all tests, which is undefined until pytest reports it. */
  readonly done: number;
  readonly of: number | undefined;
  /** The number of recordings in the staging folder. */
  readonly recorded: number;
}

export interface SessionOptions {
  /** A private folder for what is not decided yet; it need not exist. */
  readonly store: string;
  readonly plan: RecordingPlan;
  readonly prepared: Prepared;
  readonly judge: Judge;
  readonly signal: AbortSignal;
  readonly onCommand?: (commandLine: CommandLine) => void;
  readonly onOutput: (text: string) => void;
  readonly onProgress?: (progress: Progress) => void;
  /** Called if another process (its id) runs tests in this folder. */
  readonly onWait?: (pid: number) => void;
  /** Milliseconds between interrupting the tests and killing them. */
  readonly grace?: number;
}

/** A run that is to be decided on. */
export interface Session {
  readonly transaction: Transaction;
  readonly commandLine: CommandLine;
  readonly result: RunResult;
  readonly entries: readonly ReviewEntry[];
  /** One sentence for each file written where no recording of the tests belongs, and for anything else that bypassed the staging folder. */
  readonly astray: readonly string[];
  readonly verdict: Verdict;
  /** One sentence for each recording that the run changed and that could not be restored. */
  readonly problems: readonly string[];
}

/** Milliseconds between two counts of the recordings. */
const interval = 500;

/** undefined: cancelled before anything was run. Rejects if existing recordings cannot be copied first; then nothing is run. */
export async function rerecord(options: SessionOptions): Promise<Session | undefined> {
  const { store, plan, prepared, signal } = options;
  const unlock = await lockFolder(plan.root, signal, options.onWait ?? (() => undefined));
  if (!unlock) return undefined;
  try {
    const transaction = await begin(store, plan, prepared.recorder, prepared.settings.mode);
    return await recordAndReview(transaction, options);
  } finally {
    await unlock();
  }
}

async function recordAndReview(transaction: Transaction, options: SessionOptions): Promise<Session> {
  const { prepared, plan, judge, signal, onOutput, grace } = options;
  const folders = { staging: stagingFolder(transaction), cache: cacheFolder(transaction) };
  const planned = prepared.commandFor(prepared.settings.mode, folders);
  const commandLine = await withPlugin(planned, prepared.recorder, transaction.folder);
  options.onCommand?.(commandLine);
  const watch = watchProgress(transaction, options.onProgress);
  const recorded = await record(transaction, commandLine, {
    onOutput,
    signal,
    ...(grace === undefined ? {} : { grace }),
    limit: prepared.settings.timeout * 1000,
    onTally: ({ collected, outcomes }) => watch.tests(outcomes.size, collected),
  }).finally(() => watch.stop());
  const { result, problems, tally } = recorded;
  const { entries, astray } = await reviewOf(transaction, judge);
  const told = { nodeIds: plan.nodeIds, commandLine, result, entries, failed: failedIn(tally), problem: tally.problem };
  const unloaded = await whyNotLoaded(transaction, commandLine, result);
  return { transaction, commandLine, result, entries, astray: [...unloaded, ...astray], problems, verdict: verdict(told) };
}

/** A custom command may start pytest in an environment where our plugin is not loaded. */
async function whyNotLoaded(transaction: Transaction, { pytest }: CommandLine, { kind }: RunResult): Promise<readonly string[]> {
  if (pytest || kind !== "ended" || (await hasLoadedPlugin(transaction))) return [];
  return ["The command does not pass on PYTHONPATH and PYTEST_PLUGINS, so its tests recorded with their own settings."];
}

export interface Replayed {
  readonly commandLine: CommandLine;
  readonly result: RunResult;
  /** Node ids of tests that failed. */
  readonly failed: readonly string[];
  /** pytest's message if it could not start. */
  readonly problem: string | undefined;
}

/** Runs the tests against the recordings in the workspace, without writing any. undefined: cancelled before the start. */
export async function replay(
  options: Omit<SessionOptions, "judge" | "store"> & { readonly cache: string },
): Promise<Replayed | undefined> {
  const { plan, prepared, signal, onOutput } = options;
  const unlock = await lockFolder(plan.root, signal, options.onWait ?? (() => undefined));
  if (!unlock) return undefined;
  try {
    await privateFolder(options.cache, [plan.workspaceFolder]);
    const planned = prepared.commandFor("replay", { staging: undefined, cache: options.cache });
    const commandLine = await withPlugin(planned, prepared.recorder, options.cache);
    options.onCommand?.(commandLine);
    const limit = prepared.settings.timeout * 1000;
    const tally = new PytestOutput();
    const onText = (text: string) => {
      tally.write(text);
      onOutput(text);
    };
    const result = await run({ ...commandLine, cwd: plan.root, onOutput: onText, signal, limit });
    return { commandLine, result, failed: failedIn(tally), problem: tally.problem };
  } finally {
    await unlock();
  }
}

/** Whether the file in the workspace still is the one that was accepted. */
export async function isInWorkspace({ path, digest }: ReviewEntry): Promise<boolean> {
  return (await digestOf(path)) === digest;
}

/** Texts for a diff; empty for what does not exist. */
export async function sidesOf({ path: name, before, staged }: ReviewEntry): Promise<readonly [before: string, after: string]> {
  const textOf = async (path: string) => textIn(name, await readOwn(path));
  const read = (path: string | undefined) => (path === undefined ? "" : textOf(path).catch(() => ""));
  const [left, right] = await Promise.all([read(before), read(staged)]);
  return [left, right];
}

/** Deletes all of it; nothing can be accepted or undone any longer. */
export function endSession({ transaction }: Pick<Session, "transaction">): Promise<void> {
  return forget(transaction.folder);
}

function watchProgress(transaction: Transaction, tell: SessionOptions["onProgress"]) {
  let progress: Progress = { done: 0, of: undefined, recorded: 0 };
  const update = (change: Partial<Progress>) => {
    const next = { ...progress, ...change };
    const same = next.done === progress.done && next.of === progress.of && next.recorded === progress.recorded;
    progress = next;
    if (!same) tell?.(progress);
  };
  const timer = setInterval(() => {
    void countProduced(transaction).then(
      (recorded) => update({ recorded }),
      () => undefined,
    );
  }, interval);
  return {
    tests: (done: number, of: number | undefined) => update({ done, of }),
    stop: () => clearInterval(timer),
  };
}
