/**
 * Combines two versions of a file: the chosen recordings from the new version, and everything else from the old one,
 * byte for byte. Ranges of both texts are joined and nothing is serialized, so the recorder's spelling is kept. Pure.
 */
import { isDeepStrictEqual } from "node:util";
import { isObject, listOf, objectOf } from "../recording/json";
import { pairsOf, type Pair } from "../recording/pairs";
import type { RecordingDocument } from "../recording/recordingDocument";
import { readDocument } from "../formats/readDocument";
import { hasAliases, lineBreakOf, listItems, type ListItems } from "../source/listItems";

/** The text, or a sentence that says why the file can only be accepted as a whole. */
export type Spliced = { readonly text: string } | { readonly whole: string };

/**
 * `numbers` are those of the pairs that `pairsOf` makes from the two versions: these recordings are taken from the new version, which means deleted
 * if it lacks them. Without any the result is the old text; otherwise recordings are in the order of the new version. Never throws.
 */
export function splice(before: RecordingDocument, after: RecordingDocument, numbers: readonly number[]): Spliced {
  const lists = listsOf(before, after);
  if (typeof lists === "string") return { whole: `${lists}, so it can be accepted only as a whole.` };
  if (numbers.length === 0) return { text: before.source.text };
  const taken = takenOf(pairsOf(before.recordings, after.recordings), new Set(numbers));
  if (taken.length === 0) return { whole: "No recording would be left in the file." };
  const text = joined(before.source.text, lists, taken);
  return isAsChosen(readDocument(before.path, text), { before, after, lists, taken })
    ? { text }
    : { whole: "Its recordings depend on each other, so it can be accepted only as a whole." };
}

/** The text without these recordings (indices in the document), or the sentence that says why none can be removed by itself. Never throws. */
export function without(document: RecordingDocument, numbers: ReadonlySet<number>): Spliced {
  const lists = listsOf(document, document);
  if (typeof lists === "string") return { whole: `${lists}, so none of its recordings can be removed alone.` };
  const left = document.recordings.flatMap(({ index }) => (numbers.has(index) ? [] : [{ isNew: false, index, oldIndex: index }]));
  if (left.length === 0) return { whole: "No recording would be left in the file." };
  const text = joined(document.source.text, lists, left);
  return isAsChosen(readDocument(document.path, text), { before: document, after: document, lists, taken: left })
    ? { text }
    : { whole: "Its recordings depend on each other, so none can be removed alone." };
}

/** The same for two texts of a file. */
export function spliceTexts(name: string, before: string, after: string, numbers: readonly number[]): Spliced {
  return splice(readDocument(name, before), readDocument(name, after), numbers);
}

/** A list with a part of every recording, in both versions. */
interface List {
  readonly name: string;
  readonly before: ListItems;
  readonly after: ListItems;
}

/** A recording of the result: its index in the version that it is taken from, and in the old one. */
interface Taken {
  readonly isNew: boolean;
  readonly index: number;
  readonly oldIndex: number | undefined;
}

/** Or the beginning of a sentence that says what prevents it. */
function listsOf(before: RecordingDocument, after: RecordingDocument): readonly List[] | string {
  if (before.source.problem !== undefined || after.source.problem !== undefined)
    return "The file cannot be read in both versions";
  const names = before.format.listsIn?.(before.source.written);
  const isAlike =
    before.format.id === after.format.id &&
    before.source.notation === after.source.notation &&
    isDeepStrictEqual(names, after.format.listsIn?.(after.source.written));
  if (names === undefined || !isAlike) return "The file has another form than it is recorded in now";
  if (hasAliases(before.source) || hasAliases(after.source)) return "The file has values that stand for others";
  const lists: List[] = [];
  for (const name of names) {
    const [old, now] = [listItems(before.source, name), listItems(after.source, name)];
    const isWhole = old?.items.length === before.recordings.length && now?.items.length === after.recordings.length;
    if (old === undefined || now === undefined || !isWhole)
      return "The recordings of the file do not stand apart from each other";
    if (withoutReturns(old.indent) !== withoutReturns(now.indent))
      return "The file is indented otherwise than it is recorded now";
    lists.push({ name, before: old, after: now });
  }
  return lists;
}

function takenOf(pairs: readonly Pair[], chosen: ReadonlySet<number>): readonly Taken[] {
  return pairs.flatMap(({ before, after }, number) => {
    const isNew = chosen.has(number);
    const side = isNew ? after : before;
    return side === undefined ? [] : [{ isNew, index: side.index, oldIndex: before?.index }];
  });
}

function joined(text: string, lists: readonly List[], taken: readonly Taken[]): string {
  const lineBreak = lineBreakOf(text);
  let result = text;
  // Last one first, so that the offsets before it stay valid.
  for (const { before, after } of [...lists].sort((a, b) => b.before.start - a.before.start)) {
    const pieces = taken.map(({ isNew, index, oldIndex }, at) => {
      const item = (isNew ? after : before).items[index]?.text ?? "";
      const old = oldIndex === undefined ? undefined : before.items[oldIndex];
      const lead = at === 0 ? old?.leadOfFirst : old?.lead || before.separator;
      return `${lead ?? ""}${isNew ? withoutReturns(item).replaceAll("\n", lineBreak) : item}`;
    });
    result = result.slice(0, before.start) + pieces.join("") + result.slice(before.end);
  }
  return result;
}

/** Whether the combined text contains exactly what it should. */
function isAsChosen(
  made: RecordingDocument,
  {
    before,
    after,
    lists,
    taken,
  }: Record<"before" | "after", RecordingDocument> & { lists: readonly List[]; taken: readonly Taken[] },
): boolean {
  const { problem, written } = made.source;
  if (problem !== undefined || !isObject(written)) return false;
  const expected = { ...objectOf(before.source.written) };
  for (const { name } of lists) {
    const itemsOf = ({ source }: RecordingDocument) => listOf(objectOf(source.written)[name]);
    const [old, now] = [itemsOf(before), itemsOf(after)];
    expected[name] = taken.map(({ isNew, index }) => (isNew ? now : old)[index]);
  }
  return isDeepStrictEqual(written, expected);
}

const withoutReturns = (text: string): string => text.replaceAll("\r\n", "\n");
