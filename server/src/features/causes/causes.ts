/** Groups findings with the same cause over many recordings. Pure. */
import { counted } from "../../counted";
import type { RecordingId } from "../../recordingId";
import { documentedRules } from "../../rules/documented";
import { baseId } from "../../pytest/nodeId";
import { wordChange, type WordChange } from "./wordChange";

/** What happened. Only known for names that are not the hash of their request; otherwise the kind is the rule's code. */
export type CauseKind = "test-id-edited" | "file-renamed" | "edited" | "older-scheme" | "test-renamed" | "rule";

/** A finding with what is known about its cause. */
export interface CausedFinding {
  readonly code: string;
  /** Its recording, and the URI of its file. */
  readonly id: RecordingId;
  readonly uri: string;
  /** Its recording's test; undefined if there is none. */
  readonly testId: string | undefined;
  readonly kind: CauseKind;
  /** What changed: test ids, or hash schemes. */
  readonly change?: WordChange;
}

export interface Cause {
  readonly kind: CauseKind;
  readonly code: string;
  /** One sentence with the count, without its full stop. */
  readonly title: string;
  /** A shorter version without the count. */
  readonly short: string;
  /** What changed; for test ids the words that differ. */
  readonly change?: WordChange;
  /** Files (URIs) by test, in the order in which they were found. The key is the base test id; "" for recordings without one. */
  readonly tests: ReadonlyMap<string, readonly string[]>;
  /** The number of recordings. */
  readonly count: number;
}

/** A fix proven by a hash needs no review, like an obvious one. */
export const isProven = ({ kind }: CausedFinding): boolean => kind === "test-id-edited" || kind === "file-renamed";

/** Largest first. */
export function causesOf(findings: Iterable<CausedFinding>): readonly Cause[] {
  const groups = new Map<string, CausedFinding[]>();
  for (const finding of findings) {
    const key = causeKey(finding);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()].map(causeOf).sort((a, b) => b.count - a.count);
}

/** Equal for findings with the same cause. */
export function causeKey({ kind, code, change }: Pick<CausedFinding, "kind" | "code" | "change">): string {
  const words = change && shownChange(kind, change);
  return JSON.stringify([kind, code, words?.from, words?.to]);
}

/** The change of words without the tests' other parts. */
function shownChange(kind: CauseKind, change: WordChange): WordChange {
  return kind === "test-id-edited" ? (wordChange(baseId(change.from), baseId(change.to)) ?? change) : change;
}

function causeOf(findings: readonly CausedFinding[]): Cause {
  const [{ kind, code, change }] = findings as [CausedFinding];
  const tests = new Map<string, Set<string>>();
  const count = new Set(findings.map(({ id }) => id)).size;
  for (const { uri, testId } of findings) {
    const test = testId === undefined ? "" : baseId(testId);
    tests.set(test, (tests.get(test) ?? new Set()).add(uri));
  }
  const words = change && shownChange(kind, change);
  const title = titleOf(kind, code, count, words);
  const byTest = new Map([...tests].map(([test, uris]) => [test, [...uris]]));
  const short = kind === "rule" ? (summaries.get(code) ?? code) : told[kind].short;
  return { kind, code, title, short, ...(words && { change: words }), tests: byTest, count };
}

/** Wording for a number of recordings. */
interface Words {
  readonly short: string;
  readonly one: string;
  readonly many: string;
}

const told: Readonly<Record<Exclude<CauseKind, "rule">, Words>> = {
  "test-id-edited": {
    short: "Test id edited",
    one: "carries a test id that was edited after recording",
    many: "carry a test id that was edited after recording",
  },
  "file-renamed": {
    short: "File renamed",
    one: "was renamed after recording: its answer still contains the hash of its request",
    many: "were renamed after recording: their answers still contain the hashes of their requests",
  },
  edited: {
    short: "Request or test id edited",
    one: "was edited after recording: its name is not the hash of its request and test",
    many: "were edited after recording: their names are not the hash of their request and test",
  },
  "older-scheme": {
    short: "Older hash scheme",
    one: "is named under an older hash scheme",
    many: "are named under an older hash scheme",
  },
  "test-renamed": {
    short: "Test renamed",
    one: "belongs to a test that was renamed",
    many: "belong to a test that was renamed",
  },
};

const summaries = new Map(documentedRules.map(({ code, summary }) => [code, summary.replace(/\.$/, "")]));

function titleOf(kind: CauseKind, code: string, count: number, change: WordChange | undefined): string {
  const recordings = counted(count, "recording");
  if (kind === "rule") return `${recordings}: ${summaries.get(code) ?? code}`;
  const how = change === undefined ? "" : ` (${change.from} → ${change.to})`;
  return `${recordings} ${told[kind][count === 1 ? "one" : "many"]}${how}`;
}
