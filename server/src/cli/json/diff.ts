/** What `tapedeck diff --format json` prints. */
import type { FieldDifference } from "./common";

/**
 * `changed`: a test gets or sends something else. `same-meaning`: only noise such as ids differs. `moved`: the same recording in another file.
 * `unreadable`: it cannot be read completely, so it cannot be compared.
 */
export type ChangeKind = "changed" | "added" | "removed" | "unreadable" | "moved" | "same-meaning";

export interface DiffOutput {
  /** The number of recordings of each kind. */
  readonly summary: Readonly<Record<ChangeKind, number>>;
  readonly recordings: readonly DiffRecording[];
}

export interface DiffRecording {
  readonly kind: ChangeKind;
  /** Path, in a cassette with the recording's number; for a removed recording its former path. */
  readonly file: string;
  /** The former path; null if it did not change. */
  readonly formerFile: string | null;
  readonly tests: readonly string[];
  readonly model: string | null;
  /** The answer in a few words: the present one of a changed recording; for an unreadable one the reason. */
  readonly preview: string;
  /** The whole difference in one sentence; null for added and removed recordings. */
  readonly summary: string | null;
  readonly answer: readonly AnswerChange[];
  /** Differing fields; paths start at the recorded request. */
  readonly request: readonly FieldDifference[];
  /** Differences without meaning, in words: "response ids". */
  readonly noise: readonly string[];
  /** Parts of a side that could not be read. */
  readonly unread: readonly { readonly side: "before" | "after" | "both"; readonly message: string }[];
}

/** One difference between two answers. `what` names it: "text", "arguments of weather", "finish reason of choice 1". */
export type AnswerChange =
  /** A text, compared word by word. */
  | {
      readonly kind: "text";
      readonly what: string;
      readonly parts: readonly { readonly kind: "same" | "added" | "removed"; readonly text: string }[];
    }
  /** A short value; null if this side has none. */
  | { readonly kind: "value"; readonly what: string; readonly before: string | null; readonly after: string | null }
  /** A structure, compared field by field. */
  | { readonly kind: "fields"; readonly what: string; readonly fields: readonly FieldDifference[] };
