/**
 * The text of a trace: a first line, then for each call a line with the lengths of request and response in bytes, followed by both as they were on
 * the wire, without separators.
 */
import type { SyntaxProblem } from "../../recording/jsonPath";
import { Part, type Parts, type ReadParts } from "../../source/parts";

export const firstLine = "httprr trace v1\n";
const lengths = /(\d{1,15}) (\d{1,15})\r?\n/y;

/** Returns `{calls: [{request, response}]}`, up to the first call whose lengths do not fit. Never throws. */
export function readTrace(text: string): ReadParts {
  const calls: Parts[] = [];
  let at = text.startsWith(firstLine) ? firstLine.length : 0;
  while (at < text.length) {
    lengths.lastIndex = at;
    const found = lengths.exec(text);
    const start = lengths.lastIndex;
    const middle = found && after(text, start, Number(found[1]));
    const end = middle === null || middle === undefined ? undefined : after(text, middle, Number(found?.[2]));
    if (middle === null || middle === undefined || end === undefined || !text.startsWith("HTTP/", middle)) {
      return { root: { calls }, problem: problemAt(text, at) };
    }
    calls.push({ request: requestIn(text, start, middle), response: responseIn(text, middle, end) });
    at = end;
  }
  return { root: { calls }, problem: undefined };
}

/** The offset that is `bytes` of UTF-8 after another; undefined if the text ends before, or the offset would be inside a character. */
function after(text: string, from: number, bytes: number): number | undefined {
  let [at, left] = [from, bytes];
  for (; left > 0 && at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a surrogate pair accounts for two of its four bytes.
    left -= unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return left === 0 ? at : undefined;
}

function problemAt(text: string, at: number): SyntaxProblem {
  const line = text.indexOf("\n", at);
  const message = "The lengths here do not match what follows, so replay cannot load the file.";
  return { kind: "syntax", range: { start: at, end: line === -1 ? text.length : line }, message };
}

function requestIn(text: string, start: number, end: number): Parts {
  const { first, headers, body } = messageIn(text, start, end);
  const [, method = "", blank = "", url = ""] = /^(\S*)( *)(\S*)/.exec(text.slice(first.start, first.end)) ?? [];
  const urlAt = start + method.length + blank.length;
  return { method: new Part(start, start + method.length), url: new Part(urlAt, urlAt + url.length), headers, ...body };
}

function responseIn(text: string, start: number, end: number): Parts {
  const { first, headers, body } = messageIn(text, start, end);
  const [, version = "", code = ""] = /^(\S* )(\d{3})/.exec(text.slice(first.start, first.end)) ?? [];
  const codeAt = start + version.length;
  return { status: new Part(codeAt, codeAt + code.length, code === "" ? null : Number(code)), headers, ...body };
}

function messageIn(text: string, start: number, end: number): { first: Part; headers: Parts; body: { body?: Part } } {
  const lines: Part[] = [];
  let at = start;
  while (at < end) {
    const found = text.indexOf("\n", at);
    const lineEnd = found === -1 || found >= end ? end : found;
    const line = new Part(at, text[lineEnd - 1] === "\r" && lineEnd > at ? lineEnd - 1 : lineEnd);
    at = Math.min(lineEnd + 1, end);
    if (line.start === line.end) break;
    lines.push(line);
  }
  const [first = new Part(start, start), ...fields] = lines;
  return { first, headers: fields.map((field) => headerIn(text, field)), body: at < end ? { body: new Part(at, end) } : {} };
}

function headerIn(text: string, { start, end }: Part): Parts {
  const colon = text.indexOf(":", start);
  const nameEnd = colon === -1 || colon > end ? end : colon;
  let valueAt = Math.min(nameEnd + 1, end);
  while (valueAt < end && text[valueAt] === " ") valueAt++;
  return { name: new Part(start, nameEnd), value: new Part(valueAt, end) };
}
