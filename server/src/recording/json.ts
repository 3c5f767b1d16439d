/** Access to values of unknown shape, and their spelling in messages. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is an object, otherwise an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The value if it is a list, otherwise an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A value for a message: short, on one line. */
export function nameValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (isObject(value)) return "an object";
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return JSON.stringify(value);
  return `"${cutEscapes(printable(JSON.stringify(shorten(value, 38))).slice(1, -1), 60)}"`;
}

/** The name of a field or kind with its article: "an `input_json_delta`". */
export const withArticle = (name: string): string => `${/^[aeio]/i.test(name) ? "an" : "a"} \`${name}\``;

/** A path or test name for a message: whole, or its end, which is the most distinctive part. */
export function namePlace(place: string): string {
  const most = 120;
  const shown = printable(JSON.stringify(place.slice(-most))).slice(1, -1);
  if (place.length <= most && shown.length <= 2 * most) return `"${shown}"`;
  let end = "";
  for (const each of (shown.match(/\\u[\da-f]{4}|\\?[^]/gu) ?? []).reverse()) {
    if (end.length + each.length >= most) break;
    end = each + end;
  }
  return `"…${end}"`;
}

/** What would not show, or would turn the direction of the text around it. */
export const unseen = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Each of them as `\\u` escapes. */
export function printable(text: string): string {
  return text.replace(unseen, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Replaces control characters, line breaks and bidirectional marks by blanks, for places with a single line. */
export function oneLine(text: string): string {
  return text.replace(blanks, " ").trim();
}

const blank = String.raw`[\s\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]`;
/** A single blank between words is left alone, because replacing each would take longer than everything else. */
const blanks = new RegExp(`(?: (?=${blank})|(?! )${blank})${blank}*`, "gu");

/** At most `length` UTF-16 code units, with an ellipsis if something was cut, and without splitting a surrogate pair. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** The same of what is printable: no longer where most of it is escapes. */
export function shortPrintable(text: string, length: number): string {
  return cutEscapes(printable(shorten(text, length)), length);
}

/** No half of an escape at the end. */
function cutEscapes(shown: string, length: number): string {
  return shown.length <= length ? shown : `${shown.slice(0, length - 1).replace(/\\(?:u[\da-f]{0,3})?$/, "")}…`;
}

/** JSON on one line, cut before it gets long; a value too deep or too odd for JSON gives its kind. `replace` is `JSON.stringify`'s. */
export function compactJson(value: unknown, length: number, replace?: (key: string, value: unknown) => unknown): string {
  try {
    return shorten(JSON.stringify(value, replace), length);
  } catch {
    return nameValue(value);
  }
}

/** Compares strings as Python does, by code point: UTF-16 order puts astral characters before U+E000, code points put them last. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Ranks surrogates after all other units, like the characters that they encode. */
const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);
