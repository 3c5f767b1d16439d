/** The names of a test's parameters, which pytest fills with fixtures. */
import type { TestItem } from "./testModule";

/** The names of the fixtures that a test function or method in this text requests, including those of parameter sets. Never throws. */
export function fixtureNames(text: string, { nameRange, range }: TestItem): ReadonlySet<string> {
  const names = new Set<string>();
  const start = text.indexOf("(", nameRange.end);
  if (start < 0 || start >= range.end) return names;
  let depth = 0;
  let begun = start + 1;
  for (let at = start; at < range.end; at++) {
    const character = text[at] ?? "";
    const isEnd = character === ")" && depth === 1;
    if (isEnd || (character === "," && depth === 1)) {
      const name = /^\s*(\w+)/.exec(text.slice(begun, Math.min(at, begun + longest)))?.[1];
      if (name !== undefined && name !== "self") names.add(name);
      begun = at + 1;
    }
    if (isEnd) break;
    if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
  }
  return names;
}

/** The longest name to consider. */
const longest = 200;
