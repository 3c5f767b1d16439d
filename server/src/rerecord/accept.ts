/** The only module that writes recordings into the workspace: everything accepted at once, or nothing. */
import { randomUUID } from "node:crypto";
import { lstat } from "node:fs/promises";
import { basename, join } from "node:path";
import { codeOf, messageOf, reasonOf } from "../errors";
import { inPlace, type Bounds } from "./places";
import { compose, takenAfter, takenIn, withoutParts, type Composed, type NewFile, type Splice } from "./parts";
import { putBack, touchedSince } from "./putBack";
import type { ReviewEntry } from "./review";
import { digest, inBatches, readAsReviewed, type Change, type KeptFile } from "./snapshot";
import { missingFolders } from "./missingFolders";
import { note, type Transaction } from "./transaction";
import { readWhole } from "../disk/read";
import { besides, writeThrough } from "./wholeFile";
import type { Journal, Operation } from "./journal";
import { applyAll, digestBefore, discard, prepare } from "./operations";

export type Acceptance =
  | { readonly kind: "accepted"; readonly accepted: Accepted }
  /** These recordings (paths) have changed since the tests ran. Nothing was written. */
  | { readonly kind: "stale"; readonly paths: readonly string[] }
  /** One sentence each. Nothing was written. */
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

/** What was written, and what is needed to undo it. */
export interface Accepted {
  /** Files that were accepted as a whole. */
  readonly changes: readonly Change[];
  /** Recordings of files that were accepted in part. */
  readonly parts: readonly ReviewEntry[];
  /** Folders that were created. */
  readonly missing: readonly string[];
}

export interface AcceptOptions {
  /** Without it, files can only be accepted as a whole. */
  readonly splice?: Splice | undefined;
  /** Also replace recordings that somebody has written since the run. */
  readonly overwrite?: boolean;
  /** Keep the journal, so that `undo` works after this process has ended. */
  readonly keeps?: boolean;
}

/**
 * Writes the new recordings and removes those that are no longer produced, all or none: exactly what was reviewed. The rest of a file that is
 * accepted in part stays unchanged. Never rejects.
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
 * The same for files that do not come from a run. `known` has the digest of each path's content when it was decided on; none if there was no file.
 * The journal is kept, so that it can be undone. Never rejects.
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
  /** The expected present content; undefined if it may be anything. */
  readonly known: ReadonlyMap<string, string> | undefined;
  /** Keep the journal. */
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
  /** Somebody has written these recordings (paths) since; nothing was restored. */
  | { readonly kind: "touched"; readonly paths: readonly string[] }
  | { readonly kind: "failed"; readonly reasons: readonly string[] };

export interface UndoOptions extends Pick<AcceptOptions, "splice"> {
  /** Also replace recordings that somebody has written since. */
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

async function whyNot({ path, staged }: NewFile, bounds: Bounds): Promise<readonly string[]> {
  const name = basename(path);
  try {
    const found = await inPlace(bounds, path, (file) => lstat(file));
    if (found.isSymbolicLink()) return [`${name} is a link, and its target is not overwritten.`];
    if (!found.isFile()) return [`${name} is not a file.`];
    // Replacing a read-only file by renaming would bypass its permissions.
    if ((found.mode & 0o200) === 0)
      return [`${name} is read-only, so it was not ${staged === undefined ? "removed" : "overwritten"}.`];
    return [];
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    return [`${messageOf(error)}, so nothing was written.`];
  }
}

/** The content from before the run, or what was accepted since. */
function knownOf(transaction: Transaction): ReadonlyMap<string, string> {
  return new Map([...transaction.journal.before.files, ...takenIn(transaction)].map(({ path, digest: each }) => [path, each]));
}

function staleOnes(known: ReadonlyMap<string, string>, operations: readonly Operation[]): readonly string[] {
  return operations.flatMap(({ change }) => (digestBefore(change) === known.get(change.path) ? [] : [change.path]));
}

/** Copies the present content, which undo restores. */
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
