/** One recorded HTTP request with its response, as in cassettes of every library; each library's format finds the parts. */
import { isObject, listOf, objectOf, stringOf, type JsonObject } from "../json";
import type { JsonPath } from "../jsonPath";
import type { Chunk, RecordedRequest, RecordedResponse, Recording, RecordingPart } from "../recording";
import { headerOf, type Headers } from "./headers";

/**
 * Paths start at the document; a missing part has the path where it would be. Bodies are opened: JSON as its value, a stream as a list of its pieces.
 */
export interface Exchange {
  readonly path: JsonPath;
  readonly request: {
    readonly path: JsonPath;
    readonly method: string;
    readonly url: string;
    readonly urlPath: JsonPath;
    readonly headers: Headers;
    readonly body: unknown;
    readonly bodyPath: JsonPath;
    /** The unopened text is base64. */
    readonly isBase64?: boolean;
  };
  readonly response: {
    readonly path: JsonPath;
    readonly status: number | undefined;
    readonly statusPath: JsonPath;
    readonly headers: Headers;
    readonly body: unknown;
    readonly bodyPath: JsonPath;
    readonly isBase64?: boolean;
  };
  /** The other fields of the recording. */
  readonly rest: JsonObject;
}

export function recordingOf(exchange: Exchange): Recording {
  return new ExchangeRecording(exchange);
}

class ExchangeRecording implements Recording {
  readonly testId = undefined;
  readonly testIdPath = undefined;
  readonly testIds = [];
  readonly idPaths = [];
  readonly parts: ReadonlySet<RecordingPart> = new Set<RecordingPart>(["request", "response"]);
  readonly request: RecordedRequest;
  readonly response: RecordedResponse;
  readonly chunks: readonly Chunk[];
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    const { request, response } = exchange;
    this.#exchange = exchange;
    const isStreaming = isStream(exchange);
    this.request = {
      ...{ kind: "http", testId: undefined, method: request.method.toUpperCase(), url: request.url, body: request.body },
      ...{ path: request.path, bodyPath: request.bodyPath, addressPath: request.urlPath },
    };
    this.response = {
      ...{ isStreaming, streamFlag: undefined, body: response.body, status: response.status, exception: undefined },
      ...{ path: response.path, bodyPath: response.bodyPath, statusPath: response.statusPath },
      // No field has these; they are derived from the body.
      ...{ streamFlagPath: response.bodyPath, exceptionPath: response.path },
    };
    this.chunks = chunksOf(response.body, response.bodyPath, isStreaming);
  }

  get requestFields(): unknown {
    const { method, url, body } = this.#exchange.request;
    return { method: method.toUpperCase(), url, body };
  }

  get surroundings(): Recording["surroundings"] {
    const { request, response, rest } = this.#exchange;
    return { file: { ...rest, headers: request.headers }, response: { status: response.status, headers: response.headers } };
  }

  partOf(path: JsonPath): RecordingPart | undefined {
    const { request, response } = this.#exchange;
    if (isWithin(path, request.path)) return "request";
    return isWithin(path, response.path) ? "response" : undefined;
  }
}

function isWithin(path: JsonPath, outer: JsonPath): boolean {
  return outer.every((step, at) => String(step) === String(path[at]));
}

const streamTypes = /event-stream|ndjson|jsonl|stream\+json|amazon\.eventstream/i;
/** URLs that return a stream whatever the request's body says. */
const streamAddress = /:stream[A-Z]\w*(?:$|[?#])|(?:-stream|-with-response-stream)(?:$|[?#])/;
const event = /^\uFEFF?\s*(?:event|data|id|retry)?:/;

/** A body that is a list is a stream if its content type, its request or its pieces say so; otherwise it is a JSON list. */
function isStream({ request, response }: Exchange): boolean {
  if (!Array.isArray(response.body)) return false;
  const type = headerOf(response.headers, "content-type") ?? "";
  if (streamTypes.test(type) || streamAddress.test(request.url)) return true;
  const [first] = listOf(response.body);
  if (typeof first === "string") return event.test(first);
  return objectOf(request.body)["stream"] === true || (!/json/i.test(type) && isObject(first));
}

function chunksOf(body: unknown, path: JsonPath, isStreaming: boolean): readonly Chunk[] {
  if (isStreaming) return piecesOf(listOf(body)).map((piece, index) => new Piece(index, piece, path, true));
  if (isObject(body) || Array.isArray(body)) return [new Piece(0, body, path, false)];
  return stringOf(body) ? [new Piece(0, body, path, false)] : [];
}

/** Serializers that write the chunks of a stream as trees write its end mark as a string, which is not a chunk. */
function piecesOf(body: readonly unknown[]): readonly unknown[] {
  return body.at(-1) === "[DONE]" && isObject(body[0]) ? body.slice(0, -1) : body;
}

/** Paths are computed on demand, because few of many chunks are reported. */
class Piece implements Chunk {
  readonly type = undefined;
  readonly enveloped = false;

  constructor(
    readonly index: number,
    readonly data: unknown,
    private readonly bodyPath: JsonPath,
    private readonly isListed: boolean,
  ) {}

  get recorded(): unknown {
    return this.data;
  }

  get path(): JsonPath {
    return this.isListed ? [...this.bodyPath, this.index] : this.bodyPath;
  }

  get dataPath(): JsonPath {
    return this.path;
  }
}
