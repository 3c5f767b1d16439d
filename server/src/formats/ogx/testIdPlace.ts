/** Reads a recording's test from its first kilobyte: the recorder writes it first, so the file need not be read. */
import type { Range } from "vscode-languageserver-types";
import type { FirstTestId, QuickTest } from "../../recording/format";

/** Bounded, because an unbounded pattern overflows the stack. */
const first = /^\s*\{\s*"test_id"\s*:\s*("(?:[^"\\\n]|\\.){0,4000}")/;

const anywhere = /"test_id"\s*:\s*("(?:[^"\\\n]|\\.){0,4000}")/;
const noTest = /^\s*\{\s*"test_id"\s*:\s*null\b/;

/** undefined if something else comes first, or the test id is null. */
export function firstTestId(text: string): FirstTestId | undefined {
  const match = first.exec(text);
  const literal = match?.[1];
  const testId = literal === undefined ? undefined : valueOf(literal);
  if (match === null || literal === undefined || testId === undefined) return undefined;
  // Only white space precedes it, so no table of lines is needed.
  const { line, character } = endOf(match[0].slice(0, -literal.length));
  return { testId, literal, range: { start: { line, character }, end: { line, character: character + literal.length } } };
}

/** The first test id in the beginning of a text; undefined if there is none, or it is broken. */
function testIdAtStart(head: string): string | undefined {
  const literal = anywhere.exec(head)?.[1];
  return literal === undefined ? undefined : valueOf(literal);
}

/** A quick check whether a text names a test anywhere; the null of a request outside of tests is not a name. */
export function mayNameTest(text: string): boolean {
  return text.replace(noTest, "").includes('"test_id"');
}

/** The position at the end of a short text. */
function endOf(text: string): Range["end"] {
  const lines = text.includes("\r") ? text.split(/\r\n|\r|\n/) : text.split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** The value of a JSON string; undefined if it is not one. */
function valueOf(literal: string): string | undefined {
  if (!/[\\\0-\x1f]/.test(literal)) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}

export const quickTest: QuickTest = { firstTestId, testIdAtStart };
