/** A cassette's recordings as they are in the file, before bodies are opened: what vcrpy gets. */
import { headerOf, readHeaders, type Headers } from "../../recording/http/headers";
import { isObject, objectOf, stringOf, type JsonObject } from "../../recording/json";
import type { JsonPath } from "../../recording/jsonPath";
import type { RecordingDocument } from "../../recording/recordingDocument";
import { oncePerFile } from "../oncePerFile";

export interface WrittenCall {
  readonly path: JsonPath;
  readonly request: JsonObject;
  readonly response: JsonObject;
  readonly sent: Headers;
  readonly received: Headers;
  /** The response's body in VCR.py's form: text or bytes; undefined in any other form. */
  readonly body: string | Uint8Array | undefined;
}

/** The calls of a file in VCR.py's form; none for other files. Missing parts are empty. */
export const writtenCalls = oncePerFile(({ source }: RecordingDocument): readonly WrittenCall[] => {
  const { interactions } = objectOf(source.written);
  return Array.isArray(interactions) ? interactions.map(callOf) : [];
});

function callOf(entry: unknown, index: number): WrittenCall {
  const [request, response] = [objectOf(objectOf(entry)["request"]), objectOf(objectOf(entry)["response"])];
  const { string } = objectOf(response["body"]);
  return {
    ...{ path: ["interactions", index], request, response },
    ...{ sent: readHeaders(request["headers"]), received: readHeaders(response["headers"]) },
    body: typeof string === "string" || string instanceof Uint8Array ? string : undefined,
  };
}

/** The Python HTTP library that sent a request. */
export type Client = "httpx" | "requests" | "aiohttp" | "unknown";

/** Python clients of model providers that use httpx. */
const onHttpx =
  /^(?:python-httpx2?\/|(?:Patched)?(?:Async)?(?:OpenAI|AzureOpenAI|Anthropic|Groq|Agents|Cerebras|Together)\/Python\b)/;

/**
 * httpx writes header names in lower case. A proxy, which uses another library, keeps them as they were on the wire, with the user agent of the
 * original client.
 */
export function clientOf({ sent }: WrittenCall): Client {
  const agent = headerOf(sent, "user-agent") ?? "";
  if (/^python-requests\//.test(agent)) return "requests";
  if (/\baiohttp\//.test(agent)) return "aiohttp";
  return Object.hasOwn(sent, "user-agent") && onHttpx.test(agent) ? "httpx" : "unknown";
}

/** `parsed_body` and the like: read by a serializer of its own, which may allow parts to be missing. */
export function isOfOwnSerializer({ request, response }: WrittenCall): boolean {
  return hasOtherBody(request) || hasOtherBody(response) || response["status_code"] !== undefined;
}

function hasOtherBody(holder: JsonObject): boolean {
  const { body } = holder;
  if (Object.hasOwn(holder, "parsed_body")) return true;
  return isObject(body) && (Object.hasOwn(body, "parsed_body") || stringOf(body["type"]) !== undefined);
}
