/** What a run would change, entry by entry, before anything is decided. */
import { basename } from "node:path";
import { recorderNamed } from "../formats/recorders";
import type { Severity } from "../rules/rule";
import { digest, readAsReviewed } from "./snapshot";
import { textIn } from "../disk/gunzip";
import type { Note } from "./notes";
import { byPath, notesOf, produced, type Transaction } from "./transaction";
import { readWhole } from "../disk/read";

/** A finding of the new recording that the old one did not have. */
export interface NewFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** The comparison of two texts of a recording. */
export interface Judgement {
  readonly testId: string | null;
  /** The recording's name for the user: its prompt; empty for a file with several. */
  readonly name: string;
  /** A test sees no difference: all differences, if any, are noise. Never for new recordings. */
  readonly sameMeaning: boolean;
  /** One sentence: what changed, or what a new recording contains. */
  readonly summary: string;
  readonly findings: readonly NewFinding[];
  /** If the file can be accepted recording by recording: all recordings of both versions, in the order of `pairsOf`. */
  readonly parts?: readonly JudgedPart[];
}

/** One recording of a file. */
export interface JudgedPart {
  readonly kind: EntryKind;
  /** Its name for the user: its prompt. */
  readonly name: string;
  readonly summary: string;
  readonly findings: readonly NewFinding[];
  /** Its index in each version; null if the version lacks it. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Compares recordings; `before` is null for a new one, `path` is where it belongs. */
export type Judge = (path: string, before: string | null, after: string) => Promise<Judgement>;

export type EntryKind = "changed" | "new" | "same-meaning" | "unchanged" | "unproduced";

/** `unfinished`: the run ended before the test did, or nothing is known about it. */
export type TestOutcome = "passed" | "failed" | "unfinished";

/** A recording, usually a whole file. */
export interface ReviewEntry {
  readonly kind: EntryKind;
  /** Its path in the workspace. */
  readonly path: string;
  /** The new content; undefined if nothing was recorded. */
  readonly staged: string | undefined;
  /** SHA-256 of the new content that was compared: only that is accepted. */
  readonly digest: string | undefined;
  /** A copy of the content before the run; undefined for new recordings. */
  readonly before: string | undefined;
  /** The recording's name for the user: its prompt; empty if unknown. */
  readonly name: string;
  /** undefined if it belongs to no test, such as a list of models. */
  readonly testId: string | undefined;
  readonly outcome: TestOutcome;
  readonly summary: string;
  readonly findings: readonly NewFinding[];
  /** It may replace what another test plays that was not run. */
  readonly mayReplaceOthers?: true;
  /** The recording within its file; undefined if the file is decided on as a whole. `staged`, `digest` and `before` are those of the file. */
  readonly part?: ReviewPart;
}

export interface ReviewPart extends Pick<JudgedPart, "before" | "after"> {
  /** Index among the parts of the file. */
  readonly number: number;
}

export interface Review {
  /** Sorted by test, then path. */
  readonly entries: readonly ReviewEntry[];
  /** A sentence for each file written where no recording of the tests belongs. It cannot be accepted. */
  readonly astray: readonly string[];
}

/** Rejects if the staged files cannot be read or the comparison fails. */
export async function reviewOf(transaction: Transaction, judge: Judge): Promise<Review> {
  const before = byPath(transaction.journal.before.files);
  const { recordings, astray } = await produced(transaction);
  const notes = await notesOf(transaction);
  const entries: ReviewEntry[] = [];
  for (const { path, staged } of recordings) {
    const kept = before.get(path);
    const content = await readWhole(staged);
    const old = kept ? await readAsReviewed(kept.copy, kept.digest, `The copy of ${basename(path)}`) : null;
    const judgement = await judge(path, old && textIn(path, old), textIn(path, content));
    // Invalid UTF-8 decodes to the same text, so bytes are compared.
    const kind = old === null ? "new" : old.equals(content) ? "unchanged" : judgement.sameMeaning ? "same-meaning" : "changed";
    const writers = notes.filter((each) => each.wrote && each.path === path).map((each) => each.testId);
    const testId = judgement.testId ?? writers[0];
    const { name, summary, findings } = judgement;
    const outcome = worst((writers.length > 0 ? writers : [testId]).map((each) => outcomeOf(transaction, each)));
    const entry = {
      kind,
      path,
      staged,
      digest: digest(content),
      before: kept?.copy,
      name,
      testId,
      outcome,
      summary,
      findings,
    } as const;
    for (const each of partsOf(entry, judgement.parts, transaction)) entries.push(besideOthers(each, transaction));
  }
  const all = [...entries, ...(await unproduced(transaction, entries, judge)), ...unwritten(transaction, notes, entries)];
  const byTest = (a: ReviewEntry, b: ReviewEntry) => order(a.testId ?? "\uffff", b.testId ?? "\uffff") || order(a.path, b.path);
  return { entries: all.sort(byTest), astray };
}

/**
 * The entries for the recordings of a file, or for the file. A recording does not count as no longer produced if its test ended early, or if it
 * may belong to a test that was not run.
 */
function partsOf(
  file: ReviewEntry,
  parts: readonly JudgedPart[] | undefined,
  { journal: { mode, shared = [] } }: Transaction,
): readonly ReviewEntry[] {
  if (parts === undefined) return [file];
  const isComplete = mode === "record" && file.outcome === "passed" && !shared.includes(file.path);
  return parts.flatMap(({ kind, summary, findings, name, before, after }, number) => {
    if (kind === "unproduced" && !isComplete) return [];
    return [{ ...file, kind, name, summary, findings, part: { number, before, after } }];
  });
}

/** For a file that other tests play too: changed recordings may be theirs. */
function besideOthers(entry: ReviewEntry, { journal: { shared = [] } }: Transaction): ReviewEntry {
  if (entry.kind !== "changed" || !shared.includes(entry.path)) return entry;
  const summary = `${entry.summary} Other tests play this file, and were not run: this may be theirs.`.trimStart();
  return { ...entry, summary, mayReplaceOthers: true };
}

/** Whether an entry is accepted by default: it is new or changed in meaning, its test passed, and it belongs to no other test. */
export function isAcceptedByDefault({ kind, outcome, mayReplaceOthers }: ReviewEntry): boolean {
  return (kind === "changed" || kind === "new") && outcome === "passed" && mayReplaceOthers !== true;
}

/** Whether an entry can be accepted at all: an unchanged recording cannot. */
export function isDecidable({ kind }: ReviewEntry): boolean {
  return kind !== "unchanged";
}

/**
 * Recordings that are no longer produced. Only tests that passed and recorded something count, because one that was skipped or interrupted has
 * written nothing. In the mode `record-if-missing`, a recording that was not written may have been replayed.
 */
async function unproduced(
  transaction: Transaction,
  entries: readonly ReviewEntry[],
  judge: Judge,
): Promise<readonly ReviewEntry[]> {
  const { journal } = transaction;
  if (journal.mode !== "record") return [];
  const written = new Set(entries.map(({ path }) => path));
  const recorded = new Set(entries.flatMap(({ testId, outcome }) => (outcome === "passed" ? (testId ?? []) : [])));
  const copies = byPath(journal.before.files);
  const left = journal.recordings.flatMap((path) => (written.has(path) ? [] : (copies.get(path) ?? [])));
  const found = await Promise.all(left.map(async ({ path, copy }) => ({ path, copy, testId: await testIdIn(copy, journal) })));
  const gone: ReviewEntry[] = [];
  for (const { path, copy, testId } of found) {
    if (testId === undefined || !recorded.has(testId)) continue;
    const { name } = await judge(path, null, textIn(path, await readWhole(copy)));
    gone.push({ ...unproducedEntry(path, copy, testId), name });
  }
  return gone;
}

/** If a plugin reported which files were opened: those that passed tests opened and did not write. Others may belong to other tests. */
function unwritten({ journal }: Transaction, notes: readonly Note[], entries: readonly ReviewEntry[]): readonly ReviewEntry[] {
  if (journal.mode !== "record") return [];
  const written = new Set(entries.map(({ path }) => path));
  const outcomes = new Map(journal.outcomes);
  const didNotPass = new Set(notes.filter(({ testId }) => outcomes.get(testId) !== "passed").map(({ path }) => path));
  const opened = new Map(notes.map(({ path, testId }) => [path, testId] as const));
  return journal.before.files.flatMap(({ path, copy }) => {
    const testId = opened.get(path);
    const isLeft = !written.has(path) && !didNotPass.has(path);
    return testId !== undefined && isLeft ? [unproducedEntry(path, copy, testId)] : [];
  });
}

function unproducedEntry(path: string, copy: string, testId: string): ReviewEntry {
  const nothing = { name: "", staged: undefined, digest: undefined, findings: [] };
  const summary = "The test passed and did not record this again.";
  return { kind: "unproduced", path, before: copy, testId, outcome: "passed", summary, ...nothing };
}

const byGravity: readonly TestOutcome[] = ["failed", "unfinished", "passed"];

/** The worst outcome of the tests that made a file. */
function worst(outcomes: readonly TestOutcome[]): TestOutcome {
  return byGravity.find((each) => outcomes.includes(each)) ?? "unfinished";
}

function outcomeOf({ journal }: Transaction, testId: string | undefined): TestOutcome {
  const told = new Map(journal.outcomes).get(testId ?? "");
  if (told !== undefined) return told === "failed" ? "failed" : "passed";
  // It belongs to no test, or the command does not report single tests.
  if (journal.succeeded) return "passed";
  const anyFailed = journal.outcomes.some(([, outcome]) => outcome === "failed");
  return testId === undefined && journal.outcomes.length > 0 && !anyFailed ? "passed" : "unfinished";
}

async function testIdIn(copy: string, { recorder }: Transaction["journal"]): Promise<string | undefined> {
  try {
    return recorderNamed(recorder).testIdIn((await readWhole(copy)).toString("utf8"));
  } catch {
    return undefined;
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
