/**
 * What the rules on streams and tools ask of an answer, in the same words for every family: who finished, who called what, and where it
 * stands. One pass over the chunks makes it, and paths are made only for what a rule may have to show.
 */
import type { JsonPath } from "../../document";

/** A value with its place and the chunk (from 0) that says it. */
export interface Said<T> {
  readonly value: T;
  readonly path: JsonPath;
  readonly chunk: number;
}

/** A place in the file, as reports take it. */
export interface Place {
  readonly path: JsonPath;
  readonly part?: "key" | "value";
}

/** One tool call of the client's own tools; what the provider runs by itself is none. */
export interface CallFacts {
  /** Where the call begins, and the chunk that begins it. */
  readonly place: Place;
  readonly chunk: number;
  /** From 0, within its choice. */
  readonly position: number;
  readonly id: Said<string> | undefined;
  readonly name: Said<string> | undefined;
  /** The family's calls carry an id that a client needs to answer them. */
  readonly needsId: boolean;
  /** The pieces of the arguments' text; undefined where arguments come as a value, or as free text. */
  readonly pieces: readonly Said<string>[] | undefined;
  /** Arguments that came as a value. */
  readonly input: Said<unknown> | undefined;
  /** An id or name that was said before. */
  readonly repeated: readonly (Said<string> & { readonly what: "id" | "name" })[];
  /** Ids of other calls under the same index. */
  readonly clashes: readonly Said<string>[];
  /** An index that is missing or no integer, shown at `place`. */
  readonly badIndex: { readonly value: unknown; readonly place: Place; readonly chunk: number } | undefined;
  /** By what clients tell the pieces of streamed calls apart, a list's index from 0; undefined in families without. */
  readonly index: number | undefined;
  /** A part that no piece of a streamed call brings and openai-node needs. */
  readonly lacks: "type" | "arguments" | undefined;
}

/** One of the answers in a response. */
export interface ChoiceFacts {
  readonly index: number;
  /** Where a finish reason would stand in the last chunk that has this choice, and that chunk. */
  readonly last: { readonly chunk: number; readonly place: () => Place };
  readonly finish: Said<string> | undefined;
  /** What the provider says about it in words. */
  readonly finishMessage?: string | undefined;
  /** The first thing that came after the finish reason. */
  readonly after: (Place & { readonly chunk: number; readonly what: string }) | undefined;
  readonly calls: readonly CallFacts[];
}

/** Something that the family's order of events forbids. */
export interface OrderProblem extends Place {
  readonly chunk: number;
  readonly severity: "error" | "warning" | "hint";
  /** The whole sentence. */
  readonly message: string;
  /** An event without the one that should have begun it: a broken chunk before may have been that. */
  readonly lacksEarlier: boolean;
  readonly related?: readonly { readonly path: JsonPath; readonly message: string }[];
}

export interface UsageFacts {
  readonly input: number | undefined;
  readonly output: number | undefined;
  /** Tokens that providers count into the total alone. */
  readonly aside: number;
  readonly total: Said<number> | undefined;
}

/** A failure that the answer itself tells of: an error event, a blocked prompt. */
export interface Failure extends Place {
  readonly what: string;
}

export interface AnswerFacts {
  readonly choices: readonly ChoiceFacts[];
  readonly usage: UsageFacts | undefined;
  /** The event that ends the stream as a whole, by name, where the family has one: what is missing when it never came. */
  readonly ending:
    { readonly name: string; readonly came: boolean; readonly last: Place & { readonly chunk: number } } | undefined;
  readonly order: readonly OrderProblem[];
  readonly failures: readonly Failure[];
}
