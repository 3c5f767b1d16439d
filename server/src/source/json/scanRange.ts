/**
 * Finds the range of one value by skipping everything before it. Building a tree takes fifty times as long, so that is left to callers that need many
 * ranges.
 */
import type { JsonPath, OffsetRange } from "../../recording/jsonPath";

interface Place {
  readonly value: OffsetRange;
  /** The property's name, with quotes; undefined for an element of a list and for the root. */
  readonly key: OffsetRange | undefined;
}

/**
 * Returns what the tree (places.ts) would for valid JSON: the nearest enclosing value if the path leads nowhere, and the last of duplicate
 * keys. undefined if the text turns out not to be JSON. Never throws.
 */
export function scanRange(text: string, path: JsonPath, part: "key" | "value"): OffsetRange | undefined {
  const root = valueAtStart(text, 0);
  if (root === undefined || afterBlanks(text, root.end) !== text.length) return undefined;
  let place: Place = { value: root, key: undefined };
  for (const step of path) {
    const member = memberOf(text, place.value, step);
    if (member === "broken") return undefined;
    if (member === undefined) return place.value;
    place = member;
  }
  if (part === "value") return place.value;
  const { start } = place.value;
  return place.key ?? (isOpening(text.charCodeAt(start)) ? { start, end: start + 1 } : place.value);
}

function memberOf(text: string, { start }: OffsetRange, step: string | number): Place | "broken" | undefined {
  const opening = text.charCodeAt(start);
  if (opening === openBracket) return typeof step === "number" ? elementOf(text, start + 1, step) : undefined;
  return opening === openBrace ? propertyOf(text, start + 1, String(step)) : undefined;
}

function elementOf(text: string, from: number, wanted: number): Place | "broken" | undefined {
  let at = afterBlanks(text, from);
  for (let index = 0; text.charCodeAt(at) !== closeBracket; index++) {
    const value = valueAtStart(text, at);
    if (value === undefined) return "broken";
    if (index === wanted) return { value, key: undefined };
    const next = afterComma(text, value.end, closeBracket);
    if (next === undefined) return "broken";
    at = next;
  }
  return undefined;
}

function propertyOf(text: string, from: number, wanted: string): Place | "broken" | undefined {
  let found: Place | undefined;
  let at = afterBlanks(text, from);
  while (text.charCodeAt(at) !== closeBrace) {
    const keyEnd = text.charCodeAt(at) === quote ? stringEnd(text, at) : undefined;
    const colon = keyEnd === undefined ? -1 : afterBlanks(text, keyEnd);
    const value = text.charCodeAt(colon) === colonSign ? valueAtStart(text, colon + 1) : undefined;
    if (keyEnd === undefined || value === undefined) return "broken";
    if (says(text, at, keyEnd, wanted)) found = { value, key: { start: at, end: keyEnd } };
    const next = afterComma(text, value.end, closeBrace);
    if (next === undefined) return "broken";
    at = next;
  }
  return found;
}

/** Compares a key; only keys with escapes have to be parsed. */
function says(text: string, start: number, end: number, wanted: string): boolean {
  const spelled = text.slice(start + 1, end - 1);
  if (!spelled.includes("\\")) return spelled === wanted;
  try {
    return JSON.parse(text.slice(start, end)) === wanted;
  } catch {
    return false;
  }
}

function valueAtStart(text: string, from: number): OffsetRange | undefined {
  const start = afterBlanks(text, from);
  const first = text.charCodeAt(start);
  const end = first === quote ? stringEnd(text, start) : isOpening(first) ? containerEnd(text, start) : literalEnd(text, start);
  return end === undefined || end === start ? undefined : { start, end };
}

const [quote, backslash, comma, colonSign] = [34, 92, 44, 58];
const [openBracket, closeBracket, openBrace, closeBrace] = [91, 93, 123, 125];

function isOpening(code: number): boolean {
  return code === openBracket || code === openBrace;
}

/** The offset after the closing quote of the string that starts at `start`. */
function stringEnd(text: string, start: number): number | undefined {
  const first = text.indexOf('"', start + 1);
  if (first < 0) return undefined;
  if (text.charCodeAt(first - 1) !== backslash) return first + 1;
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) return at + 1;
    if (unit === backslash) at++;
  }
  return undefined;
}

function containerEnd(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = stringEnd(text, at);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (isOpening(code)) depth++;
    else if ((code === closeBracket || code === closeBrace) && --depth === 0) return at + 1;
  }
  return undefined;
}

function literalEnd(text: string, start: number): number {
  let at = start;
  for (
    let code = text.charCodeAt(at);
    at < text.length && code > 32 && code !== comma && code !== closeBracket && code !== closeBrace;
  ) {
    code = text.charCodeAt(++at);
  }
  return at;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at++;
  return at;
}

/** The offset of the next member or of the closing bracket; undefined for anything else. */
function afterComma(text: string, from: number, closing: number): number | undefined {
  const at = afterBlanks(text, from);
  const code = text.charCodeAt(at);
  return code === comma ? afterBlanks(text, at + 1) : code === closing ? at : undefined;
}
