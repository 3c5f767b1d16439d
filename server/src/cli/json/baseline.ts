/** What `tapedeck baseline --format json` prints. */

export interface BaselineOutput {
  /** From the current folder, with forward slashes. */
  readonly file: string;
  /** false: nothing changes, with `--dry-run`, or it could not be written. */
  readonly written: boolean;
  /** How many findings are in it afterwards. */
  readonly entries: number;
  /** By the codes of rules, the most frequent first. */
  readonly added: readonly { readonly code: string; readonly count: number }[];
  /** Entries of which nothing is found any more. */
  readonly removed: readonly { readonly code: string; readonly count: number }[];
}
