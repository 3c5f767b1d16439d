/** Findings as JSON. */
import type { CheckFinding, CheckOutput } from "../json/check";
import type { Checked, CheckedFinding } from "./checked";

/** `reportsMuted` adds the findings in the baseline. */
export function asJson({ findings, muted, summary }: Checked, reportsMuted: boolean): CheckOutput {
  return { findings: findings.map(shown), ...(reportsMuted ? { suppressed: muted.map(shown) } : {}), summary };
}

function shown({ file, code, severity, message, pointer, range, count, also }: CheckedFinding): CheckFinding {
  return { file, code, severity, message, pointer, range, count, also };
}
