/** Everything the stream view shows of one recording, and what it can be copied as. */
import type { Location, Range } from "vscode-languageserver-types";
import type { EventRow } from "../recording/families/eventRows";
import type { Reassembled } from "../recording/reassembled";
import type { RecordingId } from "../recordingId";
import type { Severity } from "../rules/rule";
import type { HashStatus } from "./recordings";

/** A message of the conversation that was sent, or the answer's form as a message. */
export interface ViewMessage {
  readonly role: string;
  readonly text: string;
  /** Of a tool message: which call it answers. */
  readonly toolCallId?: string;
  readonly toolCalls: readonly { readonly id: string | null; readonly name: string; readonly arguments: string }[];
  /** Images that were sent inline, as `data:` URLs; absent for none. Others are named in `text` alone. */
  readonly images?: readonly string[];
  /** What else it says, by the name of the property (`content[0].cache_control`); absent for nothing. */
  readonly also?: readonly { readonly name: string; readonly value: string }[];
}

/** One vector of an embeddings response, in the numbers that tell vectors apart. */
export interface VectorFacts {
  readonly dimensions: number;
  readonly norm: number;
  readonly min: number;
  readonly max: number;
  /** Least and greatest value in each of at most 128 stretches of equal length. */
  readonly outline: readonly (readonly [min: number, max: number])[];
}

/** A response of a family without choices, made for reading. */
export type ViewResult =
  /** `similarity[i][j]` is the cosine of vectors i and j; empty for one vector, or for too many. null where a vector has no direction. */
  | {
      readonly kind: "embeddings";
      readonly vectors: readonly VectorFacts[];
      readonly similarity: readonly (readonly (number | null)[])[];
      /** What was embedded, one text a vector where the request says so. */
      readonly inputs: readonly string[];
    }
  | {
      readonly kind: "models";
      readonly models: readonly { readonly id: string; readonly detail: string; readonly uris: readonly string[] }[];
    }
  | { readonly kind: "tool"; readonly content: string; readonly error: string | null; readonly metadata: string | null }
  | {
      readonly kind: "document";
      readonly pieces: readonly { readonly text: string; readonly metadata: string | null }[];
      readonly metadata: string | null;
    };

/** What a provider's filter says of an answer, in the provider's words. */
export interface SafetyRating {
  readonly category: string;
  readonly probability: string;
  readonly blocked: boolean;
}

/** A recording in the same file as the one shown. */
export interface ViewSibling {
  readonly id: RecordingId;
  readonly model: string | null;
  /** What was answered, on one line. */
  readonly preview: string;
}

/** A recording of the same conversation as the one shown. */
export interface ViewTurn {
  readonly id: RecordingId;
  /** Its place in the conversation, from 1. */
  readonly number: number;
  readonly model: string | null;
  /** What was answered, on one line. */
  readonly preview: string;
  readonly finishReasons: readonly string[];
  /** Numbers of the turns whose answers its request quotes, and of those that quote its answer. */
  readonly predecessors: readonly number[];
  readonly successors: readonly number[];
}

/** Everything the stream view shows of one recording, in one reply. */
export interface StreamView {
  readonly id: RecordingId;
  /** Of the file. */
  readonly uri: string;
  readonly fileName: string;
  readonly testId: string | null;
  readonly test: Location | null;
  readonly familyTitle: string;
  readonly endpoint: string | null;
  readonly modelAsked: string | null;
  readonly hash: string | null;
  readonly hashStatus: HashStatus;
  /** Bytes of the file. */
  readonly size: number;
  readonly messages: readonly ViewMessage[];
  /** What else was asked for, as JSON: `temperature`, `tool_choice` … */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  readonly tools: readonly { readonly name: string; readonly description: string | null; readonly parameters: unknown }[];
  readonly answer: Reassembled;
  /** One entry per chunk: where it stands in the file. */
  readonly chunkRanges: readonly Range[];
  /** The chunks by event, where they are the lines of an event stream; empty where each chunk stands for itself. */
  readonly events: readonly EventRow[];
  /** The body as readable text, for families that are not reassembled; null otherwise. */
  readonly body: string | null;
  /** The response of a family without choices; null for any other, and where `body` is all there is. */
  readonly result: ViewResult | null;
  readonly safety: readonly SafetyRating[];
  /** The whole conversation in order, this recording included (the entry with its `id`); empty for one that stands alone. */
  readonly turns: readonly ViewTurn[];
  /** All recordings of the file in order, this one included; empty for one that is alone in its file. */
  readonly siblings: readonly ViewSibling[];
  readonly findings: readonly {
    readonly code: string;
    readonly severity: Severity;
    readonly message: string;
    readonly range: Range;
    /** Other places at which this is so. */
    readonly also?: readonly { readonly range: Range }[];
  }[];
}

/** What recordings can be copied as: the request as a shell command or a Python program, the whole as Markdown, its test to run. */
export const copyFormats = ["text", "curl", "python", "markdown", "pytest", "testId"] as const;
export type CopyFormat = (typeof copyFormats)[number];

/** A copy, or the sentence that says why what is recorded cannot be put that way. */
export type Copied = { readonly kind: "text"; readonly text: string } | { readonly kind: "refused"; readonly reason: string };
