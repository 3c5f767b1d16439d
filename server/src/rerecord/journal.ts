/** The record of a re-recording on disk, with which another process can finish or undo it after a crash. */
import { lstat, readdir, realpath, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as z from "zod/mini";
import { messageOf } from "../errors";
import { privateFolder } from "../disk/privateFolder";
import { isInside } from "../disk/paths";
import { prefix } from "./leftBehind";
import { boundsOf, whyNoPlace } from "./places";
import { isAlive, processMark } from "./processes";
import { readWhole } from "../disk/read";
import { writeWhole } from "./wholeFile";

const digest = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const mode = z.int().check(z.gte(0), z.lte(0o777));

const keptFile = z.strictObject({ path: z.string(), copy: z.string(), digest, stamp: z.string(), mode });

const change = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("changed"), path: z.string(), before: keptFile, after: digest }),
  z.strictObject({ kind: z.literal("added"), path: z.string(), after: digest, mode: z.optional(mode) }),
  z.strictObject({ kind: z.literal("removed"), path: z.string(), before: keptFile }),
]);

/** A change that is being applied to the workspace: `staged` is the path of its new content. */
const operation = z.strictObject({ change, staged: z.nullable(z.string()), unfinished: z.nullable(z.string()) });

/** The accepted recordings of a file: their numbers, the digest of the combined file, and the content before the first of them. */
const taken = z.strictObject({
  ...{ path: z.string(), digest, numbers: z.array(z.int().check(z.gte(0))) },
  replaced: z.nullable(keptFile),
});

const journal = z.strictObject({
  version: z.literal(2),
  /** For display: the tests, and the start time (ISO 8601). */
  nodeIds: z.array(z.string()),
  began: z.string(),
  root: z.string(),
  workspaceFolder: z.string(),
  /** The folders of the plan; only recordings in them are ever changed. */
  places: z.array(z.strictObject({ folder: z.string(), real: z.string() })),
  mode: z.enum(["record", "record-if-missing"]),
  /** The id of the recorder; absent in journals from when there was only one. */
  recorder: z.optional(z.string()),
  /** Recordings (paths) that belonged to the tests before the run. */
  recordings: z.array(z.string()),
  /** Those that other tests play too; absent in older journals. */
  shared: z.optional(z.array(z.string())),
  before: z.strictObject({ folders: z.array(z.string()), missing: z.array(z.string()), files: z.array(keptFile) }),
  /** The content of the staging folder when the run started. */
  seeded: z.array(keptFile),
  /** The process that is responsible for it while it lives. */
  owner: processMark,
  /** The process that pytest runs in; null before it starts. */
  runner: z.nullable(processMark),
  /** `accepted`: all operations were carried out, and can be undone. */
  phase: z.enum(["recording", "reviewing", "accepting", "accepted"]),
  outcomes: z.array(z.tuple([z.string(), z.enum(["passed", "failed", "skipped"])])),
  /** Whether pytest's exit code was 0: every test passed. */
  succeeded: z.boolean(),
  /** Recordings that were written in the workspace and moved out of it: where they belong, and where they are now. */
  collected: z.array(z.strictObject({ path: z.string(), staged: z.string() })),
  operations: z.array(operation),
  /** Absent until a file is accepted in part. */
  taken: z.optional(z.array(taken)),
});

export type Journal = z.infer<typeof journal>;
export type Operation = Journal["operations"][number];
export type Taken = z.infer<typeof taken>;

const fileName = "journal.json";

export async function writeJournal(folder: string, entries: Journal): Promise<void> {
  await writeWhole(join(folder, fileName), `${JSON.stringify(entries)}\n`);
}

/** A run whose process has ended, or a completed fix of any process. */
export interface AbandonedRun {
  readonly folder: string;
  readonly journal: Journal;
}

export interface Abandoned {
  /** Oldest first. */
  readonly runs: readonly AbandonedRun[];
  /** One or two sentences for each journal that cannot be trusted, which is then ignored. */
  readonly problems: readonly string[];
}

/**
 * Finds the runs in these workspace folders that crashes left in `store`, and deletes folders without a journal. Rejects with a
 * sentence if somebody else may have written to `store`.
 */
export async function abandoned(store: string, workspaceFolders: readonly string[]): Promise<Abandoned> {
  if (!(await privateFolder(store, workspaceFolders, { make: false }))) return { runs: [], problems: [] };
  const runs: AbandonedRun[] = [];
  const problems: string[] = [];
  for (const name of (await readdir(store)).filter((each) => each.startsWith(prefix))) {
    const folder = join(store, name);
    const found = await readJournal(folder, workspaceFolders);
    if (found.kind === "none") await forgetOld(folder);
    else if (found.kind === "problem")
      problems.push(`${join(folder, fileName)} is not used: ${found.problem}. Remove its folder.`);
    else if (found.journal.phase === "accepted" || !(await isAlive(found.journal.owner)))
      runs.push({ folder, journal: found.journal });
  }
  return { runs: runs.sort((a, b) => (a.journal.began < b.journal.began ? -1 : 1)), problems };
}

type ReadJournal =
  | { readonly kind: "journal"; readonly journal: Journal }
  | { readonly kind: "none" }
  | { readonly kind: "problem"; readonly problem: string };

async function readJournal(folder: string, workspaceFolders: readonly string[]): Promise<ReadJournal> {
  const info = await lstat(folder).catch(() => undefined);
  if (!info?.isDirectory()) return { kind: "problem", problem: "it lies in no folder of its own" };
  const path = join(folder, fileName);
  if ((await lstat(path).catch(() => undefined)) === undefined) return { kind: "none" };
  try {
    const read = journal.safeParse(JSON.parse((await readWhole(path)).toString("utf8")));
    if (!read.success) return { kind: "problem", problem: wrongEntry(read.error.issues[0]) };
    const problem = await whyUntrue(folder, read.data, workspaceFolders);
    return problem === undefined ? { kind: "journal", journal: read.data } : { kind: "problem", problem };
  } catch (error) {
    return { kind: "problem", problem: messageOf(error).replace(/\.$/, "") };
  }
}

function wrongEntry(issue: z.core.$ZodIssue | undefined): string {
  const way = (issue?.path ?? []).map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  const wanted = issue && "expected" in issue ? `, which should be: ${issue.expected}` : "";
  return `something is wrong with its entry ${way.replace(/^\./, "") || "at the top"}${wanted}`;
}

/** Why a journal cannot be trusted; a valid one only refers to recordings of its plan, in one of these workspace folders, and to its own copies. */
async function whyUntrue(folder: string, entries: Journal, workspaceFolders: readonly string[]): Promise<string | undefined> {
  const { root, workspaceFolder, places, before, recordings, collected, operations } = entries;
  const real = (path: string) => realpath(path).catch(() => undefined);
  const [top, ...opened] = await Promise.all([workspaceFolder, ...workspaceFolders].map(real));
  if (top === undefined || !opened.includes(top)) return `it belongs to another workspace: ${workspaceFolder}`;
  if (!isInside(workspaceFolder, root)) return `${root} lies outside of the workspace`;
  const folders = places.map((place) => place.folder);
  const now = await boundsOf(workspaceFolder, folders);
  const moved = places.find((place, index) => now.places[index]?.real !== place.real);
  if (moved) return `${moved.folder} leads to another folder than when the tests were run`;
  const foreign = [...before.folders, ...before.missing].find((each) => !folders.includes(each));
  if (foreign !== undefined) return `${foreign} is not a folder of the plan`;
  const changes = operations.map((each) => each.change);
  for (const path of [
    ...recordings,
    ...[...before.files, ...collected, ...changes, ...(entries.taken ?? [])].map((each) => each.path),
  ]) {
    const why = whyNoPlace(entries, path);
    if (why !== undefined) return `${path} ${why}`;
  }
  const kept = changes.flatMap((each) => (each.kind === "added" ? [] : [each.before]));
  const replaced = (entries.taken ?? []).flatMap((each) => each.replaced ?? []);
  const copies = [...before.files, ...kept, ...replaced].map(({ copy }) => copy);
  const staged = [...collected, ...operations].flatMap((each) => each.staged ?? []);
  const astray = [...copies, ...staged].find((path) => !isInside(folder, path));
  if (astray !== undefined) return `${astray} is not a separate copy`;
  const stray = operations.find(({ unfinished, change: { path } }) => unfinished !== null && !isBeside(unfinished, path));
  return stray && `${stray.unfinished ?? ""} is not part of ${stray.change.path}`;
}

function isBeside(unfinished: string, path: string): boolean {
  return dirname(unfinished) === dirname(path) && /^\..+\.tmp$/.test(basename(unfinished));
}

/** Without a journal nothing was run yet, but another process may be about to write it. */
async function forgetOld(folder: string): Promise<void> {
  const info = await lstat(folder).catch(() => undefined);
  if (info && Date.now() - info.mtimeMs > day) await forget(folder);
}

const day = 24 * 60 * 60 * 1000;

export function forget(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
