/**
 * `id_normalization_mapping`: replay writes the whole recording as JSON, replaces in that text each original by its normalized
 * form, and reads it again. A test sees what comes out of this, not what the file says.
 */
import { readJson } from "./depth";
import { isObject, stringOf } from "./json";

/** A recording's value as replay reads it; the value itself where there is no mapping, or none that leaves JSON behind. Never throws. */
export function asReplayed(value: unknown): unknown {
  const mapping = isObject(value) ? value.id_normalization_mapping : undefined;
  if (!isObject(mapping)) return value;
  const pairs = Object.entries(mapping).flatMap(([normalized, original]) => {
    const text = stringOf(original);
    return text === undefined ? [] : [{ normalized, original: text }];
  });
  if (pairs.length === 0) return value;
  try {
    const written = pairs.reduce(
      (text, { normalized, original }) => text.replaceAll(original, () => normalized),
      pythonJson(value),
    );
    return readJson(written);
  } catch {
    return value;
  }
}

/** JSON as Python's `json.dumps` writes it by default, save for the spelling of numbers: blanks after `,` and `:`, ASCII only. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, each]) => `${pythonJson(key)}: ${pythonJson(each)}`);
    return `{${entries.join(", ")}}`;
  }
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
