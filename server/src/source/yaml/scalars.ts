/** Finds where scalars end, without decoding them. */
import { isBlank, isBlankOrEnd, isBreak, type Cursor } from "./cursor";
import type { YamlScalar } from "./node";

const [tab, space, quote, hash, backslash, colon, plus, minus, pipe] = [9, 32, 39, 35, 92, 58, 43, 45, 124];

/** A quoted scalar; its lines may start in any column, but not with a document marker. */
export function quotedScalar(cursor: Cursor, tag: string | undefined): YamlScalar {
  const start = cursor.at;
  const single = cursor.peek() === quote;
  const mark = single ? "'" : '"';
  let at = start + 1;
  for (;;) {
    at = cursor.text.indexOf(mark, at);
    if (at === -1) cursor.fail("a quoted string is not closed", start);
    if (single && cursor.text.charCodeAt(at + 1) === quote) at += 2;
    else if (!single && isEscaped(cursor.text, at, start)) at++;
    else break;
  }
  const end = at + 1;
  moveOver(cursor, end, start);
  return { kind: "scalar", style: single ? "single" : "double", isAsWritten: false, start, end, tag, block: undefined };
}

/** Whether an odd number of backslashes precedes an offset. */
function isEscaped(text: string, at: number, start: number): boolean {
  let first = at;
  while (first - 1 > start && text.charCodeAt(first - 1) === backslash) first--;
  return (at - first) % 2 === 1;
}

const breaks = /\r\n?|[\n\x85\u2028\u2029]/g;

/** A possible document marker. */
const marker = /[\n\r\x85\u2028\u2029](?:---|\.\.\.)/;

/** Moves to `end`, counting the lines in between. */
function moveOver(cursor: Cursor, end: number, start: number): void {
  if (marker.test(cursor.text.slice(cursor.at, end))) checkMarkers(cursor, end, start);
  let lineStart = end;
  while (lineStart > cursor.at && !isBreak(cursor.text.charCodeAt(lineStart - 1))) lineStart--;
  if (lineStart > cursor.at) cursor.lineStart = lineStart;
  cursor.at = end;
}

function checkMarkers(cursor: Cursor, end: number, start: number): void {
  // Searching for the next line break with a pattern could scan the whole text.
  const from = cursor.at;
  for (const found of cursor.text.slice(from, end).matchAll(breaks)) {
    cursor.at = cursor.lineStart = from + found.index + found[0].length;
    if (cursor.isAtMarker()) cursor.fail("a quoted string is not closed before the document ends", start);
  }
}

/** A literal (`|`) or folded (`>`) scalar. `parent` is the column of the collection around it, -1 for none. */
export function blockScalar(cursor: Cursor, tag: string | undefined, parent: number): YamlScalar {
  const start = cursor.at;
  const style = cursor.peek() === pipe ? "literal" : "folded";
  cursor.at++;
  const { chomp, increment } = blockHeader(cursor);
  cursor.skipBlanks();
  if (cursor.peek() === hash) cursor.toLineEnd();
  if (!cursor.isAtEnd() && !cursor.skipBreak()) cursor.fail("a comment or the end of the line is expected here");
  const first = cursor.at;
  const least = Math.max(parent + 1, 1);
  const indent = increment === undefined ? detectIndent(cursor, least) : Math.max(parent, 0) + increment;
  let end = start;
  while (!cursor.isAtEnd()) {
    const indented = skipIndent(cursor, indent);
    if (isBreak(cursor.peek())) {
      cursor.skipBreak();
      continue;
    }
    if (!indented || cursor.isAtEnd()) break;
    cursor.toLineEnd();
    end = cursor.at;
    cursor.skipBreak();
  }
  // The next token is on the line after it.
  if (!cursor.isAtEnd()) cursor.at = cursor.lineStart;
  const block = { indent, first, chomp };
  return { kind: "scalar", style, isAsWritten: false, start, end: Math.max(end, start + 1), tag, block };
}

function blockHeader(cursor: Cursor): { chomp: "clip" | "strip" | "keep"; increment: number | undefined } {
  let chomp: "clip" | "strip" | "keep" = "clip";
  let increment: number | undefined;
  for (let count = 0; count < 2; count++) {
    const unit = cursor.peek();
    if ((unit === plus || unit === minus) && chomp === "clip") {
      chomp = unit === plus ? "keep" : "strip";
      cursor.at++;
    } else if (unit >= 48 && unit <= 57 && increment === undefined) {
      if (unit === 48) cursor.fail("an indentation of 0 is not allowed");
      increment = unit - 48;
      cursor.at++;
    }
  }
  return { chomp, increment };
}

/** The column of the first line that is not blank, or of the longest blank line if that is longer. */
function detectIndent(cursor: Cursor, least: number): number {
  const { at, lineStart } = cursor;
  let most = 0;
  for (;;) {
    cursor.skipSpaces();
    most = Math.max(most, cursor.column);
    if (cursor.peek() === tab) cursor.fail("a tab cannot indent a block");
    if (!cursor.skipBreak()) break;
  }
  cursor.at = at;
  cursor.lineStart = lineStart;
  return Math.max(most, least);
}

/** Skips the indentation of a line; returns whether it is complete. */
function skipIndent(cursor: Cursor, indent: number): boolean {
  while (cursor.column < indent && cursor.peek() === space) cursor.at++;
  if (cursor.column < indent && cursor.peek() === tab) cursor.fail("a tab cannot indent a block");
  return cursor.column === indent;
}

const question = 63;
const flowEnds = new Set([44, 91, 93, 123, 125]);

/** Where a plain scalar may continue: on following lines right of a column, or only on its own line, as keys do. */
export interface PlainContext {
  readonly inFlow: boolean;
  readonly parent: number;
  readonly oneLine: boolean;
}

export function plainScalar(cursor: Cursor, tag: string | undefined, context: PlainContext): YamlScalar {
  const { inFlow, parent, oneLine } = context;
  const start = cursor.at;
  const firstLine = cursor.lineStart;
  let end = start;
  let isAsWritten = true;
  for (;;) {
    if (cursor.peek() === hash) break;
    const from = cursor.at;
    toPlainEnd(cursor, inFlow);
    if (cursor.at === from) break;
    end = cursor.at;
    const { lineStart } = cursor;
    isAsWritten = lineStart === firstLine;
    if (!skipPlainSpaces(cursor, parent + 1, inFlow)) break;
    if (cursor.peek() === hash || (!inFlow && cursor.column <= parent) || (oneLine && cursor.lineStart !== lineStart)) break;
  }
  // The search for the next token restarts here, so that the caller sees the line breaks.
  rewind(cursor, end);
  return { kind: "scalar", style: "plain", isAsWritten, start, end, tag, block: undefined };
}

/**
 * A fast path for ASCII keys that start with a letter or a digit, as nearly all keys and headers do: the end of the key on this line, or `from` if it
 * has none. undefined if the slow path is needed.
 */
export function plainKeyEnd(text: string, from: number): number | undefined {
  if (!isWordUnit(text.charCodeAt(from))) return undefined;
  for (let at = from + 1; at < from + farthest; at++) {
    const unit = text.charCodeAt(at);
    if (unit === lineFeed) return from;
    if (unit === colon && isBlankOrEnd(text.charCodeAt(at + 1))) return text.charCodeAt(at - 1) === space ? undefined : at;
    if (unit === hash || !(unit >= space && unit < 0x7f)) return undefined;
  }
  return undefined;
}

const lineFeed = 10;
/** The most characters to search for the end of a key. */
const farthest = 1000;

const isWordUnit = (unit: number): boolean =>
  (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57);

function toPlainEnd(cursor: Cursor, inFlow: boolean): void {
  if (!inFlow) cursor.at = plainEnd(cursor.text, cursor.at);
  else while (!isFlowEnd(cursor)) cursor.at++;
}

/** The end of a plain scalar in block context: words separated by single blanks. */
function plainEnd(text: string, from: number): number {
  for (let at = from; ; at++) {
    const unit = text.charCodeAt(at);
    if (unit > space && unit < 0x7f) {
      if (unit === colon && isBlankOrEnd(text.charCodeAt(at + 1))) return at;
    } else if (unit === space) {
      const next = text.charCodeAt(at + 1);
      if (!(next > hash && next < 0x7f) || next === colon) return at;
    } else if (isBlankOrEnd(unit)) return at;
  }
}

function isFlowEnd(cursor: Cursor): boolean {
  const unit = cursor.peek();
  if (isBlankOrEnd(unit)) return true;
  if (unit !== colon) return flowEnds.has(unit);
  const next = cursor.peek(1);
  if (flowEnds.has(next) || next === question) cursor.fail("a `:` within brackets needs a blank after it");
  return isBlankOrEnd(next);
}

/** Skips the white space between two pieces; returns whether there was any and the scalar may continue after it. */
function skipPlainSpaces(cursor: Cursor, indent: number, inFlow: boolean): boolean {
  const from = cursor.at;
  let isNewLine = false;
  for (;;) {
    if (isNewLine && !inFlow && cursor.peek() === tab && cursor.column < indent) cursor.fail("a tab cannot indent a block");
    if (isBlank(cursor.peek())) cursor.at++;
    else if (cursor.skipBreak()) {
      isNewLine = true;
      if (cursor.isAtMarker()) return false;
    } else break;
  }
  return cursor.at > from;
}

function rewind(cursor: Cursor, end: number): void {
  if (cursor.lineStart > end) {
    let start = end;
    while (start > 0 && !isBreak(cursor.text.charCodeAt(start - 1))) start--;
    cursor.lineStart = start;
  }
  cursor.at = end;
}
