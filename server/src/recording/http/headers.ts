/** Headers in any recorder's form: lists or strings, with bytes among them, and names in any case. */
import { isObject, listOf } from "../json";

/** Names as written, each with its values. */
export type Headers = Readonly<Record<string, readonly string[]>>;

const known = new WeakMap<object, Headers>();

/** Computed once. Never throws: what is not a header is left out. */
export function readHeaders(value: unknown): Headers {
  if (typeof value !== "object" || value === null) return {};
  let headers = known.get(value);
  if (headers === undefined) known.set(value, (headers = headersIn(value)));
  return headers;
}

function headersIn(value: object): Headers {
  if (Array.isArray(value)) return fromEntries(listOf(value).flatMap(namedHeader));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, textsOf(each)] as const));
}

/** The first value of a header; undefined if there is none. `name` must be in lower case. */
export function headerOf(headers: Headers, name: string): string | undefined {
  for (const each in headers) if (each.length === name.length && each.toLowerCase() === name) return headers[each]?.[0];
  return undefined;
}

/** `{name, value}`, as in HAR, or a pair. */
function namedHeader(each: unknown): readonly (readonly [string, readonly string[]])[] {
  if (Array.isArray(each)) return typeof each[0] === "string" ? [[each[0], textsOf(each[1])]] : [];
  const { name, value } = isObject(each) ? each : {};
  return typeof name === "string" ? [[name, textsOf(value)]] : [];
}

function fromEntries(entries: readonly (readonly [string, readonly string[]])[]): Headers {
  const headers = new Map<string, readonly string[]>();
  for (const [name, values] of entries) headers.set(name, [...(headers.get(name) ?? []), ...values]);
  return Object.fromEntries(headers);
}

function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) {
    const list = listOf(value);
    return areTexts(list) ? list : list.flatMap(textsOf);
  }
  if (value instanceof Uint8Array) return [Buffer.from(value).toString("utf8")];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [String(value)] : [];
}

const areTexts = (list: readonly unknown[]): list is readonly string[] => list.every((each) => typeof each === "string");
