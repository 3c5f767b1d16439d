/** What `tapedeck show --format json` prints: an object for one recording, a list for several. */

export type ShowOutput = ShownRecording | readonly ShownRecording[];

/** Absent parts are null, lists are empty. */
export interface ShownRecording {
  /** Path as it was given, with forward slashes. */
  readonly file: string;
  /** The file format, such as `ogx`, `vcr` or `har`. */
  readonly format: string;
  /** The recording's index in its file, from 0. */
  readonly index: number;
  /** null if it was not an HTTP request. */
  readonly request: { readonly method: string; readonly url: string } | null;
  readonly testId: string | null;
  readonly requestHash: string | null;
  /** The wire format of request and response, such as `openai.chat`. */
  readonly family: string;
  readonly streaming: boolean;
  /** The model that answered, or else the one that was requested. */
  readonly model: string | null;
  readonly chunkCount: number;
  /** The answers: a request with `n: 2` has two. */
  readonly choices: readonly ShownChoice[];
  readonly usage: {
    readonly inputTokens: number | null;
    readonly outputTokens: number | null;
    readonly totalTokens: number | null;
  } | null;
  /** The provider's error. */
  readonly error: { readonly type: string | null; readonly message: string; readonly status: number | null } | null;
  /** Places where client libraries read the same stream differently. */
  readonly disagreements: readonly {
    readonly what: string;
    /** The first chunk that they read differently. */
    readonly chunk: number;
    readonly readings: readonly { readonly client: string; readonly sees: string }[];
  }[];
  /** What the response holds besides the answer. `path` is a JSON pointer within the object that was sent; `chunk` counts from 0. */
  readonly also: readonly {
    readonly path: string;
    readonly value: unknown;
    readonly chunk: number;
    /** How many consecutive objects hold the same. */
    readonly times: number;
  }[];
  /** Absent in families with choices. */
  readonly data?: ShownData;
  /** What is wrong with a broken recording, in a few words. */
  readonly problem: string | null;
  /** Its position in the conversation of its test; null if it is not part of one. */
  readonly turn: {
    readonly number: number;
    readonly of: number;
    readonly predecessors: readonly OtherTurn[];
    readonly successors: readonly OtherTurn[];
  } | null;
  /** The messages that were sent. */
  readonly messages: readonly ShownMessage[];
  readonly tools: readonly { readonly name: string; readonly description: string | null; readonly parameters: unknown }[];
  /** Other request parameters, as JSON: `temperature`, `tool_choice` … */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

export interface OtherTurn {
  readonly number: number;
  /** The first digits of the recording's name. */
  readonly name: string;
}

export interface ShownChoice {
  readonly index: number;
  readonly role: string | null;
  readonly content: string | null;
  readonly reasoning: string | null;
  readonly refusal: string | null;
  readonly toolCalls: readonly {
    readonly index: number;
    readonly id: string | null;
    readonly name: string | null;
    /** As sent: JSON text, valid or not. */
    readonly arguments: string;
  }[];
  readonly annotations: readonly unknown[];
  /** Output that is neither text nor a call for the client to answer: a hosted tool's search, an image, executed code. */
  readonly items: readonly { readonly type: string; readonly value: unknown }[];
  readonly logprobs: readonly {
    readonly token: string;
    readonly logprob: number;
    readonly top: readonly { readonly token: string; readonly logprob: number }[];
    readonly chunk: number;
  }[];
  readonly finishReason: string | null;
}

export interface ShownMessage {
  readonly role: string;
  readonly text: string;
  /** In a tool message: the call that it answers. */
  readonly toolCallId?: string;
  readonly toolCalls: readonly { readonly id: string | null; readonly name: string; readonly arguments: string }[];
  /** The number of inline images; absent for none. */
  readonly images?: number;
  /** Its other properties, by name. */
  readonly also?: readonly { readonly name: string; readonly value: string }[];
}

/** A response that is not an answer in words, as the provider sent it. */
export type ShownData =
  /** Numbers, or base64 of 32-bit floats (little-endian). */
  | { readonly kind: "embeddings"; readonly vectors: readonly (readonly number[] | string)[] }
  | {
      readonly kind: "models";
      readonly models: readonly { readonly id: string | null; readonly details: Readonly<Record<string, unknown>> }[];
    }
  /** The steps of a download, in bytes. */
  | {
      readonly kind: "progress";
      readonly steps: readonly {
        readonly status: string | null;
        readonly completed: number | null;
        readonly total: number | null;
      }[];
    }
  | { readonly kind: "toolResult"; readonly content: unknown; readonly error: string | null; readonly metadata: unknown }
  | { readonly kind: "document"; readonly chunks: readonly unknown[]; readonly metadata: unknown }
  /** Best first; `index` refers to the request's documents. */
  | { readonly kind: "ranking"; readonly ranked: readonly { readonly index: number | null; readonly score: number | null }[] }
  | { readonly kind: "objects"; readonly objects: readonly Readonly<Record<string, unknown>>[] }
  | { readonly kind: "unknown"; readonly chunks: readonly unknown[] };
