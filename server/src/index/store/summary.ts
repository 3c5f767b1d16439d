/** What the index keeps of each recording: enough for lenses, hovers, lists and workspace diagnostics, without text and chunks. */
import type { Range } from "vscode-languageserver-types";
import type { Naming } from "../../recording/naming";
import type { RecordingId } from "../../recordingId";
import type { Severity } from "../../rules/rule";
import type { Fingerprint, Reference } from "./fingerprints";

/** A finding with ranges, so that it can be shown without the text. The severity is the rule's own; settings are applied later. */
export interface LocatedFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  /** JSON pointer of the value; the whole document, "", for text that is not JSON. */
  readonly pointer?: string;
  /** Places that explain it; in the same file if they have no URI. */
  readonly related?: readonly RelatedPlace[];
  /** At how many places of the file it applies; 1 by default. */
  readonly count?: number;
  /** The other places, up to a limit; none by default. */
  readonly also?: readonly { readonly range: Range; readonly pointer: string }[];
  /** A digest of what it is about, stable while the text moves. Absent if recording and code identify it. */
  readonly about?: string;
  /** It is about the file, not the recording it comes with. */
  readonly isOnFile?: boolean;
}

export interface RelatedPlace {
  readonly uri?: string;
  readonly range: Range;
  readonly message: string;
}

/** The most related places to list. */
const mostShown = 10;

/** Places that explain a finding, then other places where it applies; the last one says how many are not listed. */
export function relatedPlaces({ related = [], also = [], count = 1 }: LocatedFinding): readonly RelatedPlace[] {
  const shown = also.slice(0, mostShown);
  const left = count - 1 - shown.length;
  const others = shown.map(({ range }, at) => ({
    range,
    message: left > 0 && at === shown.length - 1 ? `Here too, and at ${left.toLocaleString("en-US")} more places.` : "Here too.",
  }));
  return [...related, ...others];
}

export interface RecordingSummary {
  readonly id: RecordingId;
  /** URI of the file. */
  readonly uri: string;
  /** In a file with several recordings, identifies this one by its request, at any position; "" for a recording that is the whole file. */
  readonly identity: string;
  /** The id of the file's format. */
  readonly format: string;
  readonly testId: string | undefined;
  /** The range of the test id with its quotes; the start of the recording if there is none. */
  readonly testIdRange: Range;
  /** The range of `[parameters]` in it, with brackets; undefined if there are none. */
  readonly parameterRange: Range | undefined;
  /** The hex digits in the file's name (12 or 64); undefined if there are none. */
  readonly hash: string | undefined;
  /** How the name relates to the request's hash; undefined if the recording is never looked up by hash, is broken, or is not completely read yet. */
  readonly naming: Naming | undefined;
  readonly family: string;
  /** The requested model, or else the one that answered. */
  readonly model: string | undefined;
  readonly streaming: boolean;
  readonly chunkCount: number;
  /** The end of the prompt on one line, at most 60 characters; empty if there is none. */
  readonly asked: string;
  /** The answer on one line, at most 80 characters: text, tool calls, an error. */
  readonly preview: string;
  /** Of every choice, in order. */
  readonly finishReasons: readonly string[];
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  /** For the first recording in a file: the date of the file's oldest answer. */
  readonly answeredOn: string | undefined;
  /**
   * One rolling digest per message of the request: if two requests have equal digests at some index, their messages up to it
   * are equal. Empty if the request has no messages.
   */
  readonly conversation: readonly string[];
  /** What a later request may quote of the answer: its calls (`id:…`) and digests of its texts. */
  readonly fingerprints: readonly Fingerprint[];
  /** What the request quotes of earlier answers, in the same form. */
  readonly references: readonly Reference[];
  /** The tool call ids among them, each once, with their ranges in the request. */
  readonly quotedCalls: readonly { readonly id: string; readonly range: Range }[];
  /** The file is not JSON, or not a recording. */
  readonly broken: boolean;
  /** The findings of rules; the first recording of a file also has those about the file. */
  readonly findings: readonly LocatedFinding[];
}

/** The summaries of all recordings in a file, in order; at least one. */
export type Summaries = readonly [RecordingSummary, ...RecordingSummary[]];
