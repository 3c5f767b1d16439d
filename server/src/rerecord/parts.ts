/** Accepting some recordings of a file: what is written to the workspace, and what is recorded about it. */
import { randomUUID } from "node:crypto";
import { basename, join } from "node:path";
import { bytesFor, textIn } from "../disk/gunzip";
import { escapedByte } from "../recording/escapedBytes";
import type { Taken } from "./journal";
import type { ReviewEntry } from "./review";
import { digest, readAsReviewed, type Change, type KeptFile } from "./snapshot";
import type { Spliced } from "./splice";
import { byPath, type Transaction } from "./transaction";
import { writeThrough } from "./wholeFile";

/** Combines the two texts of a file (a path); the numbers are those of `ReviewPart`. */
export type Splice = (path: string, before: string, after: string, numbers: readonly number[]) => Promise<Spliced>;

/** What to write: a file with its new content, or none to delete it. */
export type NewFile = Pick<ReviewEntry, "path" | "staged" | "digest"> & {
  /** Permission bits of a new file; the default ones if absent. */
  readonly mode?: number;
};

export interface Composed {
  readonly files: readonly NewFile[];
  /** For files that are accepted in part: everything accepted so far. */
  readonly parts: readonly Pick<Taken, "path" | "digest" | "numbers">[];
}

/** Combines the entries of each file, including those accepted before. Rejects with a sentence if that is not possible. */
export async function compose(transaction: Transaction, entries: readonly ReviewEntry[], splice?: Splice): Promise<Composed> {
  const taken = new Map(takenIn(transaction).map((each) => [each.path, each]));
  const files: NewFile[] = entries.filter(({ part }) => part === undefined);
  const made: Composed["parts"][number][] = [];
  for (const [path, parts] of byFile(entries)) {
    const numbers = new Set([...(taken.get(path)?.numbers ?? []), ...numbersOf(parts)]);
    const file = await composed(transaction, parts, numbers, splice);
    made.push({ path, digest: file.digest, numbers: [...numbers] });
    files.push(file);
  }
  return { files, parts: made };
}

/** The accepted parts after these changes. */
export function takenAfter(transaction: Transaction, { parts }: Composed, changes: readonly Change[]): Taken[] {
  const taken = new Map(takenIn(transaction).map((each) => [each.path, each]));
  for (const part of parts) {
    const known = taken.get(part.path);
    const change = changes.find(({ path }) => path === part.path);
    const there = change === undefined || change.kind === "added" ? null : change.before;
    // Undoing restores what somebody has written since.
    const replaced = known !== undefined && known.digest === there?.digest ? known.replaced : there;
    taken.set(part.path, { ...part, replaced });
  }
  return [...taken.values()];
}

/** The files without these recordings, as changes to restore. */
export async function withoutParts(
  transaction: Transaction,
  entries: readonly ReviewEntry[],
  splice: Splice | undefined,
): Promise<{ readonly changes: readonly Change[]; readonly taken: readonly Taken[] }> {
  const taken = new Map(takenIn(transaction).map((each) => [each.path, each]));
  const changes: Change[] = [];
  for (const [path, parts] of byFile(entries)) {
    const now = taken.get(path);
    if (now === undefined) continue;
    const without = numbersOf(parts);
    const numbers = new Set(now.numbers.filter((number) => !without.includes(number)));
    taken.delete(path);
    const before = numbers.size === 0 ? now.replaced : await copyOf(transaction, parts, numbers, splice);
    if (before !== null && numbers.size > 0) taken.set(path, { ...now, digest: before.digest, numbers: [...numbers] });
    const after = now.digest;
    changes.push(before === null ? { kind: "added", path, after } : { kind: "changed", path, before, after });
  }
  return { changes, taken: [...taken.values()] };
}

async function copyOf(...args: Parameters<typeof composed>): Promise<KeptFile | null> {
  const { path, staged, digest: made } = await composed(...args);
  const old = byPath(args[0].journal.before.files).get(path);
  return old === undefined ? null : { ...old, copy: staged, digest: made };
}

/** Whether a recording of a file is in the workspace because it was accepted. */
export function isTaken(transaction: Transaction, { path, part }: ReviewEntry): boolean {
  if (part === undefined) return false;
  return takenIn(transaction).some((each) => each.path === path && each.numbers.includes(part.number));
}

export const takenIn = ({ journal }: Pick<Transaction, "journal">): readonly Taken[] => journal.taken ?? [];

async function composed(
  transaction: Transaction,
  [entry]: readonly ReviewEntry[],
  numbers: ReadonlySet<number>,
  splice: Splice | undefined,
): Promise<{ readonly path: string; readonly staged: string; readonly digest: string }> {
  const { path = "", staged = "", digest: reviewed = "" } = entry ?? {};
  const old = byPath(transaction.journal.before.files).get(path);
  if (old === undefined || splice === undefined) throw new Error(`${basename(path)} can be accepted only as a whole`);
  const before = textOf(path, await readAsReviewed(old.copy, old.digest, `The copy of ${basename(path)}`));
  const after = textOf(path, await readAsReviewed(staged, reviewed, `The recording for ${basename(path)}`));
  const made = await splice(path, before, after, [...numbers]);
  if ("whole" in made) throw new Error(made.whole.replace(/\.$/, ""));
  const content = bytesFor(path, made.text);
  const file = join(transaction.folder, `composed-${randomUUID()}`);
  await writeThrough(file, content, 0o600);
  return { path, staged: file, digest: digest(content) };
}

/** Rejects if bytes would be lost. */
function textOf(path: string, bytes: Buffer): string {
  const text = textIn(path, bytes);
  if (escapedByte(text) !== undefined)
    throw new Error(`${basename(path)} has bytes that are not UTF-8, so it can be accepted only as a whole`);
  return text;
}

function byFile(entries: readonly ReviewEntry[]): ReadonlyMap<string, readonly ReviewEntry[]> {
  const files = new Map<string, ReviewEntry[]>();
  for (const entry of entries) {
    if (entry.part === undefined) continue;
    const parts = files.get(entry.path) ?? [];
    files.set(entry.path, parts);
    parts.push(entry);
  }
  return files;
}

const numbersOf = (entries: readonly ReviewEntry[]): readonly number[] => entries.flatMap(({ part }) => part?.number ?? []);
