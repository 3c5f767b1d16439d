/** An interrupted run in a small workspace, without pytest: each test defines what is left in its folder. */
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { writeJournal, type Journal } from "../../server/src/rerecord/journal";
import { compareStaged } from "../../server/src/rerecord/judge";
import { reviewOf, type Review } from "../../server/src/rerecord/review";
import { recorderNamed } from "../../server/src/formats/recorders";
import { begin, note, stagingFolder, type Transaction } from "../../server/src/rerecord/transaction";
import { chatCompletion } from "./recordings";

export const testId = "tests/a/test_a.py::test_a";

interface Before {
  /** Files that existed before the run, by path from the root. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** By id. */
  readonly recorder?: string;
}

/** `name` is the name of the folder for runs, next to the workspace. */
export async function interruptedRun(name = "store", { files = {}, recorder = "ogx" }: Before = {}) {
  const top = await realpath(await mkdtemp(join(tmpdir(), "tapedeck-interrupted-")));
  const [workspace, store] = [join(top, "workspace"), join(top, name)];
  const at = (...path: readonly string[]) => join(workspace, ...path);
  const recordings = at("tests/a/recordings");
  const write = async (path: string, text: string | Buffer) => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  };
  const one = await write(join(recordings, "one.json"), chatCompletion("one", { testId }));
  await write(at(".git/config"), "[core]\n");
  for (const [path, text] of Object.entries(files)) await write(at(path), text);
  await write(join(top, "outside/notes.json"), "theirs");
  const plan = {
    root: workspace,
    workspaceFolder: workspace,
    nodeIds: ["tests/a/test_a.py"],
    folders: [recordings],
    recordings: [one],
    shared: [],
  };
  const { staging: layout, plugin } = recorderNamed(recorder);
  const begun = async () => {
    const transaction = await begin(store, plan, recorderNamed(recorder), "record");
    const told = stagingFolder(transaction);
    const staging = layout.stagedPath === undefined ? told : join(told, "../../..");
    return {
      transaction,
      /** Records a file; the path is relative to the root. */
      stage: (path: string, text: string | Buffer = chatCompletion("other", { testId })) => write(join(staging, path), text),
      /** The responsible process has ended. */
      crash: (entries: Partial<Journal> = {}) => note(transaction, { owner: gone, ...entries }),
    };
  };
  const { transaction, stage, crash } = await begun();

  return {
    top,
    workspace,
    store,
    recordings,
    one,
    transaction,
    at,
    write,
    ...{ stage, crash },
    /** The same tests run once more. */
    another: begun,
    /** Output of the recorder's plugin: this test wrote this file. */
    wrote: (path: string, test = testId) =>
      write(join(transaction.folder, `${plugin?.name ?? ""}.jsonl`), `${JSON.stringify({ test, path, wrote: true })}\n`),
    /** The run has ended, and its tests passed. */
    over: () => note(transaction, { phase: "reviewing", succeeded: true, outcomes: [[testId, "passed"]] }),
    review: (): Promise<Review> =>
      reviewOf(transaction, (path, before, after) => Promise.resolve(compareStaged(basename(path), before, after))),
    /** The process that took it over has ended too; its notes are kept. */
    crashAgain: async () => {
      const path = join(transaction.folder, "journal.json");
      const journal = JSON.parse(await readFile(path, "utf8")) as Journal;
      await writeJournal(transaction.folder, { ...journal, owner: gone });
    },
    read: (path: string) => readFile(path, "utf8").catch(() => undefined),
    remove: () => rm(top, { recursive: true, force: true }),
  };
}

export type InterruptedRun = Awaited<ReturnType<typeof interruptedRun>>;

/** No process has this start time. */
export const gone = { pid: 2 ** 22 - 1, began: "long ago", parents: [] };

/** Replaces the journal by anything. */
export async function forge({ folder }: Transaction, journal: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeJournal(folder, journal as Journal);
}
