/** What `tapedeck drift --format json` prints. */

export interface DriftOutput {
  /** Why the run did not come to its end; what was told before is there all the same. */
  readonly problem: string | null;
  /** How many tests passed, failed and were skipped. */
  readonly tests: { readonly passed: number; readonly failed: number; readonly skipped: number };
  /** In the order in which they were first used. */
  readonly files: readonly ReplayedFile[];
}

export interface ReplayedFile {
  readonly file: string;
  /** How many recordings are in it; 0 also for one that is missing. */
  readonly recordings: number;
  /** How often each was played, by all tests. */
  readonly plays: readonly number[];
  /** The numbers, from 0, of those that no test plays; empty where not all tests that may play them ran and passed. */
  readonly unplayed: readonly number[];
  /** The numbers, from 0, of those that the suite's hooks drop, so that no test can play them. */
  readonly dropped: readonly number[];
  /** How many requests no recording answered; those of a client that tries again count each time. */
  readonly misses: number;
  /** The tests that used it; `unfinished`: the test did not come to its end. */
  readonly tests: readonly { readonly testId: string; readonly outcome: "passed" | "failed" | "skipped" | "unfinished" }[];
  /** Requests that were answered by a recording of another one: they would not match if request bodies were compared. */
  readonly drift: readonly Drift[];
}

export interface Drift {
  /** Of the recording in its file, from 0. */
  readonly index: number;
  readonly testId: string;
  /** How many fields differ; `fields` are the first. */
  readonly count: number;
  readonly fields: readonly {
    /** From the body; empty for all of it. */
    readonly path: string;
    /** From 1; null where the file cannot be read any more, or has no such recording. */
    readonly line: number | null;
    /** As JSON, shortened; null where the side has no such field. */
    readonly recorded: string | null;
    readonly asked: string | null;
  }[];
}
