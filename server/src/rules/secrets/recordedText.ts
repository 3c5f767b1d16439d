/** Recorded text whose ranges can be traced to the strings of the document. */
import { placesOf } from "../../source/json/places";
import type { JsonPath } from "../../recording/document";
import { rangeWithin } from "../../source/json/literal";

/** A range within one string of the document, a value or a property's name. Offsets in the decoded string, `end` exclusive. */
export interface Piece {
  readonly path: JsonPath;
  readonly part: "key" | "value";
  readonly start: number;
  readonly end: number;
}

export interface RecordedText {
  readonly text: string;
  /** The pieces that make up a range, in order; empty only for an empty range. */
  pieces(start: number, end: number): readonly Piece[];
}

/** The text of a single string in the document. */
export function oneString(text: string, path: JsonPath, part: Piece["part"]): RecordedText {
  return { text, pieces: (start, end) => [{ path, part, start, end }] };
}

/** Several texts joined, such as the deltas of a stream. */
export function joined(texts: readonly RecordedText[]): RecordedText {
  return { text: texts.map(({ text }) => text).join(""), pieces: (start, end) => piecesOf(texts, start, end) };
}

function piecesOf(texts: readonly RecordedText[], start: number, end: number): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const each of texts) {
    const to = from + each.text.length;
    if (to > start && from < end)
      for (const piece of each.pieces(Math.max(start - from, 0), Math.min(end, to) - from)) found.push(piece);
    if ((from = to) >= end) break;
  }
  return found;
}

/** Text in a JSON document that is itself recorded text; the paths of `inner` start at that document. */
export function embedded(inner: RecordedText, json: RecordedText): RecordedText {
  return {
    text: inner.text,
    pieces: (start, end) => {
      const places = placesOf(json.text, true);
      return inner.pieces(start, end).flatMap((piece) => {
        const range = rangeWithin(json.text, places.rangeOf(piece.path, piece.part), piece.start, piece.end);
        return json.pieces(range.start, range.end);
      });
    },
  };
}

/** A range of a text. */
export function stretch(text: RecordedText, start: number, end: number): RecordedText {
  return { text: text.text.slice(start, end), pieces: (from, to) => text.pieces(start + from, start + to) };
}
