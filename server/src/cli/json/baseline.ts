/** What `tapedeck baseline --format json` prints. */

export interface BaselineOutput {
  /** Path relative to the current folder, with forward slashes. */
  readonly file: string;
  /** false if nothing changes, with `--dry-run`, or if it could not be written. */
  readonly written: boolean;
  /** The number of findings in the baseline afterwards. */
  readonly entries: number;
  /** By rule, the most frequent first. */
  readonly added: readonly { readonly code: string; readonly count: number }[];
  /** Entries that no longer match a finding, by rule. */
  readonly removed: readonly { readonly code: string; readonly count: number }[];
}
