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
  /** How many recordings were removed. */
  readonly pruned: number;
  /** What can be pruned or was, the most recordings first. */
  readonly causes: readonly {
    readonly kind: PruneKind;
    /** One sentence with the count. */
    readonly title: string;
    readonly count: number;
    /** Of the files, as far as they are these recordings'. */
    readonly bytes: number;
    readonly recordings: readonly PruneRecording[];
  }[];
  readonly kept: readonly {
    readonly kind: KeptKind;
    readonly title: string;
    readonly count: number;
    /** What is in the way, where something is. */
    readonly reason: string | null;
    readonly recordings: readonly PruneRecording[];
  }[];
  /** Recordings that `tapedeck fix` repairs; they are not pruned. */
  readonly fixable: readonly PruneRecording[];
  /** How many runs the coverage is of. */
  readonly runs: number;
}

export interface PruneRecording {
  /** From the current folder, with forward slashes. */
  readonly file: string;
  /** The recording's number in its file, from 0; absent in files of one recording. */
  readonly index?: number;
  readonly testId: string | null;
}
