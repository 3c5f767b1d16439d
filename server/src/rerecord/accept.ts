/** The one place that writes recordings into the workspace: all that was accepted at once, or nothing. */
import { randomUUID } from "node:crypto";
import { lstat, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf, messageOf } from "../errors";
import { inPlace, type Bounds } from "./places";
import { putBack, touchedSince } from "./putBack";
import type { ReviewEntry } from "./review";
import { digest, digestOf, readAsReviewed, type Change, type KeptFile } from "./snapshot";
import { byPath, note, type Transaction } from "./transaction";
import { readWhole } from "../disk/read";
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
 * Writes the new recordings and removes those that are no longer produced, all of them or none: what was reviewed, and nothing else.
 * `overwrite`: also where somebody has written a recording since the run. Never rejects.
 */
export async function accept(
  transaction: Transaction,
  entries: readonly ReviewEntry[],
  { overwrite = false }: { readonly overwrite?: boolean } = {},
): Promise<Acceptance> {
  const { journal } = transaction;
  const reasons = (await Promise.all(entries.map((entry) => whyNot(entry, journal)))).flat();
  if (reasons.length > 0) return { kind: "refused", reasons: [...new Set(reasons)] };
  const missing = await missingFolders(entries);
  const operations: Operation[] = [];
  const carriedOut: Change[] = [];
  try {
    for (const entry of entries) operations.push(await operationFor(transaction, entry));
    const stale = overwrite ? [] : staleOnes(transaction, operations);
    if (stale.length > 0) return { kind: "stale", paths: stale };
    await note(transaction, { phase: "accepting", operations });
    await prepare(journal, operations);
    await applyAll(journal, operations, carriedOut);
  } catch (error) {
    await discard(journal, operations);
    const failures = await putBack(journal, carriedOut, missing);
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
  { journal }: Pick<Transaction, "journal">,
  { changes, missing }: Accepted,
  { anyway = false }: { readonly anyway?: boolean } = {},
): Promise<Undone> {
  const touched = anyway ? [] : await touchedSince(changes);
  if (touched.length > 0) return { kind: "touched", paths: touched.map(({ path }) => path) };
  const reasons = await putBack(journal, changes, missing);
  return reasons.length === 0 ? { kind: "undone" } : { kind: "failed", reasons };
}

/** Finishes what a crash broke off in the middle. Rejects when that is not possible, as where somebody has written a recording since. */
export async function finishAccepting(transaction: Transaction): Promise<void> {
  const { journal } = transaction;
  const { operations } = journal;
  await discard(journal, operations);
  const left: Operation[] = [];
  for (const operation of operations) {
    const { change } = operation;
    const now = await digestOf(change.path);
    if (now !== (change.kind === "removed" ? undefined : change.after)) left.push(operation);
  }
  try {
    await prepare(journal, left);
    await applyAll(journal, left, []);
  } catch (error) {
    await discard(journal, left);
    throw error;
  }
  await note(transaction, { phase: "reviewing", operations: [] });
}

/** Puts back what a crash left half accepted, but for what somebody has written since. Returns a sentence for each that could not be put back. */
export async function undoAccepting({ journal }: Transaction): Promise<readonly string[]> {
  const { operations } = journal;
  await discard(journal, operations);
  const changes = operations.map(({ change }) => change);
  const touched = new Set(await touchedSince(changes));
  return putBack(
    journal,
    changes.filter((change) => !touched.has(change)),
    [],
  );
}

async function whyNot({ path, staged }: ReviewEntry, bounds: Bounds): Promise<readonly string[]> {
  const name = basename(path);
  try {
    const found = await inPlace(bounds, path, (file) => lstat(file));
    if (found.isSymbolicLink()) return [`${name} is a link, and what it leads to is not overwritten.`];
    if (!found.isFile()) return [`${name} is no file.`];
    // Moving another file in its place would get around what its owner wants.
    if ((found.mode & 0o200) === 0)
      return [`${name} is read-only, so it was not ${staged === undefined ? "removed" : "overwritten"}.`];
    return [];
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    return [`${messageOf(error)}, so nothing was written.`];
  }
}

function staleOnes({ journal }: Transaction, operations: readonly Operation[]): readonly string[] {
  const before = byPath(journal.before.files);
  return operations.flatMap(({ change }) => (digestBefore(change) === before.get(change.path)?.digest ? [] : [change.path]));
}

function digestBefore(change: Change): string | undefined {
  return change.kind === "added" ? undefined : change.before.digest;
}

/** With a copy of what is there now: that is what undo puts back. */
async function operationFor({ folder, journal }: Transaction, entry: ReviewEntry): Promise<Operation> {
  const { path, staged = null, digest: after } = entry;
  if (staged !== null) await readAsReviewed(staged, after ?? "", `The recording for ${basename(path)}`);
  const before = await keep(journal, path, join(folder, `replaced-${randomUUID()}.json`));
  if (after === undefined) {
    if (!before) throw new Error(`${basename(path)} does not exist any more`);
    return { change: { kind: "removed", path, before }, staged, unfinished: null };
  }
  const change: Change = before ? { kind: "changed", path, before, after } : { kind: "added", path, after };
  return { change, staged, unfinished: besides(path) };
}

async function keep(bounds: Bounds, path: string, copy: string): Promise<KeptFile | undefined> {
  try {
    return await inPlace(bounds, path, async (file) => {
      const { mode } = await lstat(file);
      const content = await readWhole(file);
      await writeThrough(copy, content, 0o600);
      return { path, copy, digest: digest(content), stamp: "", mode: mode & 0o777 };
    });
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** All new content is on the disk, beside its place, before the first file is replaced: a full disk shows itself here. */
async function prepare(bounds: Bounds, operations: readonly Operation[]): Promise<void> {
  for (const { change, staged, unfinished } of operations) {
    if (change.kind === "removed" || staged === null || unfinished === null) continue;
    const content = await readAsReviewed(staged, change.after, `The recording for ${basename(change.path)}`);
    const mode = change.kind === "changed" ? change.before.mode : 0o644;
    const write = (file: string) => writeThrough(join(dirname(file), basename(unfinished)), content, mode);
    await inPlace(bounds, change.path, write, { make: true });
  }
}

/** `done` grows by each change that was made. */
async function applyAll(bounds: Bounds, operations: readonly Operation[], done: Change[]): Promise<void> {
  for (const { change, unfinished } of operations) {
    await inPlace(bounds, change.path, async (file) => {
      // Between the look and the act somebody may have written it.
      if ((await digestOf(file)) !== digestBefore(change)) throw new Error(`${basename(file)} was changed in the meantime`);
      if (unfinished === null) await rm(file);
      else await rename(join(dirname(file), basename(unfinished)), file);
      done.push(change);
    });
  }
  await Promise.all([...new Set(operations.map(({ change }) => dirname(change.path)))].map(syncFolder));
}

async function discard(bounds: Bounds, operations: readonly Operation[]): Promise<void> {
  const removals = operations.flatMap(({ change, unfinished }) => {
    if (unfinished === null) return [];
    return [inPlace(bounds, change.path, (file) => rm(join(dirname(file), basename(unfinished)), { force: true }))];
  });
  await Promise.allSettled(removals);
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
  const why: Readonly<Record<string, string>> = {
    ENOSPC: "the disk is full",
    EDQUOT: "the disk quota is used up",
    EACCES: "permission was denied",
    EPERM: "permission was denied",
    EROFS: "the file system is read-only",
  };
  return `Nothing was accepted: ${why[codeOf(error)] ?? messageOf(error)}.`;
}
