/** What `tapedeck check --format json` prints. */
import type { Range, Severity } from "./common";

export interface CheckOutput {
  /** In the order of the files, then of the text. */
  readonly findings: readonly CheckFinding[];
  /** With `--report-suppressed`: the findings in the baseline, in the same order. */
  readonly suppressed?: readonly CheckFinding[];
  /**
   * How many recordings were checked, how many findings of each severity there are, and at how many places they are so; how many others are in the
   * baseline (`muted`), and how many entries of the baseline no longer occur (`stale`).
   */
  readonly summary: {
    readonly recordings: number;
    readonly places: number;
    readonly muted: number;
    readonly stale: number;
  } & Readonly<Record<Severity, number>>;
}

export interface CheckFinding {
  /** As it was named, with forward slashes. */
  readonly file: string;
  /** The rule's code, such as `chunk.shape`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** JSON pointer of the value; "" is the whole document. */
  readonly pointer: string;
  readonly range: Range;
  /** At how many places of the file this is so. */
  readonly count: number;
  /** The other places: the first hundred. */
  readonly also: readonly { readonly pointer: string; readonly range: Range }[];
}
