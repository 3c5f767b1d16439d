/** Compares a new file of several recordings with the one that it would replace, recording by recording. Pure. */
import type { Settings } from "../protocol";
import { describeAnswer } from "../recording/describe";
import { shorten } from "../recording/json";
import { pairsOf, type Pair } from "../recording/pairs";
import type { RecordingDocument, RecordingInDocument } from "../recording/recordingDocument";
import { summary } from "./describe";
import { judgedOf, judgePair, type PairJudgement } from "./judgePair";
import type { JudgedPart, Judgement } from "./review";
import { splice } from "./splice";

/** `then` is undefined for a new file. Never throws. */
export function compareLists(then: RecordingDocument | undefined, now: RecordingDocument, rules: Settings["rules"]): Judgement {
  const [old, staged] = [then === undefined ? [] : listed(then), listed(now)];
  const pairs = pairsOf(old, staged);
  const judged = new Map(judgedOf([...old, ...staged]).map((each) => [each.file, each]));
  const find = (file: RecordingInDocument | undefined) => (file === undefined ? undefined : judged.get(file));
  const found = pairs.map(({ before, after }) => judgePair(find(before), find(after), rules));
  const { testId = null } = now;
  const findings = found.flatMap((each) => each.findings);
  if (then === undefined || old.length === 0 || staged.length === 0) {
    const answers = answersOf(staged.flatMap((file) => find(file)?.shown.file ?? []));
    return { testId, name: "", sameMeaning: false, summary: answers, findings };
  }
  const isQuiet = found.every(({ kind }) => kind === "same-meaning" || kind === "unchanged");
  const isReordered = !keepsOrder(pairs);
  const all = splice(then, now, [...pairs.keys()]);
  const what = !isQuiet ? `${capital(summary(found))}.` : isReordered ? "The order of the recordings changed." : "Same meaning.";
  const common = { testId, name: "", sameMeaning: isQuiet && !isReordered, findings };
  if ("whole" in all) return { ...common, summary: `${what} ${all.whole}` };
  // If only the order changed, no single recording contains that change.
  return { ...common, summary: what, ...(isQuiet && isReordered ? {} : { parts: partsOf(pairs, found) }) };
}

/** A document without recordings has an empty one. */
const listed = ({ recordings }: RecordingDocument): readonly RecordingInDocument[] =>
  recordings.filter(({ path }) => path.length > 0);

function partsOf(pairs: readonly Pair[], found: readonly PairJudgement[]): readonly JudgedPart[] {
  return found.map((each, number) => ({
    ...each,
    before: pairs[number]?.before?.index ?? null,
    after: pairs[number]?.after?.index ?? null,
  }));
}

/** Whether the order of answers is unchanged for each URL, because replay depends on it. */
function keepsOrder(pairs: readonly Pair[]): boolean {
  const last = new Map<string, number>();
  return pairs.every(({ before, after }) => {
    if (before === undefined || after === undefined) return true;
    const request = after.recording?.request;
    const address = request?.kind === "http" ? `${request.method} ${request.url}` : "";
    const isBehind = before.index > (last.get(address) ?? -1);
    last.set(address, before.index);
    return isBehind;
  });
}

function answersOf(recordings: readonly RecordingInDocument[]): string {
  const answers = shorten(recordings.map((each) => describeAnswer(each, 40)).join(" | "), 80);
  return recordings.length === 1 ? answers : `${recordings.length} recordings: ${answers}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
