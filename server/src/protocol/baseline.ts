/** Findings that are known and muted until they change, in files that the client writes. */

/** What baselines would be. */
export interface BaselinePlan {
  /** Why a baseline mutes nothing, in a sentence; null where nothing is wrong with any. */
  readonly problem: string | null;
  /** Those that there are (URIs). */
  readonly files: readonly string[];
  /** One for each that can be read, or that there is not yet. */
  readonly changes: readonly PlannedBaseline[];
}

export interface PlannedBaseline {
  readonly uri: string;
  readonly text: string;
  /** By the codes of rules, the most frequent first. */
  readonly added: readonly { readonly code: string; readonly count: number }[];
  /** Entries of which nothing is found any more. */
  readonly removed: number;
  /** How many there are then. */
  readonly entries: number;
}

/** Which findings are added. */
export interface BaselineTargets {
  /** Recordings, folders and test modules; absent: everything, and what is gone is removed. */
  readonly uris?: readonly string[];
  /** Only findings of these rules. */
  readonly codes?: readonly string[];
  /** Only what a baseline tells by this. */
  readonly fingerprint?: string;
}
