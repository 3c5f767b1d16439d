/** What `tapedeck coverage` writes: which recordings were opened in one or more runs. */

export interface CoverageOutput {
  readonly version: 1;
  readonly runs: readonly {
    readonly command: readonly string[];
    /** ISO 8601. */
    readonly began: string;
    readonly ended: string;
    /** The exit status of the command; null if a signal ended it. */
    readonly status: number | null;
    /** The tests (node ids) that pytest ran. */
    readonly tests: readonly { readonly testId: string; readonly outcome: "passed" | "failed" | "skipped" }[];
  }[];
  /** Every file with recordings, opened or not. */
  readonly files: readonly {
    /** Path relative to the folder of the run, with forward slashes. */
    readonly file: string;
    /** The indices, from 0, of the runs that opened it; empty if none did. */
    readonly runs: readonly number[];
    /** The tests that opened it, directly or through another process while no other test ran. */
    readonly tests: readonly string[];
    /** Whether it was opened by something whose test is unknown. */
    readonly untold: boolean;
    /** How often each recording of a cassette was played, in file order; absent if the recorder does not report it. */
    readonly recordings?: readonly { readonly plays: number; readonly tests: readonly string[] }[];
  }[];
}
