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

/** What was read of a text's large values, by where they begin: a path that leads through one of them does not read it again. */
export type Walked = Map<number, Members | "broken">;
type Members = ReadonlyMap<string | number, Place>;

/** Smaller ones are read again: so is faster than to remember all that stands in them. */
const large = 4096;

/**
 * Returns what the tree (places.ts) would for valid JSON: the nearest enclosing value if the path leads nowhere, and the last of duplicate
 * keys. undefined if the text turns out not to be JSON. Never throws.
 */
export function scanRange(
  text: string,
  path: JsonPath,
  part: "key" | "value",
  walked: Walked = new Map(),
): OffsetRange | undefined {
  const root = rootOf(text, walked);
  if (root === "broken") return undefined;
  let place = root;
  for (const step of path) {
    const member =
      place.value.end - place.value.start < large ? memberOf(text, place.value, step) : memberIn(text, place.value, step, walked);
    if (member === "broken") return undefined;
    if (member === undefined) return place.value;
    place = member;
  }
  if (part === "value") return place.value;
  const { start } = place.value;
  return place.key ?? (isOpening(text.charCodeAt(start)) ? { start, end: start + 1 } : place.value);
}

/** The key of what is remembered of the text as a whole. */
const whole = -1;

function rootOf(text: string, walked: Walked): Place | "broken" {
  const known = walked.get(whole);
  if (known !== undefined) return known === "broken" ? known : (known.get("") ?? "broken");
  const value = valueAtStart(text, 0);
  const root: Place | "broken" =
    value === undefined || afterBlanks(text, value.end) !== text.length ? "broken" : { value, key: undefined };
  walked.set(whole, root === "broken" ? root : new Map([["", root]]));
  return root;
}

function memberIn(text: string, range: OffsetRange, step: string | number, walked: Walked): Place | "broken" | undefined {
  const opening = text.charCodeAt(range.start);
  if (!isOpening(opening) || (opening === openBracket && typeof step !== "number")) return undefined;
  let members = walked.get(range.start);
  if (members === undefined)
    walked.set(
      range.start,
      (members = opening === openBracket ? elementsOf(text, range.start + 1) : propertiesOf(text, range.start + 1)),
    );
  return members === "broken" ? members : members.get(opening === openBracket ? step : String(step));
}

function elementsOf(text: string, from: number): Members | "broken" {
  const found = new Map<number, Place>();
  let at = afterBlanks(text, from);
  for (let index = 0; text.charCodeAt(at) !== closeBracket; index++) {
    const value = valueAtStart(text, at);
    const next = value && afterComma(text, value.end, closeBracket);
    if (value === undefined || next === undefined) return "broken";
    found.set(index, { value, key: undefined });
    at = next;
  }
  return found;
}

function propertiesOf(text: string, from: number): Members | "broken" {
  const found = new Map<string | number, Place>();
  let at = afterBlanks(text, from);
  while (text.charCodeAt(at) !== closeBrace) {
    const property = propertyAt(text, at);
    const next = property && afterComma(text, property.value.end, closeBrace);
    if (property === undefined || next === undefined) return "broken";
    const name = nameAt(text, property.key);
    if (name !== undefined) found.set(name, property);
    at = next;
  }
  return found;
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
    const property = propertyAt(text, at);
    const next = property && afterComma(text, property.value.end, closeBrace);
    if (property === undefined || next === undefined) return "broken";
    if (nameAt(text, property.key) === wanted) found = property;
    at = next;
  }
  return found;
}

function propertyAt(text: string, at: number): (Place & { readonly key: OffsetRange }) | undefined {
  const end = text.charCodeAt(at) === quote ? stringEnd(text, at) : undefined;
  const colon = end === undefined ? -1 : afterBlanks(text, end);
  const value = text.charCodeAt(colon) === colonSign ? valueAtStart(text, colon + 1) : undefined;
  return end === undefined || value === undefined ? undefined : { value, key: { start: at, end } };
}

/** Most keys are spelled as they are; the others are read. */
function nameAt(text: string, { start, end }: OffsetRange): string | undefined {
  const spelled = text.slice(start + 1, end - 1);
  if (!spelled.includes("\\")) return spelled;
  try {
    return String(JSON.parse(text.slice(start, end)));
  } catch {
    return undefined;
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
