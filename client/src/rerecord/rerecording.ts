/** One re-recording from beginning to end, without an editor: keep what is there, run, tell what is different. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { URI } from "vscode-uri";
import type { RerecordPlan } from "../../../server/src/protocol";
import type { CommandLine, RecordMode } from "./commandLine";
import { run, type RunOptions, type RunResult } from "./run";
import { differenceSince, takeSnapshot, type Difference, type Snapshot } from "./snapshot";

export type Plan = RerecordPlan & { kind: "plan" };

export interface RerecordingOptions extends Pick<RunOptions, "onOutput" | "signal" | "grace"> {
  readonly plan: Plan;
  readonly commandLine: CommandLine;
  readonly mode: RecordMode;
  /** An existing folder in which a folder for the copies is made; without those copies the run can be neither reviewed nor undone. */
  readonly store: string;
}

/** A run that is over, with all it takes to review it and to undo it. */
export interface Rerecording extends Difference {
  readonly plan: Plan;
  readonly commandLine: CommandLine;
  readonly result: RunResult;
  readonly before: Snapshot;
  /** Recordings (paths) that were there and that their test, which did record, did not write again. */
  readonly noLongerProduced: readonly string[];
}

/** Rejects when the recordings cannot be copied first; nothing is run then. */
export async function rerecord({ plan, commandLine, mode, store, ...runOptions }: RerecordingOptions): Promise<Rerecording> {
  const copies = await mkdtemp(join(store, "before-"));
  const forget = () => rm(copies, { recursive: true, force: true });
  const before = await takeSnapshot(plan.folders.map(pathOf), copies).catch(async (error: unknown) => {
    await forget();
    throw error;
  });
  const result = await run({ ...commandLine, ...runOptions, cwd: plan.root });
  const difference = await differenceSince(before);
  // In the other mode, a recording that was not written may well have been replayed; a broken-off test may not have come to it.
  const complete = mode === "record" && result.kind === "ended" && result.status === 0;
  const noLongerProduced = complete ? await unwritten(plan.recordings.map(pathOf), difference) : [];
  await forgetUnchanged(before, difference);
  return { plan, commandLine, result, before, ...difference, noLongerProduced };
}

/** What is as it was needs no copy. */
async function forgetUnchanged({ files }: Snapshot, { changes }: Difference): Promise<void> {
  const needed = new Set(changes.map(({ path }) => path));
  const copies = [...files.values()].filter(({ path }) => !needed.has(path)).map(({ copy }) => copy);
  await Promise.all(copies.map((copy) => rm(copy, { force: true })));
}

/** A test that was skipped has written nothing, which says nothing about its recordings: only tests that have recorded count. */
async function unwritten(recordings: readonly string[], { changes, rewritten }: Difference): Promise<readonly string[]> {
  const removed = new Set(changes.filter(({ kind }) => kind === "removed").map(({ path }) => path));
  const written = new Set([...changes.map(({ path }) => path).filter((path) => !removed.has(path)), ...rewritten]);
  const recorded = new Set(await Promise.all([...written].map(testIdIn)));
  const left = recordings.filter((path) => !written.has(path) && !removed.has(path));
  const tests = await Promise.all(left.map(testIdIn));
  return left.filter((_, index) => tests[index] !== undefined && recorded.has(tests[index]));
}

async function testIdIn(path: string): Promise<string | undefined> {
  try {
    const recording: unknown = JSON.parse(await readFile(path, "utf8"));
    const found = typeof recording === "object" && recording !== null && "test_id" in recording ? recording.test_id : undefined;
    return typeof found === "string" ? found : undefined;
  } catch {
    return undefined;
  }
}

function pathOf(uri: string): string {
  return URI.parse(uri).fsPath;
}
