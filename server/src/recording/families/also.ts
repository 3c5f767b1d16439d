/** What a response contains besides the answer: the values that a family's table of known fields does not cover. */
import { isSame } from "../difference/fields";
import { isObject, objectOf, stringOf, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";
import type { AlsoSaid } from "../reassembled";

/**
 * The part of a value that a family covers, because it reads it or because it is bookkeeping (ids, times, counters).
 * `true`: all of it. A `typeof`: a value of this type. A table: an object, or each object of a list, field by field.
 * A function: depends on the object; undefined for nothing of it.
 */
export type Known = true | "string" | "number" | "boolean" | KnownFields | ((object: JsonObject) => Known | undefined);

/** Fields that are not in the table are not known. */
export interface KnownFields {
  readonly [field: string]: Known;
}

/** The same for several fields: `...fields(true, "id", "created")`. */
export function fields(known: Known, ...names: readonly string[]): KnownFields {
  return Object.fromEntries(names.map((name) => [name, known]));
}

/** Usage: counts with these names are known. Of the others, zeros are skipped, and nested tables of counts are searched. */
export function usageFields(...names: readonly string[]): (usage: JsonObject) => KnownFields {
  return (usage) => ({ ...ofNoCount(usage), ...fields("number", ...names) });
}

/** Token counts by modality add nothing if all tokens are text. */
function ofNoCount(counts: JsonObject): KnownFields {
  const known = Object.entries(counts).flatMap(([name, count]): [string, Known][] => {
    if (count === 0 || isOfTextOnly(count)) return [[name, true]];
    return isObject(count) ? [[name, ofNoCount]] : [];
  });
  return Object.fromEntries(known);
}

function isOfTextOnly(details: unknown): boolean {
  return Array.isArray(details) && details.every((each) => /^text$/i.test(stringOf(objectOf(each).modality) ?? ""));
}

/** An object that was sent, and the chunk that it is attributed to. */
interface Sent {
  readonly data: unknown;
  readonly chunk: number;
}

/** The unknown values of the objects, in order. Skips empty values (null, empty text, list or object); counts repetitions by consecutive objects. */
export function alsoSaid(sent: Iterable<Sent>, known: Known): readonly AlsoSaid[] {
  const all = new Map<string, Counted[]>();
  for (const { data, chunk } of sent) {
    for (const { path, value } of leftOver(data, known, [])) {
      const key = path.join("\0");
      const before = all.get(key);
      const last = before?.at(-1);
      if (last !== undefined && isSame(last.value, value)) last.times++;
      else if (before !== undefined) before.push({ path, value, chunk, times: 1 });
      else all.set(key, [{ path, value, chunk, times: 1 }]);
    }
  }
  return [...all.values()].flat().sort((one, other) => one.chunk - other.chunk);
}

type Counted = { -readonly [K in keyof AlsoSaid]: AlsoSaid[K] };

function* leftOver(value: unknown, known: Known | undefined, path: JsonPath): Generator<{ path: JsonPath; value: unknown }> {
  if (known === true || typeof value === known || saysNothing(value)) return;
  if (Array.isArray(value) && (typeof known === "object" || typeof known === "function")) {
    for (const [at, each] of value.entries()) yield* leftOver(each, known, [...path, at]);
  } else if (isObject(value) && typeof known === "function") yield* leftOver(value, known(value), path);
  else if (isObject(value) && typeof known === "object") {
    for (const [name, each] of Object.entries(value)) {
      yield* leftOver(each, Object.hasOwn(known, name) ? known[name] : undefined, [...path, name]);
    }
  } else yield { path, value };
}

function saysNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.every(saysNothing);
  return isObject(value) && Object.values(value).every(saysNothing);
}
