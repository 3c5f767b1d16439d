import { visit } from "jsonc-parser";
import type { JsonPath, OffsetRange } from "../recording/document";
import { nameValue } from "../recording/json";
import type { Report, Rule } from "./rule";

export const jsonDuplicateKey: Rule = {
  code: "json.duplicate-key",
  severity: "warning",
  summary: "The same key stands twice in one object.",
  check({ text, value }, report) {
    if (countKeys(value) !== countKeysInText(text)) findDuplicates(text, report);
  },
};

/** Keys of all objects below a value. */
function countKeys(value: unknown): number {
  let count = 0;
  const pending: unknown[] = [value];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    if (typeof current !== "object" || current === null) continue;
    if (Array.isArray(current)) {
      for (const each of current) if (typeof each === "object" && each !== null) pending.push(each);
      continue;
    }
    for (const key in current) {
      count++;
      const each: unknown = (current as Record<string, unknown>)[key];
      if (typeof each === "object" && each !== null) pending.push(each);
    }
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
    if (before === backslash ? !isEscaped(text, at - 1) : !opens.has(before)) count++;
  }
  return count;
}

const quote = 34;
const backslash = 92;
/** What stands before a quote that begins a string. */
const opens = new Set([32, 9, 10, 13, 58, 44, 91, 123]); // white space : , [ {

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
