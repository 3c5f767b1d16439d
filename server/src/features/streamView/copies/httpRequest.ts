/** The HTTP request of a recording, as it could be sent again. */
import { isObject, type JsonObject } from "../../../recording/json";
import type { RecordedRequest } from "../../../recording/recording";

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  /** The base URL for a client library. */
  readonly baseUrl: string;
  /** Path of the API below the base URL: "/chat/completions". */
  readonly path: string;
  /** The arguments of the client library's call. */
  readonly body: unknown;
}

/** undefined for a tool call, a document, or a URL that is not HTTP (Vertex AI's library hides its own). */
export function sentRequest(request: RecordedRequest | undefined): SentRequest | undefined {
  if (request?.kind !== "inference" && request?.kind !== "http") return undefined;
  // The recorder joins the base URL and the endpoint, which both contain the version.
  const url = request.url.replace(/\/v1\/v1\//, "/v1/");
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  const [baseUrl = url, path = ""] = splitAt(
    url,
    /\/(?=(?:chat\/completions|completions|embeddings|responses|models|messages|interactions|api\/\w+)$)/,
  );
  return { method: request.method || "POST", url, baseUrl, path: path === "" ? "" : `/${path}`, body: request.body };
}

function splitAt(text: string, separator: RegExp): readonly string[] {
  const match = separator.exec(text);
  return match ? [text.slice(0, match.index), text.slice(match.index + match[0].length)] : [text];
}

/** The body as sent: the OpenAI client merges `extra_body` into it, and sends `extra_query` and `extra_headers` elsewhere. */
export function wireBody(body: unknown): unknown {
  if (!isObject(body) || !Object.keys(body).some((name) => extras.has(name))) return body;
  const own = Object.fromEntries(Object.entries(body).filter(([name]) => !extras.has(name)));
  return { ...own, ...(isObject(body.extra_body) ? body.extra_body : {}) } satisfies JsonObject;
}

const extras: ReadonlySet<string> = new Set(["extra_body", "extra_query", "extra_headers", "timeout"]);
