/** What a run would change, entry by entry, before any of it is decided. */
import { basename } from "node:path";
import { recorderNamed } from "../formats/recorders";
import type { Severity } from "../rules/rule";
import { digest, readAsReviewed } from "./snapshot";
import { textIn } from "../disk/gunzip";
import type { Note } from "./notes";
import { byPath, notesOf, produced, type Transaction } from "./transaction";
import { readWhole } from "../disk/read";

/** A finding that the new recording has and the old one had not. */
export interface NewFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** What two texts of a recording have in common. */
export interface Judgement {
  readonly testId: string | null;
  /** Which recording it is, for people: what was asked; empty of a file of several. */
  readonly name: string;
  /** A test sees the same: what differs, if anything, is noise. Never of new recordings. */
  readonly sameMeaning: boolean;
  /** One sentence: what changed, or what is in a new recording. */
  readonly summary: string;
  readonly findings: readonly NewFinding[];
  /** Of a file that can be accepted recording by recording: all of both versions, in the order of `pairsOf`. */
  readonly parts?: readonly JudgedPart[];
}

/** One recording of a file. */
export interface JudgedPart {
  readonly kind: EntryKind;
  /** Which it is, for people: what was asked. */
  readonly name: string;
  readonly summary: string;
  readonly findings: readonly NewFinding[];
  /** Its index in each version; null where that has none. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Compares recordings; `before` is null for a new one, `path` is where it belongs. */
export type Judge = (path: string, before: string | null, after: string) => Promise<Judgement>;

export type EntryKind = "changed" | "new" | "same-meaning" | "unchanged" | "unproduced";

/** `unfinished`: the run ended before the test did, or nothing is known of it. */
export type TestOutcome = "passed" | "failed" | "unfinished";

/** A recording, as a rule a file. */
export interface ReviewEntry {
  readonly kind: EntryKind;
  /** Where it belongs in the workspace. */
  readonly path: string;
  /** The new content; undefined where none was recorded. */
  readonly staged: string | undefined;
  /** SHA-256 of the new content as it was judged: only that is accepted. */
  readonly digest: string | undefined;
  /** A copy of the content before the run; undefined for new recordings. */
  readonly before: string | undefined;
  /** Which recording it is, for people: what was asked; empty where that is not known. */
  readonly name: string;
  /** undefined: of no test, such as a list of models. */
  readonly testId: string | undefined;
  readonly outcome: TestOutcome;
  readonly summary: string;
  readonly findings: readonly NewFinding[];
  /** It may take the place of what another test plays, which was not run. */
  readonly mayReplaceOthers?: true;
  /** Which recording of the file it is; undefined where the file is decided on as a whole. `staged`, `digest` and `before` are the file's. */
  readonly part?: ReviewPart;
}

export interface ReviewPart extends Pick<JudgedPart, "before" | "after"> {
  /** Among the parts of the file. */
  readonly number: number;
}

export interface Review {
  /** Sorted by test, then path. */
  readonly entries: readonly ReviewEntry[];
  /** A sentence for each file that the run wrote where no recording of its tests belongs. It cannot be accepted. */
  readonly astray: readonly string[];
}

/** Rejects when the staged files cannot be read or the judge fails. */
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
    // Bytes that are no UTF-8 read alike, whatever they are.
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
 * The recordings of a file, or the file. What a test did not come to record before it ended is not called no longer produced, nor what may be of
 * tests that were not run.
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

/** Of a file that tests play as well which were not run: what changed may be told for what is theirs. */
function besideOthers(entry: ReviewEntry, { journal: { shared = [] } }: Transaction): ReviewEntry {
  if (entry.kind !== "changed" || !shared.includes(entry.path)) return entry;
  const summary = `${entry.summary} Other tests play this file, and were not run: this may be theirs.`.trimStart();
  return { ...entry, summary, mayReplaceOthers: true };
}

/** What is accepted when nobody says more: what changed in meaning or is new, of tests that passed, and is nobody else's. */
export function isAcceptedByDefault({ kind, outcome, mayReplaceOthers }: ReviewEntry): boolean {
  return (kind === "changed" || kind === "new") && outcome === "passed" && mayReplaceOthers !== true;
}

/** What can be accepted at all: an unchanged recording cannot be. */
export function isDecidable({ kind }: ReviewEntry): boolean {
  return kind !== "unchanged";
}

/**
 * A test that was skipped or broke off has written nothing, which says nothing about its recordings: only tests that passed and have recorded
 * count. In the other mode, a recording that was not written may well have been replayed.
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

/** Where a plugin has told which files were opened: those that passed tests opened, and none of them wrote. Others may be of other tests. */
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

/** Of the tests that made one file. */
function worst(outcomes: readonly TestOutcome[]): TestOutcome {
  return byGravity.find((each) => outcomes.includes(each)) ?? "unfinished";
}

function outcomeOf({ journal }: Transaction, testId: string | undefined): TestOutcome {
  const told = new Map(journal.outcomes).get(testId ?? "");
  if (told !== undefined) return told === "failed" ? "failed" : "passed";
  // Of no test, or run by a command that tells nothing of single tests.
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
