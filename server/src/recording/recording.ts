/**
 * One request and its response, and where their parts stand: all that is known of how a file spells them. Who wants to know more than a recording
 * says adds it here, and to the envelope that reads it.
 */
import type { Place } from "./sourceText";
import type { JsonPath, OffsetRange } from "./jsonPath";
import type { JsonObject } from "./json";

/** Where a request stands; a part that is missing, where it would. */
interface RequestPlaces {
  readonly path: JsonPath;
  readonly bodyPath: JsonPath;
  /** What names the endpoint. */
  readonly addressPath: JsonPath;
}

/** A request that went through an OpenAI, Ollama or google-genai client. */
export interface InferenceRequest extends RequestPlaces {
  readonly kind: "inference";
  readonly method: string;
  readonly url: string;
  readonly endpoint: string;
  /** The model asked for. */
  readonly model: string | undefined;
  /** The request body as sent. */
  readonly body: unknown;
}

/** A request that went through a plain HTTP client: rerank, Anthropic messages, Gemini interactions. */
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

/** A document handed to a parser; never replayed. */
export interface FileRequest extends RequestPlaces {
  readonly kind: "file";
  readonly testId: string | undefined;
  readonly provider: string;
  readonly fileId: string | undefined;
}

export type RecordedRequest = InferenceRequest | HttpRequest | ToolRequest | FileRequest;

/** One element of a streaming body, or the one object of a body that is not a stream. */
export interface Chunk {
  readonly index: number;
  /** `__type__`, the Python class that was dumped; undefined where the chunk has none (google-genai, HTTP). */
  readonly type: string | undefined;
  /** `__data__`, or the chunk itself where it has no `__type__`. A string for a line of server-sent events. */
  readonly data: unknown;
  /** The data stands in `__data__`. */
  readonly enveloped: boolean;
  /** The whole chunk as it was recorded, with what is wrapped around its data. */
  readonly recorded: unknown;
  /** The whole chunk in the document (one of a text that holds the whole stream, a stretch of that), and the data within it. */
  readonly path: JsonPath;
  readonly within?: OffsetRange;
  readonly dataPath: JsonPath;
}

export interface RecordedResponse {
  /** What the recorder says; a body that is a list may still be no stream (model lists). */
  readonly isStreaming: boolean;
  /** The same where it says so in a word that can be read; undefined where it does not. */
  readonly streamFlag: boolean | undefined;
  /** As it was recorded: chunks, an object, a list, a text, null. */
  readonly body: unknown;
  readonly status: number | undefined;
  readonly exception: { readonly message: string; readonly data: unknown } | undefined;
  /** Where it stands and its parts do; a part that is missing, where it would. */
  readonly path: JsonPath;
  readonly bodyPath: JsonPath;
  readonly streamFlagPath: JsonPath;
  readonly statusPath: JsonPath;
  readonly exceptionPath: JsonPath;
}

export type RecordingPart = "request" | "response" | "testId";

/** What stands in a recording beside the request and the body, for a comparison. */
export interface Surroundings {
  /** The fields of the file itself, and the headers that were sent. */
  readonly file: JsonObject;
  readonly response: JsonObject;
}

/** One recording, read as far as it can be read. */
export interface Recording {
  /** The pytest node id of the test that made it: the file's, else the request's own. */
  readonly testId: string | undefined;
  /** Where `testId` stands in the document. */
  readonly testIdPath: JsonPath | undefined;
  /** Every place that names a test, that which counts first. */
  readonly testIds: readonly { readonly id: string; readonly path: JsonPath }[];
  readonly request: RecordedRequest | undefined;
  readonly response: RecordedResponse;
  readonly chunks: readonly Chunk[];
  /** The parts that are there at all, of whatever type. */
  readonly parts: ReadonlySet<RecordingPart>;
  /** What was recorded of the request, field by field; without the headers, which are not part of its hash. */
  readonly requestFields: unknown;
  readonly surroundings: Surroundings;
  /** Where the recorder writes the beginning of the request's hash into ids. */
  readonly idPaths: readonly JsonPath[];
  /** The part that a place belongs to; undefined for what belongs to none. */
  partOf(path: JsonPath): RecordingPart | undefined;
}

/** The chunk that stands at a place, or around it; the place's steps may be those of a pointer, all text. */
export function chunkAt({ chunks }: Recording, { path, within }: Place): Chunk | undefined {
  const holds = ({ start, end }: OffsetRange) => within === undefined || (start <= within.start && within.start <= end);
  const leadsTo = (chunk: Chunk) => chunk.path.every((step, at) => String(step) === String(path[at]));
  return chunks.find((chunk) => leadsTo(chunk) && (chunk.within === undefined || holds(chunk.within)));
}

/** Something the envelope lacks or has wrong, at its place. */
export interface Problem {
  readonly path: JsonPath;
  /** Show the property's name rather than its value; where the property is missing, the path names its parent. */
  readonly part?: "key" | "value";
  readonly message: string;
  /** The same for problems of one cause, where their messages differ: they quote the values. */
  readonly cause?: string;
  /** The plain values that are wrong or missing, by name; undefined where one is that holds others. */
  readonly fields?: readonly string[];
  /** Less than the rule's own severity, where clients live with it. */
  readonly severity?: "hint";
}
