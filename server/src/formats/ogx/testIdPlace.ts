/** Which test a recording is of, from its first kilobyte: the recorder writes it first, and reading it there spares reading the file. */
import type { Range } from "vscode-languageserver-types";
import type { FirstTestId, QuickTest } from "../../recording/format";

/** Bounded, for a pattern that runs on overflows the stack. */
const first = /^\s*\{\s*"test_id"\s*:\s*("(?:[^"\\\n]|\\.){0,4000}")/;

const anywhere = /"test_id"\s*:\s*("(?:[^"\\\n]|\\.){0,4000}")/;
const noTest = /^\s*\{\s*"test_id"\s*:\s*null\b/;

/** undefined where something else comes first, or null. */
export function firstTestId(text: string): FirstTestId | undefined {
  const match = first.exec(text);
  const literal = match?.[1];
  const testId = literal === undefined ? undefined : valueOf(literal);
  if (match === null || literal === undefined || testId === undefined) return undefined;
  // Only white space came before, so there is no need for a table of all lines.
  const { line, character } = endOf(match[0].slice(0, -literal.length));
  return { testId, literal, range: { start: { line, character }, end: { line, character: character + literal.length } } };
}

/** The first test id in a text's beginning, wherever it stands there; undefined where there is none, or a broken one. */
function testIdAtStart(head: string): string | undefined {
  const literal = anywhere.exec(head)?.[1];
  return literal === undefined ? undefined : valueOf(literal);
}

/** Whether a text names a test anywhere, as far as a quick look tells; that of a request which no test made is not a name. */
export function mayNameTest(text: string): boolean {
  return text.replace(noTest, "").includes('"test_id"');
}

/** The position after a short text. */
function endOf(text: string): Range["end"] {
  const lines = text.includes("\r") ? text.split(/\r\n|\r|\n/) : text.split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** What a JSON string says; undefined where it is none. */
function valueOf(literal: string): string | undefined {
  if (!/[\\\0-\x1f]/.test(literal)) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}

export const quickTest: QuickTest = { firstTestId, testIdAtStart };
