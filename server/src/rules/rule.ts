/** A rule is metadata and a function. The registry runs all of them, and settings, docs and tests are generated from it. */
import type { JsonPath, OffsetRange } from "../recording/document";
import type { Place } from "../recording/sourceText";
import type { RecordingDocument, RecordingInDocument } from "../recording/recordingDocument";

export type Severity = "error" | "warning" | "information" | "hint";

/** A rule's report: a place (a path, or a range if there is no value), and one sentence. */
export interface Report extends Place {
  /** `key` to underline the property's name instead of its value. */
  readonly part?: "key" | "value";
  /** Overrides `path` as the range to underline, for text that is not JSON. */
  readonly range?: OffsetRange;
  /** What is wrong and what follows, in one sentence. */
  readonly message: string;
  /** Other places that explain it; `range` overrides `path`. */
  readonly related?: readonly Related[];
  /** Overrides the rule's severity, for example for arguments that were cut off by the length limit. */
  readonly severity?: Severity;
  /** Reports with the same cause become one finding. Only needed if message and property do not identify the cause. */
  readonly cause?: string;
}

export interface Related extends Place {
  readonly range?: OffsetRange;
  readonly message: string;
}

/** The metadata of a rule. */
export interface DocumentedRule {
  /** Dotted, as in the docs and settings: `chunk.shape`. */
  readonly code: string;
  readonly severity: Severity;
  /** What the rule checks, in one line of Markdown. */
  readonly summary: string;
  /** Off unless the settings give it a severity. */
  readonly isOff?: boolean;
  /** The ids of the file formats that it applies to; all if absent. */
  readonly formats?: readonly string[];
}

/** Whether a rule applies to files of a format. */
export function isFor({ formats }: Pick<DocumentedRule, "formats">, format: string): boolean {
  return formats === undefined || formats.includes(format);
}

export interface Rule extends DocumentedRule {
  /** Also checks files that are not JSON. Other rules would report parts as missing that are only cut off. */
  readonly readsBrokenText?: boolean;
  /** Checks a recording; called for each recording of a file. */
  check?(file: RecordingInDocument, report: (report: Report) => void): void;
  /** Checks the file outside of its recordings; called once for each file. */
  checkDocument?(document: RecordingDocument, report: (report: Report) => void): void;
}

/** A report with its rule, severity and range. It has no cause, which may contain a secret. */
export interface Finding extends Omit<Report, "cause"> {
  readonly code: string;
  readonly severity: Severity;
  readonly range: OffsetRange;
  /** The number of places that it applies to. */
  readonly count: number;
  /** The other places, up to a limit, in text order. */
  readonly also: readonly FoundPlace[];
}

export interface FoundPlace {
  readonly path: JsonPath;
  readonly range: OffsetRange;
}
