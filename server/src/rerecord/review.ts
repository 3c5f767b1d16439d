/** What a run would change, entry by entry, before any of it is decided. */
import { readFile } from "node:fs/promises";
import type { Severity } from "../rules/rule";
import { byPath, produced, type Transaction } from "./transaction";

/** A finding that the new recording has and the old one had not. */
export interface NewFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** What two texts of a recording have in common. */
export interface Judgement {
  readonly testId: string | null;
  /** A test sees the same: what differs, if anything, is noise. Never of new recordings. */
  readonly sameMeaning: boolean;
  /** One sentence: what changed, or what is in a new recording. */
  readonly summary: string;
  readonly findings: readonly NewFinding[];
}

/** Compares recordings; `before` is null for a new one, `path` is where it belongs. */
export type Judge = (path: string, before: string | null, after: string) => Promise<Judgement>;

export type EntryKind = "changed" | "new" | "same-meaning" | "unchanged" | "unproduced";

/** `unfinished`: the run ended before the test did, or nothing is known of it. */
export type TestOutcome = "passed" | "failed" | "unfinished";

export interface ReviewEntry {
  readonly kind: EntryKind;
  /** Where it belongs in the workspace. */
  readonly path: string;
  /** The new content; undefined where none was recorded. */
  readonly staged: string | undefined;
  /** A copy of the content before the run; undefined for new recordings. */
  readonly before: string | undefined;
  /** undefined: of no test, such as a list of models. */
  readonly testId: string | undefined;
  readonly outcome: TestOutcome;
  readonly summary: string;
  readonly findings: readonly NewFinding[];
}

/** Sorted by test, then path. Rejects when the staged files cannot be read or the judge fails. */
export async function reviewEntries(transaction: Transaction, judge: Judge): Promise<readonly ReviewEntry[]> {
  const before = byPath(transaction.journal.before.files);
  const made = await produced(transaction);
  const entries: ReviewEntry[] = [];
  for (const { path, staged } of made) {
    const copy = before.get(path)?.copy;
    const [old, now] = await Promise.all([copy === undefined ? null : readFile(copy), readFile(staged)]);
    const judgement = await judge(path, old && old.toString(), now.toString());
    // Bytes that are no UTF-8 read alike, whatever they are.
    const kind = old === null ? "new" : old.equals(now) ? "unchanged" : judgement.sameMeaning ? "same-meaning" : "changed";
    const testId = judgement.testId ?? undefined;
    const { summary, findings } = judgement;
    entries.push({ kind, path, staged, before: copy, testId, outcome: outcomeOf(transaction, testId), summary, findings });
  }
  const left = await unproduced(transaction, entries);
  return [...entries, ...left].sort((a, b) => order(a.testId ?? "\uffff", b.testId ?? "\uffff") || order(a.path, b.path));
}

/** What is accepted when nobody says more: what changed in meaning or is new, of tests that passed. */
export function isAcceptedByDefault({ kind, outcome }: ReviewEntry): boolean {
  return (kind === "changed" || kind === "new") && outcome === "passed";
}

/** What can be accepted at all: an unchanged recording cannot be. */
export function isDecidable({ kind }: ReviewEntry): boolean {
  return kind !== "unchanged";
}

/**
 * A test that was skipped or broke off has written nothing, which says nothing about its recordings: only tests that passed and have recorded
 * count. In the other mode, a recording that was not written may well have been replayed.
 */
async function unproduced(transaction: Transaction, entries: readonly ReviewEntry[]): Promise<readonly ReviewEntry[]> {
  const { journal } = transaction;
  if (journal.mode !== "record") return [];
  const written = new Set(entries.map(({ path }) => path));
  const recorded = new Set(entries.flatMap(({ testId, outcome }) => (outcome === "passed" ? (testId ?? []) : [])));
  const copies = byPath(journal.before.files);
  const left = journal.recordings.flatMap((path) => (written.has(path) ? [] : (copies.get(path) ?? [])));
  const found = await Promise.all(left.map(async ({ path, copy }) => ({ path, copy, testId: await testIdIn(copy) })));
  return found.flatMap(({ path, copy, testId }) => {
    if (testId === undefined || !recorded.has(testId)) return [];
    const summary = "The test passed and did not record this again.";
    return [
      { kind: "unproduced", path, staged: undefined, before: copy, testId, outcome: "passed", summary, findings: [] } as const,
    ];
  });
}

function outcomeOf({ journal }: Transaction, testId: string | undefined): TestOutcome {
  const told = new Map(journal.outcomes).get(testId ?? "");
  if (told !== undefined) return told === "failed" ? "failed" : "passed";
  // Of no test, or run by a command that tells nothing of single tests.
  if (journal.succeeded) return "passed";
  const anyFailed = journal.outcomes.some(([, outcome]) => outcome === "failed");
  return testId === undefined && journal.outcomes.length > 0 && !anyFailed ? "passed" : "unfinished";
}

async function testIdIn(path: string): Promise<string | undefined> {
  try {
    const recording: unknown = JSON.parse(await readFile(path, "utf8"));
    const found = typeof recording === "object" && recording !== null && "test_id" in recording ? recording.test_id : undefined;
    return typeof found === "string" ? found : undefined;
  } catch {
    return undefined;
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
