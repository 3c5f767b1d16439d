/** Reads the envelope: request, response and chunks of whatever a recording file holds. */
import * as z from "zod/mini";
import type { JsonPath } from "./document";
import { isObject, objectOf, stringOf, type JsonObject } from "./json";
import type { Chunk, Problem, RecordedRequest, RecordedResponse, Recording } from "./recording";
import { schemaProblems, wrong } from "./schemaProblems";

/** What could be read, and what is missing or wrong. `recording` is undefined when the value is not even an object. */
export interface Envelope {
  readonly recording: Recording | undefined;
  readonly problems: readonly Problem[];
}

/** Never throws. A value of undefined (a text of which nothing could be read) has no problems of its own. */
export function readEnvelope(value: unknown): Envelope {
  if (value === undefined) return { recording: undefined, problems: [] };
  if (!isObject(value)) {
    const message = "The file holds no object with a request and a response, so it is no recording and is never replayed.";
    return { recording: undefined, problems: [{ path: [], part: "key", message }] };
  }
  const request = isObject(value.request) ? value.request : undefined;
  const response = objectOf(value.response);
  const own = stringOf(value.test_id);
  const testId = own ?? stringOf(request?.test_id);
  const recording = {
    testId,
    testIdPath: testId === undefined ? undefined : own === undefined ? ["request", "test_id"] : ["test_id"],
    request: request && readRequest(request),
    response: readResponse(response),
    chunks: readChunks(response.body),
  };
  const problems = [
    ...schemaProblems(fileSchema, value, [], "so the recorder cannot replay this file"),
    ...(request === undefined ? [] : requestProblems(request)),
    ...(isObject(value.response) ? responseProblems(response) : []),
  ];
  return { recording, problems };
}

const fileSchema = z.object({
  test_id: z.nullish(z.string()),
  request: z.object({}),
  response: z.object({}),
});

/** A part that is there, whatever it is. */
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

/** They are told apart by the keys that only one of them has; the first is what is left. */
function kindOf(request: JsonObject): RecordedRequest["kind"] {
  if (Object.hasOwn(request, "tool_name") || Object.hasOwn(request, "kwargs")) return "tool";
  if (Object.hasOwn(request, "payload")) return "http";
  return Object.hasOwn(request, "file_id") || Object.hasOwn(request, "api") ? "file" : "inference";
}

function readRequest(request: JsonObject): RecordedRequest {
  const text = (key: string): string => stringOf(request[key]) ?? "";
  const testId = stringOf(request.test_id);
  const kind = kindOf(request);
  switch (kind) {
    case "inference": {
      const model = stringOf(request.model) ?? stringOf(objectOf(request.body).model);
      return { kind, method: text("method"), url: text("url"), endpoint: text("endpoint"), model, body: request.body };
    }
    case "http":
      return { kind, testId, method: text("method"), url: text("url"), body: request.payload };
    case "tool":
      return { kind, testId, provider: text("provider"), toolName: text("tool_name"), kwargs: request.kwargs };
    case "file":
      return { kind, testId, provider: text("provider"), fileId: stringOf(request.file_id) };
  }
}

function requestProblems(request: JsonObject): Problem[] {
  const schema = requestSchemas[kindOf(request)];
  return schemaProblems(schema, request, ["request"], "so replay cannot tell what this file answers");
}

const responseSchema = z.object({
  is_streaming: z.boolean(),
  status: z.nullish(z.int()),
  is_exception: z.nullish(z.boolean()),
  exception_message: z.nullish(z.string()),
});
const answerSchema = z.extend(responseSchema, { body: present });

function readResponse(response: JsonObject): RecordedResponse {
  const exception = { message: stringOf(response.exception_message) ?? "", data: response.exception_data };
  return {
    isStreaming: response.is_streaming === true,
    status: typeof response.status === "number" ? response.status : undefined,
    exception: response.is_exception === true ? exception : undefined,
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
    return [...problems, wrong(path, body, "a list of chunks, as `is_streaming` is true", "so replay has no chunks to hand out")];
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

/** Paths are made when somebody asks: of a million chunks only those with something wrong are ever pointed at. */
class BodyChunk implements Chunk {
  readonly type: string | undefined;
  readonly data: unknown;
  readonly enveloped: boolean;

  constructor(
    readonly index: number,
    value: unknown,
    private readonly listed: boolean,
    typeBefore?: string,
  ) {
    const object = isObject(value) ? value : undefined;
    const data = object?.__data__;
    const type = stringOf(object?.__type__);
    // One and the same text is compared in no time, as many families do.
    this.type = type === typeBefore ? typeBefore : type;
    this.enveloped = data !== undefined;
    this.data = this.enveloped ? data : value;
  }

  get path(): JsonPath {
    return this.listed ? ["response", "body", this.index] : ["response", "body"];
  }

  get dataPath(): JsonPath {
    return this.enveloped ? [...this.path, "__data__"] : this.path;
  }
}
