/** Gemini's names in Python's spelling (snake_case) and as they go over the wire (camelCase). */
import type { JsonObject } from "../json";
import type { Known, KnownFields } from "./also";

/** A property under either spelling, with the one it has. */
export function either(object: JsonObject, snake: string, camel: string): { readonly key: string; readonly value: unknown } {
  const key = object[snake] === undefined && object[camel] !== undefined ? camel : snake;
  return { key, value: object[key] };
}

/** A table of known fields in snake_case, with the same fields in camelCase beside them. */
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
