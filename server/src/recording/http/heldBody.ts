/** Bodies that stand in a mapping of their own, as YAML cassettes have them. */
import { isObject, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";

/** A body where it stands; `isBase64` of a text that is its bytes in base64. */
export interface HeldBody {
  readonly body: unknown;
  readonly bodyPath: JsonPath;
  readonly isBase64: boolean;
}

/**
 * `string` is VCR.py's and Ruby's, `base64_string` Ruby's too, `parsed_body` that of serializers which keep JSON as a tree, `content` cassetter's, which
 * says beside it of what type it is.
 */
const names = ["string", "base64_string", "parsed_body", "content"];
/** What else stands beside them. An object with other fields is a body itself: JSON that was opened where it stood. */
const fieldsOfHolders = new Set([...names, "type", "encoding"]);

/** The body in the field `body` of a request or a response; undefined for an empty mapping. Never throws. */
export function heldBody({ body }: JsonObject, path: JsonPath): HeldBody {
  const bodyPath = [...path, "body"];
  const plain = { body, bodyPath, isBase64: false };
  if (!isObject(body) || body instanceof Uint8Array) return plain;
  if (!Object.keys(body).every((name) => fieldsOfHolders.has(name))) return plain;
  const name = names.find((each) => body[each] !== undefined && (each !== "content" || typeof body["type"] === "string"));
  if (name === undefined) return plain;
  const isBase64 = name === "base64_string" || (name === "content" && body["type"] === "binary");
  return { body: body[name], bodyPath: [...bodyPath, name], isBase64 };
}

/** The same of a response, whose body is always in a mapping: an empty one holds none. */
export function heldAnswer(fields: JsonObject, path: JsonPath): HeldBody {
  const held = heldBody(fields, path);
  return isObject(held.body) && isEmpty(held.body) ? { ...held, body: undefined } : held;
}

/** The names of bytes are their numbers, which are never listed. */
const isEmpty = (value: JsonObject): boolean =>
  value instanceof Uint8Array ? value.length === 0 : Object.keys(value).length === 0;
