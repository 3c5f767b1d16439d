/**
 * Recording without deciding anything yet: the tests write to a staging folder, and the workspace does not change. A recorder that cannot be
 * redirected writes to the workspace; its files are then moved out, and the former ones restored.
 */
import { copyFile, mkdir, mkdtemp } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import type { Recorder, RecordMode } from "../recording/recorder";
import { recorderNamed } from "../formats/recorders";
import type { CommandLine } from "./commandLine";
import { isInside } from "../disk/paths";
import { privateFolder } from "../disk/privateFolder";
import { forget, writeJournal, type Journal } from "./journal";
import { prefix } from "./leftBehind";
import { boundsOf, whyNoPlace } from "./places";
import { markOf } from "./processes";
import { readNotes, type Note } from "./notes";
import { putBack } from "./putBack";
import { installPlugin, outputOf } from "./pytestPlugin";
import { PytestOutput, type Tally } from "./pytestOutput";
import { run, type RunOptions, type RunResult } from "./run";
import { differenceSince, inBatches, takeSnapshot, type KeptFile, type Snapshot } from "./snapshot";
import { readWhole } from "../disk/read";
import { writeWhole } from "./wholeFile";

/** What to record. Paths are absolute. */
export interface RecordingPlan {
  readonly root: string;
  /** The workspace folder around it; nothing outside is ever written. */
  readonly workspaceFolder: string;
  readonly nodeIds: readonly string[];
  /** Folders in which recordings may change. */
  readonly folders: readonly string[];
  /** Recordings that belong to the tests now. */
  readonly recordings: readonly string[];
  /** Those that are also played by tests that are not run. */
  readonly shared: readonly string[];
}

export interface Transaction {
  /** Path of a private folder. */
  readonly folder: string;
  journal: Journal;
}

/** A recording made by the run: where it belongs, and where it is until it is accepted. */
export interface Produced {
  readonly path: string;
  readonly staged: string;
}

/** A run that has ended. */
export interface Recorded {
  readonly result: RunResult;
  readonly tally: Tally;
  /** One sentence for each recording that could not be restored. */
  readonly problems: readonly string[];
}

const stagingRoot = (folder: string) => join(folder, "staging");

/** The folder that the recorder is given. */
export function stagingFolder({ folder, journal }: Transaction): string {
  return join(stagingRoot(folder), recorderNamed(journal.recorder).staging.told);
}

/** The command with the recorder's own pytest plugin, if it has one. */
export async function withPlugin(commandLine: CommandLine, { plugin }: Recorder, folder: string): Promise<CommandLine> {
  return plugin === undefined ? commandLine : (await installPlugin(plugin, folder)).loadedBy(commandLine);
}

/** The output of the recorder's plugin in a run. */
export async function notesOf({ folder, journal }: Transaction): Promise<readonly Note[]> {
  const { plugin } = recorderNamed(journal.recorder);
  return plugin === undefined ? [] : readNotes(await outputOf(plugin, folder), journal.root);
}

/** Whether pytest loaded the recorder's plugin; true for a recorder without one. */
export async function hasLoadedPlugin({ folder, journal }: Transaction): Promise<boolean> {
  const { plugin } = recorderNamed(journal.recorder);
  return plugin === undefined || (await outputOf(plugin, folder)) !== "";
}

/** The folder for pytest's cache. */
export function cacheFolder({ folder }: Transaction): string {
  return join(folder, "cache");
}

/**
 * Copies existing recordings. Rejects with a sentence if that fails; then nothing may be run. `store` is a private folder outside of the
 * workspace; it need not exist.
 */
export async function begin(store: string, plan: RecordingPlan, recorder: Recorder, mode: RecordMode): Promise<Transaction> {
  await privateFolder(store, [plan.workspaceFolder]);
  const bounds = await boundsOf(plan.workspaceFolder, plan.folders);
  const folder = await mkdtemp(join(store, prefix));
  try {
    await mkdir(join(folder, "before"));
    const before = await takeSnapshot(plan.folders, join(folder, "before"));
    await mkdir(join(stagingRoot(folder), recorder.staging.told), { recursive: true });
    if (mode === "record-if-missing") await seed(stagingRoot(folder), plan.root, before, recorder);
    const seeded = await takeSnapshot([stagingRoot(folder)]);
    const journal: Journal = {
      version: 2,
      began: new Date().toISOString(),
      mode,
      recorder: recorder.id,
      phase: "recording",
      root: plan.root,
      workspaceFolder: plan.workspaceFolder,
      places: [...bounds.places],
      nodeIds: [...plan.nodeIds],
      recordings: plan.recordings.filter((path) => whyNoPlace(bounds, path) === undefined),
      shared: [...plan.shared],
      before: { folders: [...before.folders], missing: [...before.missing], files: [...before.files.values()] },
      seeded: [...seeded.files.values()],
      owner: await markOf(process.pid),
      runner: null,
      outcomes: [],
      succeeded: false,
      collected: [],
      operations: [],
    };
    await writeJournal(folder, journal);
    return { folder, journal };
  } catch (error) {
    await forget(folder);
    throw error;
  }
}

/** In the mode `record-if-missing`, the recorder has to find the recordings that exist. */
async function seed(staging: string, root: string, { files }: Snapshot, { staging: layout }: Recorder): Promise<void> {
  const inside = [...files.values()].filter(({ path }) => isInside(root, path));
  await inBatches(inside, async ({ path, copy }) => {
    const place = layout.stagedPath?.(slashes(relative(root, path)));
    if (place === undefined) return;
    const target = join(staging, place);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(copy, target);
  });
}

/** Adds to the journal, also on disk. */
export async function note(transaction: Transaction, entries: Partial<Journal>): Promise<void> {
  transaction.journal = { ...transaction.journal, ...entries };
  await writeJournal(transaction.folder, transaction.journal);
}

/** Runs the tests and then calls `settle`. Never rejects because of what the tests do. */
export async function record(
  transaction: Transaction,
  commandLine: CommandLine,
  options: Pick<RunOptions, "onOutput" | "signal" | "grace" | "limit"> & { readonly onTally?: (tally: Tally) => void },
): Promise<Recorded> {
  const tally = new PytestOutput();
  let noted: Promise<void> = Promise.resolve();
  const result = await run({
    ...commandLine,
    ...options,
    cwd: transaction.journal.root,
    onOutput: (text) => {
      options.onOutput(text);
      tally.write(text);
      options.onTally?.(tally);
    },
    onStart: (pid) => {
      noted = markOf(pid).then((runner) => note(transaction, { runner }));
    },
  });
  await noted.catch(() => undefined);
  const succeeded = result.kind === "ended" && result.status === 0;
  const problems = await settle(transaction, { succeeded, outcomes: [...tally.outcomes].map(([id, outcome]) => [id, outcome]) });
  return { result, tally, problems };
}

/** The number of recordings in the staging folder that the run has written. */
export async function countProduced(transaction: Transaction): Promise<number> {
  return (await inStaging(transaction)).length;
}

/**
 * Ends the recording phase: moves what the run wrote to the workspace into the staging folder. Returns a sentence for each
 * recording that could not be restored; those stay in the journal, so that it can be tried again.
 */
export async function settle(
  transaction: Transaction,
  entries: Pick<Journal, "outcomes" | "succeeded">,
): Promise<readonly string[]> {
  const redirected = (await inStaging(transaction)).length > 0;
  if (redirected) {
    await note(transaction, { ...entries, runner: null, phase: "reviewing" });
    return [];
  }
  const { before } = transaction.journal;
  const { changes, rewritten } = await differenceSince({ folders: before.folders, files: byPath(before.files) });
  const left = [...changes.filter(({ kind }) => kind !== "removed").map(({ path }) => path), ...rewritten];
  const collected = await collect(transaction, left);
  await note(transaction, { ...entries, collected: [...collected] });
  const problems = await putBack(transaction.journal, changes, before.missing);
  if (problems.length === 0) await note(transaction, { runner: null, phase: "reviewing" });
  return problems;
}

async function collect({ folder }: Transaction, paths: readonly string[]): Promise<readonly Produced[]> {
  if (paths.length > 0) await mkdir(join(folder, "collected"), { recursive: true });
  return inBatches(paths, async (path, number) => {
    const staged = join(folder, "collected", `${number}-${basename(path)}`);
    await writeWhole(staged, await readWhole(path));
    return { path, staged };
  });
}

/** All recordings made by the run, sorted by path; `astray` has a sentence for each file that cannot be a recording of the plan. */
export async function produced(
  transaction: Transaction,
): Promise<{ readonly recordings: readonly Produced[]; readonly astray: readonly string[] }> {
  const { collected, root, recorder, workspaceFolder } = transaction.journal;
  const { staging } = recorderNamed(recorder);
  const redirected = (await inStaging(transaction)).flatMap((staged) => {
    const path = staging.projectPath(slashes(relative(stagingRoot(transaction.folder), staged)));
    return path === undefined ? [] : [{ path: join(root, path), staged }];
  });
  const all = [...redirected, ...collected].sort((a, b) => (a.path < b.path ? -1 : 1));
  const written = (await notesOf(transaction)).filter(({ wrote, path }) => wrote && isInside(workspaceFolder, path));
  const paths = new Set([...all, ...written].map(({ path }) => path));
  const why = new Map([...paths].map((path) => [path, whyNoPlace(transaction.journal, path)]));
  return {
    recordings: all.filter(({ path }) => why.get(path) === undefined),
    astray: [...why].flatMap(([path, reason]) => (reason ? [`${relative(root, path)} is not taken: it ${reason}.`] : [])),
  };
}

async function inStaging({ folder, journal }: Transaction): Promise<readonly string[]> {
  const { changes, rewritten } = await differenceSince({ folders: [stagingRoot(folder)], files: byPath(journal.seeded) });
  return [...changes.filter(({ kind }) => kind !== "removed").map(({ path }) => path), ...rewritten];
}

const slashes = (path: string): string => (sep === "/" ? path : path.replaceAll(sep, "/"));

export function byPath(files: readonly KeptFile[]): ReadonlyMap<string, KeptFile> {
  return new Map(files.map((file) => [file.path, file]));
}
