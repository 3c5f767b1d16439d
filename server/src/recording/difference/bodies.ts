/** Differences in meaning between two request bodies, regardless of JSON spelling, the order of form fields, and multipart boundaries. */
import { decodeBody } from "../http/decodeBody";
import { readJson } from "../depth";
import { headerOf, type Headers } from "../http/headers";
import { fieldDifferences, type FieldDifference } from "./fields";

export interface SentBody {
  readonly headers: Headers;
  /** undefined if there is no body. */
  readonly bytes: Uint8Array | undefined;
}

/** Compared field by field; for other bodies such as text, one difference at the root. Never throws. */
export function bodyDifferences(before: SentBody, after: SentBody): readonly FieldDifference[] {
  // A suite's filter may remove the content type.
  const types = [before, after].map(({ headers }) => headerOf(headers, "content-type") ?? "");
  const known = types.find((type) => type.includes("/")) ?? "";
  const [old, now] = [before, after].map((body, at) => meaningOf(body, types[at]?.includes("/") === true ? types[at] : known));
  return fieldDifferences(old, now);
}

function meaningOf({ headers, bytes }: SentBody, type: string): unknown {
  if (bytes === undefined || bytes.length === 0) return undefined;
  const parts = /^(?:$|multipart)/i.test(type) ? partsOf(Buffer.from(bytes).toString("latin1")) : undefined;
  if (parts !== undefined) return parts;
  const { text, bytes: plain } = decodeBody(bytes, headerOf(headers, "content-encoding") ?? "");
  return text === undefined ? Buffer.from(plain).toString("base64") : textMeaning(text, type);
}

const looksLikeForm = /^[\w.~%+*[\]-]+=[^\s&=]*(?:&[\w.~%+*[\]-]+=[^\s&=]*)*$/;

function textMeaning(text: string, type: string): unknown {
  if (/json/i.test(type) || /^\s*[[{]/.test(text)) {
    const value = jsonIn(text) ?? linesOf(text);
    if (value !== undefined) return value.json;
  }
  const isForm = /form-urlencoded/i.test(type) || (type === "" && looksLikeForm.test(text));
  return isForm ? grouped([...new URLSearchParams(text)]) : text;
}

function jsonIn(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: readJson(text) };
  } catch {
    return undefined;
  }
}

/** JSON Lines, as in batches. */
function linesOf(text: string): { readonly json: readonly unknown[] } | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const values = lines.map(jsonIn);
  return values.every((value) => value !== undefined) ? { json: values.map(({ json }) => json) } : undefined;
}

/** Pairs by name; several values of a name become a list. */
function grouped(pairs: readonly (readonly [name: string, value: unknown])[]): Readonly<Record<string, unknown>> {
  const fields = new Map<string, unknown[]>();
  for (const [name, value] of pairs) {
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

/** The parts of a multipart body, whose boundary is in its first line; undefined for other bodies. */
function partsOf(body: string): Readonly<Record<string, unknown>> | undefined {
  const boundary = /^(--[^\r\n]{1,100})\r?\n/.exec(body)?.[1];
  if (boundary === undefined) return undefined;
  const pieces = `\r\n${body}`.split(`\r\n${boundary}`).slice(1);
  if (pieces.at(-1)?.startsWith("--") !== true) return undefined;
  return grouped(pieces.slice(0, -1).map(partOf));
}

function partOf(piece: string, at: number): readonly [name: string, value: unknown] {
  const end = piece.indexOf("\r\n\r\n");
  const head = end < 0 ? "" : piece.slice(0, end);
  const bytes = Buffer.from(end < 0 ? piece : piece.slice(end + 4), "latin1");
  const [, type = ""] = /\r\ncontent-type:\s*([^\r\n]*)/i.exec(head) ?? [];
  const [, fileName] = /;\s*filename="([^"\r\n]*)"/i.exec(head) ?? [];
  const [, name = String(at)] = /;\s*name="([^"\r\n]*)"/i.exec(head) ?? [];
  const { text } = decodeBody(bytes, "");
  const value = text === undefined ? bytes.toString("base64") : textMeaning(text, type === "" ? "text/plain" : type);
  return [name, fileName === undefined ? value : { filename: fileName, content: value }];
}
