/**
 * The facts that rules on streams and tools need, in the same terms for every family: who finished, who called what, and where.
 * Made in one pass over the chunks; paths are only computed for what a rule may report.
 */
import type { JsonPath } from "../../document";

/** A value with its place and its chunk (from 0). */
export interface Said<T> {
  readonly value: T;
  readonly path: JsonPath;
  readonly chunk: number;
}

/** A place in the file, as in reports. */
export interface Place {
  readonly path: JsonPath;
  readonly part?: "key" | "value";
}

/** A call of one of the client's tools; calls that the provider runs itself do not count. */
export interface CallFacts {
  /** The start of the call, and its chunk. */
  readonly place: Place;
  readonly chunk: number;
  /** Its index in its choice, from 0. */
  readonly position: number;
  readonly id: Said<string> | undefined;
  readonly name: Said<string> | undefined;
  /** Whether clients need an id to answer this family's calls. */
  readonly needsId: boolean;
  /** The pieces of the arguments' text; undefined if arguments are a value or free text. */
  readonly pieces: readonly Said<string>[] | undefined;
  /** Arguments that are a value. */
  readonly input: Said<unknown> | undefined;
  /** Ids or names that were sent before. */
  readonly repeated: readonly (Said<string> & { readonly what: "id" | "name" })[];
  /** Ids of other calls with the same index. */
  readonly clashes: readonly Said<string>[];
  /** An index that is missing or not an integer, reported at `place`. */
  readonly badIndex: { readonly value: unknown; readonly place: Place; readonly chunk: number } | undefined;
  /** The index by which clients tell the pieces of streamed calls apart, from 0; undefined in families without one. */
  readonly index: number | undefined;
  /** A part that openai-node needs and that no piece of a streamed call contains. */
  readonly lacks: "type" | "arguments" | undefined;
}

/** One of the answers in a response. */
export interface ChoiceFacts {
  readonly index: number;
  /** The last chunk with this choice, and where its finish reason would be. */
  readonly last: { readonly chunk: number; readonly place: () => Place };
  readonly finish: Said<string> | undefined;
  /** The provider's explanation. */
  readonly finishMessage?: string | undefined;
  /** The first content after the finish reason. */
  readonly after: (Place & { readonly chunk: number; readonly what: string }) | undefined;
  readonly calls: readonly CallFacts[];
}

/** A violation of the family's order of events. */
export interface OrderProblem extends Place {
  readonly chunk: number;
  readonly severity: "error" | "warning" | "hint";
  /** A full sentence. */
  readonly message: string;
  /** The event that should have started this one is missing; a broken chunk may have been it. */
  readonly lacksEarlier: boolean;
  readonly related?: readonly { readonly path: JsonPath; readonly message: string }[];
}

export interface UsageFacts {
  readonly input: number | undefined;
  readonly output: number | undefined;
  /** Tokens that providers count only in the total. */
  readonly aside: number;
  readonly total: Said<number> | undefined;
}

/** A failure reported in the answer: an error event, a blocked prompt. */
export interface Failure extends Place {
  readonly what: string;
}

export interface AnswerFacts {
  readonly choices: readonly ChoiceFacts[];
  readonly usage: UsageFacts | undefined;
  /** The event that ends the whole stream, if the family has one, and whether it is missing. */
  readonly ending:
    { readonly name: string; readonly came: boolean; readonly last: Place & { readonly chunk: number } } | undefined;
  readonly order: readonly OrderProblem[];
  readonly failures: readonly Failure[];
}
