/** Where a stream that was recorded as one text is cut: at the ends of its events, lines or elements. */
import type { OffsetRange } from "../../recording/jsonPath";

export type Framing = "events" | "lines";

const eventStart = /^\uFEFF?\s*(?:event|data|id|retry)?:/;
/** A line that is one JSON object, with another line behind it that begins like one. */
const jsonLines = /^\{[^\n]*\}\r?\n\s*\{/;

/** How the text of a body is framed; undefined for one that is not a stream. `contentType` counts less than what the text shows. */
export function framingOf(text: string, contentType: string): Framing | undefined {
  if (eventStart.test(text)) return "events";
  if (text.trim() === "" && /event-stream/i.test(contentType)) return "events";
  if (/(?:nd|json-?l|stream\+)json|jsonl|json-seq/i.test(contentType) && /^\s*\{/.test(text)) return "lines";
  return jsonLines.test(text) ? "lines" : undefined;
}

/** A line break. A blank line, and a comment's end with it, ends an event and belongs to it. */
const lineBreak = /\r\n|\n|\r/g;

/** The stretches of a framed text, without gaps between them; blank ones belong to the one before. */
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
  // A match as an object for each line would take longer than to find it.
  for (lineBreak.lastIndex = 0; lineBreak.test(text);) {
    const { lastIndex: next } = lineBreak;
    lineEnds(next - (text.startsWith("\r\n", next - 2) ? 2 : 1), next);
  }
  lineEnds(text.length, text.length);
  if (!isBlank) pieces.push({ start, end: text.length });
  return pieces;
}
