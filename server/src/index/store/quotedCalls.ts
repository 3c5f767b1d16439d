/** Where a request names the tool calls that it quotes. */
import type { Range } from "vscode-languageserver-types";
import type { OffsetRange } from "../../recording/document";
import type { RecordingInDocument } from "../../recording/recordingDocument";
import type { QuotedId } from "./fingerprints";

/**
 * The place of each id. It is looked for as the recorder spells it, which spares a tree of the whole file; `rangeOf` helps where the file
 * spells it otherwise.
 */
export function locateCalls(
  file: RecordingInDocument,
  ids: readonly QuotedId[],
  rangeOf: (offsets: OffsetRange) => Range,
): readonly { readonly id: string; readonly range: Range }[] {
  if (ids.length === 0) return [];
  const { source } = file.document;
  // Of one recording among several, nobody knows which of equal texts is its own.
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

/** A file that spells so many otherwise is not searched through for each of the others. */
const mostMissed = 10;

/** The next place, for ids come in the order of the text; else the first. */
function indexFrom(text: string, wanted: string, from: number): number {
  const next = text.indexOf(wanted, from);
  return next < 0 && from > 0 ? text.indexOf(wanted) : next;
}

/** What ends a line for the protocol, and so for `TextDocument`. */
const lineBreak = /\r\n|[\r\n]/g;

/** Counts lines from where it last looked: ids stand near the start of a file, one after the other. */
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
