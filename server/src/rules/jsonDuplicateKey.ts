import { visit } from "jsonc-parser";
import { withoutDepths } from "../recording/depth";
import type { JsonPath, OffsetRange } from "../recording/document";
import { nameValue, type JsonObject } from "../recording/json";
import type { Report, Rule } from "./rule";

export const jsonDuplicateKey: Rule = {
  code: "json.duplicate-key",
  severity: "warning",
  summary: "The same key stands twice in one object.",
  check({ text, value }, report) {
    const keys = typeof value === "object" && value !== null ? countKeys(value) : 0;
    // The parser recurses, and the stack has its end.
    if (keys !== countKeysInText(text)) findDuplicates(withoutDepths(text), report);
  },
};

/** Keys of all objects below a value. */
function countKeys(value: object): number {
  let count = 0;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    for (let at = 0; at < list.length; at++) {
      const each = list[at];
      if (typeof each === "object" && each !== null) count += countKeys(each);
    }
    return count;
  }
  for (const key in value) {
    const each = (value as JsonObject)[key];
    count += typeof each === "object" && each !== null ? 1 + countKeys(each) : 1;
  }
  return count;
}

/**
 * A quick count of the keys that a text spells: a quote before a colon ends a key, unless it is escaped or begins a value such as `": "`.
 * Where the guess is off, as with blanks before the colon, the text is looked through properly.
 */
function countKeysInText(text: string): number {
  let count = 0;
  // Colons are rarer than quotes.
  for (let at = text.indexOf(":"); at !== -1; at = text.indexOf(":", at + 1)) {
    if (text.charCodeAt(at - 1) !== quote) continue;
    const before = text.charCodeAt(at - 2);
    if (before === backslash ? !isEscaped(text, at - 1) : !opensString(before)) count++;
  }
  return count;
}

const [quote, backslash, colon, comma, bracket, brace] = [34, 92, 58, 44, 91, 123];

/** Whether a quote that comes after it begins a string. */
function opensString(unit: number): boolean {
  return unit <= 32 || unit === colon || unit === comma || unit === bracket || unit === brace;
}

function isEscaped(text: string, quote: number): boolean {
  let at = quote - 1;
  while (text.charCodeAt(at) === backslash) at--;
  return (quote - 1 - at) % 2 === 1;
}

function findDuplicates(text: string, report: (report: Report) => void): void {
  const objects: Map<string, OffsetRange>[] = [];
  visit(text, {
    onObjectBegin: () => void objects.push(new Map()),
    onObjectEnd: () => void objects.pop(),
    onObjectProperty(key, offset, length, _line, _character, pathTo) {
      const range = { start: offset, end: offset + length };
      const first = objects.at(-1)?.get(key);
      objects.at(-1)?.set(key, first ?? range);
      if (first === undefined) return;
      const path: JsonPath = [...pathTo(), key];
      const message = `${nameValue(key)} stands twice in this object, so replay reads only the last one.`;
      report({ path, part: "key", range, message, related: [{ path, range: first, message: "It stands here before." }] });
    },
  });
}
