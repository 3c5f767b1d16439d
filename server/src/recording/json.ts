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
  return printable(JSON.stringify(typeof value === "string" ? shorten(value, 38) : value));
}

/** The name of a field or kind with its article: "an `input_json_delta`". */
export const withArticle = (name: string): string => `${/^[aeio]/i.test(name) ? "an" : "a"} \`${name}\``;

/** A path or test name for a message: whole, or its end, which is the most distinctive part. */
export function namePlace(place: string): string {
  const most = 120;
  const shown = place.length <= most ? place : `…${place.slice(1 - most).replace(/^[\udc00-\udfff]/, "")}`;
  return printable(JSON.stringify(shown));
}

/** Escapes invisible characters, and those that change the direction of text, as `\\u`. */
export function printable(text: string): string {
  const invisible = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
  return text.replace(invisible, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
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

/** JSON on one line, at most `length` long; a value that JSON cannot express gives its type. `replace` is the replacer of `JSON.stringify`. */
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
