/** Compares a recording with the one that it would replace. Pure. */
import type { Settings } from "../protocol";
import { describeAnswer, describeRequest } from "../recording/describe";
import { difference, unreadSentences, type Side } from "../recording/difference";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { check } from "../rules/check";
import { severityAsSet } from "../rules/documented";
import { maskedSides, readSide } from "../rules/readSide";
import type { Finding } from "../rules/rule";
import type { EntryKind, NewFinding } from "./review";

/** A recording as it is, and for display. */
export interface Judged {
  readonly file: RecordingInDocument;
  readonly read: Side;
  /** With credentials masked. */
  readonly shown: Side;
}

/** Pass all files that are compared together, so that different credentials stay different. */
export function judgedOf(files: readonly RecordingInDocument[]): readonly Judged[] {
  const sides = files.map((file) => ({ file, read: readSide(file) }));
  const shown = maskedSides(...sides.map(({ read }) => read));
  return sides.map(({ file, read }, at) => ({ file, read, shown: shown[at] ?? read }));
}

export interface PairJudgement {
  readonly kind: EntryKind;
  /** The recording's name for the user: its prompt. */
  readonly name: string;
  readonly summary: string;
  readonly findings: readonly NewFinding[];
}

/** Compares a recording before and after: `now` is undefined for a removed one, `then` for a new one. Never throws. */
export function judgePair(then: Judged | undefined, now: Judged | undefined, rules: Settings["rules"]): PairJudgement {
  const { file } = now?.shown ?? then?.shown ?? {};
  const name = file === undefined ? "" : describeRequest(file);
  if (now === undefined) return { kind: "unproduced", name, summary: "It was not recorded again.", findings: [] };
  const compared = then && difference(then.read, now.read);
  const seen = then && difference(then.shown, now.shown);
  const unread = seen?.unread ?? now.shown.unread.map((message) => ({ side: "after" as const, message }));
  const known = new Map<string, number>();
  for (const { code } of then ? check(then.file) : []) known.set(code, (known.get(code) ?? 0) + 1);
  return {
    kind: compared === undefined ? "new" : kindOf(compared),
    name,
    // What cannot be read comes first, because the rest does not cover it.
    summary: [...unreadSentences(unread, sides), seen?.summary ?? describeAnswer(now.shown.file ?? now.file)].join(" ").trimEnd(),
    findings: unknown(check(now.file), known).flatMap((finding) => shownFinding(finding, rules)),
  };
}

function kindOf({ identical, sameMeaning, sameRequest }: ReturnType<typeof difference>): EntryKind {
  if (identical) return "unchanged";
  return sameMeaning && sameRequest ? "same-meaning" : "changed";
}

const sides = { before: "Before", after: "Now", both: "Before and now" };

/** For each rule, the findings that exceed the former number. */
function unknown(findings: readonly Finding[], known: Map<string, number>): readonly Finding[] {
  return findings.filter(({ code }) => {
    const left = known.get(code) ?? 0;
    known.set(code, left - 1);
    return left <= 0;
  });
}

function shownFinding({ code, severity, message }: Finding, rules: Settings["rules"]): readonly NewFinding[] {
  const set = severityAsSet(code, severity, rules);
  return set === "off" ? [] : [{ code, severity: set, message }];
}
