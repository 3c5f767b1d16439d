/** Fixes of recordings as a transaction: all or nothing, with a journal, so that any later process can undo it. */
import { lstat, mkdtemp, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf } from "../errors";
import { isInside } from "../disk/paths";
import { privateFolder } from "../disk/privateFolder";
import { acceptFiles, whyNothing, type Acceptance } from "./accept";
import { abandoned, forget, writeJournal, type Journal } from "./journal";
import { prefix } from "./leftBehind";
import { missingFolders } from "./missingFolders";
import type { NewFile } from "./parts";
import { boundsOf, whyNoPlace } from "./places";
import { markOf } from "./processes";
import { putBack, touchedSince } from "./putBack";
import { undoInterrupted } from "./recover";
import { digest, inBatches } from "./snapshot";
import { writeThrough } from "./wholeFile";

/** A file to change; paths are absolute. */
export interface FixedFile {
  readonly path: string;
  /** Absent if the name stays. */
  readonly newPath?: string;
  readonly before: Buffer;
  /** undefined if the file is deleted. */
  readonly after: Buffer | undefined;
}

/** Why a file cannot be fixed now, in a sentence; undefined if it can. Never rejects. */
export async function whyNotFixed(workspaceFolder: string | undefined, { path, newPath }: Omit<FixedFile, "before" | "after">) {
  if (workspaceFolder === undefined || !isInside(workspaceFolder, path)) return "It lies outside of the current folder.";
  try {
    const info = await lstat(path);
    if (info.isSymbolicLink()) return "It is a link, and its target is not overwritten.";
    if ((info.mode & 0o200) === 0) return "The file is read-only.";
    const bounds = { workspaceFolder, places: [path, newPath ?? path].map((each) => placeOf(dirname(each))) };
    for (const each of [path, newPath ?? path]) {
      const why = whyNoPlace(bounds, each);
      if (why !== undefined) return `${each === path ? "It" : basename(each)} ${why}.`;
    }
    const folder = await lstat(dirname(path));
    if ((folder.mode & 0o200) === 0) return "Its folder is read-only.";
  } catch (error) {
    return codeOf(error) === "ENOENT" ? "It no longer exists." : "There is no access to it.";
  }
  if (newPath !== undefined && (await lstat(newPath).catch(() => undefined)))
    return `There is a file ${basename(newPath)} already.`;
  return undefined;
}

const placeOf = (folder: string) => ({ folder, real: folder });

/**
 * Applies fixes. `title` is shown to the user. `store` is a private folder. Fixes of several workspace folders that `began` at the same time are
 * undone together. Never rejects because of file system errors.
 */
export async function fix(
  store: string,
  workspaceFolder: string,
  title: string,
  files: readonly FixedFile[],
  began = new Date(),
): Promise<Acceptance> {
  await privateFolder(store, [workspaceFolder]);
  const folder = await mkdtemp(join(store, prefix));
  try {
    const [news, known] = [await newFiles(folder, files), new Map(files.map(({ path, before }) => [path, digest(before)]))];
    const journal = await journalFor(workspaceFolder, title, news, began);
    await writeJournal(folder, journal);
    const accepted = await acceptFiles({ folder, journal }, news, known);
    if (accepted.kind === "accepted") await forgetOlder(store);
    else await forget(folder);
    return accepted;
  } catch (error) {
    await forget(folder);
    return { kind: "refused", reasons: [whyNothing("changed", error)] };
  }
}

async function newFiles(folder: string, files: readonly FixedFile[]): Promise<readonly NewFile[]> {
  const found = await inBatches(files, async ({ path, newPath, after }, number): Promise<readonly NewFile[]> => {
    const gone = { path, staged: undefined, digest: undefined };
    if (after === undefined) return [gone];
    const staged = join(folder, `fixed-${number}`);
    await writeThrough(staged, after, 0o600);
    const mode = newPath === undefined ? {} : { mode: (await lstat(path)).mode & 0o777 };
    const written = { path: newPath ?? path, staged, digest: digest(after), ...mode };
    return newPath === undefined ? [written] : [written, gone];
  });
  return found.flat();
}

async function journalFor(workspaceFolder: string, title: string, files: readonly NewFile[], began: Date): Promise<Journal> {
  const missing = await missingFolders(files);
  const folders = [...new Set([...files.map(({ path }) => dirname(path)), ...missing])];
  const bounds = await boundsOf(workspaceFolder, folders);
  return {
    version: 2,
    nodeIds: [title],
    began: began.toISOString(),
    root: workspaceFolder,
    workspaceFolder,
    places: [...bounds.places],
    mode: "record",
    recordings: [],
    before: { folders, missing: [...missing], files: [] },
    seeded: [],
    owner: await markOf(process.pid),
    runner: null,
    phase: "reviewing",
    outcomes: [],
    succeeded: true,
    collected: [],
    operations: [],
  };
}

/** The number of fixes that can be undone, one after the other. */
const kept = 10;

/** Deletes all but the last ten fixes that can be undone. */
export async function forgetOlder(store: string): Promise<void> {
  const folders = (await readdir(store)).filter((name) => name.startsWith(prefix)).map((name) => join(store, name));
  const dated = await Promise.all(folders.map(async (folder) => ({ folder, at: (await lstat(folder)).mtimeMs })));
  for (const { folder } of dated.sort((a, b) => b.at - a.at).slice(kept)) await forget(folder);
}

/** Restores what an interrupted fix left behind. Returns its title, and a sentence for each problem. */
export async function recoverFixes(
  store: string,
  workspaceFolder: string,
): Promise<{ readonly undone: readonly string[]; readonly problems: readonly string[] }> {
  const { runs, problems: untrue } = await abandoned(store, [workspaceFolder]);
  const undone: string[] = [];
  const problems = [...untrue];
  for (const { folder, journal } of runs) {
    if (journal.phase === "accepted") continue;
    const failed = await undoInterrupted(folder, journal);
    if (journal.phase === "accepting") undone.push(journal.nodeIds.join(", "));
    for (const each of failed) problems.push(each);
  }
  return { undone, problems };
}

export type UndoneFix =
  /** `files` is the number of restored files. */
  | { readonly kind: "undone"; readonly title: string; readonly files: number }
  | { readonly kind: "nothing" }
  /** These files (paths) have changed since; nothing was restored. */
  | { readonly kind: "touched"; readonly title: string; readonly paths: readonly string[] }
  | { readonly kind: "failed"; readonly reasons: readonly string[] };

/**
 * Restores the files from before the last fix (or re-recording, if `store` is for those), all or none. Rejects with a sentence if `store` cannot be
 * trusted.
 */
export async function undoFix(store: string, workspaceFolder: string): Promise<UndoneFix> {
  const last = await lastIn(store, workspaceFolder);
  if (last === undefined) return { kind: "nothing" };
  const { folder, journal } = last;
  const changes = journal.operations.map(({ change }) => change);
  const isRun = journal.recorder !== undefined;
  const title = `${isRun ? "re-recording " : ""}${journal.nodeIds.join(", ")}`;
  const touched = await touchedSince(changes);
  if (touched.length > 0) return { kind: "touched", title, paths: touched.map(({ path }) => path) };
  const reasons = await putBack(journal, changes, journal.before.missing);
  if (reasons.length > 0) return { kind: "failed", reasons };
  await forget(folder);
  return { kind: "undone", title, files: changes.filter(({ kind }) => isRun || kind !== "added").length };
}

/** The files (paths) of the last fix that have changed since and prevent undoing it. Rejects with a sentence if `store` cannot be trusted. */
export async function touchedSinceFix(store: string, workspaceFolder: string): Promise<readonly string[]> {
  const last = await lastIn(store, workspaceFolder);
  const touched = await touchedSince(last?.journal.operations.map(({ change }) => change) ?? []);
  return touched.map(({ path }) => path);
}

/** When the last fix started (ISO 8601); undefined if there is none to undo. Rejects with a sentence if `store` cannot be trusted. */
export async function lastFix(store: string, workspaceFolder: string): Promise<string | undefined> {
  return (await lastIn(store, workspaceFolder))?.journal.began;
}

async function lastIn(store: string, workspaceFolder: string) {
  const { runs } = await abandoned(store, [workspaceFolder]);
  return runs.filter(({ journal }) => journal.phase === "accepted").at(-1);
}
