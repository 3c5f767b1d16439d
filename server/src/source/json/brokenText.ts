/** Diagnoses a text that is not JSON, and reads what can still be read of it. */
import { parse, printParseErrorCode, type ParseError } from "jsonc-parser";
import { thousands, withoutDepths, type CutJson } from "../../recording/depth";
import { escapedByte } from "../../recording/escapedBytes";
import type { OffsetRange, SyntaxProblem } from "../../recording/jsonPath";
import { shortPrintable } from "../../recording/json";

export const emptyFile: SyntaxProblem = {
  kind: "empty",
  range: { start: 0, end: 0 },
  message: "The file is empty, so there is nothing to replay.",
};

export function lfsPointer(text: string): SyntaxProblem {
  return {
    kind: "lfs-pointer",
    range: { start: 0, end: lineEnd(text, 0) },
    message: "This is a Git LFS pointer, not the recording, so replay fails until `git lfs pull` fetches it.",
  };
}

/** Whether every other character is a NUL, after an undecodable byte order mark: UTF-16 that was read as UTF-8. */
export function isUtf16(text: string): boolean {
  return /^[\uFFFD\uDC80-\uDCFF]{0,2}(?:\0[^\0]\0|[^\0]\0[^\0]\0)/.test(text);
}

export const utf16: SyntaxProblem = {
  kind: "encoding",
  range: { start: 0, end: 1 },
  message: "The file is UTF-16, not UTF-8, so the recorder cannot read it.",
};

/** Control characters that texts have no use for; terminals' own begin with an escape. */
const control = /(?![\t\n\f\r\u001b])\p{Cc}/gu;
const [binaryStart, fewestControls] = [1000, 10];

/** The problem of a picture, an archive or the like, of which one character in twenty is a control character; undefined for text. */
export function notText(text: string): SyntaxProblem | undefined {
  const start = text.slice(0, binaryStart);
  const controls = start.match(control)?.length ?? 0;
  if (controls < fewestControls || controls < start.length / 20) return undefined;
  return { kind: "binary", range: { start: 0, end: 1 }, message: "The file is binary, not text, so it cannot be replayed." };
}

/** How deep the values may nest that Python's `json` reads: at about this many levels its stack ended, before and since Python 3.13. */
const [readByEarlier, readBySome] = [1_000, 10_000];

/** The problem of a text nested too deeply to be replayed; undefined if it is only too deep for us to read. */
export function tooDeep({ levels, at }: NonNullable<CutJson["cut"]>): SyntaxProblem | undefined {
  if (levels <= readByEarlier) return undefined;
  const python = levels < readBySome ? "Python's `json` before 3.13" : "Python's `json`";
  const message = `The values nest ${thousands(levels)} levels deep, so ${python} raises a RecursionError instead of reading the file.`;
  return { kind: "too-deep", range: { start: at, end: at + 1 }, message };
}

/** The problem of a text with bytes that are not UTF-8, such as Latin-1; undefined if there are none. */
export function notUtf8(text: string): SyntaxProblem | undefined {
  const found = escapedByte(text);
  if (found === undefined) return undefined;
  const byte = found.byte.toString(16).toUpperCase();
  const message = `The byte 0x${byte} is not UTF-8, so Python cannot read the file and it cannot be replayed.`;
  return { kind: "encoding", range: { start: found.at, end: found.at + 1 }, message };
}

const marker = /^(?:(<{7})(?: |$)|(\|{7})(?: |$)|(={7})$|(>{7})(?: |$))/;

const marks = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/** Replaces conflict markers and all sides but the first by blanks, so that offsets stay. undefined if there are none. */
export function resolveConflict(
  text: string,
  notation = "JSON",
): { readonly text: string; readonly problem: SyntaxProblem | undefined } {
  if (!marks.some((mark) => text.includes(mark))) return { text, problem: undefined };
  const kept: string[] = [];
  let firstMarker: OffsetRange | undefined;
  let dropping = false;
  for (let start = 0; start < text.length;) {
    const end = lineEnd(text, start);
    const next = Math.min(text.length, text.startsWith("\r\n", end) ? end + 2 : end + 1);
    const match = marker.exec(text.slice(start, end));
    if (match !== null) {
      firstMarker ??= { start, end };
      dropping = match[2] !== undefined || match[3] !== undefined;
    }
    kept.push(match !== null || dropping ? " ".repeat(end - start) : text.slice(start, end), text.slice(end, next));
    start = next;
  }
  if (firstMarker === undefined) return { text, problem: undefined };
  const message = `Merge conflict marker \`${clip(text.slice(firstMarker.start, firstMarker.end))}\`, so the file is not ${notation} and cannot be replayed.`;
  return { text: kept.join(""), problem: { kind: "merge-conflict", range: firstMarker, message } };
}

/** Reads the intact part of a text, and says where and why it breaks, quoting the `original` text. */
export function readStandingPart(text: string, original: string): { readonly value: unknown; readonly problem: SyntaxProblem } {
  const errors: ParseError[] = [];
  // The parser is recursive, so deep nesting is removed first.
  const value = parse(withoutDepths(text), errors, { disallowComments: true, allowTrailingComma: false }) as unknown;
  return { value, problem: problemOf(text, original, errors[0]) };
}

function problemOf(text: string, original: string, error: ParseError | undefined): SyntaxProblem {
  if (error === undefined) return syntaxProblem("The file is not JSON", { start: 0, end: lineEnd(text, 0) });
  if (endsWithin(text, error)) {
    const end = text.trimEnd().length;
    const message = "The file is truncated, so it cannot be replayed.";
    return { kind: "truncated", range: { start: end - 1, end }, message };
  }
  const range = { start: error.offset, end: Math.min(error.offset + Math.max(error.length, 1), lineEnd(text, error.offset)) };
  const found = clip(original.slice(range.start, range.end));
  return syntaxProblem(
    `${wording[printParseErrorCode(error.error)] ?? "This is not JSON"}${found === "" ? "" : `: \`${found}\``}`,
    range,
  );
}

/** Whether the only problem is that the text is cut off: the first error is at the end, or in a token that reaches the end. */
function endsWithin(text: string, error: ParseError): boolean {
  const end = text.trimEnd().length;
  if (error.offset >= end) return true;
  if (error.offset + error.length < end) return false;
  const token = text.slice(error.offset, end);
  if (token.startsWith('"')) return true;
  if (/^-?(\d+(\.\d*)?([eE][-+]?)?)?$/.test(token)) return !/^-?\d+$/.test(token);
  return ["true", "false", "null", "NaN", "Infinity", "-Infinity"].some((word) => word !== token && word.startsWith(token));
}

const wording: Readonly<Record<string, string>> = {
  InvalidSymbol: "Not a JSON value",
  InvalidNumberFormat: "Not a JSON number",
  PropertyNameExpected: "Expected a property name in double quotes",
  ValueExpected: "Expected a value",
  ColonExpected: "Expected a colon before this",
  CommaExpected: "Expected a comma before this",
  CloseBraceExpected: "Expected a closing brace before this",
  CloseBracketExpected: "Expected a closing bracket before this",
  EndOfFileExpected: "Expected the end of the file before this",
  InvalidCommentToken: "Comments are not allowed in JSON",
  UnexpectedEndOfComment: "Comments are not allowed in JSON",
  UnexpectedEndOfString: "Unterminated string",
  UnexpectedEndOfNumber: "Incomplete number",
  InvalidUnicode: "\\u escape without four hexadecimal digits",
  InvalidEscapeCharacter: "Invalid escape",
  InvalidCharacter: "Control character or line break in a string",
};

function syntaxProblem(what: string, range: OffsetRange): SyntaxProblem {
  return { kind: "syntax", range, message: `${what}, so the file cannot be replayed.` };
}

const lineBreak = /[\r\n]/g;

function lineEnd(text: string, from: number): number {
  lineBreak.lastIndex = from;
  return lineBreak.exec(text)?.index ?? text.length;
}

const clip = (text: string): string => shortPrintable(text, 30);
