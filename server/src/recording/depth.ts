/**
 * JSON that nests deeper than anybody writes. Whoever looks into a value calls itself for what is inside, and so does `JSON.stringify`: a few
 * thousand levels end the stack. So values are cut once, where they are read, and nobody else has to think of it.
 */
import type { OffsetRange } from "./jsonPath";

/** Levels that are read. Real recordings have a dozen, and Python's own reader gives up at about a thousand. */
export const deepest = 500;

/** Like `JSON.parse`; what nests deeper than 500 levels is a text that says so: "… 4,500 levels deeper (digest 0f3a91c2)". */
export function readJson(text: string): unknown {
  return cutJson(text).value;
}

/** A value as `readJson` gives it, and how deep the text nests and where it is cut, if it is. */
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
    // Two values that differ below the cut must not look alike.
    const digest = digestOf(text, start, end);
    const words = `… ${thousands(levels)} ${levels === 1 ? "level" : "levels"} deeper (digest ${digest})`;
    pieces.push(text.slice(from, start), JSON.stringify(words));
    from = end;
    if (levels > most) [most, at] = [levels, start];
  }
  return { value: JSON.parse([...pieces, text.slice(from)].join("")), cut: { levels: deepest + most, at } };
}

/** The same text of the same length, without what nests too deeply: for readers of places, which recurse as well. */
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
  /** Levels in it, its own included. */
  readonly levels: number;
}

/** The containers on the first level too deep, brackets included; one that the text leaves open ends with the text. */
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

/** The offset of the quote that ends the string which begins at `start`. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) return at;
    if (unit === backslash) at++;
  }
  return text.length;
}

/** FNV-1a: eight hexadecimal digits that differ where the texts do. */
function digestOf(text: string, start: number, end: number): string {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** "4,500" */
export const thousands = (count: number): string => count.toLocaleString("en-US");
