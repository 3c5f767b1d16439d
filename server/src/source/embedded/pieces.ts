/** Splits a stream that was recorded as one text into its events, lines or elements. */
import type { OffsetRange } from "../../recording/jsonPath";

export type Framing = "events" | "lines";

const eventStart = /^\uFEFF?\s*(?:event|data|id|retry)?:/;
/** A line that is a JSON object, followed by another line that starts like one. */
const jsonLines = /^\{[^\n]*\}\r?\n\s*\{/;

/** How the text of a body is framed; undefined if it is not a stream. The text takes precedence over `contentType`. */
export function framingOf(text: string, contentType: string): Framing | undefined {
  if (eventStart.test(text)) return "events";
  if (text.trim() === "" && /event-stream/i.test(contentType)) return "events";
  if (/(?:nd|json-?l|stream\+)json|jsonl|json-seq/i.test(contentType) && /^\s*\{/.test(text)) return "lines";
  return jsonLines.test(text) ? "lines" : undefined;
}

/** A line break. A blank line ends an event and belongs to it. */
const lineBreak = /\r\n|\n|\r/g;

/** Splits a framed text into ranges without gaps; blank lines belong to the piece before. */
export function cutPieces(text: string, framing: Framing): readonly OffsetRange[] {
  const pieces: OffsetRange[] = [];
  let [start, lineStart, isBlank, isOver] = [0, 0, true, false];
  const lineEnds = (end: number, next: number): void => {
    const isEmpty = framing === "events" ? end === lineStart : text.slice(lineStart, end).trim() === "";
    if (isEmpty) isOver ||= !isBlank;
    else {
      if (isOver) {
        pieces.push({ start, end: lineStart });
        [start, isOver] = [lineStart, false];
      }
      isBlank = false;
      isOver = framing === "lines";
    }
    lineStart = next;
  };
  // `test` avoids a match object for each line, which would take longer than finding it.
  for (lineBreak.lastIndex = 0; lineBreak.test(text);) {
    const { lastIndex: next } = lineBreak;
    lineEnds(next - (text.startsWith("\r\n", next - 2) ? 2 : 1), next);
  }
  lineEnds(text.length, text.length);
  if (!isBlank) pieces.push({ start, end: text.length });
  return pieces;
}
