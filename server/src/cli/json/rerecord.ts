/** What `tapedeck rerecord --format json` prints: what was recorded, or with `--dry-run` what would be run. */
import type { Severity } from "./common";

/** With `--dry-run`. */
export interface RerecordPlanOutput {
  /** Environment variables that the run wants and that are not set. */
  readonly missing: readonly MissingVariable[];
  /** Modules that the suite's conftest.py files import and the interpreter lacks; empty also where nobody can tell. */
  readonly missingModules: readonly string[];
  /** Environment variables that the suite's own files set to a text of theirs: the run may see that and no other. */
  readonly fixed: readonly string[];
  readonly command: readonly string[];
  readonly folder: string;
  readonly mode: RecordMode;
  readonly setup: string | null;
  readonly stackConfig: string | null;
  /** The names of the variables that are set for the run. */
  readonly environment: readonly string[];
  readonly recordings: readonly {
    readonly file: string;
    readonly testId: string;
    /** Its place in the conversation; null for one that stands alone. */
    readonly turn: { readonly number: number; readonly of: number } | null;
    /** Its request quotes an answer that is recorded again, so it will be another request with another file name. */
    readonly follows: boolean;
  }[];
}

export type RecordMode = "record" | "record-if-missing";

export interface MissingVariable {
  readonly name: string;
  /** Who wants it. */
  readonly by: string;
  readonly present: boolean;
}

export interface RerecordOutput {
  readonly command: readonly string[];
  readonly mode: RecordMode;
  readonly result: RunResult;
  /** What became of it, in one or two sentences. */
  readonly message: string;
  readonly recordings: readonly RerecordedRecording[];
}

/** `status` is pytest's exit code, null when a signal ended it. */
export type RunResult =
  | { readonly kind: "ended"; readonly status: number | null }
  | { readonly kind: "cancelled" }
  | { readonly kind: "timedOut" }
  | { readonly kind: "failed"; readonly reason: string };

export interface RerecordedRecording {
  readonly file: string;
  /** The recording in its file; null where the file is one recording. */
  readonly recording: string | null;
  /** null: of no test, such as a list of models. */
  readonly testId: string | null;
  readonly kind: "changed" | "new" | "same-meaning" | "unchanged" | "unproduced";
  /** `unfinished`: the run ended before the test did, or nothing is known of it. */
  readonly test: "passed" | "failed" | "unfinished";
  readonly summary: string;
  /** Findings that the recording before had not. */
  readonly newFindings: readonly { readonly code: string; readonly severity: Severity; readonly message: string }[];
  /** It may take the place of what another test plays, which was not run. */
  readonly mayReplaceOthers: boolean;
  /** Whether it is in the workspace now. */
  readonly accepted: boolean;
}
