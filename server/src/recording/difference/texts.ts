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
  return readable(
    parts.map(({ added, removed, value }) => ({ kind: added ? "added" : removed ? "removed" : "same", text: value })),
  );
}

/** What stands between two stretches that both have, or at an end. */
interface Edit {
  /** Both have it, before the edit. */
  readonly same: string;
  readonly removed: string;
  readonly added: string;
}

/** Less than one in so many characters of the shorter text: they count as different altogether. */
const leastSame = 3;

/** Words that both happen to have between two longer edits make neither readable: they become part of one edit, and all of the texts where little is left. */
function readable(parts: readonly TextPart[]): readonly TextPart[] {
  const { edits, end } = editsOf(parts);
  const merged: Edit[] = [];
  for (let edit of edits) {
    for (let last = merged.at(-1); last && isWithin(edit.same, last, edit); last = merged.at(-1)) {
      merged.pop();
      edit = { same: last.same, removed: last.removed + edit.same + edit.removed, added: last.added + edit.same + edit.added };
    }
    merged.push(edit);
  }
  const texts = merged.flatMap(({ same, removed, added }) => [
    part("same", same),
    part("removed", removed),
    part("added", added),
  ]);
  const all = [...texts, part("same", end)].filter(({ text }) => text !== "");
  const isReplaced = merged.some(({ removed, added }) => removed !== "" && added !== "");
  return isReplaced && isMostlyDifferent(all) ? whole(all) : all;
}

const part = (kind: TextPart["kind"], text: string): TextPart => ({ kind, text });

function editsOf(parts: readonly TextPart[]): { readonly edits: readonly Edit[]; readonly end: string } {
  const edits: Edit[] = [];
  let [same, removed, added] = ["", "", ""];
  for (const { kind, text } of parts) {
    if (kind === "same" && removed + added !== "") {
      edits.push({ same, removed, added });
      [same, removed, added] = ["", "", ""];
    }
    if (kind === "same") same += text;
    else if (kind === "removed") removed += text;
    else added += text;
  }
  return removed + added === "" ? { edits, end: same } : { edits: [...edits, { same, removed, added }], end: "" };
}

/** Blanks alone hold nothing apart; a line break does, so that lines and paragraphs stay. */
function isWithin(same: string, before: Edit, after: Edit): boolean {
  return !same.includes("\n") && weight(same) <= Math.min(weightOf(before), weightOf(after));
}

const weightOf = ({ removed, added }: Edit): number => Math.max(removed.length, added.length);
const weight = (text: string): number => text.trim().length;

function isMostlyDifferent(parts: readonly TextPart[]): boolean {
  const length = (...kinds: readonly TextPart["kind"][]) =>
    parts.reduce((sum, { kind, text }) => (kinds.includes(kind) ? sum + weight(text) : sum), 0);
  return length("same") * leastSame < Math.min(length("same", "removed"), length("same", "added"));
}

function whole(parts: readonly TextPart[]): readonly TextPart[] {
  const textOf = (kind: TextPart["kind"]) =>
    parts.map((each) => (each.kind === "same" || each.kind === kind ? each.text : "")).join("");
  return [part("removed", textOf("removed")), part("added", textOf("added"))];
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
