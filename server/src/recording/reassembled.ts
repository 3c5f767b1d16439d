/**
 * The model that hover, lens, command line and stream view show: what a client library would have assembled from
 * the recorded chunks. Every part knows its chunks.
 */

import type { JsonObject } from "./json";
import type { JsonPath } from "./jsonPath";

/** Text joined from chunks; `pieces` has the number of UTF-16 code units from each chunk, in order, and covers `text` exactly. */
export interface TracedText {
  readonly text: string;
  readonly pieces: readonly { readonly chunk: number; readonly length: number }[];
}

/** A value and the index of its chunk (0 for a response that is not a stream). */
export interface Traced<T> {
  readonly value: T;
  readonly chunk: number;
}

/** One tool call as the client sees it after the last chunk. */
export interface ToolCall {
  readonly index: number;
  readonly id: Traced<string> | null;
  readonly name: Traced<string> | null;
  /** The joined arguments as sent: JSON text, valid or not. */
  readonly arguments: TracedText;
}

export interface Annotation {
  readonly value: unknown;
  readonly chunk: number;
}

/**
 * Something in the answer that is neither text nor a call for the client to answer: a hosted tool's search, an image, executed code, a
 * citation's source. `type` is the provider's own name, `value` its final state.
 */
export interface AnswerItem {
  readonly type: string;
  readonly value: unknown;
  readonly chunk: number;
}

/** A token with its log probability (natural logarithm), and the alternatives that the provider sent. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly top: readonly { readonly token: string; readonly logprob: number }[];
  readonly chunk: number;
}

/** A place where client libraries read the same stream differently. */
export interface Disagreement {
  /** A description: "name of tool call 1". */
  readonly what: string;
  /** The first chunk that they read differently. */
  readonly chunk: number;
  readonly readings: readonly { readonly client: string; readonly sees: string }[];
}

/** Something in the response that is not part of the answer: a field that no client reads, or a provider's extension. */
export interface AlsoSaid {
  /** Path within the object that was sent. */
  readonly path: JsonPath;
  /** As sent, never null or empty. */
  readonly value: unknown;
  readonly chunk: number;
  /** The number of consecutive objects with the same value; `chunk` is that of the first. */
  readonly times: number;
}

/** One answer; a request with `n: 2` has two. Absent parts are null, lists are empty. */
export interface Choice {
  readonly index: number;
  readonly role: string | null;
  readonly content: TracedText | null;
  readonly reasoning: TracedText | null;
  readonly refusal: TracedText | null;
  readonly toolCalls: readonly ToolCall[];
  readonly annotations: readonly Annotation[];
  readonly items: readonly AnswerItem[];
  readonly logprobs: readonly TokenLogprob[];
  readonly finishReason: Traced<string> | null;
}

/** Token counts under the providers' newer names; null if the provider left one out. */
export interface Usage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
}

/** The provider's error: a recorded exception, or an error body with its status. */
export interface ProviderError {
  readonly type: string | null;
  readonly message: string;
  readonly status: number | null;
}

/** The content of a response that is not an answer in words. */
export type AnswerData =
  /** Vectors as sent: numbers, or base64 of 32-bit floats (little-endian). */
  | { readonly kind: "embeddings"; readonly vectors: readonly (readonly number[] | string)[] }
  /** `details` is the provider's own object. */
  | { readonly kind: "models"; readonly models: readonly { readonly id: string | null; readonly details: JsonObject }[] }
  /** The steps of a download; `completed` and `total` in bytes. */
  | {
      readonly kind: "progress";
      readonly steps: readonly {
        readonly status: string | null;
        readonly completed: number | null;
        readonly total: number | null;
      }[];
    }
  /** `content` is text, a part or a list of parts, as the tool returned it. */
  | { readonly kind: "toolResult"; readonly content: unknown; readonly error: string | null; readonly metadata: unknown }
  | { readonly kind: "document"; readonly chunks: readonly unknown[]; readonly metadata: unknown }
  /** Best first, as the provider sorted them; `index` refers to the request's documents. */
  | { readonly kind: "ranking"; readonly ranked: readonly { readonly index: number | null; readonly score: number | null }[] }
  /** The provider's own objects: files, batches, runs, images, moderation results. */
  | { readonly kind: "objects"; readonly objects: readonly JsonObject[] }
  /** For an unknown format: its chunks as they are. */
  | { readonly kind: "unknown"; readonly chunks: readonly unknown[] };

/** What one chunk does, as a time line or outline shows it. */
export type ChunkKind =
  "role" | "text" | "reasoning" | "refusal" | "tool" | "annotation" | "finish" | "usage" | "empty" | "other";

/** What one chunk adds to the answer. `adds` is the added text (or tool name and arguments), not shortened. */
export interface ChunkNote {
  readonly kind: ChunkKind;
  readonly adds: string;
}

/** An assembled response. `notes` has one entry for each chunk. */
export interface Reassembled {
  readonly family: string;
  readonly streaming: boolean;
  /** The model that answered, as the response names it. */
  readonly model: string | null;
  readonly choices: readonly Choice[];
  readonly usage: Usage | null;
  readonly error: ProviderError | null;
  /** Empty if every client reads the stream alike. */
  readonly disagreements: readonly Disagreement[];
  /** What the chunks contain besides all this, in order. */
  readonly also: readonly AlsoSaid[];
  /** The content in families without choices: vectors, models, a tool's result. Absent in families with choices. */
  readonly data?: AnswerData | undefined;
  readonly notes: readonly ChunkNote[];
}
