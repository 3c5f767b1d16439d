/** Re-recording: what will be run, and the assessment of its results. */
import type { Severity } from "../rules/rule";

/** A recording that a run will probably replace. */
export interface ConcernedRecording {
  readonly uri: string;
  readonly testId: string;
  readonly model: string | null;
  /** Its position in the conversation; null if it is not part of one. */
  readonly turn: { readonly number: number; readonly of: number } | null;
  /** Its request quotes an answer that is recorded again, so the request and its file name will change. */
  readonly follows: boolean;
}

interface StagedFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** A staged file compared with the one that it would replace. */
export interface StagedJudgement {
  readonly testId: string | null;
  /** The recording's name for the user; empty for a file with several. */
  readonly name: string;
  /** All differences, if any, are noise. */
  readonly sameMeaning: boolean;
  readonly summary: string;
  /** Findings that the previous file did not have, with the severities of the settings. */
  readonly findings: readonly StagedFinding[];
  /** All recordings of both versions, if the file can be accepted recording by recording. The index in this list is the recording's number. */
  readonly parts?: readonly StagedPart[];
}

/** One recording of a file; `before` and `after` are its index in each version, null if that version lacks it. */
export interface StagedPart {
  readonly kind: "changed" | "new" | "same-meaning" | "unchanged" | "unproduced";
  readonly name: string;
  readonly summary: string;
  readonly findings: readonly StagedFinding[];
  readonly before: number | null;
  readonly after: number | null;
}

/** The text of the combined file, or a sentence that says why it can only be accepted as a whole. */
export type StagedFile = { readonly text: string } | { readonly whole: string };

/** The pytest run for a target, or the sentence that says why nothing may be run. */
export type RerecordPlan =
  | {
      readonly kind: "plan";
      /** The id of the recorder that makes the new recordings. */
      readonly recorder: string;
      /** Path of the folder to run pytest in; node ids are relative to it. */
      readonly root: string;
      /** Path of the workspace folder around it; nothing outside is written. */
      readonly workspaceFolder: string;
      /** Validated: each lies inside `root`, names an existing file, and is not an option. */
      readonly nodeIds: readonly string[];
      /** Folders (URIs) in which recordings may change. */
      readonly folders: readonly string[];
      /** The target's present recordings (URIs). */
      readonly recordings: readonly string[];
      /** Those that other tests play too, which are not run: if such a recording is not recorded again, it may be theirs. */
      readonly shared: readonly string[];
      /** For a single test function: the node ids, with parameter sets, that have recordings now. Otherwise empty. */
      readonly parameterSets: readonly string[];
      /** The same recordings, in order, with what the user needs to know about them. */
      readonly concerned: readonly ConcernedRecording[];
      /** One recorded request URL per host, which tell the API keys that a run needs. */
      readonly urls: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string };
