/** What `tapedeck check --format json` prints. */
import type { Range, Severity } from "./common";

export interface CheckOutput {
  /** Ordered by file, then by position. */
  readonly findings: readonly CheckFinding[];
  /** With `--report-suppressed`: the findings in the baseline, in the same order. */
  readonly suppressed?: readonly CheckFinding[];
  /**
   * The number of recordings checked, of findings and of their places by severity, of findings that the baseline mutes (`muted`), and of its entries
   * that no longer match a finding (`stale`).
   */
  readonly summary: {
    readonly recordings: number;
    readonly places: number;
    readonly muted: number;
    readonly stale: number;
  } & Readonly<Record<Severity, number>>;
}

export interface CheckFinding {
  /** Path as it was given, with forward slashes. */
  readonly file: string;
  /** The rule's code, such as `chunk.shape`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** JSON pointer of the value; "" is the whole document. */
  readonly pointer: string;
  readonly range: Range;
  /** At how many places of the file the finding applies. */
  readonly count: number;
  /** The other places, at most a hundred. */
  readonly also: readonly { readonly pointer: string; readonly range: Range }[];
}
