/** Writes a request's value as Python's `json.dumps(value, sort_keys=True)` does: pythonJson.ts for values that `JSON.parse` made. */
import type { JsonObject } from "./json";
import { rounded, roundedText, textWithoutMetadata } from "./normalize";
import { byCodePoint, dumpPython, dumpString, parsePython, surrogate } from "./pythonJson";
import { numberMark } from "./requestValue";

/** What a request hash's scheme does to floats and strings: nothing, rounding, or rounding after taking out what a file search says. */
export type Reading = "raw" | "rounded" | "normalized";

/** A value of `requestValue`. Throws for numbers that Python refuses, and for lists without end. */
export function writePython(value: unknown, reading: Reading): string {
  if (typeof value === "string") return value.startsWith(numberMark) ? writeNumber(value, reading) : writeText(value, reading);
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? writeList(value, reading) : writeObject(value as JsonObject, reading);
}

function writeNumber(marked: string, reading: Reading): string {
  const number = parsePython(marked.slice(numberMark.length));
  return dumpPython(reading === "raw" ? number : rounded(number));
}

function writeText(text: string, reading: Reading): string {
  if (reading === "raw") return dumpString(text);
  return dumpString(roundedText(reading === "normalized" ? textWithoutMetadata(text) : text));
}

function writeList(list: readonly unknown[], reading: Reading): string {
  let text = "";
  for (const item of list) text += text === "" ? writePython(item, reading) : `, ${writePython(item, reading)}`;
  return `[${text}]`;
}

function writeObject(value: JsonObject, reading: Reading): string {
  let text = "";
  for (const key of sortedKeys(value)) {
    text += `${text === "" ? "" : ", "}${dumpString(key)}: ${writePython(value[key], reading)}`;
  }
  return `{${text}}`;
}

function sortedKeys(value: JsonObject): readonly string[] {
  const keys = Object.keys(value).sort();
  return keys.some((key) => surrogate.test(key)) ? keys.sort(byCodePoint) : keys;
}
