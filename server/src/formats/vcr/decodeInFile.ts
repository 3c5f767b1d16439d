/**
 * Rewrites a compressed or binary body as text, so that replay returns the same answer: removes the Content-Encoding header and updates the length.
 * The result is what `decode_compressed_response=True` records.
 */
import type { OffsetEdit } from "../../recording/format";
import { isObject } from "../../recording/json";
import type { JsonPath } from "../../recording/jsonPath";
import { valueAt } from "../../recording/document";
import type { HiddenText, SourceText } from "../../recording/sourceText";
import { yamlScalar } from "../../source/yaml/write";

/** undefined if it cannot be written in place: JSON has no bytes, and other forms name their encoding in another field. */
export function decodeInFile(source: SourceText, { path, text, isRendered }: HiddenText): readonly OffsetEdit[] | undefined {
  const isPlain = path.at(-1) === "string" || path.at(-1) === "body";
  // A client of a binary stream cannot read its textual form.
  if (!isPlain || isRendered || source.notation !== "yaml" || source.problem !== undefined) return undefined;
  const headersPath = [...path.slice(0, path.lastIndexOf("body")), "headers"];
  const headers = valueAt(source.value, headersPath);
  const names = isObject(headers) ? Object.keys(headers) : [];
  const edits = [behindKey(source, path, yamlScalar(text))];
  for (const name of names) {
    const place = [...headersPath, name];
    if (/^content-encoding$/i.test(name)) {
      const removed = names.length === 1 ? behindKey(source, headersPath, "{}") : withoutLines(source, place);
      if (removed === undefined) return undefined;
      edits.push(removed);
    }
    const length = /^content-length$/i.test(name) ? newLength(source, place, text) : undefined;
    if (length !== undefined) edits.push(length);
  }
  return edits;
}

/** Starts at the key's colon, so that a tag is replaced too. */
function behindKey(source: SourceText, path: JsonPath, value: string): OffsetEdit {
  const { end } = source.rangeOf({ path });
  const lineBreak = /\r?\n$/.exec(source.text.slice(0, end).slice(-2))?.[0] ?? "";
  return { start: source.rangeOf({ path }, "key").end, end, newText: `: ${value}${lineBreak}` };
}

/** Removes the lines of a key and its value; undefined if they share lines with something else. */
function withoutLines(source: SourceText, path: JsonPath): OffsetEdit | undefined {
  const { text } = source;
  const key = source.rangeOf({ path }, "key").start;
  const start = text.lastIndexOf("\n", key - 1) + 1;
  const lineEnd = text.indexOf("\n", source.rangeOf({ path }).end - 1);
  const end = lineEnd < 0 ? text.length : lineEnd + 1;
  const isAlone = text.slice(start, key).trim() === "" && text.slice(source.rangeOf({ path }).end, end).trim() === "";
  return isAlone ? { start, end, newText: "" } : undefined;
}

function newLength(source: SourceText, path: JsonPath, body: string): OffsetEdit | undefined {
  const { start, end } = source.rangeOf({ path });
  const digits = /\d+/.exec(source.text.slice(start, end));
  if (digits === null) return undefined;
  const from = start + digits.index;
  return { start: from, end: from + digits[0].length, newText: String(Buffer.byteLength(body)) };
}
