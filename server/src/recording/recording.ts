/** The envelope of a recording: four request shapes, the bodies of a response, and names. Facts from the recorder of OGX. */
import type { JsonPath } from "./document";

/** A request that went through an OpenAI, Ollama or google-genai client. */
export interface InferenceRequest {
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
export interface HttpRequest {
  readonly kind: "http";
  readonly testId: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

/** A call of a tool runtime, such as web search. */
export interface ToolRequest {
  readonly kind: "tool";
  readonly testId: string | undefined;
  readonly provider: string;
  readonly toolName: string;
  readonly kwargs: unknown;
}

/** A document handed to a parser; never replayed. */
export interface FileRequest {
  readonly kind: "file";
  readonly testId: string | undefined;
  readonly provider: string;
  readonly fileId: string | undefined;
}

export type RecordedRequest = InferenceRequest | HttpRequest | ToolRequest | FileRequest;

/** One element of a streaming body, or the one object of a body that is no stream. */
export interface Chunk {
  readonly index: number;
  /** `__type__`, the Python class that was dumped; undefined where the chunk has none (google-genai, HTTP). */
  readonly type: string | undefined;
  /** `__data__`, or the chunk itself where it has no `__type__`. A string for a line of server-sent events. */
  readonly data: unknown;
  /** The data stands in `__data__`. */
  readonly enveloped: boolean;
  /** The whole chunk in the document, and the data within it. */
  readonly path: JsonPath;
  readonly dataPath: JsonPath;
}

export interface RecordedResponse {
  /** What the recorder says; a body that is a list may still be no stream (model lists). */
  readonly isStreaming: boolean;
  readonly status: number | undefined;
  readonly exception: { readonly message: string; readonly data: unknown } | undefined;
}

/** One recording, read as far as it can be read. */
export interface Recording {
  /** The pytest node id of the test that made it: the file's, else the request's own. */
  readonly testId: string | undefined;
  /** Where `testId` stands in the document. */
  readonly testIdPath: JsonPath | undefined;
  readonly request: RecordedRequest | undefined;
  readonly response: RecordedResponse;
  readonly chunks: readonly Chunk[];
}

/** Something the envelope lacks or has wrong, at its place. */
export interface Problem {
  readonly path: JsonPath;
  /** Show the property's name rather than its value; where the property is missing, the path names its parent. */
  readonly part?: "key" | "value";
  readonly message: string;
}
