/** A rule is data plus a function; the registry loops over them, and settings, docs and tests are made from the same list. */
import type { JsonPath, OffsetRange } from "../recording/document";
import type { Place } from "../recording/sourceText";
import type { RecordingDocument, RecordingInDocument } from "../recording/recordingDocument";

export type Severity = "error" | "warning" | "information" | "hint";

/** One thing a rule has to say: where (a place, or offsets where there is no value to name), and one sentence. */
export interface Report extends Place {
  /** The property's name instead of its value. */
  readonly part?: "key" | "value";
  /** Overrides `path` as the place shown: for text that is not JSON. */
  readonly range?: OffsetRange;
  /** What is wrong and what follows from it, in one sentence. */
  readonly message: string;
  /** Other places that explain it; `range` overrides `path`. */
  readonly related?: readonly Related[];
  /** Where the rule knows better than its own severity: arguments that were cut off by the length limit. */
  readonly severity?: Severity;
  /** Reports of one cause are one finding. Only where message and property do not tell: those that are equal but for places have one cause. */
  readonly cause?: string;
}

export interface Related extends Place {
  readonly range?: OffsetRange;
  readonly message: string;
}

/** What a rule tells about itself. */
export interface DocumentedRule {
  /** Dotted, as in the docs and the settings: `chunk.shape`. */
  readonly code: string;
  readonly severity: Severity;
  /** What the rule looks for, in one line of Markdown. */
  readonly summary: string;
  /** Said only where the settings give it a severity. */
  readonly isOff?: boolean;
  /** The file formats that it is for, by their `id`; all, where it says none. */
  readonly formats?: readonly string[];
}

/** Whether a rule is for files of a format. */
export function isFor({ formats }: Pick<DocumentedRule, "formats">, format: string): boolean {
  return formats === undefined || formats.includes(format);
}

export interface Rule extends DocumentedRule {
  /** Also looks at files that are not JSON. The others would take for missing what is merely cut off. */
  readonly readsBrokenText?: boolean;
  /** Looks at a recording; called for each one in a file. */
  check?(file: RecordingInDocument, report: (report: Report) => void): void;
  /** Looks at what no recording of the file is; called once for each file. */
  checkDocument?(document: RecordingDocument, report: (report: Report) => void): void;
}

/** A report (its cause may be a secret) with its code, severity by default, and place in the text. */
export interface Finding extends Omit<Report, "cause"> {
  readonly code: string;
  readonly severity: Severity;
  readonly range: OffsetRange;
  /** At how many places this is so. */
  readonly count: number;
  /** The other places, so many as are kept, in the order of the text. */
  readonly also: readonly FoundPlace[];
}

export interface FoundPlace {
  readonly path: JsonPath;
  readonly range: OffsetRange;
}
