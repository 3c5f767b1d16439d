/** Differences between two texts, word by word. */
import { diffWordsWithSpace } from "diff";

/** A part of the text that is on both sides, or only on one. */
export interface TextPart {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** If more words differ, the texts count as completely different, because the search takes quadratic time. */
const mostEdits = 1500;
const longestText = 400_000;

/** The `same` and `removed` parts make up `before`, the `same` and `added` parts `after`. */
export function textDifference(before: string, after: string): readonly TextPart[] {
  if (before === after) return before === "" ? [] : [{ kind: "same", text: before }];
  const parts =
    before.length + after.length > longestText ? undefined : diffWordsWithSpace(before, after, { maxEditLength: mostEdits });
  if (parts === undefined) return roughly(before, after);
  return parts.map(({ added, removed, value }) => ({ kind: added ? "added" : removed ? "removed" : "same", text: value }));
}

/** Keeps the common start and end, and treats everything between as replaced. */
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
