/** Judges a new recording by the one it would replace: noise or news, and what the rules find in it that they did not find before. Pure. */
import type { Settings } from "../protocol";
import { difference, unreadSentences } from "../recording/difference";
import { readRecordingFile } from "../formats/readDocument";
import { describeAnswer } from "../recording/describe";
import { check } from "../rules/check";
import { severityAsSet } from "../rules/documented";
import { maskedSides, readSide } from "../rules/readSide";
import type { Finding } from "../rules/rule";
import type { Judgement, NewFinding } from "./review";

/** `rules` are the settings' severities. Never throws, whatever the texts. */
export function compareStaged(name: string, before: string | null, after: string, rules: Settings["rules"] = {}): Judgement {
  const now = readRecordingFile(name, after);
  const then = before === null ? undefined : readRecordingFile(name, before);
  const compared = then && difference(readSide(then), readSide(now));
  const [staged = readSide(now), replaced] = maskedSides(...[now, then].filter((file) => file !== undefined).map(readSide));
  const shownDifference = replaced && difference(replaced, staged);
  const unread = shownDifference?.unread ?? staged.unread.map((message) => ({ side: "after" as const, message }));
  const known = new Map<string, number>();
  for (const { code } of then ? check(then) : []) known.set(code, (known.get(code) ?? 0) + 1);
  return {
    testId: now.recording?.testId ?? null,
    sameMeaning: compared !== undefined && compared.sameMeaning && compared.sameRequest,
    // What cannot be read comes first: what follows holds only of the rest.
    summary: [...unreadSentences(unread, sides), shownDifference?.summary ?? describeAnswer(staged.file ?? now)]
      .join(" ")
      .trimEnd(),
    findings: unknown(check(now), known).flatMap((finding) => shown(finding, rules)),
  };
}

const sides = { before: "Before", after: "Now", both: "Before and now" };

/** Of each code, those that are more than there were. */
function unknown(findings: readonly Finding[], known: Map<string, number>): readonly Finding[] {
  return findings.filter(({ code }) => {
    const left = known.get(code) ?? 0;
    known.set(code, left - 1);
    return left <= 0;
  });
}

function shown({ code, severity, message }: Finding, rules: Settings["rules"]): readonly NewFinding[] {
  const set = severityAsSet(code, severity, rules);
  return set === "off" ? [] : [{ code, severity: set, message }];
}
