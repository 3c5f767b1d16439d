/** What `tapedeck show --format json` prints: an object for one recording, a list for several. */

export type ShowOutput = ShownRecording | readonly ShownRecording[];

/** Absent parts are null, lists are empty. */
export interface ShownRecording {
  /** As it was named, with forward slashes. */
  readonly file: string;
  /** The file format, such as `ogx`, `vcr` or `har`. */
  readonly format: string;
  /** The recording's number in its file, from 0. */
  readonly index: number;
  /** null for what went through no HTTP client. */
  readonly request: { readonly method: string; readonly url: string } | null;
  readonly testId: string | null;
  readonly requestHash: string | null;
  /** The wire format of request and response, such as `openai.chat`. */
  readonly family: string;
  readonly streaming: boolean;
  /** The model that answered, else the one that was asked. */
  readonly model: string | null;
  readonly chunkCount: number;
  /** The answers; a request with `n: 2` has two. */
  readonly choices: readonly ShownChoice[];
  readonly usage: {
    readonly inputTokens: number | null;
    readonly outputTokens: number | null;
    readonly totalTokens: number | null;
  } | null;
  /** What the provider failed with. */
  readonly error: { readonly type: string | null; readonly message: string; readonly status: number | null } | null;
  /** Where client libraries make different things of the same stream. */
  readonly disagreements: readonly {
    readonly what: string;
    /** The chunk at which they part. */
    readonly chunk: number;
    readonly readings: readonly { readonly client: string; readonly sees: string }[];
  }[];
  /** What the response says beside the answer. `path` is a JSON pointer within the object that was sent, `chunk` counts from 0. */
  readonly also: readonly {
    readonly path: string;
    readonly value: unknown;
    readonly chunk: number;
    /** How many objects in a row say the same. */
    readonly times: number;
  }[];
  /** Absent in families with choices. */
  readonly data?: ShownData;
  /** What is wrong with a broken recording, in a few words. */
  readonly problem: string | null;
  /** Its place in the conversation of its test; null for one that stands alone. */
  readonly turn: {
    readonly number: number;
    readonly of: number;
    readonly predecessors: readonly OtherTurn[];
    readonly successors: readonly OtherTurn[];
  } | null;
  /** The conversation that was sent. */
  readonly messages: readonly ShownMessage[];
  readonly tools: readonly { readonly name: string; readonly description: string | null; readonly parameters: unknown }[];
  /** What else was asked for, as JSON: `temperature`, `tool_choice` … */
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
    /** As sent: JSON text, or what should have been. */
    readonly arguments: string;
  }[];
  readonly annotations: readonly unknown[];
  /** What is neither text nor a call for the client to answer: a hosted tool's search, an image, code that was run. */
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
  /** Of a tool message: which call it answers. */
  readonly toolCallId?: string;
  readonly toolCalls: readonly { readonly id: string | null; readonly name: string; readonly arguments: string }[];
  /** How many images were sent inline; absent for none. */
  readonly images?: number;
  /** What else it says, by the name of the property. */
  readonly also?: readonly { readonly name: string; readonly value: string }[];
}

/** What a response holds that is not an answer in words, as the provider sent it. */
export type ShownData =
  /** Numbers, or base64 of 32-bit floats (little-endian). */
  | { readonly kind: "embeddings"; readonly vectors: readonly (readonly number[] | string)[] }
  | {
      readonly kind: "models";
      readonly models: readonly { readonly id: string | null; readonly details: Readonly<Record<string, unknown>> }[];
    }
  /** A download's steps, in bytes. */
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
  /** Best first; `index` counts the request's documents. */
  | { readonly kind: "ranking"; readonly ranked: readonly { readonly index: number | null; readonly score: number | null }[] }
  | { readonly kind: "objects"; readonly objects: readonly Readonly<Record<string, unknown>>[] }
  | { readonly kind: "unknown"; readonly chunks: readonly unknown[] };
