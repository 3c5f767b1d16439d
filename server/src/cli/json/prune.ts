/** What `tapedeck prune --format json` prints. */

/** Why no test is served a recording. */
export type PruneKind =
  | "test-gone"
  | "duplicate"
  | "unreachable-name"
  | "orphaned-turn"
  /** No run with coverage opened the file. */
  | "never-opened"
  /** No run with coverage played this recording of a cassette. */
  | "never-played";

/** Why a recording that may be unused is kept. */
export type KeptKind =
  | "uncollected"
  | "unlinked"
  | "made-tests"
  | "opened-by-code"
  | "may-be-renamed"
  | "edited-request"
  | "misplaced"
  | "unknown-call"
  | "opened"
  | "not-run"
  | "of-no-test"
  | "not-covered"
  | "unwritable"
  | "in-the-way";

export interface PruneOutput {
  /** The number of recordings that were removed. */
  readonly pruned: number;
  /** What can be pruned or was pruned, the causes with the most recordings first. */
  readonly causes: readonly {
    readonly kind: PruneKind;
    /** One sentence with the count. */
    readonly title: string;
    readonly count: number;
    /** The size of these recordings in their files. */
    readonly bytes: number;
    readonly recordings: readonly PruneRecording[];
  }[];
  readonly kept: readonly {
    readonly kind: KeptKind;
    readonly title: string;
    readonly count: number;
    /** What prevents it; null if nothing does. */
    readonly reason: string | null;
    readonly recordings: readonly PruneRecording[];
  }[];
  /** Recordings that `tapedeck fix` repairs, and that are therefore kept. */
  readonly fixable: readonly PruneRecording[];
  /** The number of runs in the coverage. */
  readonly runs: number;
}

export interface PruneRecording {
  /** Path relative to the current folder, with forward slashes. */
  readonly file: string;
  /** The recording's index in its file, from 0; absent in files with one recording. */
  readonly index?: number;
  readonly testId: string | null;
}
