/**
 * `id_normalization_mapping`: replay writes the whole recording as JSON, replaces each original id in that text by its normalized
 * form, and parses it again. A test gets the result, not what is in the file.
 */
import { readJson } from "../../recording/depth";
import { isObject, stringOf } from "../../recording/json";

/** A recording's value as replay reads it; the value itself if there is no mapping, or it breaks the JSON. Never throws. */
export function asReplayed(value: unknown): unknown {
  const mapping = isObject(value) ? value.id_normalization_mapping : undefined;
  if (!isObject(mapping)) return value;
  const pairs = Object.entries(mapping).flatMap(([normalized, original]) => {
    const text = stringOf(original);
    return text === undefined ? [] : [{ normalized, original: text }];
  });
  if (pairs.length === 0) return value;
  let text = pythonJson(value);
  const longest = 2 * text.length + slack;
  if (pairs.length * text.length > mostWork) return value;
  for (const { normalized, original } of pairs) {
    const pieces = text.split(original);
    if (text.length + (pieces.length - 1) * (normalized.length - original.length) > longest) return value;
    text = pieces.join(normalized);
  }
  try {
    return readJson(text);
  } catch {
    return value;
  }
}

/** The most characters to search for all ids together, and by which the text may grow: ids are few, and as long as their replacements. */
const mostWork = 200_000_000;
const slack = 1_000_000;

/** JSON in the default spelling of Python's `json.dumps`, except for numbers: blanks after `,` and `:`, ASCII only. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, each]) => `${pythonJson(key)}: ${pythonJson(each)}`);
    return `{${entries.join(", ")}}`;
  }
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
