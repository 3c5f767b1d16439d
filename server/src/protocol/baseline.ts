/** Baselines: files, written by the client, of known findings that are muted until they change. */

/** What adding findings to baselines would change. */
export interface BaselinePlan {
  /** Why a baseline cannot be used, in a sentence; null if all can. */
  readonly problem: string | null;
  /** The existing baselines (URIs). */
  readonly files: readonly string[];
  /** One for each baseline that can be read, or does not exist yet. */
  readonly changes: readonly PlannedBaseline[];
}

export interface PlannedBaseline {
  readonly uri: string;
  readonly text: string;
  /** By rule, the most frequent first. */
  readonly added: readonly { readonly code: string; readonly count: number }[];
  /** The number of entries that no longer match a finding. */
  readonly removed: number;
  /** The number of entries afterwards. */
  readonly entries: number;
}

/** Which findings to add. */
export interface BaselineTargets {
  /** Recordings, folders and test modules. Absent: everything; then stale entries are removed too. */
  readonly uris?: readonly string[];
  /** Only findings of these rules. */
  readonly codes?: readonly string[];
  /** Only the finding with this fingerprint. */
  readonly fingerprint?: string;
}
