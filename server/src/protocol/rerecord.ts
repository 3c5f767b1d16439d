/** Recording again: what is to be run, and how what came of it is judged. */
import type { Severity } from "../rules/rule";

/** A recording that a run will probably replace. */
export interface ConcernedRecording {
  readonly uri: string;
  readonly testId: string;
  readonly model: string | null;
  /** Its place in the conversation; null for one that stands alone. */
  readonly turn: { readonly number: number; readonly of: number } | null;
  /** Its request quotes an answer that is recorded again, so it will be another request with another file name. */
  readonly follows: boolean;
}

interface StagedFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** A file that is not accepted yet, judged by the one it would replace. */
export interface StagedJudgement {
  readonly testId: string | null;
  /** Which recording it is, for people; empty of a file of several. */
  readonly name: string;
  /** What differs, if anything, is noise. */
  readonly sameMeaning: boolean;
  readonly summary: string;
  /** Those that the file before had not, with the settings' severities. */
  readonly findings: readonly StagedFinding[];
  /** Of a file that can be accepted recording by recording: all of both versions; the number of each is its place here. */
  readonly parts?: readonly StagedPart[];
}

/** One recording of a file; `before` and `after` are its index in each version, null where that has none. */
export interface StagedPart {
  readonly kind: "changed" | "new" | "same-meaning" | "unchanged" | "unproduced";
  readonly name: string;
  readonly summary: string;
  readonly findings: readonly StagedFinding[];
  readonly before: number | null;
  readonly after: number | null;
}

/** A file put together, or a sentence that says why it can be accepted only as a whole. */
export type StagedFile = { readonly text: string } | { readonly whole: string };

/** What pytest is to run for a target, or the sentence that says why nothing may be run. */
export type RerecordPlan =
  | {
      readonly kind: "plan";
      /** The id of the recorder that makes the new recordings. */
      readonly recorder: string;
      /** The folder to run pytest in: node ids are relative to it. */
      readonly root: string;
      /** The workspace folder (path) around it: nothing outside is written. */
      readonly workspaceFolder: string;
      /** Checked: inside `root`, naming an existing file, no option in disguise. */
      readonly nodeIds: readonly string[];
      /** Folders (URIs) in which recordings may change. */
      readonly folders: readonly string[];
      /** Recordings (URIs) that belong to the target today. */
      readonly recordings: readonly string[];
      /** Those of them that other tests play as well, which are not run: what is not recorded again may be theirs. */
      readonly shared: readonly string[];
      /** Of a single test function: the node ids, parameter ids included, that have recordings today. Otherwise empty. */
      readonly parameterSets: readonly string[];
      /** The same recordings with what a person needs to know of them, in order. */
      readonly concerned: readonly ConcernedRecording[];
      /** Of the requests recorded so far, one a host: they tell which keys a run needs. */
      readonly urls: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string };
