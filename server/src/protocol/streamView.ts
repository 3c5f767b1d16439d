/** The contents of the stream view for a recording, and the formats it can be copied in. */
import type { Location, Range } from "vscode-languageserver-types";
import type { EventRow } from "../recording/families/eventRows";
import type { Reassembled } from "../recording/reassembled";
import type { RecordingId } from "../recordingId";
import type { Severity } from "../rules/rule";
import type { HashStatus } from "./recordings";

/** A message of the conversation that was sent, or the answer in the form of a message. */
export interface ViewMessage {
  readonly role: string;
  readonly text: string;
  /** In a tool message: the call that it answers. */
  readonly toolCallId?: string;
  readonly toolCalls: readonly { readonly id: string | null; readonly name: string; readonly arguments: string }[];
  /** Inline images, as `data:` URLs; absent for none. Other images are only named in `text`. */
  readonly images?: readonly string[];
  /** Other properties, by name (`content[0].cache_control`); absent for none. */
  readonly also?: readonly { readonly name: string; readonly value: string }[];
}

/** One vector of an embeddings response, as numbers that distinguish vectors. */
export interface VectorFacts {
  readonly dimensions: number;
  readonly norm: number;
  readonly min: number;
  readonly max: number;
  /** The minimum and maximum of each of at most 128 sections of equal length. */
  readonly outline: readonly (readonly [min: number, max: number])[];
}

/** A response of a family without choices, prepared for reading. */
export type ViewResult =
  /** `similarity[i][j]` is the cosine of vectors i and j; null if one is zero. Empty for a single vector, or for too many. */
  | {
      readonly kind: "embeddings";
      readonly vectors: readonly VectorFacts[];
      readonly similarity: readonly (readonly (number | null)[])[];
      /** The embedded texts, one for each vector, if the request contains them. */
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

/** A rating by a provider's safety filter, in the provider's terms. */
export interface SafetyRating {
  readonly category: string;
  readonly probability: string;
  readonly blocked: boolean;
}

/** A recording in the same file as the one shown. */
export interface ViewSibling {
  readonly id: RecordingId;
  readonly model: string | null;
  /** The answer on one line. */
  readonly preview: string;
}

/** A recording in the same conversation as the one shown. */
export interface ViewTurn {
  readonly id: RecordingId;
  /** Its position in the conversation, counted from 1. */
  readonly number: number;
  readonly model: string | null;
  /** The answer on one line. */
  readonly preview: string;
  readonly finishReasons: readonly string[];
  /** Numbers of the turns whose answers its request quotes, and of the turns that quote its answer. */
  readonly predecessors: readonly number[];
  readonly successors: readonly number[];
}

/** Everything the stream view shows of one recording, in one reply. */
export interface StreamView {
  readonly id: RecordingId;
  /** URI of the file. */
  readonly uri: string;
  readonly fileName: string;
  readonly testId: string | null;
  readonly test: Location | null;
  readonly familyTitle: string;
  readonly endpoint: string | null;
  readonly modelAsked: string | null;
  readonly hash: string | null;
  readonly hashStatus: HashStatus;
  /** Size of the file in bytes. */
  readonly size: number;
  readonly messages: readonly ViewMessage[];
  /** Other request parameters, as JSON: `temperature`, `tool_choice` … */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  readonly tools: readonly { readonly name: string; readonly description: string | null; readonly parameters: unknown }[];
  readonly answer: Reassembled;
  /** The range of each chunk in the file. */
  readonly chunkRanges: readonly Range[];
  /** Groups of chunks by event, if they are lines of an event stream; otherwise empty. */
  readonly events: readonly EventRow[];
  /** The body as readable text, for families that are not reassembled; otherwise null. */
  readonly body: string | null;
  /** The response of a family without choices; null for other families, and if there is only `body`. */
  readonly result: ViewResult | null;
  readonly safety: readonly SafetyRating[];
  /** All turns of the conversation in order, including this recording (the entry with its `id`); empty if it is not part of one. */
  readonly turns: readonly ViewTurn[];
  /** All recordings of the file in order, including this one; empty if it is the only one. */
  readonly siblings: readonly ViewSibling[];
  readonly findings: readonly {
    readonly code: string;
    readonly severity: Severity;
    readonly message: string;
    readonly range: Range;
    /** Other places at which the finding applies. */
    readonly also?: readonly { readonly range: Range }[];
  }[];
}

/** The formats to copy a recording in: the request as a shell command or Python program, everything as Markdown, the command that runs its test. */
export const copyFormats = ["text", "curl", "python", "markdown", "pytest", "testId"] as const;
export type CopyFormat = (typeof copyFormats)[number];

/** The copied text, or a sentence that says why the recording cannot be copied in this format. */
export type Copied = { readonly kind: "text"; readonly text: string } | { readonly kind: "refused"; readonly reason: string };
