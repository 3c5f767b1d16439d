/** Compares a new file with the one that it would replace: whether it changed in meaning, and which findings are new. Pure. */
import { readDocument } from "../formats/readDocument";
import type { Settings } from "../protocol";
import { compareLists } from "./judgeLists";
import { judgedOf, judgePair } from "./judgePair";
import type { Judgement } from "./review";

/** `rules` are the severities in the settings. Never throws, whatever the texts. */
export function compareStaged(name: string, before: string | null, after: string, rules: Settings["rules"] = {}): Judgement {
  const now = readDocument(name, after);
  const then = before === null ? undefined : readDocument(name, before);
  if (now.format.listsIn !== undefined) return compareLists(then, now, rules);
  const [staged] = now.recordings;
  const [judged, replaced] = judgedOf(then === undefined ? [staged] : [staged, then.recordings[0]]);
  const { kind, name: asked, summary, findings } = judgePair(replaced, judged, rules);
  const sameMeaning = kind === "same-meaning" || kind === "unchanged";
  return { testId: staged.recording?.testId ?? null, name: asked, sameMeaning, summary, findings };
}
