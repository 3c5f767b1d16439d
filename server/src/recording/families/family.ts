/** A family is one wire format: it recognizes its chunks, validates them, and joins them. */
import type { Chunk, Problem, Recording } from "../recording";
import type { Reassembled } from "../reassembled";
import type { AnswerFacts } from "./facts/facts";

/** The result of one pass over a recording's chunks. */
export interface Reading {
  /** The answer as a client would assemble it. */
  readonly reassembled: Reassembled;
  /** The facts that rules check; undefined for families without answers. Chunks that other rules report (`unsound`, from 0) are ignored. */
  readonly facts: AnswerFacts | undefined;
}

/** What rules and views need to know about a family besides its chunks. */
interface Traits {
  /** Whole answers, not only streams, always have a finish reason. */
  readonly endsWithReason?: boolean;
  /** What is wrong with a stream that has no end, in words; by default "no finish reason ever comes". */
  readonly lacksEnd?: string;
  /** Streams just stop: nothing marks the end of an answer. */
  readonly endsSilently?: boolean;
  /** The finish reason that contradicts calls in the answer; families without one have only whole calls. */
  readonly finishWithoutCalls?: string;
  /** Finish reasons that explain why there is no proper answer, with a description: "the provider's content filter cut it off". */
  readonly failureWords?: Readonly<Record<string, string>>;
  /** Clients skip events without a name, and those with this name; for all others they use the type in the data. */
  readonly eventNames?: { readonly dropped: string };
  /** All chunks of an answer have its id. */
  readonly hasOneId?: boolean;
  /** The headers with which a client authenticates, with keys as shell variables; by default OpenAI's. */
  readonly credentials?: readonly string[];
  /** Lines may contain anything: text, JSON, nothing. */
  readonly readsAnyLine?: boolean;
  /** The whole response is a failure. */
  readonly isFailure?: boolean;
  /** No model was asked: an error status is an answer like any other. */
  readonly asksNoModel?: boolean;
}

export interface Family extends Traits {
  /** Dotted name as in the docs: `openai.chat`. */
  readonly id: string;
  /** For hovers and titles: "OpenAI chat completion". */
  readonly title: string;
  /** Streams mix several `__type__`s by design (one class per event), so a different one is not foreign. */
  readonly mixesTypes?: boolean;
  /** Recordings are not answers to a test but were made on the way; the noun for counting them: "model list". */
  readonly aside?: string | undefined;
  /** Whether an answer from this URL path is of this family; only used if there is no chunk. */
  readonly endpoint?: (path: string) => boolean;
  /** Whether this chunk (or body) is of this family, by its `__type__` or else by its fields. Never by folder. */
  recognises(chunk: Chunk): boolean;
  /** A quick check of a chunk: true only if no rule on shapes would report anything. Otherwise the chunk is validated. */
  isSound?(chunk: Chunk): boolean;
  /** Problems with the chunk's shape; paths are relative to the chunk's data. Empty if there are none. */
  validate(chunk: Chunk): readonly Problem[];
  /** The same for an answer that reaches its client as the provider sent it, which needs less than replay's own classes. */
  validateSent?(chunk: Chunk): readonly Problem[];
  /** Values in a readable chunk that the client does not know; paths start at the document. */
  wrongWords?(chunk: Chunk): readonly Problem[];
  /** Reads all chunks once. Joins what can be joined, skips what `validate` would report, never throws. */
  read(recording: Recording, unsound?: ReadonlySet<number>): Reading;
  /** A recording without choices in a few words: "embedding ×3". Only needed by families without choices. */
  describe?(recording: Recording): string;
}
