/** What `tapedeck rerecord --format json` prints: what was recorded, or with `--dry-run` what would run. */
import type { Severity } from "./common";

/** The output with `--dry-run`. */
export interface RerecordPlanOutput {
  /** Environment variables that the run needs and that are not set. */
  readonly missing: readonly MissingVariable[];
  /** Modules that the suite's conftest.py files import and the interpreter lacks; also empty if that could not be checked. */
  readonly missingModules: readonly string[];
  /** Environment variables that the suite's own files set to a constant, which the run may see instead of yours. */
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
    /** Its position in the conversation; null if it is not part of one. */
    readonly turn: { readonly number: number; readonly of: number } | null;
    /** Its request quotes an answer that is recorded again, so the request and its file name will change. */
    readonly follows: boolean;
  }[];
}

export type RecordMode = "record" | "record-if-missing";

export interface MissingVariable {
  readonly name: string;
  /** What needs it. */
  readonly by: string;
  readonly present: boolean;
}

export interface RerecordOutput {
  readonly command: readonly string[];
  readonly mode: RecordMode;
  readonly result: RunResult;
  /** The result in one or two sentences. */
  readonly message: string;
  readonly recordings: readonly RerecordedRecording[];
}

/** `status` is pytest's exit code; null if a signal ended it. */
export type RunResult =
  | { readonly kind: "ended"; readonly status: number | null }
  | { readonly kind: "cancelled" }
  | { readonly kind: "timedOut" }
  | { readonly kind: "failed"; readonly reason: string };

export interface RerecordedRecording {
  readonly file: string;
  /** The recording within its file; null if the file is one recording. */
  readonly recording: string | null;
  /** null if it belongs to no test, such as a list of models. */
  readonly testId: string | null;
  readonly kind: "changed" | "new" | "same-meaning" | "unchanged" | "unproduced";
  /** `unfinished`: the run ended before the test did, or nothing is known about it. */
  readonly test: "passed" | "failed" | "unfinished";
  readonly summary: string;
  /** Findings that the previous recording did not have. */
  readonly newFindings: readonly { readonly code: string; readonly severity: Severity; readonly message: string }[];
  /** It may replace what another test plays that was not run. */
  readonly mayReplaceOthers: boolean;
  /** Whether it is in the workspace now. */
  readonly accepted: boolean;
}
