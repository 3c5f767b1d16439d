/**
 * Limits the nesting of JSON. Code that walks a value recurses, and so does `JSON.stringify`: a few thousand levels overflow the stack. Values are
 * cut once, when they are read, so that nothing else has to deal with it.
 */
import type { OffsetRange } from "./jsonPath";

/** The levels to keep. Real recordings have a dozen, and Python's own reader gives up at about a thousand. */
export const deepest = 500;

/** Like `JSON.parse`, but replaces what is nested deeper than 500 levels by a text: "… 4,500 levels deeper (digest 0f3a91c2)". */
export function readJson(text: string): unknown {
  return cutJson(text).value;
}

/** The result of `readJson`, with the text's nesting depth and the offset of the cut, if there is one. */
export interface CutJson {
  readonly value: unknown;
  readonly cut?: { readonly levels: number; readonly at: number };
}

export function cutJson(text: string): CutJson {
  const value: unknown = JSON.parse(text);
  // Each level takes two brackets.
  if (text.length <= 2 * deepest || !isDeeper(value, deepest)) return { value };
  const pieces: string[] = [];
  let [from, most, at] = [0, 0, 0];
  for (const { start, end, levels } of deepParts(text)) {
    // Values that differ below the cut must stay different.
    const digest = digestOf(text, start, end);
    const words = `… ${thousands(levels)} ${levels === 1 ? "level" : "levels"} deeper (digest ${digest})`;
    pieces.push(text.slice(from, start), JSON.stringify(words));
    from = end;
    if (levels > most) [most, at] = [levels, start];
  }
  return { value: JSON.parse([...pieces, text.slice(from)].join("")), cut: { levels: deepest + most, at } };
}

/** The text with everything nested too deeply blanked out, so that offsets stay: for parsers with offsets, which also recurse. */
export function withoutDepths(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of deepParts(text)) {
    pieces.push(text.slice(from, start + 1), " ".repeat(Math.max(end - start - 2, 0)));
    from = Math.max(end - 1, start + 1);
  }
  return [...pieces, text.slice(from)].join("");
}

function isDeeper(value: unknown, left: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (left === 0) return true;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    for (let at = 0; at < list.length; at++) if (isDeeper(list[at], left - 1)) return true;
    return false;
  }
  for (const key in value) if (isDeeper((value as Readonly<Record<string, unknown>>)[key], left - 1)) return true;
  return false;
}

interface DeepPart extends OffsetRange {
  /** The number of levels in it, including its own. */
  readonly levels: number;
}

/** The containers on the first level that is too deep, including brackets; an unclosed one extends to the end of the text. */
function deepParts(text: string): readonly DeepPart[] {
  const parts: DeepPart[] = [];
  let [depth, start, lowest] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = stringEnd(text, at);
    else if (unit === openBracket || unit === openBrace) {
      if (++depth === deepest + 1) [start, lowest] = [at, depth];
      lowest = Math.max(lowest, depth);
    } else if (unit === closeBracket || unit === closeBrace) {
      if (depth-- === deepest + 1) parts.push({ start, end: at + 1, levels: lowest - deepest });
      depth = Math.max(depth, 0);
    }
  }
  return depth > deepest ? [...parts, { start, end: text.length, levels: lowest - deepest }] : parts;
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [34, 92, 91, 93, 123, 125];

/** The offset of the closing quote of the string that starts at `start`. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) return at;
    if (unit === backslash) at++;
  }
  return text.length;
}

/** FNV-1a, as eight hexadecimal digits. */
function digestOf(text: string, start: number, end: number): string {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** "4,500" */
export const thousands = (count: number): string => count.toLocaleString("en-US");
