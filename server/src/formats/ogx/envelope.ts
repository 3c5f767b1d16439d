/** Reads the envelope of a recording file: request, response and chunks. */
import * as z from "zod/mini";
import type { JsonPath } from "../../recording/document";
import { isObject, objectOf, stringOf, type JsonObject } from "../../recording/json";
import type {
  Chunk,
  Problem,
  RecordedRequest,
  RecordedResponse,
  Recording,
  RecordingPart,
  Surroundings,
} from "../../recording/recording";
import { schemaProblems, wrong } from "../../recording/schemaProblems";
import { oneModel } from "./names";

/** The parts that could be read, and what is missing or wrong. `recording` is undefined if the value is not even an object. */
export interface Envelope {
  readonly recording: Recording | undefined;
  readonly problems: readonly Problem[];
}

/** Never throws. A value of undefined (nothing of the text could be read) has no problems of its own. */
export function readEnvelope(value: unknown): Envelope {
  if (value === undefined) return { recording: undefined, problems: [] };
  if (!isObject(value)) {
    const message = "The file has no `request` and `response`, so it is not a recording and is never replayed.";
    return { recording: undefined, problems: [{ path: [], part: "key", message }] };
  }
  const request = isObject(value.request) ? value.request : undefined;
  const problems = [
    ...schemaProblems(fileSchema, value, [], "so the recorder cannot replay this file"),
    ...(request === undefined ? [] : requestProblems(request)),
    ...(isObject(value.response) ? responseProblems(value.response) : []),
  ];
  return { recording: new EnvelopeRecording(value), problems };
}

/** Rarely needed parts are computed on demand. */
class EnvelopeRecording implements Recording {
  readonly testIds: Recording["testIds"];
  readonly request: RecordedRequest | undefined;
  readonly response: RecordedResponse;
  readonly chunks: readonly Chunk[];
  readonly #value: JsonObject;

  constructor(value: JsonObject) {
    const response = objectOf(value.response);
    this.#value = value;
    this.testIds = testIdsOf(value);
    this.request = isObject(value.request) ? readRequest(value.request) : undefined;
    this.response = readResponse(response);
    this.chunks = readChunks(response.body);
  }

  get testId(): string | undefined {
    return this.testIds[0]?.id;
  }

  get testIdPath(): JsonPath | undefined {
    return this.testIds[0]?.path;
  }

  get parts(): ReadonlySet<RecordingPart> {
    return new Set(Object.entries(partNames).flatMap(([name, part]) => (Object.hasOwn(this.#value, name) ? part : [])));
  }

  get requestFields(): unknown {
    const { request } = this.#value;
    if (!isObject(request)) return request;
    return Object.fromEntries(Object.entries(request).filter(([name]) => name !== "headers"));
  }

  get surroundings(): Surroundings {
    const { request, response, ...rest } = this.#value;
    const others = Object.entries(objectOf(response)).filter(([name]) => name !== "body");
    return { file: { ...rest, headers: objectOf(request).headers }, response: Object.fromEntries(others) };
  }

  get idPaths(): readonly JsonPath[] {
    return ["response", "id_normalization_mapping"].filter((name) => this.#value[name] !== undefined).map((name) => [name]);
  }

  partOf([name]: JsonPath): RecordingPart | undefined {
    return typeof name === "string" && Object.hasOwn(partNames, name) ? partNames[name] : undefined;
  }
}

const partNames: Readonly<Record<string, RecordingPart>> = { request: "request", response: "response", test_id: "testId" };

function testIdsOf(value: JsonObject): Recording["testIds"] {
  const own = stringOf(value.test_id);
  const ofRequest = stringOf(objectOf(value.request).test_id);
  return [
    ...(own === undefined ? [] : [{ id: own, path: ["test_id"] }]),
    ...(ofRequest === undefined ? [] : [{ id: ofRequest, path: ["request", "test_id"] }]),
  ];
}

const fileSchema = z.object({
  test_id: z.nullish(z.string()),
  request: z.object({}),
  response: z.object({}),
});

/** A part that exists, whatever its type. */
const present = z.unknown();

/** The four shapes of requests. */
const requestSchemas = {
  inference: z.object({
    method: z.string(),
    url: z.string(),
    endpoint: z.string(),
    model: z.nullish(z.string()),
    headers: z.nullish(z.object({})),
    body: present,
  }),
  tool: z.object({ provider: z.string(), tool_name: z.string(), kwargs: present }),
  http: z.object({ method: z.string(), url: z.string(), payload: present }),
  file: z.object({ provider: z.string(), file_id: z.nullish(z.string()) }),
} as const;

/** Text Embeddings Inference is asked for its only model without a body. */
const withoutBody = z.object({ method: z.string(), url: z.string(), endpoint: z.string() });

/** Distinguishes kinds by keys that only one of them has; the first kind has none. */
function kindOf(request: JsonObject): RecordedRequest["kind"] {
  if (Object.hasOwn(request, "tool_name") || Object.hasOwn(request, "kwargs")) return "tool";
  if (Object.hasOwn(request, "payload")) return "http";
  return Object.hasOwn(request, "file_id") || Object.hasOwn(request, "api") ? "file" : "inference";
}

function readRequest(request: JsonObject): RecordedRequest {
  const path: JsonPath = ["request"];
  const text = (key: string): string => stringOf(request[key]) ?? "";
  const testId = stringOf(request.test_id);
  const kind = kindOf(request);
  const placed = (body: string, address: string) => ({ path, bodyPath: [...path, body], addressPath: [...path, address] });
  switch (kind) {
    case "inference": {
      const model = stringOf(request.model) ?? stringOf(objectOf(request.body).model);
      const { body } = request;
      const [method, url, endpoint] = [text("method"), text("url"), text("endpoint")];
      return { kind, method, url, endpoint, model, body, ...placed("body", "endpoint") };
    }
    case "http":
      return { kind, testId, method: text("method"), url: text("url"), body: request.payload, ...placed("payload", "url") };
    case "tool":
      return {
        ...{ kind, testId, provider: text("provider"), toolName: text("tool_name"), kwargs: request.kwargs },
        ...placed("kwargs", "tool_name"),
      };
    case "file":
      return { kind, testId, provider: text("provider"), fileId: stringOf(request.file_id), ...placed("file_id", "api") };
  }
}

function requestProblems(request: JsonObject): Problem[] {
  const kind = kindOf(request);
  const schema = kind === "inference" && request.endpoint === oneModel ? withoutBody : requestSchemas[kind];
  return schemaProblems(schema, request, ["request"], "so replay cannot tell which request this file answers");
}

const responseSchema = z.object({
  is_streaming: z.boolean(),
  status: z.nullish(z.int()),
  is_exception: z.nullish(z.boolean()),
  exception_message: z.nullish(z.string()),
});
const answerSchema = z.extend(responseSchema, { body: present });

const responsePlaces = {
  path: ["response"],
  bodyPath: ["response", "body"],
  streamFlagPath: ["response", "is_streaming"],
  statusPath: ["response", "status"],
  exceptionPath: ["response", "is_exception"],
} as const;

function readResponse(response: JsonObject): RecordedResponse {
  const exception = { message: stringOf(response.exception_message) ?? "", data: response.exception_data };
  return {
    isStreaming: response.is_streaming === true,
    streamFlag: typeof response.is_streaming === "boolean" ? response.is_streaming : undefined,
    body: response.body,
    status: typeof response.status === "number" ? response.status : undefined,
    exception: response.is_exception === true ? exception : undefined,
    ...responsePlaces,
  };
}

function responseProblems(response: JsonObject): Problem[] {
  const consequence = "so the recorder cannot replay the answer";
  const { body } = response;
  const path: JsonPath = ["response", "body"];
  const failed = response.is_exception === true && (body === undefined || body === null);
  const problems = schemaProblems(failed ? responseSchema : answerSchema, response, ["response"], consequence);
  if (failed || body === undefined) return problems;
  if (response.is_streaming === true && !Array.isArray(body)) {
    return [...problems, wrong(path, body, "a list of chunks, as `is_streaming` is true", "so replay has no chunks to return")];
  }
  if (typeof body === "number" || typeof body === "boolean") {
    return [...problems, wrong(path, body, "an object or a list", consequence)];
  }
  return problems;
}

function readChunks(body: unknown): Chunk[] {
  if (!Array.isArray(body)) return isObject(body) || typeof body === "string" ? [new BodyChunk(0, body, false)] : [];
  const chunks: BodyChunk[] = [];
  let type: string | undefined;
  for (let index = 0; index < body.length; index++) {
    const chunk = new BodyChunk(index, body[index], true, type);
    chunks.push(chunk);
    type = chunk.type;
  }
  return chunks;
}

/** Paths are computed on demand, because they are only needed for chunks with problems. */
class BodyChunk implements Chunk {
  readonly type: string | undefined;
  readonly data: unknown;
  readonly enveloped: boolean;

  constructor(
    readonly index: number,
    readonly recorded: unknown,
    private readonly listed: boolean,
    typeBefore?: string,
  ) {
    const object = isObject(recorded) ? recorded : undefined;
    const data = object?.__data__;
    const type = stringOf(object?.__type__);
    // Reuses the previous string: families compare it often, and comparing a string with itself is fast.
    this.type = type === typeBefore ? typeBefore : type;
    this.enveloped = data !== undefined;
    this.data = this.enveloped ? data : recorded;
  }

  get path(): JsonPath {
    return this.listed ? ["response", "body", this.index] : ["response", "body"];
  }

  get dataPath(): JsonPath {
    return this.enveloped ? [...this.path, "__data__"] : this.path;
  }
}
