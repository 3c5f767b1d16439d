/** Fixes of many recordings at once: what is planned, what is in the way, and what came of it. URIs of files throughout. */
import type { RecordingId } from "../recordingId";

/** Since when a finding is there. */
export type Blame =
  /** `date` in ISO 8601: when its author made it. */
  | { readonly kind: "commit"; readonly commit: string; readonly date: string; readonly subject: string }
  /** The last commit does not have it. */
  | { readonly kind: "uncommitted" };

/** What is to be looked at. */
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
  /** Absent: it keeps its name. */
  readonly newUri?: string;
  /** What is done, a few words each. */
  readonly labels: readonly string[];
  /** No recording is left in the file, so that it is deleted. */
  readonly isRemoved?: true;
  /** Of what is pruned: the size of what is removed from the file. */
  readonly bytes?: number;
}

/** Recordings with one cause. */
export interface FixCause {
  /** One sentence with the count, without its full stop. */
  readonly title: string;
  /** The same in a few words, without the count; and what became what. */
  readonly short: string;
  readonly change?: { readonly from: string; readonly to: string };
  readonly code: string;
  /** Of the recordings. */
  readonly count: number;
  /** Whether something proves that this is what they were: what nothing proves is to be looked at. */
  readonly isSure: boolean;
  /** By base test id, "" for those of no test. */
  readonly tests: readonly { readonly testId: string; readonly files: readonly FixedFile[] }[];
}

/** Recordings with one cause that stay as they are. */
export interface LeftCause {
  readonly title: string;
  readonly code: string;
  /** One sentence, where it is known: something is in the way. */
  readonly reason?: string;
  readonly uris: readonly string[];
}

export interface FixReview {
  /** Of the plan, which the server keeps until it makes the next. */
  readonly plan: number;
  readonly causes: readonly FixCause[];
  readonly left: readonly LeftCause[];
  /** So many recordings were not looked at, as reading them was cancelled. */
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
  /** Nothing was undone, and why: a sentence each. */
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

/** What a process that ended in the middle of a fix has left, put back. */
export interface FixRecovery {
  readonly undone: number;
  /** A sentence each. */
  readonly problems: readonly string[];
}
