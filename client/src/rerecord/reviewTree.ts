/** Reviews as a tree: run, test, file, recording. Without runs if there is only one, and without files that are one recording. Pure. */
import { testName, writtenId } from "../../../server/src/protocol";
import { nameOf, summary } from "../../../server/src/rerecord/describe";
import type { EntryKind, ReviewEntry, TestOutcome } from "../../../server/src/rerecord/review";
import type { Decision, OpenReview } from "./openReview";

export interface RunNode {
  readonly kind: "run";
  readonly review: OpenReview;
  readonly label: string;
  readonly description: string;
  readonly children: readonly TestNode[];
}

export interface TestNode {
  readonly kind: "test";
  readonly review: OpenReview;
  readonly label: string;
  readonly description: string;
  readonly outcome: TestOutcome;
  readonly children: readonly (FileNode | EntryNode | QuietNode)[];
}

/** A file whose recordings can be accepted one by one. */
export interface FileNode {
  readonly kind: "file";
  readonly review: OpenReview;
  readonly label: string;
  readonly description: string;
  readonly children: readonly (EntryNode | QuietNode)[];
}

/** Recordings with an unchanged meaning, collapsed. */
export interface QuietNode {
  readonly kind: "quiet";
  readonly review: OpenReview;
  readonly label: string;
  readonly children: readonly EntryNode[];
}

export interface EntryNode {
  readonly kind: "entry";
  readonly review: OpenReview;
  readonly entry: ReviewEntry;
  readonly decision: Decision["kind"];
  readonly label: string;
  readonly description: string;
}

export type ReviewNode = RunNode | TestNode | FileNode | QuietNode | EntryNode;

export function reviewTree(reviews: readonly OpenReview[]): readonly ReviewNode[] {
  const runs = reviews.map(runNode);
  return runs.length === 1 ? (runs[0]?.children ?? []) : runs;
}

/** The entries below a node. */
export function entriesOf(node: ReviewNode): readonly ReviewEntry[] {
  return node.kind === "entry" ? [node.entry] : node.children.flatMap(entriesOf);
}

/** What can be done with a row. */
export type EntryState = "open" | "open-removal" | "undoable" | "done";

export function stateOf({ review, entry }: Pick<EntryNode, "review" | "entry">): EntryState {
  if (review.isOpen(entry)) return entry.kind === "unproduced" ? "open-removal" : "open";
  return review.canUndo(entry) ? "undoable" : "done";
}

/** All recordings in tree order, except those with an unchanged meaning. */
export function telling(reviews: readonly OpenReview[]): readonly EntryNode[] {
  const below = (node: ReviewNode): readonly EntryNode[] =>
    node.kind === "entry" ? [node] : node.kind === "quiet" ? [] : node.children.flatMap(below);
  return reviews.map(runNode).flatMap(below);
}

function runNode(review: OpenReview): RunNode {
  const tests = new Map<string | undefined, ReviewEntry[]>();
  for (const entry of review.entries) tests.set(entry.testId, [...(tests.get(entry.testId) ?? []), entry]);
  return {
    kind: "run",
    review,
    label: nameOf(review.nodeIds),
    description: summary(review.entries),
    children: [...tests].map(([testId, entries]) => testNode(review, testId, entries)),
  };
}

function testNode(review: OpenReview, testId: string | undefined, entries: readonly ReviewEntry[]): TestNode {
  const outcome = entries[0]?.outcome ?? "unfinished";
  const [module, name] = testId === undefined ? ["", "No single test"] : parted(writtenId(testId));
  const state = { passed: [], failed: ["failed"], unfinished: ["did not finish"] }[outcome];
  const files = filesOf(entries);
  const alone = entries.filter(({ path }) => !files.has(path));
  return {
    kind: "test",
    review,
    label: name,
    description: [...state, module].filter((part) => part !== "").join(" · "),
    outcome,
    children: [...[...files.values()].map((parts) => fileNode(review, parts)), ...rows(review, alone)],
  };
}

/** By path, files with several recordings. */
function filesOf(entries: readonly ReviewEntry[]): ReadonlyMap<string, readonly ReviewEntry[]> {
  const parts = new Map<string, ReviewEntry[]>();
  for (const entry of entries) {
    if (entry.part === undefined) continue;
    const known = parts.get(entry.path) ?? [];
    parts.set(entry.path, known);
    known.push(entry);
  }
  return new Map([...parts].filter(([, each]) => each.length > 1));
}

function fileNode(review: OpenReview, entries: readonly ReviewEntry[]): FileNode {
  const [{ path } = { path: "" }] = entries;
  return { kind: "file", review, label: shortName(path), description: summary(entries), children: rows(review, entries) };
}

/** Recordings that are new or changed, and the others collapsed. */
function rows(review: OpenReview, entries: readonly ReviewEntry[]): readonly (EntryNode | QuietNode)[] {
  const isQuiet = ({ kind }: ReviewEntry) => kind === "same-meaning" || kind === "unchanged";
  const quiet = entries.filter(isQuiet);
  return [
    ...entries.filter((entry) => !isQuiet(entry)).map((entry) => entryNode(review, entry)),
    ...(quiet.length === 0 ? [] : [quietNode(review, quiet)]),
  ];
}

/** The test's name comes first, because the view is narrow, and its module after it. */
function parted(testId: string): readonly [module: string, name: string] {
  const end = testId.indexOf("::");
  return end < 0 ? ["", testId] : [testId.slice(testId.lastIndexOf("/", end) + 1, end), testId.slice(end + 2)];
}

function quietNode(review: OpenReview, entries: readonly ReviewEntry[]): QuietNode {
  const unchanged = entries.filter(({ kind }) => kind === "unchanged").length;
  const same = entries.length - unchanged;
  const parts = [...(same > 0 ? [`${same} with the same meaning`] : []), ...(unchanged > 0 ? [`${unchanged} unchanged`] : [])];
  const label = parts.join(", ");
  return { kind: "quiet", review, label, children: entries.map((entry) => entryNode(review, entry)) };
}

const words: Readonly<Record<EntryKind, string>> = {
  changed: "",
  new: "new",
  "same-meaning": "",
  unchanged: "unchanged",
  unproduced: "no longer produced",
};

function decisionWords(decision: Decision["kind"], kind: EntryKind): string {
  if (decision === "accepted" && kind === "unproduced") return "removed";
  return { open: "", accepted: "accepted", rejected: "rejected", superseded: "recorded again by a newer run" }[decision];
}

export function entryNode(review: OpenReview, entry: ReviewEntry): EntryNode {
  const decision = review.decisionOn(entry).kind;
  const found = entry.findings.length === 1 ? "1 new finding" : `${entry.findings.length} new findings`;
  const parts = [
    decisionWords(decision, entry.kind),
    words[entry.kind],
    ...(entry.findings.length > 0 ? [found] : []),
    ...(entry.kind === "unproduced" || entry.kind === "unchanged" ? [] : [entry.summary]),
  ].filter((part) => part !== "");
  return { kind: "entry", review, entry, decision, label: nameOfEntry(entry), description: parts.join(" · ") };
}

/** The prompt, or the file's short name. */
export function nameOfEntry({ path, name }: ReviewEntry): string {
  return name || shortName(path);
}

/** "test_capital[Tōkyō]"; for a recording without a test, its description. */
export const nameOfTest = (entry: ReviewEntry): string =>
  entry.testId === undefined ? nameOfEntry(entry) : testName(entry.testId);

/** The first digits of a recording's name. */
export function shortName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).replace(/\.json$/, "");
  return /^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name.replace(/^(models-[0-9a-f]{8})[0-9a-f]{56}/, "$1");
}
