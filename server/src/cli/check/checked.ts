/** The result of a check, as all output formats print it. */
import type { Range } from "vscode-languageserver-types";
import type { Severity } from "../../rules/rule";

export interface CheckedFinding {
  /** Path as the user named it, with forward slashes. */
  readonly file: string;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** JSON pointer of the value; "" is the whole document. */
  readonly pointer: string;
  /** Zero-based, in UTF-16 code units. */
  readonly range: Range;
  /** The first ten places that explain the finding, or have it too. */
  readonly related: readonly { readonly file: string; readonly range: Range; readonly message: string }[];
  /** At how many places of the file the finding applies. */
  readonly count: number;
  /** The other places, at most a hundred. */
  readonly also: readonly { readonly pointer: string; readonly range: Range }[];
}

/** How many recordings were checked, and the number of findings and of their places by severity. */
export type Summary = {
  readonly recordings: number;
  readonly places: number;
  /** Findings in the baseline, which the other counts leave out. */
  readonly muted: number;
  /** Entries of the baseline that no longer match a finding. */
  readonly stale: number;
} & Readonly<Record<Severity, number>>;

export interface Checked {
  /** Ordered by file, then by position. */
  readonly findings: readonly CheckedFinding[];
  /** The findings in the baseline, in the same order. */
  readonly muted: readonly CheckedFinding[];
  readonly summary: Summary;
}

/** From most to least severe. */
export const severities: readonly Severity[] = ["error", "warning", "information", "hint"];

export function summarizeFindings(
  findings: readonly CheckedFinding[],
  { recordings, muted, stale }: Pick<Summary, "recordings" | "muted" | "stale">,
): Summary {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return {
    recordings,
    error: count("error"),
    warning: count("warning"),
    information: count("information"),
    hint: count("hint"),
    places: findings.reduce((sum, finding) => sum + finding.count, 0),
    muted,
    stale,
  };
}

/** Whether any finding is at least as severe as `failOn`. */
export function fails({ summary }: Checked, failOn: Severity | "never"): boolean {
  if (failOn === "never") return false;
  return severities.slice(0, severities.indexOf(failOn) + 1).some((severity) => summary[severity] > 0);
}
