/** Fixes of many recordings at once: the plan, what prevents it, and the result. All URIs are those of files. */
import type { RecordingId } from "../recordingId";

/** What introduced a finding. */
export type Blame =
  /** `date` is the author date in ISO 8601. */
  | { readonly kind: "commit"; readonly commit: string; readonly date: string; readonly subject: string }
  /** The last commit does not have it. */
  | { readonly kind: "uncommitted" };

/** Which recordings and findings to fix. */
export interface FixTargets {
  /** Recordings, folders and test modules; absent: everything. */
  readonly uris?: readonly string[];
  /** Only findings of these rules. */
  readonly codes?: readonly string[];
}

/** The planned change of a file for one cause. */
export interface FixedFile {
  /** Id of the part of the plan: a file has one for each of its causes. */
  readonly part: string;
  readonly uri: string;
  /** The recordings that change. */
  readonly recordings: readonly RecordingId[];
  /** Names the recording below its test; absent if the file has a name of its own, or nothing identifies it. */
  readonly name?: string;
  /** The new URI; absent if the name stays. */
  readonly newUri?: string;
  /** What the fix does, a few words each. */
  readonly labels: readonly string[];
  /** No recording is left in the file, so it is deleted. */
  readonly isRemoved?: true;
  /** In a plan to prune: how many bytes are removed from the file. */
  readonly bytes?: number;
}

/** Recordings with the same cause. */
export interface FixCause {
  /** One sentence with the count, without its full stop. */
  readonly title: string;
  /** What tells it from others, in a few words without the count; and what else there is to say. */
  readonly short: string;
  readonly more?: string;
  readonly code: string;
  /** The number of recordings. */
  readonly count: number;
  /** Whether something proves the fix correct; otherwise it needs review. */
  readonly isSure: boolean;
  /** By base test id; "" for files that belong to no test. */
  readonly tests: readonly { readonly testId: string; readonly files: readonly FixedFile[] }[];
}

/** Recordings with the same cause that cannot be fixed. */
export interface LeftCause {
  readonly title: string;
  /** A shorter version without the count, if there is one. */
  readonly short?: string;
  readonly code: string;
  /** One sentence, if something prevents the fix. */
  readonly reason?: string;
  readonly uris: readonly string[];
}

export interface FixReview {
  /** The id of the plan, which the server keeps until it makes the next. */
  readonly plan: number;
  readonly causes: readonly FixCause[];
  readonly left: readonly LeftCause[];
  /** The number of recordings that were not checked because reading was cancelled. */
  readonly unread: number;
}

/** Why a file cannot be fixed now, in a sentence. */
export interface FixObstacle {
  readonly uri: string;
  readonly reason: string;
}

export type FixOutcome =
  | { readonly kind: "fixed" }
  /** Nothing was changed; `reasons` are sentences. */
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

export type UndoOutcome =
  | { readonly kind: "nothing" }
  /** `title` says what was fixed, `count` in how many files. */
  | { readonly kind: "undone"; readonly title: string; readonly count: number }
  /** Nothing was undone; `reasons` are sentences. */
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

/** The result of restoring what an interrupted fix left behind. */
export interface FixRecovery {
  readonly undone: number;
  /** One sentence each. */
  readonly problems: readonly string[];
}
