/** Finds the ranges of the tool call ids that a request quotes. */
import type { Range } from "vscode-languageserver-types";
import type { OffsetRange } from "../../recording/document";
import type { RecordingInDocument } from "../../recording/recordingDocument";
import type { QuotedId } from "./fingerprints";

/**
 * The range of each id. Searches for the recorder's spelling, which needs no tree of the whole file; `rangeOf` is used if the file
 * spells it differently.
 */
export function locateCalls(
  file: RecordingInDocument,
  ids: readonly QuotedId[],
  rangeOf: (offsets: OffsetRange) => Range,
): readonly { readonly id: string; readonly range: Range }[] {
  if (ids.length === 0) return [];
  const { source } = file.document;
  // In a file with several recordings, equal texts may belong to another one.
  if (file.path.length > 0) return ids.map(({ id, path }) => ({ id, range: rangeOf(source.rangeOf({ path })) }));
  const lines = new LineCounter(source.text);
  let from = 0;
  let missed = 0;
  return ids.map(({ id, path }) => {
    const key = `"${path.at(-1) ?? ""}": `;
    const literal = JSON.stringify(id);
    const at = missed < mostMissed ? indexFrom(source.text, key + literal, from) : -1;
    if (at < 0) missed++;
    if (at < 0) return { id, range: rangeOf(source.rangeOf({ path })) };
    from = at;
    const start = lines.positionAt(at + key.length);
    return { id, range: { start, end: { line: start.line, character: start.character + literal.length } } };
  });
}

/** If a file spells this many differently, it is not searched for the others. */
const mostMissed = 10;

/** The next position after `from`, as ids are in text order, or else the first one. */
function indexFrom(text: string, wanted: string, from: number): number {
  const next = text.indexOf(wanted, from);
  return next < 0 && from > 0 ? text.indexOf(wanted) : next;
}

/** Line breaks in LSP, and so in `TextDocument`. */
const lineBreak = /\r\n|[\r\n]/g;

/** Counts lines from its last position, because ids are near the start of a file, one after the other. */
class LineCounter {
  readonly #text: string;
  #line = 0;
  #start = 0;

  constructor(text: string) {
    this.#text = text;
  }

  positionAt(offset: number): Range["start"] {
    if (offset < this.#start) [this.#line, this.#start] = [0, 0];
    lineBreak.lastIndex = this.#start;
    while (lineBreak.test(this.#text) && lineBreak.lastIndex <= offset) {
      this.#line++;
      this.#start = lineBreak.lastIndex;
    }
    return { line: this.#line, character: offset - this.#start };
  }
}
