/** A family is one wire format: it recognises its chunks, says what is wrong with one, and joins them. */
import type { Chunk, Problem, Recording } from "../recording";
import type { Reassembled } from "../reassembled";
import type { AnswerFacts } from "./facts/facts";

/** What one pass over a recording's chunks gives. */
export interface Reading {
  /** The answer as a client would have put it together. */
  readonly reassembled: Reassembled;
  /** What rules judge; undefined for families without answers. Chunks that are reported by themselves (`unsound`, from 0) say nothing here. */
  readonly facts: AnswerFacts | undefined;
}

/** What rules and surfaces have to know of a family beside its chunks. */
interface Traits {
  /** Its whole answers always say how they ended, not only its streams. */
  readonly endsWithReason?: boolean;
  /** What is wrong with a stream that has no end, in words; else "no finish reason ever comes". */
  readonly lacksEnd?: string;
  /** Nothing says that an answer is over: its streams just stop. */
  readonly endsSilently?: boolean;
  /** The finish reason that denies the calls that came; families without one have no other, and their calls are whole. */
  readonly finishWithoutCalls?: string;
  /** Finish reasons that say why there is no proper answer, each with what happened: "the provider's content filter cut it off". */
  readonly failureWords?: Readonly<Record<string, string>>;
  /** Its clients pass over events without a name, and over those of this name; of all others they read the type in the data. */
  readonly eventNames?: { readonly dropped: string };
  /** All chunks of an answer carry its id. */
  readonly hasOneId?: boolean;
  /** The headers with which a client says who it is, keys as shell variables; else OpenAI's. */
  readonly credentials?: readonly string[];
  /** Its lines may hold whatever they like: text, JSON, nothing. */
  readonly readsAnyLine?: boolean;
  /** The response as a whole is a failure. */
  readonly isFailure?: boolean;
  /** No model was asked: an error status is an answer like any other. */
  readonly asksNoModel?: boolean;
}

export interface Family extends Traits {
  /** Dotted name as in the docs: `openai.chat`. */
  readonly id: string;
  /** In words, for hovers and titles: "OpenAI chat completion". */
  readonly title: string;
  /** Its streams mix `__type__`s by design (one class per event), so a different one is nothing foreign. */
  readonly mixesTypes?: boolean;
  /** Its recordings are not answers to a test but what came on the way; this is what one is called in a count: "model list". */
  readonly aside?: string | undefined;
  /** Whether an answer from this path of a URL is of this family; asked only where there is no chunk to tell. */
  readonly endpoint?: (path: string) => boolean;
  /** Whether this chunk (or body) is of this family, by its `__type__`, else by its own fields. Never by folder. */
  recognises(chunk: Chunk): boolean;
  /** A quick look at this chunk: true only if no rule on shapes has anything to say. What it does not pass is validated. */
  isSound?(chunk: Chunk): boolean;
  /** What is wrong with this chunk's shape; paths are relative to the chunk's data. Empty for a good one. */
  validate(chunk: Chunk): readonly Problem[];
  /** The same for an answer that reaches its client as the provider sent it, where less is needed than for replay's own classes. */
  validateSent?(chunk: Chunk): readonly Problem[];
  /** Words in a chunk that the client does not know, although the chunk can be read; paths are in the document. */
  wrongWords?(chunk: Chunk): readonly Problem[];
  /** Reads all chunks once. Joins what can be joined; skips what `validate` would report, never throws. */
  read(recording: Recording, unsound?: ReadonlySet<number>): Reading;
  /** A recording without choices in a few words: "embedding ×3". Families whose recordings have choices need none. */
  describe?(recording: Recording): string;
}
