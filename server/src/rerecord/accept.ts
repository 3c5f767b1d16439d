/** The one place that writes recordings into the workspace: all that was accepted at once, or nothing. */
import { randomUUID } from "node:crypto";
import { lstat, mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readOwn } from "../disk/read";
import { isReallyInside } from "./paths";
import { putBack, touchedSince } from "./putBack";
import type { ReviewEntry } from "./review";
import { digestOf, type Change, type KeptFile } from "./snapshot";
import { byPath, note, type Transaction } from "./transaction";
import { besides, syncFolder, writeThrough } from "./wholeFile";
import type { Operation } from "./journal";

export type Acceptance =
  | { readonly kind: "accepted"; readonly accepted: Accepted }
  /** These recordings (paths) are no longer as they were when the tests were run. Nothing was written. */
  | { readonly kind: "stale"; readonly paths: readonly string[] }
  /** One sentence each. Nothing was written. */
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

/** What was written, and what it takes to undo it. */
export interface Accepted {
  readonly changes: readonly Change[];
  /** Folders that were made. */
  readonly missing: readonly string[];
}

/**
 * Writes the new recordings and removes those that are no longer produced, all of them or none. `overwrite`: also where somebody has written
 * a recording since the run. Never rejects.
 */
export async function accept(
  transaction: Transaction,
  entries: readonly ReviewEntry[],
  { overwrite = false }: { readonly overwrite?: boolean } = {},
): Promise<Acceptance> {
  const { workspaceFolder } = transaction.journal;
  const reasons = (await Promise.all(entries.map((entry) => whyNot(entry, workspaceFolder)))).flat();
  if (reasons.length > 0) return { kind: "refused", reasons };
  const stale = overwrite ? [] : await staleOnes(transaction, entries);
  if (stale.length > 0) return { kind: "stale", paths: stale };
  const missing = await missingFolders(entries);
  const operations: Operation[] = [];
  const carriedOut: Change[] = [];
  try {
    for (const entry of entries) operations.push(await operationFor(transaction, entry));
    await note(transaction, { phase: "accepting", operations });
    await prepare(operations);
    await carryOut(operations, carriedOut);
  } catch (error) {
    await discard(operations);
    const failures = await putBack(carriedOut, { missing });
    await note(transaction, failures.length === 0 ? { phase: "reviewing", operations: [] } : {}).catch(() => undefined);
    return { kind: "refused", reasons: [sentence(error), ...failures] };
  }
  await note(transaction, { phase: "reviewing", operations: [] }).catch(() => undefined);
  return { kind: "accepted", accepted: { changes: operations.map(({ change }) => change), missing } };
}

export type Undone =
  | { readonly kind: "undone" }
  /** Somebody has written these recordings (paths) since; nothing was put back. */
  | { readonly kind: "touched"; readonly paths: readonly string[] }
  | { readonly kind: "failed"; readonly reasons: readonly string[] };

/** `anyway`: also where somebody has written a recording since. */
export async function undoAccepted(
  { changes, missing }: Accepted,
  { anyway = false }: { readonly anyway?: boolean } = {},
): Promise<Undone> {
  const touched = anyway ? [] : await touchedSince(changes);
  if (touched.length > 0) return { kind: "touched", paths: touched.map(({ path }) => path) };
  const reasons = await putBack(changes, { missing });
  return reasons.length === 0 ? { kind: "undone" } : { kind: "failed", reasons };
}

/** Finishes what a crash broke off in the middle. Rejects when that is not possible. */
export async function finishAccepting(transaction: Transaction): Promise<void> {
  const { operations } = transaction.journal;
  await discard(operations);
  const left: Operation[] = [];
  for (const operation of operations) {
    const { change } = operation;
    const now = await digestOf(change.path);
    if (now !== (change.kind === "removed" ? undefined : change.after)) left.push(operation);
  }
  await prepare(left);
  await carryOut(left, []);
  await note(transaction, { phase: "reviewing", operations: [] });
}

/** Puts back what a crash left half accepted. Returns a sentence for each recording that could not be put back. */
export async function undoAccepting(transaction: Transaction): Promise<readonly string[]> {
  const { operations } = transaction.journal;
  await discard(operations);
  return putBack(
    operations.map(({ change }) => change),
    { missing: [] },
  );
}

async function whyNot({ path, staged }: ReviewEntry, workspaceFolder: string): Promise<readonly string[]> {
  const name = basename(path);
  if (!(await isReallyInside(workspaceFolder, dirname(path)))) return [`${name} would be written outside of the workspace.`];
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return [];
  if (found.isSymbolicLink()) return [`${name} is a link, and what it leads to is not overwritten.`];
  if (!found.isFile()) return [`${name} is no file.`];
  // Moving another file in its place would get around what its owner wants.
  if ((found.mode & 0o200) === 0)
    return [`${name} is read-only, so it was not ${staged === undefined ? "removed" : "overwritten"}.`];
  return [];
}

async function staleOnes({ journal }: Transaction, entries: readonly ReviewEntry[]): Promise<readonly string[]> {
  const before = byPath(journal.before.files);
  const now = await Promise.all(entries.map(({ path }) => digestOf(path)));
  return entries.flatMap(({ path }, index) => (now[index] === before.get(path)?.digest ? [] : [path]));
}

/** With a copy of what is there now: that is what undo puts back. */
async function operationFor({ folder }: Transaction, entry: ReviewEntry): Promise<Operation> {
  const { path, staged = null } = entry;
  const after = staged === null ? undefined : await digestOf(staged);
  if (staged !== null && after === undefined) throw new Error(`${basename(path)} is no longer in the staging folder.`);
  const before = await keep(path, join(folder, `replaced-${randomUUID()}.json`));
  if (after === undefined) {
    if (!before) throw new Error(`${basename(path)} does not exist any more.`);
    return { change: { kind: "removed", path, before }, staged, unfinished: null };
  }
  const change: Change = before ? { kind: "changed", path, before, after } : { kind: "added", path, after };
  return { change, staged, unfinished: besides(path) };
}

async function keep(path: string, copy: string): Promise<KeptFile | undefined> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return undefined;
  const content = await readOwn(path);
  await writeThrough(copy, content, 0o600);
  return { path, copy, digest: (await digestOf(copy)) ?? "", stamp: "", mode: found.mode & 0o777 };
}

/** All new content is on the disk, beside its place, before the first file is replaced: a full disk shows itself here. */
async function prepare(operations: readonly Operation[]): Promise<void> {
  for (const { change, staged, unfinished } of operations) {
    if (staged === null || unfinished === null) continue;
    await mkdir(dirname(change.path), { recursive: true });
    await writeThrough(unfinished, await readOwn(staged), change.kind === "changed" ? change.before.mode : 0o644);
  }
}

/** `done` grows by each change that was made. */
async function carryOut(operations: readonly Operation[], done: Change[]): Promise<void> {
  for (const { change, unfinished } of operations) {
    if (unfinished === null) await rm(change.path);
    else await rename(unfinished, change.path);
    done.push(change);
  }
  await Promise.all([...new Set(operations.map(({ change }) => dirname(change.path)))].map(syncFolder));
}

async function discard(operations: readonly Operation[]): Promise<void> {
  await Promise.all(operations.flatMap(({ unfinished }) => (unfinished === null ? [] : [rm(unfinished, { force: true })])));
}

/** The folders between an existing one and the recordings, the innermost first. */
async function missingFolders(entries: readonly ReviewEntry[]): Promise<readonly string[]> {
  const missing = new Set<string>();
  for (const { path } of entries) {
    for (let folder = dirname(path); !missing.has(folder) && !(await exists(folder)); folder = dirname(folder))
      missing.add(folder);
  }
  return [...missing].sort((a, b) => b.length - a.length);
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function sentence(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const why: Readonly<Record<string, string>> = {
    ENOSPC: "the disk is full",
    EDQUOT: "the disk quota is used up",
    EACCES: "permission was denied",
    EPERM: "permission was denied",
    EROFS: "the file system is read-only",
  };
  const message = error instanceof Error ? error.message : String(error);
  return `Nothing was accepted: ${why[code] ?? message}.`;
}
