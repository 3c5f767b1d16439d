/**
 * Reads and writes JSON as Python does. Hashes depend on the spelling of numbers (`1.0` is not `1`, integers have any size), which
 * `JSON.parse` loses. Strings are UTF-16 here and code points there; both keep a lone surrogate.
 */
import { deepest } from "../depth";
import { byCodePoint } from "../json";
import { floatRepr } from "./numbers";

/** The result of `json.loads`: a `bigint` is an int, a `number` a float. */
export type PythonValue = null | boolean | string | bigint | number | readonly PythonValue[] | PythonDict;
/** Keys in text order; the last value of a duplicate key counts. */
export type PythonDict = ReadonlyMap<string, PythonValue>;

export function isDict(value: PythonValue | undefined): value is PythonDict {
  return value instanceof Map;
}

export function isList(value: PythonValue | undefined): value is readonly PythonValue[] {
  return Array.isArray(value);
}

/** Parses a complete JSON text, including `NaN` and `Infinity`. Throws if it is not JSON, if Python rejects it, and beyond 500 levels. */
export function parsePython(text: string): PythonValue {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

/** Parses one member of the object in a JSON text, skipping what precedes it. undefined if the object lacks it. Throws if it cannot be read. */
export function parseMember(text: string, name: string): PythonValue | undefined {
  return new Reader(text).member(name);
}

/** `json.dumps(value, sort_keys=True)`. */
export function dumpPython(value: PythonValue): string {
  if (typeof value === "string") return dumpString(value);
  if (typeof value === "number") return floatRepr(value);
  if (typeof value === "object" && value !== null) return dumpContainer(value);
  return String(value);
}

function dumpContainer(value: readonly PythonValue[] | PythonDict): string {
  if (!isDict(value)) return `[${value.map(dumpPython).join(", ")}]`;
  const keys = sortKeys([...value.keys()]);
  return `{${keys.map((key) => `${dumpString(key)}: ${dumpPython(value.get(key) ?? null)}`).join(", ")}}`;
}

/** Sorts as Python does. JavaScript's own order, which is much faster, only differs for surrogate pairs. */
export function sortKeys(keys: string[]): string[] {
  return keys.some((key) => surrogate.test(key)) ? keys.sort(byCodePoint) : keys.sort();
}

const surrogate = /[\ud800-\udfff]/;
const beyondAscii = /[\x7f-\uffff]/;
const eachBeyondAscii = /[\x7f-\uffff]/g;

/** Most strings are plain ASCII, which is quicker to check than to write. */
const needsEscape = /[^\x20\x21\x23-\x5b\x5d-\x7e]/;

/** `json.dumps` of a string. */
export function dumpString(text: string): string {
  if (!needsEscape.test(text)) return `"${text}"`;
  const json = JSON.stringify(text);
  return beyondAscii.test(json) ? json.replace(eachBeyondAscii, escape) : json;
}

function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Python rejects longer ones. */
const mostDigits = 4300;
const constants: ReadonlyMap<string, readonly [string, PythonValue]> = new Map([
  ["n", ["null", null]],
  ["t", ["true", true]],
  ["f", ["false", false]],
  ["N", ["NaN", NaN]],
  ["I", ["Infinity", Infinity]],
]);
const number = /-?(?:(Infinity)|(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?)/y;

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): PythonValue {
    const first = this.#next();
    switch (first) {
      case '"':
        return this.#string();
      case "{":
        return this.#dict();
      case "[":
        return this.#list();
      default:
        return this.#constantOrNumber(first);
    }
  }

  end(): void {
    if (this.#next() !== "") this.#fail();
  }

  member(name: string): PythonValue | undefined {
    let found: PythonValue | undefined;
    this.#each("{", "}", () => {
      if (this.#key() === name) found = this.value();
      else this.#skip();
      // The rest of the text is long, and only matters if it contains the name again.
      return found === undefined || this.#text.includes(`"${name}"`, this.#at);
    });
    return found;
  }

  #dict(): PythonDict {
    const dict = new Map<string, PythonValue>();
    this.#each("{", "}", () => {
      const key = this.#key();
      dict.set(key, this.value());
      return true;
    });
    return dict;
  }

  #list(): PythonValue[] {
    const list: PythonValue[] = [];
    this.#each("[", "]", () => list.push(this.value()) > 0);
    return list;
  }

  /** Reads elements up to the closing bracket, or until `element` returns that no more are needed. */
  #each(open: string, close: string, element: () => boolean): void {
    this.#expect(open);
    if (++this.#depth > deepest) this.#fail();
    if (this.#next() !== close) {
      do if (!element()) return;
      while (this.#takes(","));
    }
    this.#expect(close);
    this.#depth--;
  }

  #key(): string {
    if (this.#next() !== '"') this.#fail();
    const key = this.#string();
    this.#expect(":");
    return key;
  }

  #string(): string {
    const from = this.#at;
    this.#at = this.#stringEnd(from);
    const inside = this.#text.slice(from + 1, this.#at - 1);
    return /[\\\0-\x1f]/.test(inside) ? (JSON.parse(this.#text.slice(from, this.#at)) as string) : inside;
  }

  /** The offset after the closing quote of the string that starts at `from`. */
  #stringEnd(from: number): number {
    let quote = this.#text.indexOf('"', from + 1);
    while (quote >= 0 && isEscaped(this.#text, quote)) quote = this.#text.indexOf('"', quote + 1);
    return quote < 0 ? this.#fail() : quote + 1;
  }

  #constantOrNumber(first: string): PythonValue {
    const constant = constants.get(first);
    if (!constant) return this.#number();
    const [word, value] = constant;
    if (!this.#text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return value;
  }

  #number(): bigint | number {
    number.lastIndex = this.#at;
    const match = number.exec(this.#text) ?? this.#fail();
    this.#at = number.lastIndex;
    const [source, infinity, fraction, exponent] = match;
    if (infinity !== undefined || fraction !== undefined || exponent !== undefined) return Number(source);
    return source.length > mostDigits + 1 ? this.#fail() : BigInt(source);
  }

  /** Skips a value by counting brackets outside of strings. */
  #skip(): void {
    const first = this.#next();
    if (!'"{['.includes(first)) {
      this.#constantOrNumber(first);
      return;
    }
    const mark = /["{}[\]]/g;
    let depth = 0;
    do {
      mark.lastIndex = this.#at;
      const match = mark.exec(this.#text) ?? this.#fail();
      if (match[0] === '"') this.#at = this.#stringEnd(match.index);
      else {
        this.#at = mark.lastIndex;
        depth += match[0] === "{" || match[0] === "[" ? 1 : -1;
      }
    } while (depth > 0);
  }

  #next(): string {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      // The last one is a byte order mark, which no value starts with.
      if (unit === 32 || unit === 10 || unit === 13 || unit === 9 || unit === 0xfeff) this.#at++;
      else return this.#text.charAt(this.#at);
    }
  }

  #takes(mark: string): boolean {
    const there = this.#next() === mark;
    if (there) this.#at++;
    return there;
  }

  #expect(mark: string): void {
    if (!this.#takes(mark)) this.#fail();
  }

  #fail(): never {
    throw new SyntaxError(`Unexpected text at ${this.#at}`);
  }
}

/** Whether an odd number of backslashes precedes a quote. */
function isEscaped(text: string, quote: number): boolean {
  let from = quote;
  while (text.charAt(from - 1) === "\\") from--;
  return (quote - from) % 2 === 1;
}
