/** Differences of two texts, word by word. */
import { diffWordsWithSpace } from "diff";

/** A stretch of text that both sides have, or only one of them. */
export interface TextPart {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** Words that may differ before the texts count as different altogether: the search takes time by its square. */
const mostEdits = 1500;
const longestText = 400_000;

/** `same` and `removed` parts join to `before`, `same` and `added` parts to `after`. */
export function textDifference(before: string, after: string): readonly TextPart[] {
  if (before === after) return before === "" ? [] : [{ kind: "same", text: before }];
  const parts =
    before.length + after.length > longestText ? undefined : diffWordsWithSpace(before, after, { maxEditLength: mostEdits });
  if (parts === undefined) return roughly(before, after);
  return parts.map(({ added, removed, value }) => ({ kind: added ? "added" : removed ? "removed" : "same", text: value }));
}

/** What both begin and end with, and all between as replaced. */
function roughly(before: string, after: string): readonly TextPart[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const parts: readonly TextPart[] = [
    { kind: "same", text: before.slice(0, start) },
    { kind: "removed", text: before.slice(start, before.length - end) },
    { kind: "added", text: after.slice(start, after.length - end) },
    { kind: "same", text: before.slice(before.length - end) },
  ];
  return parts.filter(({ text }) => text !== "");
}
