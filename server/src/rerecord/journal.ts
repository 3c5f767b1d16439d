/** What is on disk of a re-recording, so that it can be finished or undone by whoever comes after a crash. */
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod/mini";
import { readOwnText } from "../disk/read";
import { writeWhole } from "./wholeFile";

const keptFile = z.object({ path: z.string(), copy: z.string(), digest: z.string(), stamp: z.string(), mode: z.number() });

const change = z.union([
  z.object({ kind: z.literal("changed"), path: z.string(), before: keptFile, after: z.string() }),
  z.object({ kind: z.literal("added"), path: z.string(), after: z.string() }),
  z.object({ kind: z.literal("removed"), path: z.string(), before: keptFile }),
]);

/** A process, and when it began: ids are given again. */
const processMark = z.object({ pid: z.number(), began: z.string() });

/** A change on its way into the workspace: `staged` is where its new content lies. */
const operation = z.object({ change, staged: z.nullable(z.string()), unfinished: z.nullable(z.string()) });

const journal = z.object({
  version: z.literal(1),
  /** For people: the tests, and when it began (ISO 8601). */
  nodeIds: z.array(z.string()),
  began: z.string(),
  root: z.string(),
  workspaceFolder: z.string(),
  mode: z.enum(["record", "record-if-missing"]),
  /** Recordings (paths) that belonged to the tests before the run. */
  recordings: z.array(z.string()),
  before: z.object({ folders: z.array(z.string()), missing: z.array(z.string()), files: z.array(keptFile) }),
  /** In the staging folder when the run began. */
  seeded: z.array(keptFile),
  /** Who takes care of it, as long as that process lives. */
  owner: processMark,
  /** What pytest runs in; null before it starts. */
  runner: z.nullable(processMark),
  phase: z.enum(["recording", "reviewing", "accepting"]),
  outcomes: z.array(z.tuple([z.string(), z.enum(["passed", "failed", "skipped"])])),
  /** pytest's exit status 0: every test passed. */
  succeeded: z.boolean(),
  /** Recorded in the workspace itself and taken from there: where it belongs, and where it lies now. */
  collected: z.array(z.object({ path: z.string(), staged: z.string() })),
  operations: z.array(operation),
});

export type Journal = z.infer<typeof journal>;
export type Operation = Journal["operations"][number];

const fileName = "journal.json";

export async function writeJournal(folder: string, entries: Journal): Promise<void> {
  await writeWhole(join(folder, fileName), `${JSON.stringify(entries)}\n`);
}

/** undefined: there is none, or it is not ours to read. */
export async function readJournal(folder: string): Promise<Journal | undefined> {
  try {
    return journal.parse(JSON.parse(await readOwnText(join(folder, fileName))));
  } catch {
    return undefined;
  }
}

/** Journals in the folders of `store` whose process is gone, the oldest first. Folders that hold none are leftovers, and removed. */
export async function abandoned(store: string): Promise<readonly { readonly folder: string; readonly journal: Journal }[]> {
  const names = await readdir(store).catch(() => []);
  const found: { folder: string; journal: Journal }[] = [];
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const folder = join(store, name);
    const entries = await readJournal(folder);
    if (entries === undefined) await forgetOld(folder);
    else if (!(await isAlive(entries.owner))) found.push({ folder, journal: entries });
  }
  return found.sort((a, b) => (a.journal.began < b.journal.began ? -1 : 1));
}

/** Without a journal nothing was run yet; but somebody may just be about to write it. */
async function forgetOld(folder: string): Promise<void> {
  const info = await stat(folder).catch(() => undefined);
  if (info && Date.now() - info.mtimeMs > day) await forget(folder);
}

const day = 24 * 60 * 60 * 1000;

/** Names of the folders begin with it. */
export const prefix = "rerecord-";

export type ProcessMark = z.infer<typeof processMark>;

export async function markOf(pid: number): Promise<ProcessMark> {
  return { pid, began: await beginningOf(pid) };
}

/** Whether it is still that process. Where its beginning cannot be told, its id has to do. */
export async function isAlive({ pid, began }: ProcessMark): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return (await beginningOf(pid)) === began;
}

/** Linux says when, in ticks since the machine started; elsewhere, and for a process that is gone: "". */
async function beginningOf(pid: number): Promise<string> {
  const stat = await readOwnText(`/proc/${pid}/stat`).catch(() => "");
  // The name, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? "zombie" : (fields[19] ?? "");
}

export function forget(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
