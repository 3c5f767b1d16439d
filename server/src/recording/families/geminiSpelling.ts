/** Gemini's names in Python's spelling (snake_case) and as on the wire (camelCase). */
import type { JsonObject } from "../json";
import type { Known, KnownFields } from "./also";

/** A property in either spelling, with the key that it has. */
export function either(object: JsonObject, snake: string, camel: string): { readonly key: string; readonly value: unknown } {
  const key = object[snake] === undefined && object[camel] !== undefined ? camel : snake;
  return { key, value: object[key] };
}

/** Adds the camelCase spellings to a table of known fields. */
export function inBothSpellings(known: KnownFields): KnownFields {
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, each]) => {
      const inner: Known = typeof each === "object" ? inBothSpellings(each) : each;
      return [
        [name, inner],
        [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), inner],
      ];
    }),
  );
}
