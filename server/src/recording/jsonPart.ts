/** The JSON in a text that stands for one chunk of a stream: a line of JSON, or an event with one line of data. */
import { isObject } from "./json";
import { readJson } from "./depth";

/** Where it stands in the text, and what it says. */
export interface JsonPart {
  readonly text: string;
  readonly at: number;
}

/** undefined where the text has several such lines, or none that is JSON by itself: nothing in it has a place of its own. Never throws. */
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
