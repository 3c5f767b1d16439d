import { createScanner, type JSONScanner } from "jsonc-parser";
import type { JsonPath, OffsetRange } from "../recording/document";
import { nameValue, type JsonObject } from "../recording/json";
import type { Report, Rule } from "./rule";

export const jsonDuplicateKey: Rule = {
  code: "json.duplicate-key",
  severity: "warning",
  summary: "A key appears twice in one object.",
  checkDocument({ source: { text, value, notation } }, report) {
    if (notation !== "json") return;
    const keys = typeof value === "object" && value !== null ? countKeys(value) : 0;
    if (keys !== countKeysInText(text)) findDuplicates(text, report);
  },
};

/** Values nested deeper are not counted; the text is scanned instead. */
const deepest = 500;

/** The number of keys in all objects of a value; NaN if it is nested too deeply. */
function countKeys(value: object, depth = 0): number {
  if (depth > deepest) return NaN;
  let count = 0;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    for (let at = 0; at < list.length; at++) {
      const each = list[at];
      if (typeof each === "object" && each !== null) count += countKeys(each, depth + 1);
    }
    return count;
  }
  for (const key in value) {
    const each = (value as JsonObject)[key];
    count += typeof each === "object" && each !== null ? 1 + countKeys(each, depth + 1) : 1;
  }
  return count;
}

/**
 * Quickly estimates the number of keys in a text: a quote before a colon ends a key, unless it is escaped or starts a value such as `": "`. If the
 * estimate is off, as with blanks before colons, the text is scanned properly.
 */
function countKeysInText(text: string): number {
  let count = 0;
  // Searches for colons, which are rarer than quotes.
  for (let at = text.indexOf(":"); at !== -1; at = text.indexOf(":", at + 1)) {
    if (text.charCodeAt(at - 1) !== quote) continue;
    const before = text.charCodeAt(at - 2);
    if (before === backslash ? !isEscaped(text, at - 1) : !opensString(before)) count++;
  }
  return count;
}

const [quote, backslash, colon, comma, bracket, brace] = [34, 92, 58, 44, 91, 123];
const [closingBracket, closingBrace] = [93, 125];

/** Whether a quote after this code unit starts a string. */
function opensString(unit: number): boolean {
  return unit <= 32 || unit === colon || unit === comma || unit === bracket || unit === brace;
}

function isEscaped(text: string, quote: number): boolean {
  let at = quote - 1;
  while (text.charCodeAt(at) === backslash) at--;
  return (quote - 1 - at) % 2 === 1;
}

/** An object or list that is not closed yet. */
interface Open {
  /** The keys so far; undefined in a list. */
  readonly keys: Map<string, OffsetRange> | undefined;
  /** The key or index of the next value. */
  step: string | number;
}

/** Scans tokens, so it works at any nesting depth. */
function findDuplicates(text: string, report: (report: Report) => void): void {
  const scanner = createScanner(text, true);
  const open: Open[] = [];
  let beforeKey = false;
  // At the end of the text the token has no length.
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const top = open.at(-1);
    const unit = text.charCodeAt(scanner.getTokenOffset());
    if (unit === brace) open.push({ keys: new Map(), step: "" });
    else if (unit === bracket) open.push({ keys: undefined, step: 0 });
    else if (unit === closingBrace || unit === closingBracket) open.pop();
    else if (unit === comma && typeof top?.step === "number") top.step++;
    else if (unit === quote && beforeKey && top?.keys) readKey(scanner, { keys: top.keys, open }, report);
    beforeKey = unit === brace || unit === comma;
  }
}

function readKey(
  scanner: JSONScanner,
  { keys, open }: { readonly keys: Map<string, OffsetRange>; readonly open: readonly Open[] },
  report: (report: Report) => void,
): void {
  const key = scanner.getTokenValue();
  const start = scanner.getTokenOffset();
  const range = { start, end: start + scanner.getTokenLength() };
  const top = open.at(-1);
  if (top) top.step = key;
  const first = keys.get(key);
  keys.set(key, first ?? range);
  if (first === undefined) return;
  const path: JsonPath = open.map(({ step }) => step);
  const message = `Duplicate key ${nameValue(key)}, so replay reads only the last value.`;
  report({ path, part: "key", range, message, related: [{ path, range: first, message: "The key appears here first." }] });
}
