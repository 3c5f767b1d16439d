/** Where a stream that was recorded as one text is cut: at the ends of its events, lines or elements. */
import type { OffsetRange } from "../../recording/jsonPath";

export type Framing = "events" | "lines";

const eventStart = /^\uFEFF?\s*(?:event|data|id|retry)?:/;
/** A line that is one JSON object, with another line behind it that begins like one. */
const jsonLines = /^\{[^\n]*\}\r?\n\s*\{/;

/** How the text of a body is framed; undefined for one that is no stream. `contentType` counts less than what the text shows. */
export function framingOf(text: string, contentType: string): Framing | undefined {
  if (eventStart.test(text)) return "events";
  if (text.trim() === "" && /event-stream/i.test(contentType)) return "events";
  if (/(?:nd|json-?l|stream\+)json|jsonl|json-seq/i.test(contentType) && /^\s*\{/.test(text)) return "lines";
  return jsonLines.test(text) ? "lines" : undefined;
}

const separators: Readonly<Record<Framing, RegExp>> = {
  // A blank line ends an event, and belongs to it.
  events: /(?:\r\n|\n|\r)(?:\r\n|\n|\r)+/g,
  lines: /(?:\r\n|\n)+/g,
};

/** The stretches of a framed text, without gaps between them; blank ones belong to the one before. */
export function cutPieces(text: string, framing: Framing): readonly OffsetRange[] {
  const pieces: OffsetRange[] = [];
  let start = 0;
  for (const { index, 0: separator } of text.matchAll(separators[framing])) {
    const end = index + separator.length;
    if (text.slice(start, index).trim() === "") continue;
    pieces.push({ start, end });
    start = end;
  }
  if (text.slice(start).trim() !== "") pieces.push({ start, end: text.length });
  return pieces;
}
