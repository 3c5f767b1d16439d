/** Finds the JSON in the text of a stream's chunk: a line of JSON, or an event with one line of data. */
import { isObject } from "./json";
import { readJson } from "./depth";

/** Its range in the text, and its value. */
export interface JsonPart {
  readonly text: string;
  readonly at: number;
}

/** undefined if the text has several such lines, or none that is JSON by itself: then values in it have no places. Never throws. */
export function jsonPart(text: string): JsonPart | undefined {
  const [first, second] = text.matchAll(/^(?:data:)?[ \t]*(?=[[{])|^data:(?! ?\[DONE\])/gm);
  if (first === undefined || second !== undefined) return undefined;
  const at = first.index + first[0].length;
  const json = /[^\r\n]*/.exec(text.slice(at))?.[0] ?? "";
  return isJson(json) ? { text: json, at } : undefined;
}

function isJson(text: string): boolean {
  try {
    const value = readJson(text);
    return isObject(value) || Array.isArray(value);
  } catch {
    return false;
  }
}
