/** What `tapedeck coverage` writes: which recordings were opened in one or several runs. */

export interface CoverageOutput {
  readonly version: 1;
  readonly runs: readonly {
    readonly command: readonly string[];
    /** ISO 8601. */
    readonly began: string;
    readonly ended: string;
    /** The exit status of the command; null where a signal ended it. */
    readonly status: number | null;
    /** The tests (node ids) that pytest ran. */
    readonly tests: readonly { readonly testId: string; readonly outcome: "passed" | "failed" | "skipped" }[];
  }[];
  /** Every file with recordings that there was, opened or not. */
  readonly files: readonly {
    /** From the folder of the run, with forward slashes. */
    readonly file: string;
    /** The runs, by their number from 0, in which it was opened; none: it never was. */
    readonly runs: readonly number[];
    /** The tests that opened it: themselves, or another process while no other test ran. */
    readonly tests: readonly string[];
    /** Whether it was opened by something of which nobody knows the test. */
    readonly untold: boolean;
    /** What was played of a cassette, in the order of the file; absent where the recorder does not tell. */
    readonly recordings?: readonly { readonly plays: number; readonly tests: readonly string[] }[];
  }[];
}
