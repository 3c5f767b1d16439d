/** What a check found, as all formats print it. */
import type { Range } from "vscode-languageserver-types";
import type { Severity } from "../../rules/rule";

export interface CheckedFinding {
  /** As the user named it, with forward slashes. */
  readonly file: string;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** JSON pointer of the value; "" is the whole document. */
  readonly pointer: string;
  /** Zero-based, in UTF-16 code units. */
  readonly range: Range;
  /** Places that explain it, and others at which the same holds: the first ten. */
  readonly related: readonly { readonly file: string; readonly range: Range; readonly message: string }[];
  /** At how many places of the file this is so. */
  readonly count: number;
  /** The other places: the first hundred. */
  readonly also: readonly { readonly pointer: string; readonly range: Range }[];
}

/** How many recordings were checked, how many findings of each severity there are, and at how many places they are so. */
export type Summary = {
  readonly recordings: number;
  readonly places: number;
  /** Findings in the baseline, which count as none. */
  readonly muted: number;
  /** Entries of the baseline of which nothing is found any more. */
  readonly stale: number;
} & Readonly<Record<Severity, number>>;

export interface Checked {
  /** In the order of the files, then of the text. */
  readonly findings: readonly CheckedFinding[];
  /** The same of those in the baseline. */
  readonly muted: readonly CheckedFinding[];
  readonly summary: Summary;
}

/** The gravest first. */
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

/** Whether a finding is as grave as `failOn`, or graver. */
export function fails({ summary }: Checked, failOn: Severity | "never"): boolean {
  if (failOn === "never") return false;
  return severities.slice(0, severities.indexOf(failOn) + 1).some((severity) => summary[severity] > 0);
}
