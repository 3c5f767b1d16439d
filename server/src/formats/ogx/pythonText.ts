/**
 * Rewrites JSON as Python's `json.dumps(…, sort_keys=True)` does, token by token without parsing values. Much faster, because most tokens of a
 * recording are spelled that way already.
 */
import { deepest } from "../../recording/depth";
import { byCodePoint } from "../../recording/json";
import { mayChange, rounded, roundedText, textWithoutMetadata } from "./normalize";
import { dumpPython, dumpString, parsePython } from "../../recording/python/json";

/** What a hash scheme does to a body: nothing, rounding, rounding after removing project ids, or full normalization. */
export type Reading = "raw" | "rounded" | "withoutIds" | "normalized";

/** One member of an object. */
export interface Member {
  readonly key: string;
  /** The key in quotes, in Python's spelling. */
  readonly name: string;
  /** The offset of its value. */
  readonly start: number;
  /** The value in Python's spelling. */
  readonly written: string;
}

/**
 * Rewrites the value that starts at an offset; `dropped` is a key to remove from it. The text must be JSON in ASCII, apart from `NaN` and `Infinity`.
 * Throws for numbers that Python rejects, and beyond 500 levels.
 */
export function writePython(text: string, start: number, reading: Reading, dropped?: string): string {
  return new Writer(text, start, reading).value(true, dropped);
}

/** The members of the object that starts at an offset, in text order, and its end. Otherwise like `writePython`. */
export function readMembers(text: string, start: number): { readonly members: readonly Member[]; readonly end: number } {
  const writer = new Writer(text, start, "raw");
  return { members: writer.members(false), end: writer.at };
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Minus zero is an integer in Python, so it loses its sign. */
const spelledAlike = /^(?:true|false|null|0|-?[1-9][0-9]{0,14})$/;

/** Python escapes as little as possible, in lower case. An escaped backslash may cause a false match, which is harmless. */
const oddEscape = /\\(?:\/|u(?![0-9a-f]{4})|u00(?:0[89acd]|[2-6]|7[0-9a-e]))/;

class Writer {
  at: number;
  /** The offset of the next backslash, as far as it is known. */
  #backslash = -1;
  #depth = 0;

  constructor(
    readonly text: string,
    start: number,
    readonly reading: Reading,
  ) {
    this.at = start;
  }

  /** `isBody`: whether `withoutMetadata` would treat this as a body. */
  value(isBody: boolean, dropped?: string): string {
    const first = this.#next();
    if (first === quote) return this.#string();
    if (first !== openBrace && first !== openBracket) return this.#atom();
    if (++this.#depth > deepest) throw new RangeError("Nested too deeply");
    const written = first === openBrace ? this.#object(isBody, dropped) : this.#list();
    this.#depth--;
    return written;
  }

  members(isBody: boolean): Member[] {
    const members: Member[] = [];
    const losesIds = isBody && (this.reading === "withoutIds" || this.reading === "normalized");
    this.at++;
    let isMore = this.#next() !== closeBrace;
    if (!isMore) this.at++;
    while (isMore) {
      this.#next();
      const open = this.at;
      const end = this.#stringEnd();
      const isPlain = this.#isPlain(open, end);
      const key = isPlain ? this.text.slice(open + 1, end - 1) : (JSON.parse(this.text.slice(open, end)) as string);
      const name = isPlain ? this.text.slice(open, end) : dumpString(key);
      this.#next();
      this.at++;
      this.#next();
      const start = this.at;
      const dropped = losesIds && (key === "extra_body" || key === "extra_query") ? "project_id" : undefined;
      members.push({ key, name, start, written: this.value(false, dropped) });
      isMore = this.#next() === comma;
      this.at++;
    }
    return members;
  }

  #object(isBody: boolean, dropped: string | undefined): string {
    let text = "";
    for (const { key, name, written } of inOrder(this.members(isBody))) {
      if (key !== dropped) text += text === "" ? `${name}: ${written}` : `, ${name}: ${written}`;
    }
    return `{${text}}`;
  }

  #list(): string {
    let text = "";
    this.at++;
    let isMore = this.#next() !== closeBracket;
    if (!isMore) this.at++;
    while (isMore) {
      text += text === "" ? this.value(true) : `, ${this.value(true)}`;
      isMore = this.#next() === comma;
      this.at++;
    }
    return `[${text}]`;
  }

  #string(): string {
    const start = this.at;
    const end = this.#stringEnd();
    const source = this.text.slice(start, end);
    const staysSo = this.reading === "raw" || !mayChange(source);
    if (staysSo && (this.#isPlain(start, end) || !oddEscape.test(source))) return source;
    const text = JSON.parse(source) as string;
    if (this.reading === "raw") return dumpString(text);
    return dumpString(roundedText(this.reading === "normalized" ? textWithoutMetadata(text) : text));
  }

  #isPlain(start: number, end: number): boolean {
    if (this.#backslash < start) {
      const at = this.text.indexOf("\\", start);
      this.#backslash = at < 0 ? Infinity : at;
    }
    return this.#backslash >= end;
  }

  /** Skips a string. */
  #stringEnd(): number {
    let close = this.text.indexOf('"', this.at + 1);
    while (close >= 0 && this.#isEscaped(close)) close = this.text.indexOf('"', close + 1);
    return (this.at = close < 0 ? this.text.length : close + 1);
  }

  #isEscaped(at: number): boolean {
    let from = at;
    while (this.text.charCodeAt(from - 1) === backslash) from--;
    return (at - from) % 2 === 1;
  }

  #atom(): string {
    const start = this.at;
    for (this.at++; this.at < this.text.length; this.at++) {
      const unit = this.text.charCodeAt(this.at);
      if (unit <= 0x20 || unit === comma || unit === closeBrace || unit === closeBracket) break;
    }
    const source = this.text.slice(start, this.at);
    if (spelledAlike.test(source)) return source;
    const number = parsePython(source);
    return dumpPython(this.reading === "raw" ? number : rounded(number));
  }

  /** Skips blanks. */
  #next(): number {
    while (this.text.charCodeAt(this.at) <= 0x20) this.at++;
    return this.text.charCodeAt(this.at);
  }
}

/** Sorts by key; of duplicate keys, only the last is kept. */
function inOrder(members: Member[]): readonly Member[] {
  if (members.length > 20) members.sort((a, b) => byCodePoint(a.key, b.key));
  else sortFew(members);
  for (let at = 1; at < members.length; at++) {
    if (members[at - 1]?.key === members[at]?.key) return members.filter(({ key }, each) => members[each + 1]?.key !== key);
  }
  return members;
}

/** Insertion sort, which is several times as fast for few members. */
function sortFew(members: Member[]): void {
  for (let from = 1; from < members.length; from++) {
    const member = members[from];
    let to = from;
    for (; member && to > 0; to--) {
      const before = members[to - 1];
      if (before === undefined || byCodePoint(before.key, member.key) <= 0) break;
      members[to] = before;
    }
    if (member) members[to] = member;
  }
}
