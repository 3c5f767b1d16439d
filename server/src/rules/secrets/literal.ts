/** Offsets within a string's value as offsets in the JSON text, past the escapes. */
import type { OffsetRange } from "../../recording/document";

/** `literal` is the range of the string with its quotes; where it is no string, it is the answer. */
export function rangeWithin(text: string, literal: OffsetRange, start: number, end: number): OffsetRange {
  if (text[literal.start] !== '"') return literal;
  const token = /\\(?:u[0-9a-fA-F]{4}|[^])|[^]/g;
  token.lastIndex = literal.start + 1;
  let from = literal.start;
  for (let at = 0; at < end && token.lastIndex < literal.end; at++) {
    if (at === start) from = token.lastIndex;
    token.exec(text);
  }
  return { start: from, end: Math.min(token.lastIndex, literal.end) };
}
