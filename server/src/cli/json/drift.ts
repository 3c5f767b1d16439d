/** What `tapedeck drift --format json` prints. */

export interface DriftOutput {
  /** Why the run did not finish; null if it did. The results until then are included. */
  readonly problem: string | null;
  /** The number of tests that passed, failed and were skipped. */
  readonly tests: { readonly passed: number; readonly failed: number; readonly skipped: number };
  /** In the order of their first use. */
  readonly files: readonly ReplayedFile[];
}

export interface ReplayedFile {
  readonly file: string;
  /** The number of recordings in it; 0 for a missing file. */
  readonly recordings: number;
  /** How often each recording was played, by all tests. */
  readonly plays: readonly number[];
  /** The indices, from 0, of recordings that no test plays; empty unless all tests that may play them ran and passed. */
  readonly unplayed: readonly number[];
  /** The indices, from 0, of recordings that the suite's hooks drop, so that no test can play them. */
  readonly dropped: readonly number[];
  /** The number of requests that no recording answered; a client's retries count too. */
  readonly misses: number;
  /** The tests that used it; `unfinished` if the test did not finish. */
  readonly tests: readonly { readonly testId: string; readonly outcome: "passed" | "failed" | "skipped" | "unfinished" }[];
  /** Requests that were answered by the recording of a different request: they would not match if bodies were compared. */
  readonly drift: readonly Drift[];
}

export interface Drift {
  /** Index of the recording in its file, from 0. */
  readonly index: number;
  readonly testId: string;
  /** The number of differing fields; `fields` has the first of them. */
  readonly count: number;
  readonly fields: readonly {
    /** Path within the body; empty for the whole body. */
    readonly path: string;
    /** Counted from 1; null if the file can no longer be read or has no such recording. */
    readonly line: number | null;
    /** Shortened JSON; null if that side lacks the field. */
    readonly recorded: string | null;
    readonly asked: string | null;
  }[];
}
