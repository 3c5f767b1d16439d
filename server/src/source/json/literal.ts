/** Maps offsets within a string's value to offsets in the JSON text, taking escapes into account. */
import type { OffsetRange } from "../../recording/jsonPath";

/** The position of the last query: a text may hold thousands of credentials, which are looked up in order. */
let last = { text: "", literal: -1, value: 0, source: 0 };

/** `literal` is the range of the string with its quotes; it is returned as is if it is not a string. */
export function rangeWithin(text: string, literal: OffsetRange, start: number, end: number): OffsetRange {
  if (text[literal.start] !== '"') return literal;
  const isLater = last.literal === literal.start && last.value <= start && last.text === text;
  let { value, source } = isLater ? last : { value: 0, source: literal.start + 1 };
  const advance = (to: number): number => {
    for (; value < to && source < literal.end; value++) source += lengthAt(text, source);
    return source;
  };
  const from = advance(start);
  last = { text, literal: literal.start, value, source };
  return { start: from, end: Math.min(advance(end), literal.end) };
}

/** The inverse: maps an offset in the text to one within the string's value; undefined if `literal` is not a string. */
export function valueOffset(text: string, literal: OffsetRange, offset: number): number | undefined {
  if (text[literal.start] !== '"') return undefined;
  let value = 0;
  for (let at = literal.start + 1; at + lengthAt(text, at) <= offset && at < literal.end - 1; at += lengthAt(text, at)) value++;
  return value;
}

/** How many UTF-16 units of the text spell one unit of the value. */
function lengthAt(text: string, at: number): number {
  if (text[at] !== "\\") return 1;
  return text[at + 1] === "u" && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6)) ? 6 : 2;
}
