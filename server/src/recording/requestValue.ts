/**
 * A request as `JSON.parse` reads it, save for numbers that Python does not read as an integer of the same spelling. Much faster than reading
 * a text as Python does, for the requests that are written as the recorder writes them.
 */
import { isObject, type JsonObject } from "./json";
import type { RecordingFile } from "./recordingFile";

/** Stands before the source of a number that is a string here: one with a point or an exponent, one with many digits, `NaN`. */
export const numberMark = "\0";

/** What the recorder writes before the request. Bounded, for a pattern that runs on overflows the stack. */
const beforeRequest = /^\s*\{\s*(?:"test_id"\s*:\s*(?:null|"(?:[^"\\\n]|\\.){0,4000}")\s*,\s*)?"request"\s*:\s*(?=\{)/;

/** The request of a file that is JSON. undefined where it does not stand where the recorder writes it, or may come twice, or holds such a mark. */
export function requestValue(file: RecordingFile): JsonObject | undefined {
  const { text } = file;
  const start = beforeRequest.exec(text)?.[0].length;
  if (start === undefined) return undefined;
  const odd: Token[] = [];
  const end = endOfObject(text, start, odd);
  const source = text.slice(start, end);
  if (source.includes("\\u0000") || comesAgain(text, end)) return undefined;
  const request: unknown = odd.length === 0 ? (file.value as JsonObject).request : JSON.parse(marked(text, start, end, odd));
  return isObject(request) ? request : undefined;
}

/** Of a request that comes twice the last counts. A Q is rare, so looking for that first takes a tenth of the time. */
function comesAgain(text: string, from: number): boolean {
  return text.includes('quest"', from) && text.includes('"request"', from);
}

interface Token {
  readonly start: number;
  readonly end: number;
}

function marked(text: string, start: number, end: number, numbers: readonly Token[]): string {
  let result = "";
  let from = start;
  for (const each of numbers) {
    result += `${text.slice(from, each.start)}"\\u0000${text.slice(each.start, each.end)}"`;
    from = each.end;
  }
  return result + text.slice(from, end);
}

const quote = 0x22;
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Where the object that begins at `start` ends. The numbers in it that are spelled oddly come into the list. */
function endOfObject(text: string, start: number, odd: Token[]): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit <= 0x20) continue;
    if (unit === quote) at = closingQuote(text, at);
    else if (unit === openBrace || unit === openBracket) depth++;
    else if (unit === closeBrace || unit === closeBracket) {
      if (--depth === 0) return at + 1;
    } else if (beginsNumber(unit)) {
      const end = endOfNumber(text, at);
      if (isOdd(text, at, end)) odd.push({ start: at, end });
      at = end - 1;
    }
  }
  return text.length;
}

function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at >= 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at < 0 ? text.length : at;
}

function isEscaped(text: string, at: number): boolean {
  let from = at;
  while (text.charAt(from - 1) === "\\") from--;
  return (at - from) % 2 === 1;
}

/** A digit, a minus, `NaN` or `Infinity`. */
const beginsNumber = (unit: number): boolean => isDigit(unit) || unit === 0x2d || unit === 0x4e || unit === 0x49;
const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

/** All up to a comma, a bracket or a blank. */
function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit <= 0x20 || unit === 0x2c || unit === closeBrace || unit === closeBracket) break;
  }
  return at;
}

/** Integers of up to so many characters `JSON.parse` keeps as they are. */
const exactLength = 15;

/** Whether Python reads something else than the integer that `JSON.parse` reads. */
function isOdd(text: string, start: number, end: number): boolean {
  const isNegative = text.charCodeAt(start) === 0x2d;
  // Minus zero is an integer to Python, and so has no sign.
  if (end - start > exactLength || (isNegative && text.charCodeAt(start + 1) === 0x30)) return true;
  for (let at = isNegative ? start + 1 : start; at < end; at++) if (!isDigit(text.charCodeAt(at))) return true;
  return false;
}
