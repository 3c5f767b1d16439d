/** Where the parts of a cassette's recordings stand, in all spellings that VCR.py, its serializers and its kin have. */
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../../recording/json";
import type { JsonPath } from "../../recording/jsonPath";
import type { Body } from "../../source/embedded/bodies";
import type { Exchange } from "../../recording/http/exchange";
import { readHeaders, type Headers } from "../../recording/http/headers";

/** A recording as it stands in a cassette. `request` and `response` may be anything. */
export interface Interaction {
  readonly path: JsonPath;
  readonly request: unknown;
  readonly requestPath: JsonPath;
  readonly response: unknown;
  readonly responsePath: JsonPath;
  /** What stands beside them. */
  readonly rest: JsonObject;
}

/** In their order; undefined for a value that is no cassette. Never throws. */
export function interactionsOf(value: unknown): readonly Interaction[] | undefined {
  if (!isObject(value)) return undefined;
  const { interactions, requests, responses } = value;
  if (Array.isArray(interactions)) return listOf(interactions).map(listed);
  if (interactions === null && Object.hasOwn(value, "interactions")) return [];
  if (Array.isArray(requests) && Array.isArray(responses)) return parallel(listOf(requests), listOf(responses));
  return undefined;
}

function listed(entry: unknown, index: number): Interaction {
  const path = ["interactions", index];
  const { request, response, ...rest } = objectOf(entry);
  return { path, request, requestPath: [...path, "request"], response, responsePath: [...path, "response"], rest };
}

/** LangChain's serializer keeps two lists of the same length. */
function parallel(requests: readonly unknown[], responses: readonly unknown[]): readonly Interaction[] {
  return requests.map((request, index) => ({
    ...{ path: ["requests", index], request, requestPath: ["requests", index] },
    ...{ response: responses[index], responsePath: ["responses", index], rest: {} },
  }));
}

/** The bodies of a recording as the file has them. */
export function bodiesOf({ request, requestPath, response, responsePath }: Interaction): readonly Body[] {
  return [bodyOf(request, requestPath), bodyOf(response, responsePath)];
}

/** The recording, read from a value in which its bodies are opened. */
export function exchangeOf(interaction: Interaction): Exchange {
  const { path, requestPath, responsePath, rest } = interaction;
  const [request, response] = [objectOf(interaction.request), objectOf(interaction.response)];
  const [sent, received] = [bodyOf(request, requestPath), bodyOf(response, responsePath)];
  const urlName = typeof request["url"] === "string" ? "url" : "uri";
  return {
    path,
    request: {
      ...{ path: requestPath, method: stringOf(request["method"]) ?? "", url: stringOf(request[urlName]) ?? "" },
      ...{ urlPath: [...requestPath, urlName], headers: sent.headers, body: sent.value, bodyPath: sent.path },
    },
    response: {
      ...{ path: responsePath, ...statusOf(response, responsePath) },
      ...{ headers: received.headers, body: received.value, bodyPath: received.path },
    },
    rest,
  };
}

function bodyOf(holder: unknown, path: JsonPath): Body {
  const fields = objectOf(holder);
  const headers: Headers = readHeaders(fields["headers"]);
  for (const steps of bodyPaths) {
    const value = valueIn(fields, steps);
    if (value !== undefined) return { path: [...path, ...steps], value: bytesOf(fields, value), headers };
  }
  const { body } = fields;
  return { path: [...path, "body"], value: isObject(body) && Object.keys(body).length === 0 ? undefined : body, headers };
}

/**
 * `string` is VCR.py's own, `content` that of httpx before VCR.py 6 (in the response itself) and of cassetter, `parsed_body` that of serializers
 * which keep JSON as a tree.
 */
const bodyPaths: readonly (readonly string[])[] = [
  ["body", "string"],
  ["body", "parsed_body"],
  ["body", "content"],
  ["parsed_body"],
  ["content"],
];

function valueIn(fields: JsonObject, [first = "", second]: readonly string[]): unknown {
  if (second === undefined) return fields[first];
  const inner = fields[first];
  return isObject(inner) && (second !== "content" || typeof inner["type"] === "string") ? inner[second] : undefined;
}

/** Cassetter says in a word that a text is base64. */
function bytesOf({ body }: JsonObject, value: unknown): unknown {
  return objectOf(body)["type"] === "binary" && typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : value;
}

function statusOf(response: JsonObject, path: JsonPath): { readonly status: number | undefined; readonly statusPath: JsonPath } {
  const { status, status_code: code } = response;
  const whole = (value: unknown) => (typeof value === "number" && Number.isInteger(value) ? value : undefined);
  if (isObject(status)) return { status: whole(status["code"]), statusPath: [...path, "status", "code"] };
  return code === undefined
    ? { status: whole(status), statusPath: [...path, "status"] }
    : { status: whole(code), statusPath: [...path, "status_code"] };
}
