/** LSP positions in a text that is read only once. */
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Position, Range } from "vscode-languageserver-types";
import type { OffsetRange } from "../recording/jsonPath";

/** The part of a `TextDocument` that is needed. */
export type Positions = Pick<TextDocument, "uri" | "positionAt">;

export const startOfFile: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function rangeIn(document: Positions, { start, end }: OffsetRange): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** As those of a `TextDocument` of this text. */
export function positionsIn(uri: string, text: string): Positions {
  return text.includes("\r") ? TextDocument.create(uri, "json", 0, text) : new LineFeeds(uri, text);
}

/** A fast path for texts whose only line breaks are line feeds. */
class LineFeeds implements Positions {
  #starts: readonly number[] | undefined;

  constructor(
    readonly uri: string,
    readonly text: string,
  ) {}

  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    const starts = (this.#starts ??= lineStarts(this.text));
    let [low, high] = [0, starts.length];
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return { line: low, character: at - (starts[low] ?? 0) };
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
