/**
 * The one model that hover, lens, command line and stream view show: what a client library would have put together from
 * the recorded chunks. Every part knows the chunks it came from.
 */

import type { JsonObject } from "./json";
import type { JsonPath } from "./jsonPath";

/** Text joined from chunks; `pieces` says which chunk gave how many UTF-16 code units, in order, and covers `text` exactly. */
export interface TracedText {
  readonly text: string;
  readonly pieces: readonly { readonly chunk: number; readonly length: number }[];
}

/** A value and the index of the chunk that said it (0 for a response that is not a stream). */
export interface Traced<T> {
  readonly value: T;
  readonly chunk: number;
}

/** One tool call as the client sees it after the last chunk. */
export interface ToolCall {
  readonly index: number;
  readonly id: Traced<string> | null;
  readonly name: Traced<string> | null;
  /** The joined arguments as sent: JSON text, or what should have been. */
  readonly arguments: TracedText;
}

export interface Annotation {
  readonly value: unknown;
  readonly chunk: number;
}

/**
 * Something in the answer that is neither text nor a call for the client to answer: a hosted tool's search, an image, code that was run, a
 * citation's source. `type` is the provider's own word, `value` the whole thing as it stood in the end.
 */
export interface AnswerItem {
  readonly type: string;
  readonly value: unknown;
  readonly chunk: number;
}

/** A token with its log probability (natural logarithm), and the alternatives the provider sent. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly top: readonly { readonly token: string; readonly logprob: number }[];
  readonly chunk: number;
}

/** A place where client libraries make different things of the same stream. */
export interface Disagreement {
  /** In words for a user: "name of tool call 1". */
  readonly what: string;
  /** The chunk at which they part. */
  readonly chunk: number;
  readonly readings: readonly { readonly client: string; readonly sees: string }[];
}

/** Something the response says that is not part of the answer: a field that no client reads, or that only this provider sends. */
export interface AlsoSaid {
  /** Within the object that was sent. */
  readonly path: JsonPath;
  /** As it was sent, never null or empty. */
  readonly value: unknown;
  readonly chunk: number;
  /** How many objects in a row say the same; `chunk` is that of the first. */
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

/** Token counts under the providers' newer names; a provider that left one out gives null. */
export interface Usage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
}

/** What the provider failed with: a recorded exception, or an error body with its status. */
export interface ProviderError {
  readonly type: string | null;
  readonly message: string;
  readonly status: number | null;
}

/** What a response holds that is not an answer in words. */
export type AnswerData =
  /** Vectors as sent: numbers, or base64 of 32-bit floats (little-endian). */
  | { readonly kind: "embeddings"; readonly vectors: readonly (readonly number[] | string)[] }
  /** `details` is the provider's own object. */
  | { readonly kind: "models"; readonly models: readonly { readonly id: string | null; readonly details: JsonObject }[] }
  /** A download's steps; `completed` and `total` in bytes. */
  | {
      readonly kind: "progress";
      readonly steps: readonly {
        readonly status: string | null;
        readonly completed: number | null;
        readonly total: number | null;
      }[];
    }
  /** `content` is text, a part or a list of parts, as the tool gave it. */
  | { readonly kind: "toolResult"; readonly content: unknown; readonly error: string | null; readonly metadata: unknown }
  | { readonly kind: "document"; readonly chunks: readonly unknown[]; readonly metadata: unknown }
  /** Best first, as the provider sorted them; `index` counts the request's documents. */
  | { readonly kind: "ranking"; readonly ranked: readonly { readonly index: number | null; readonly score: number | null }[] }
  /** What the provider keeps or made, as its own objects: files, batches, runs, images, verdicts. */
  | { readonly kind: "objects"; readonly objects: readonly JsonObject[] }
  /** Of a format that nobody knows: its chunks as they are. */
  | { readonly kind: "unknown"; readonly chunks: readonly unknown[] };

/** What one chunk does, in the word that a time line or an outline shows. */
export type ChunkKind =
  "role" | "text" | "reasoning" | "refusal" | "tool" | "annotation" | "finish" | "usage" | "empty" | "other";

/** One chunk in a few words: what it adds to the answer. `adds` is the added text (or tool name and arguments), uncut. */
export interface ChunkNote {
  readonly kind: ChunkKind;
  readonly adds: string;
}

/** A response put together again. `notes` has one entry per chunk. */
export interface Reassembled {
  readonly family: string;
  readonly streaming: boolean;
  /** The model that answered, as the response names it. */
  readonly model: string | null;
  readonly choices: readonly Choice[];
  readonly usage: Usage | null;
  readonly error: ProviderError | null;
  /** Empty for a stream that every client reads alike. */
  readonly disagreements: readonly Disagreement[];
  /** What the chunks say beside all this, in their order. */
  readonly also: readonly AlsoSaid[];
  /** What the response holds in families without choices: vectors, models, a tool's result. Absent in families with choices. */
  readonly data?: AnswerData | undefined;
  readonly notes: readonly ChunkNote[];
}
