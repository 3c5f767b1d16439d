/** The one place that writes recordings into the workspace: all that was accepted at once, or nothing. */
import { randomUUID } from "node:crypto";
import { lstat } from "node:fs/promises";
import { basename, join } from "node:path";
import { codeOf, messageOf, reasonOf } from "../errors";
import { inPlace, type Bounds } from "./places";
import { compose, takenAfter, takenIn, withoutParts, type Composed, type NewFile, type Splice } from "./parts";
import { putBack, touchedSince } from "./putBack";
import type { ReviewEntry } from "./review";
import { digest, digestOf, inBatches, readAsReviewed, type Change, type KeptFile } from "./snapshot";
import { missingFolders } from "./missingFolders";
import { note, type Transaction } from "./transaction";
import { readWhole } from "../disk/read";
import { besides, writeThrough } from "./wholeFile";
import type { Journal, Operation } from "./journal";
import { applyAll, digestBefore, discard, prepare } from "./operations";

export type Acceptance =
  | { readonly kind: "accepted"; readonly accepted: Accepted }
  /** These recordings (paths) are no longer as they were when the tests were run. Nothing was written. */
  | { readonly kind: "stale"; readonly paths: readonly string[] }
  /** One sentence each. Nothing was written. */
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

/** What was written, and what it takes to undo it. */
export interface Accepted {
  /** Files that were accepted as wholes. */
  readonly changes: readonly Change[];
  /** Recordings of files that were accepted in part. */
  readonly parts: readonly ReviewEntry[];
  /** Folders that were made. */
  readonly missing: readonly string[];
}

export interface AcceptOptions {
  /** Without it files are accepted only as wholes. */
  readonly splice?: Splice | undefined;
  /** Also where somebody has written a recording since the run. */
  readonly overwrite?: boolean;
  /** What was written stays noted, so that `undo` finds it when this process is gone. */
  readonly keeps?: boolean;
}

/**
 * Writes the new recordings and removes those that are no longer produced, all of them or none: what was reviewed, and nothing else. Of a file
 * that is accepted in part the rest stays as it is. Never rejects.
 */
export async function accept(
  transaction: Transaction,
  entries: readonly ReviewEntry[],
  { splice, overwrite = false, keeps = false }: AcceptOptions = {},
): Promise<Acceptance> {
  try {
    const parts = entries.filter(({ part }) => part !== undefined);
    const known = overwrite ? undefined : knownOf(transaction);
    return await write(transaction, await compose(transaction, entries, splice), { parts, known, keeps });
  } catch (error) {
    return { kind: "refused", reasons: [whyNothing("accepted", error)] };
  }
}

/**
 * The same for files that no run has made. `known`: the digest of what each path held when it was decided; none where there was nothing. What was
 * written stays noted, so that it can be undone. Never rejects.
 */
export async function acceptFiles(
  transaction: Transaction,
  files: readonly NewFile[],
  known: ReadonlyMap<string, string>,
): Promise<Acceptance> {
  try {
    return await write(transaction, { files, parts: [] }, { parts: [], known, keeps: true });
  } catch (error) {
    return { kind: "refused", reasons: [whyNothing("changed", error)] };
  }
}

interface WriteOptions extends Pick<Accepted, "parts"> {
  /** What is there is this; undefined: it may be anything. */
  readonly known: ReadonlyMap<string, string> | undefined;
  /** The journal goes on telling what was written. */
  readonly keeps?: boolean;
}

async function write(
  transaction: Transaction,
  composed: Composed,
  { parts, known, keeps = false }: WriteOptions,
): Promise<Acceptance> {
  const { journal } = transaction;
  const { files } = composed;
  const reasons = (await inBatches(files, (file) => whyNot(file, journal))).flat();
  if (reasons.length > 0) return { kind: "refused", reasons: [...new Set(reasons)] };
  const missing = await missingFolders(files);
  let operations: readonly Operation[] = [];
  const carriedOut: Change[] = [];
  try {
    operations = await inBatches(files, (file) => operationFor(transaction, file));
    const stale = known === undefined ? [] : staleOnes(known, operations);
    if (stale.length > 0) return { kind: "stale", paths: stale };
    const changes = operations.map(({ change }) => change);
    const taken = parts.length > 0 ? { taken: takenAfter(transaction, composed, changes) } : {};
    await note(transaction, { phase: "accepting", operations: [...operations], ...taken });
    await prepare(journal, operations);
    await applyAll(journal, operations, carriedOut);
  } catch (error) {
    await discard(journal, operations);
    const failures = await putBack(journal, carriedOut, missing);
    const before = { taken: journal.taken };
    await note(transaction, failures.length === 0 ? { ...before, phase: "reviewing", operations: [] } : before).catch(
      () => undefined,
    );
    return { kind: "refused", reasons: [whyNothing(keeps ? "changed" : "accepted", error), ...failures] };
  }
  const over: Partial<Journal> = keeps ? { phase: "accepted" } : { phase: "reviewing", operations: [] };
  await note(transaction, over).catch(() => undefined);
  const inPart = new Set(parts.map(({ path }) => path));
  const whole = operations.map(({ change }) => change).filter(({ path }) => !inPart.has(path));
  return { kind: "accepted", accepted: { changes: whole, parts, missing } };
}

export type Undone =
  | { readonly kind: "undone" }
  /** Somebody has written these recordings (paths) since; nothing was put back. */
  | { readonly kind: "touched"; readonly paths: readonly string[] }
  | { readonly kind: "failed"; readonly reasons: readonly string[] };

export interface UndoOptions extends Pick<AcceptOptions, "splice"> {
  /** Also where somebody has written a recording since. */
  readonly anyway?: boolean;
}

/** Never rejects. */
export async function undoAccepted(transaction: Transaction, accepted: Accepted, options: UndoOptions = {}): Promise<Undone> {
  try {
    return await undo(transaction, accepted, options);
  } catch (error) {
    return { kind: "failed", reasons: [`${messageOf(error)}.`] };
  }
}

async function undo(
  transaction: Transaction,
  { changes, parts, missing }: Accepted,
  { splice, anyway = false }: UndoOptions,
): Promise<Undone> {
  const without = await withoutParts(transaction, parts, splice);
  const all = [...changes, ...without.changes];
  const touched = anyway ? [] : await touchedSince(all);
  if (touched.length > 0) return { kind: "touched", paths: touched.map(({ path }) => path) };
  const reasons = await putBack(transaction.journal, all, missing);
  if (reasons.length > 0) return { kind: "failed", reasons };
  if (parts.length > 0) await note(transaction, { taken: [...without.taken] });
  return { kind: "undone" };
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

async function whyNot({ path, staged }: NewFile, bounds: Bounds): Promise<readonly string[]> {
  const name = basename(path);
  try {
    const found = await inPlace(bounds, path, (file) => lstat(file));
    if (found.isSymbolicLink()) return [`${name} is a link, and what it leads to is not overwritten.`];
    if (!found.isFile()) return [`${name} is not a file.`];
    // Moving another file in its place would get around what its owner wants.
    if ((found.mode & 0o200) === 0)
      return [`${name} is read-only, so it was not ${staged === undefined ? "removed" : "overwritten"}.`];
    return [];
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    return [`${messageOf(error)}, so nothing was written.`];
  }
}

/** What was there before the run, or what was accepted of it. */
function knownOf(transaction: Transaction): ReadonlyMap<string, string> {
  return new Map([...transaction.journal.before.files, ...takenIn(transaction)].map(({ path, digest: each }) => [path, each]));
}

function staleOnes(known: ReadonlyMap<string, string>, operations: readonly Operation[]): readonly string[] {
  return operations.flatMap(({ change }) => (digestBefore(change) === known.get(change.path) ? [] : [change.path]));
}

/** With a copy of what is there now: that is what undo puts back. */
async function operationFor({ folder, journal }: Transaction, entry: NewFile): Promise<Operation> {
  const { path, staged = null, digest: after, mode } = entry;
  if (staged !== null) await readAsReviewed(staged, after ?? "", `The recording for ${basename(path)}`);
  const before = await keep(journal, path, join(folder, `replaced-${randomUUID()}.json`));
  if (after === undefined) {
    if (!before) throw new Error(`${basename(path)} no longer exists`);
    return { change: { kind: "removed", path, before }, staged, unfinished: null };
  }
  const change: Change = before
    ? { kind: "changed", path, before, after }
    : { kind: "added", path, after, ...(mode === undefined ? {} : { mode }) };
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

/** A sentence. */
export const whyNothing = (was: "accepted" | "changed", error: unknown): string => `Nothing was ${was}: ${reasonOf(error)}.`;
