/** A call as most formats write it: an object with a request and a response, which are objects too. Only names differ. */
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";
import type { Exchange } from "./exchange";
import { readHeaders } from "./headers";
import { heldAnswer, heldBody, type HeldBody } from "./heldBody";
import { readStatus } from "./status";

/** Finds the body among the fields of a request or response. */
export type FindBody = (fields: JsonObject, path: JsonPath) => HeldBody;

/** How a format differs from the usual names. */
export interface Spelling {
  /** The possible names of the URL, the likeliest first. */
  readonly url?: readonly string[];
  readonly sent?: FindBody;
  readonly received?: FindBody;
}

/** The calls of the list in the field `name` of a file's value; undefined if there is none. Never throws. */
export function callsIn(value: unknown, name: string, spelling: Spelling = {}): readonly Exchange[] | undefined {
  const list = isObject(value) ? value[name] : undefined;
  if (Array.isArray(list)) return listOf(list).map((entry, index) => callOf(entry, [name, index], spelling));
  return isObject(value) && list === null ? [] : undefined;
}

export function callOf(entry: unknown, path: JsonPath, spelling: Spelling = {}): Exchange {
  const { request, response, ...rest } = objectOf(entry);
  return {
    ...{ path, rest },
    request: sentOf(request, [...path, "request"], spelling),
    response: receivedOf(response, [...path, "response"], spelling),
  };
}

export function sentOf(value: unknown, path: JsonPath, { url = ["uri", "url"], sent = heldBody }: Spelling): Exchange["request"] {
  const fields = objectOf(value);
  const urlName = url.find((name) => fields[name] !== undefined) ?? url[0] ?? "url";
  return {
    ...{ path, method: stringOf(fields["method"]) ?? "", url: stringOf(fields[urlName]) ?? "", urlPath: [...path, urlName] },
    ...{ headers: readHeaders(fields["headers"]), ...sent(fields, path) },
  };
}

export function receivedOf(value: unknown, path: JsonPath, { received = heldAnswer }: Spelling): Exchange["response"] {
  const fields = objectOf(value);
  return { path, ...readStatus(fields, path), headers: readHeaders(fields["headers"]), ...received(fields, path) };
}

/** Finds the body in `body`, or in one of these other fields. */
export function bodyBeside(held: FindBody, ...names: readonly string[]): FindBody {
  return (fields, path) => {
    const inBody = held(fields, path);
    const name = inBody.body === undefined ? names.find((each) => fields[each] !== undefined) : undefined;
    return name === undefined ? inBody : { body: fields[name], bodyPath: [...path, name], isBase64: false };
  };
}
