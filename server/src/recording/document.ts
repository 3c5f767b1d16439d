/**
 * Text to value, and value to range only when somebody asks: `JSON.parse` reads a megabyte in milliseconds, a tree with
 * offsets takes ten times as long, so the tree is made on the first question about a place.
 */
import { emptyFile, lfsPointer, readStandingPart, resolveConflict } from "./brokenText";

/** Where a value stands in a JSON document: property names and array indices from the root; `[]` is the root. */
export type JsonPath = readonly (string | number)[];

/** A stretch of text in UTF-16 code units, `end` exclusive: what LSP and JavaScript strings count in. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** Why a text is not JSON. `range` is the place to show, `message` one sentence on what is wrong and what follows. */
export interface SyntaxProblem {
  readonly kind: "empty" | "truncated" | "merge-conflict" | "lfs-pointer" | "syntax";
  readonly range: OffsetRange;
  readonly message: string;
}

/** A text as far as it could be read. */
export interface ParsedDocument {
  /** undefined when nothing at all could be read. */
  readonly value: unknown;
  /** The text with what is in the way (conflict markers, a byte order mark) blanked out: same length, same offsets. */
  readonly standing: string;
  readonly problem: SyntaxProblem | undefined;
}

/**
 * Reads JSON; of broken JSON, the part that stands. A byte order mark is no problem, nor are `NaN` and `Infinity`, which
 * Python writes and reads. Never throws.
 */
export function parseDocument(text: string): ParsedDocument {
  try {
    return { value: JSON.parse(text) as unknown, standing: text, problem: undefined };
  } catch {
    return parseTolerantly(text);
  }
}

function parseTolerantly(text: string): ParsedDocument {
  if (text.trim() === "") return { value: undefined, standing: text, problem: emptyFile };
  if (text.startsWith("version https://git-lfs.github.com/spec/"))
    return { value: undefined, standing: text, problem: lfsPointer(text) };
  const conflict = resolveConflict(text);
  const standing = pythonNumbers(conflict.text.replace(/^\uFEFF/, " "));
  try {
    return { value: JSON.parse(standing) as unknown, standing, problem: conflict.problem };
  } catch {
    const rest = readStandingPart(standing);
    return { value: rest.value, standing, problem: conflict.problem ?? rest.problem };
  }
}

/** `NaN` and `Infinity` outside strings, as JSON numbers of the same length. */
function pythonNumbers(text: string): string {
  if (!/NaN|Infinity/.test(text)) return text;
  const stand: Readonly<Record<string, string>> = { NaN: "0.0", Infinity: "1e999999", "-Infinity": "-1e999999" };
  return text.replace(/"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|-?\bInfinity\b|\bNaN\b/g, (token) => stand[token] ?? token);
}

/** The value at a path; undefined where the path leads nowhere. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Readonly<Record<string | number, unknown>>)[step];
  }
  return current;
}
