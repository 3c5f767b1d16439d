/** Where the parts of a cassette's recordings stand, in all spellings that VCR.py, its serializers and its kin have. */
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../../recording/json";
import type { JsonPath } from "../../recording/jsonPath";
import type { Exchange } from "../../recording/http/exchange";
import { readHeaders } from "../../recording/http/headers";
import { heldAnswer, heldBody, type HeldBody } from "../../recording/http/heldBody";
import { readStatus } from "../../recording/http/status";

/** In their order; undefined for a value that is no cassette. Never throws. */
export function exchangesOf(value: unknown): readonly Exchange[] | undefined {
  if (!isObject(value)) return undefined;
  const { interactions, requests, responses } = value;
  if (Array.isArray(interactions)) return listOf(interactions).map(listed);
  if (interactions === null && Object.hasOwn(value, "interactions")) return [];
  if (Array.isArray(requests) && Array.isArray(responses)) return parallel(listOf(requests), listOf(responses));
  return undefined;
}

function listed(entry: unknown, index: number): Exchange {
  const path = ["interactions", index];
  const { request, response, ...rest } = objectOf(entry);
  return { path, request: sent(request, [...path, "request"]), response: received(response, [...path, "response"]), rest };
}

/** LangChain's serializer keeps two lists of the same length. */
function parallel(requests: readonly unknown[], responses: readonly unknown[]): readonly Exchange[] {
  return requests.map((request, index) => ({
    path: ["requests", index],
    request: sent(request, ["requests", index]),
    response: received(responses[index], ["responses", index]),
    rest: {},
  }));
}

function sent(value: unknown, path: JsonPath): Exchange["request"] {
  const fields = objectOf(value);
  const urlName = typeof fields["url"] === "string" ? "url" : "uri";
  return {
    ...{ path, method: stringOf(fields["method"]) ?? "", url: stringOf(fields[urlName]) ?? "", urlPath: [...path, urlName] },
    ...{ headers: readHeaders(fields["headers"]), ...bodyBeside(fields, path, ["parsed_body"], heldBody) },
  };
}

function received(value: unknown, path: JsonPath): Exchange["response"] {
  const fields = objectOf(value);
  return {
    ...{ path, ...readStatus(fields, path), headers: readHeaders(fields["headers"]) },
    // `content` is that of httpx before VCR.py 6.
    ...bodyBeside(fields, path, ["parsed_body", "content"], heldAnswer),
  };
}

/** The body in `body`, or in one of these fields beside it. */
function bodyBeside(
  fields: JsonObject,
  path: JsonPath,
  names: readonly string[],
  held: (fields: JsonObject, path: JsonPath) => HeldBody,
): HeldBody {
  const inBody = held(fields, path);
  const name = inBody.body === undefined ? names.find((each) => fields[each] !== undefined) : undefined;
  return name === undefined ? inBody : { body: fields[name], bodyPath: [...path, name], isBase64: false };
}
