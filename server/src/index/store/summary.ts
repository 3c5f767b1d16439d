/** What the index keeps of each recording: enough for lenses, hovers, lists and workspace diagnostics; text and chunks are dropped. */
import type { Range } from "vscode-languageserver-types";
import type { Naming } from "../../recording/naming";
import type { RecordingId } from "../../recordingId";
import type { Severity } from "../../rules/rule";
import type { Fingerprint, Reference } from "./fingerprints";

/** A finding with positions, for showing without the text. Severity is the rule's own; settings apply when it is shown. */
export interface LocatedFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  /** JSON pointer of the value that the finding is about; the whole document, "", for text that is no JSON. */
  readonly pointer?: string;
  /** Places that explain it; without a URI, in the same file. */
  readonly related?: readonly RelatedPlace[];
  /** At how many places of the file this is so; one where it is left out. */
  readonly count?: number;
  /** Other places at which this is so, as many as are kept; none where it is left out. */
  readonly also?: readonly { readonly range: Range; readonly pointer: string }[];
  /** Tells what it is about: the same while the text moves, another where the content changes. Of none, the recording and the code tell. */
  readonly about?: string;
  /** It is on the file, whichever recording it comes with. */
  readonly isOnFile?: boolean;
}

export interface RelatedPlace {
  readonly uri?: string;
  readonly range: Range;
  readonly message: string;
}

/** More would make a list longer than what it is about. */
const mostShown = 10;

/** Places that explain a finding, then the others where the same holds: the last says how many are not named. */
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
  /** Of the file. */
  readonly uri: string;
  /** Of a file with several, tells this one by its request, wherever it stands; "" for a recording that is its whole file. */
  readonly identity: string;
  /** The `id` of the file's format. */
  readonly format: string;
  readonly testId: string | undefined;
  /** Where the test id stands, its quotes included; where it has none the start of the recording. */
  readonly testIdRange: Range;
  /** Where `[parameters]` stands within it, brackets included; undefined when the test id has none. */
  readonly parameterRange: Range | undefined;
  /** The hex digits of the file's name (12 or 64); undefined where the name carries none. */
  readonly hash: string | undefined;
  /** Whether that is the hash of the request; undefined for what is never looked up by hash, is broken, or is not read whole yet. */
  readonly naming: Naming | undefined;
  readonly family: string;
  /** The model asked for, else the one that answered. */
  readonly model: string | undefined;
  readonly streaming: boolean;
  readonly chunkCount: number;
  /** The end of what was asked in a few words, one line, at most 60 characters; empty where nothing was asked in words. */
  readonly asked: string;
  /** What came back in a few words, one line, at most 80 characters: text, tool calls, an error. */
  readonly preview: string;
  /** Of every choice, in order. */
  readonly finishReasons: readonly string[];
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  /** Of the first recording in a file: the day of the oldest answer in it. */
  readonly answeredOn: string | undefined;
  /**
   * One rolling digest per message of the request: two requests with equal digests at some length have that many first
   * messages in common. Empty where the request has no messages.
   */
  readonly conversation: readonly string[];
  /** What a later request may quote of the answer: its calls (`id:…`) and its texts, as digests. */
  readonly fingerprints: readonly Fingerprint[];
  /** What the request quotes of earlier answers, in the same words. */
  readonly references: readonly Reference[];
  /** The tool call ids among the quotes, each once, and where the request names them. */
  readonly quotedCalls: readonly { readonly id: string; readonly range: Range }[];
  /** The file is not JSON, or not a recording. */
  readonly broken: boolean;
  /** What the rules say of it; those of the file's first recording are also on the file. */
  readonly findings: readonly LocatedFinding[];
}

/** Of all recordings in a file, in their order; at least one. */
export type Summaries = readonly [RecordingSummary, ...RecordingSummary[]];
