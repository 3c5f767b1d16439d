/** Decodes scalars, with or without the source range of each piece. */
import { lineEnd } from "./cursor";
import { likeJson } from "./likeJson";
import type { YamlScalar } from "./node";

/**
 * The text of a scalar as segments: `decoded` and `source` hold the start of each in UTF-16 code units. A segment that is copied has the same length
 * in the
 * source, up to `end`; one of another length is an escape, a fold or a quote, and maps as a whole.
 */
export interface Segments {
  readonly decoded: readonly number[];
  readonly source: readonly number[];
  readonly end: readonly number[];
  readonly length: number;
}

export interface Decoded {
  readonly text: string;
  readonly segments: Segments;
}

class Builder {
  readonly #pieces: string[] = [];
  readonly decoded: number[] = [];
  readonly source: number[] = [];
  readonly end: number[] = [];
  length = 0;

  constructor(
    readonly text: string,
    readonly withSegments: boolean,
  ) {}

  /** Copies a range of the source. */
  copy(start: number, end: number): void {
    if (end > start) this.add(this.text.slice(start, end), start, end);
  }

  /** Adds `piece` for a range of the source that has another spelling. */
  add(piece: string, start: number, end: number): void {
    if (piece === "") return;
    this.#pieces.push(piece);
    if (this.withSegments) {
      this.decoded.push(this.length);
      this.source.push(start);
      this.end.push(end);
    }
    this.length += piece.length;
  }

  build(): string {
    return this.#pieces.length === 1 ? (this.#pieces[0] ?? "") : this.#pieces.join("");
  }
}

/** The text of a scalar. Tags are ignored: `!!binary` yields base64. */
export function textOf(source: string, scalar: YamlScalar): string {
  const { style, start, end, isAsWritten } = scalar;
  if (isAsWritten) return source.slice(start, end);
  if (style === "none") return "";
  const quick = style === "double" ? likeJson(source.slice(start + 1, end - 1)) : undefined;
  return quick ?? built(source, scalar, false).build();
}

/** The same with its segments. */
export function decode(source: string, scalar: YamlScalar): Decoded {
  const builder = built(source, scalar, true);
  const { decoded, source: starts, end, length } = builder;
  return { text: builder.build(), segments: { decoded, source: starts, end, length } };
}

function built(source: string, scalar: YamlScalar, withSegments: boolean): Builder {
  const builder = new Builder(source, withSegments);
  const { style, start, end } = scalar;
  if (style === "plain") flow(builder, start, end, foldsOnly);
  else if (style === "single") flow(builder, start + 1, end - 1, singleSpecial);
  else if (style === "double") flow(builder, start + 1, end - 1, doubleSpecial);
  else if (style !== "none") block(builder, scalar);
  return builder;
}

/** What cannot be copied: line breaks, and a doubled quote or a backslash. */
const foldsOnly = /[\n\r\x85\u2028\u2029]/g;
const singleSpecial = /[\n\r\x85\u2028\u2029]|''/g;
const doubleSpecial = /[\n\r\x85\u2028\u2029\\]/g;

const [doubleQuote, quote, backslash] = [34, 39, 92];

/** Plain and quoted scalars: a line break becomes a blank, or, if empty lines follow, as many line feeds. */
function flow(builder: Builder, start: number, end: number, special: RegExp): void {
  const { text } = builder;
  let from = start;
  const inside = text.slice(start, end);
  special.lastIndex = 0;
  while (special.test(inside)) {
    const at = start + special.lastIndex - 1;
    const unit = text.charCodeAt(at);
    if (unit === quote) {
      builder.copy(from, at - 1);
      builder.add("'", at - 1, at + 1);
      from = at + 1;
    } else if (unit === backslash) {
      builder.copy(from, at);
      from = escaped(builder, at, end);
    } else {
      const blank = blanksBefore(text, at, from);
      builder.copy(from, blank);
      from = folded(builder, blank, at, end);
    }
    special.lastIndex = from - start;
  }
  builder.copy(from, end);
}

function blanksBefore(text: string, at: number, from: number): number {
  let first = at;
  while (first > from && (text.charCodeAt(first - 1) === 32 || text.charCodeAt(first - 1) === 9)) first--;
  return first;
}

/** Adds what a line break and the empty lines after it become; returns where the next line's text starts. */
function folded(builder: Builder, start: number, at: number, end: number): number {
  const { text } = builder;
  const first = breakAt(text, at);
  const { breaks, next } = emptyLines(text, first.next, end);
  const kept = first.value === "\n" ? "" : first.value;
  builder.add(kept === "" && breaks === "" ? " " : kept + breaks, start, next);
  return next;
}

/** The line breaks of empty lines, and the start of the next line's text after its indentation. */
function emptyLines(text: string, from: number, end: number): { breaks: string; next: number } {
  let breaks = "";
  let at = from;
  for (;;) {
    while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
    if (at >= end || !isBreakUnit(text.charCodeAt(at))) return { breaks, next: Math.min(at, end) };
    const found = breakAt(text, at);
    breaks += found.value;
    at = found.next;
  }
}

const isBreakUnit = (unit: number): boolean => unit === 10 || unit === 13 || unit === 0x85 || unit === 0x2028 || unit === 0x2029;

/** A line break as YAML 1.1 normalizes it: a line feed, or one of Unicode's own unchanged. */
function breakAt(text: string, at: number): { value: string; next: number } {
  const unit = text.charCodeAt(at);
  if (unit === 13) return { value: "\n", next: text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1 };
  return { value: unit === 0x2028 || unit === 0x2029 ? String.fromCharCode(unit) : "\n", next: at + 1 };
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Adds what an escape becomes; returns its end. Invalid escapes stay as they are, as the parser rejected them already. */
function escaped(builder: Builder, at: number, end: number): number {
  const { text } = builder;
  const mark = text[at + 1] ?? "";
  if (isBreakUnit(text.charCodeAt(at + 1))) {
    const { breaks, next } = emptyLines(text, breakAt(text, at + 1).next, end);
    builder.add(breaks, at, next);
    return next;
  }
  const digits = hexDigits[mark];
  if (digits === undefined) {
    builder.add(escapes[mark] ?? text.slice(at, at + 2), at, at + 2);
    return at + 2;
  }
  const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
  builder.add(code <= 0x10ffff ? String.fromCodePoint(code) : "", at, at + 2 + digits);
  return at + 2 + digits;
}

/** The offset of the first invalid escape in a double-quoted text; undefined if there is none. */
export function wrongEscape(text: string, start: number, end: number): number | undefined {
  for (let at = text.indexOf("\\", start); at !== -1 && at < end; at = text.indexOf("\\", at)) {
    const unit = text.charCodeAt(at + 1);
    // The most common escapes.
    if (unit === doubleQuote || unit === backslash) {
      at += 2;
      continue;
    }
    const mark = text[at + 1] ?? "";
    const digits = hexDigits[mark];
    if (digits === undefined) {
      if (escapes[mark] === undefined && !isBreakUnit(text.charCodeAt(at + 1))) return at;
      at += 2;
    } else {
      const hex = text.slice(at + 2, at + 2 + digits);
      if (!/^[\da-f]+$/i.test(hex) || hex.length < digits) return at;
      const code = Number.parseInt(hex, 16);
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return at;
      at += 2 + digits;
    }
  }
  return undefined;
}

/** Literal and folded scalars, line by line. */
function block(builder: Builder, { style, block: form }: YamlScalar): void {
  if (form === undefined) return;
  const { text } = builder;
  const { indent, first, chomp } = form;
  let line = lineAt(text, skipBreaks(builder.text, first, indent).at, indent);
  let breaks = skipBreaks(text, first, indent);
  let pending = { value: breaks.value, start: first, end: breaks.at };
  while (line !== undefined) {
    builder.add(pending.value, pending.start, pending.end);
    builder.copy(line.start, line.end);
    const own = line.end < text.length ? breakAt(text, line.end) : { value: "", next: line.end };
    breaks = skipBreaks(text, own.next, indent);
    const next = lineAt(text, breaks.at, indent);
    const folds = style === "folded" && own.value === "\n" && next !== undefined && !line.isIndented && !next.isIndented;
    const value = folds ? (breaks.value === "" ? " " : breaks.value) : own.value + breaks.value;
    if (next === undefined) {
      if (chomp !== "strip") builder.add(own.value, line.end, own.next);
      if (chomp === "keep") builder.add(breaks.value, own.next, breaks.at);
    }
    pending = { value, start: line.end, end: breaks.at };
    line = next;
  }
  if (builder.length === 0 && chomp === "keep") builder.add(pending.value, pending.start, pending.end);
}

interface Line {
  readonly start: number;
  readonly end: number;
  /** The line starts with a blank, so it is not folded. */
  readonly isIndented: boolean;
}

/** The line of a block scalar that starts at `at`, without its indentation; undefined if the block has ended. */
function lineAt(text: string, at: number, indent: number): Line | undefined {
  let start = at;
  while (start < at + indent && text.charCodeAt(start) === 32) start++;
  if (start < at + indent || start >= text.length) return undefined;
  return { start, end: lineEnd(text, start), isIndented: text.charCodeAt(start) === 32 || text.charCodeAt(start) === 9 };
}

/** The line breaks of the empty lines from here, and the start of the first line that is not empty. */
function skipBreaks(text: string, from: number, indent: number): { readonly value: string; readonly at: number } {
  let value = "";
  let lineStart = from;
  for (;;) {
    let at = lineStart;
    while (at < lineStart + indent && text.charCodeAt(at) === 32) at++;
    if (at >= text.length || !isBreakUnit(text.charCodeAt(at))) return { value, at: lineStart };
    const found = breakAt(text, at);
    value += found.value;
    lineStart = found.next;
  }
}
