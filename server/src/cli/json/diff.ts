/** What `tapedeck diff --format json` prints. */
import type { FieldDifference } from "./common";

/**
 * `changed`: a test sees or asks something else. `same-meaning`: only noise, such as ids, is another. `moved`: the very same recording in another
 * file. `unreadable`: not all of it can be read, so nobody knows.
 */
export type ChangeKind = "changed" | "added" | "removed" | "unreadable" | "moved" | "same-meaning";

export interface DiffOutput {
  /** How many recordings there are of each kind. */
  readonly summary: Readonly<Record<ChangeKind, number>>;
  readonly recordings: readonly DiffRecording[];
}

export interface DiffRecording {
  readonly kind: ChangeKind;
  /** As it may be named, in a cassette with its number; of a removed one as it was. */
  readonly file: string;
  /** Where it was; null where it still is there. */
  readonly formerFile: string | null;
  readonly tests: readonly string[];
  readonly model: string | null;
  /** The answer in a few words; of a changed recording as it is now, of an unreadable one why it is. */
  readonly preview: string;
  /** All of the difference in one sentence; null for those that came or went. */
  readonly summary: string | null;
  readonly answer: readonly AnswerChange[];
  /** Paths from the recorded request. */
  readonly request: readonly FieldDifference[];
  /** What differs and means nothing, in words: "response ids". */
  readonly noise: readonly string[];
  /** What of a side could not be read. */
  readonly unread: readonly { readonly side: "before" | "after" | "both"; readonly message: string }[];
}

/** One thing that two answers say differently. `what` names it: "text", "arguments of weather", "finish reason of choice 1". */
export type AnswerChange =
  /** A text, word by word. */
  | {
      readonly kind: "text";
      readonly what: string;
      readonly parts: readonly { readonly kind: "same" | "added" | "removed"; readonly text: string }[];
    }
  /** A short value; null: this side has none. */
  | { readonly kind: "value"; readonly what: string; readonly before: string | null; readonly after: string | null }
  /** A structure, field by field. */
  | { readonly kind: "fields"; readonly what: string; readonly fields: readonly FieldDifference[] };
