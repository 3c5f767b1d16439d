/**
 * One request and its response with the paths of their parts: the only place that knows how a file spells them. If something else is needed of a
 * recording, add it here and to the envelopes that read it.
 */
import type { Place } from "./sourceText";
import type { JsonPath, OffsetRange } from "./jsonPath";
import type { JsonObject } from "./json";

/** The paths of a request; for a missing part, where it would be. */
interface RequestPlaces {
  readonly path: JsonPath;
  readonly bodyPath: JsonPath;
  /** The path of what names the endpoint. */
  readonly addressPath: JsonPath;
}

/** A request through an OpenAI, Ollama or google-genai client. */
export interface InferenceRequest extends RequestPlaces {
  readonly kind: "inference";
  readonly method: string;
  readonly url: string;
  readonly endpoint: string;
  /** The requested model. */
  readonly model: string | undefined;
  /** The request body as sent. */
  readonly body: unknown;
}

/** A request through a plain HTTP client: rerank, Anthropic messages, Gemini interactions. */
export interface HttpRequest extends RequestPlaces {
  readonly kind: "http";
  readonly testId: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

/** A call of a tool runtime, such as web search. */
export interface ToolRequest extends RequestPlaces {
  readonly kind: "tool";
  readonly testId: string | undefined;
  readonly provider: string;
  readonly toolName: string;
  readonly kwargs: unknown;
}

/** A document for a parser; never replayed. */
export interface FileRequest extends RequestPlaces {
  readonly kind: "file";
  readonly testId: string | undefined;
  readonly provider: string;
  readonly fileId: string | undefined;
}

export type RecordedRequest = InferenceRequest | HttpRequest | ToolRequest | FileRequest;

/** One element of a streaming body, or the only object of a body that is not a stream. */
export interface Chunk {
  readonly index: number;
  /** `__type__`, the Python class of the dumped object; undefined if the chunk has none (google-genai, HTTP). */
  readonly type: string | undefined;
  /** `__data__`, or the chunk itself if it has no `__type__`. A string for a line of server-sent events. */
  readonly data: unknown;
  /** The data stands in `__data__`. */
  readonly enveloped: boolean;
  /** The whole chunk as recorded, with what is wrapped around its data. */
  readonly recorded: unknown;
  /** The path of the whole chunk (for a stream in a single text, a range of it), and of the data within it. */
  readonly path: JsonPath;
  readonly within?: OffsetRange;
  readonly dataPath: JsonPath;
}

export interface RecordedResponse {
  /** According to the recorder; a body that is a list need not be a stream (model lists). */
  readonly isStreaming: boolean;
  /** The recorded flag; undefined if it is missing or unreadable. */
  readonly streamFlag: boolean | undefined;
  /** As recorded: chunks, an object, a list, a text, null. */
  readonly body: unknown;
  readonly status: number | undefined;
  readonly exception: { readonly message: string; readonly data: unknown } | undefined;
  /** The paths of the response and its parts; for a missing part, where it would be. */
  readonly path: JsonPath;
  readonly bodyPath: JsonPath;
  readonly streamFlagPath: JsonPath;
  readonly statusPath: JsonPath;
  readonly exceptionPath: JsonPath;
}

export type RecordingPart = "request" | "response" | "testId";

/** The fields around the request and the body, for comparisons. */
export interface Surroundings {
  /** The fields of the file itself, and the headers that were sent. */
  readonly file: JsonObject;
  readonly response: JsonObject;
}

/** One recording, as far as it can be read. */
export interface Recording {
  /** The node id of the test that made it: the file's, or else the request's own. */
  readonly testId: string | undefined;
  /** The path of `testId` in the document. */
  readonly testIdPath: JsonPath | undefined;
  /** Every place that names a test; the first one counts. */
  readonly testIds: readonly { readonly id: string; readonly path: JsonPath }[];
  readonly request: RecordedRequest | undefined;
  readonly response: RecordedResponse;
  readonly chunks: readonly Chunk[];
  /** The parts that exist, of whatever type. */
  readonly parts: ReadonlySet<RecordingPart>;
  /** The recorded fields of the request, without the headers, which are not part of its hash. */
  readonly requestFields: unknown;
  readonly surroundings: Surroundings;
  /** The paths of ids into which the recorder writes the beginning of the request's hash. */
  readonly idPaths: readonly JsonPath[];
  /** The part that a path belongs to; undefined if it belongs to none. */
  partOf(path: JsonPath): RecordingPart | undefined;
}

/** The chunk at or around a place; the path may have the steps of a pointer, which are all strings. */
export function chunkAt({ chunks }: Recording, { path, within }: Place): Chunk | undefined {
  const holds = ({ start, end }: OffsetRange) => within === undefined || (start <= within.start && within.start <= end);
  const leadsTo = (chunk: Chunk) => chunk.path.every((step, at) => String(step) === String(path[at]));
  return chunks.find((chunk) => leadsTo(chunk) && (chunk.within === undefined || holds(chunk.within)));
}

/** A problem of the envelope, at its place. */
export interface Problem {
  readonly path: JsonPath;
  /** Underline the property's name instead of its value; for a missing property the path is that of its parent. */
  readonly part?: "key" | "value";
  readonly message: string;
  /** Identifies problems with the same cause whose messages differ because they quote values. */
  readonly cause?: string;
  /** The names of plain fields that are wrong or missing; undefined if a field with children is. */
  readonly fields?: readonly string[];
  /** Less severe than the rule, because clients can live with it. */
  readonly severity?: "hint";
}
