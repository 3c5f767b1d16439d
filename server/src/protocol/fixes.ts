/** Fixes of many recordings at once: what is planned, what is in the way, and what came of it. URIs of files throughout. */
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

/** What becomes of a file for one cause. */
export interface FixedFile {
  /** Of its part of the plan, in which a file has one for each of its causes. */
  readonly part: string;
  readonly uri: string;
  /** Those that change. */
  readonly recordings: readonly RecordingId[];
  /** Which recording it is, below its test; absent where the file has a name of its own, or nothing tells. */
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
  /** Of the recordings. */
  readonly count: number;
  /** Whether something proves the fix correct; otherwise it needs review. */
  readonly isSure: boolean;
  /** By base test id, "" for those of no test. */
  readonly tests: readonly { readonly testId: string; readonly files: readonly FixedFile[] }[];
}

/** Recordings with the same cause that cannot be fixed. */
export interface LeftCause {
  readonly title: string;
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
  /** Nothing was changed, and why: a sentence each. */
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
