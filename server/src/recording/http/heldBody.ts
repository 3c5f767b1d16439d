/** Bodies inside an object of their own, as in YAML cassettes. */
import { isObject, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";

/** A body and its path; `isBase64` if its text is base64. */
export interface HeldBody {
  readonly body: unknown;
  readonly bodyPath: JsonPath;
  readonly isBase64: boolean;
}

/**
 * `string` is VCR.py's and Ruby's, `base64_string` Ruby's too, `parsed_body` that of serializers that keep JSON as a tree, `content` cassetter's,
 * which has its type in another field.
 */
const names = ["string", "base64_string", "parsed_body", "content"];
/** Other fields of such objects. An object with further fields is a body itself: JSON that was opened. */
const fieldsOfHolders = new Set([...names, "type", "encoding"]);

/** The body in the field `body` of a request or response; undefined for an empty object. Never throws. */
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

/** The same for a response, whose body is always in an object: an empty one has no body. */
export function heldAnswer(fields: JsonObject, path: JsonPath): HeldBody {
  const held = heldBody(fields, path);
  return isObject(held.body) && isEmpty(held.body) ? { ...held, body: undefined } : held;
}

/** The keys of a byte array are indices, which are not listed. */
const isEmpty = (value: JsonObject): boolean =>
  value instanceof Uint8Array ? value.length === 0 : Object.keys(value).length === 0;
