/** What a backslash stands for in a double-quoted text. */
import { breakAt, emptyLines, isBreakUnit } from "./lineBreaks";
import type { SegmentBuilder } from "./segmentBuilder";

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const [doubleQuote, backslash] = [34, 92];

/** Adds what an escape stands for; gives where it ends. One that YAML does not know stays as it is: the parser has refused it. */
export function escaped(builder: SegmentBuilder, at: number, end: number): number {
  const { text } = builder;
  const mark = text[at + 1] ?? "";
  if (isBreakUnit(text.charCodeAt(at + 1))) {
    const { breaks, next } = emptyLines(text, breakAt(text, at + 1).next, end);
    builder.add(breaks, at, next);
    return next;
  }
  const digits = hexDigits[mark];
  if (digits === undefined) {
    builder.add(escapes[mark] ?? text.slice(at, at + 2), at, at + 2);
    return at + 2;
  }
  const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
  builder.add(code <= 0x10ffff ? String.fromCodePoint(code) : "", at, at + 2 + digits);
  return at + 2 + digits;
}

/** Offset of the first escape that YAML refuses in a double-quoted text; undefined where there is none. */
export function wrongEscape(text: string, start: number, end: number): number | undefined {
  for (let at = text.indexOf("\\", start); at !== -1 && at < end; at = text.indexOf("\\", at)) {
    const unit = text.charCodeAt(at + 1);
    // Most are these.
    if (unit === doubleQuote || unit === backslash) {
      at += 2;
      continue;
    }
    const mark = text[at + 1] ?? "";
    const digits = hexDigits[mark];
    if (digits === undefined) {
      if (escapes[mark] === undefined && !isBreakUnit(text.charCodeAt(at + 1))) return at;
      at += 2;
    } else {
      const hex = text.slice(at + 2, at + 2 + digits);
      if (!/^[\da-f]+$/i.test(hex) || hex.length < digits) return at;
      const code = Number.parseInt(hex, 16);
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return at;
      at += 2 + digits;
    }
  }
  return undefined;
}
