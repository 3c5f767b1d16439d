/** Findings for programs. */
import type { CheckOutput } from "../json/check";
import type { Checked } from "./checked";

export function asJson({ findings, summary }: Checked): CheckOutput {
  return {
    findings: findings.map(({ file, code, severity, message, pointer, range, count, also }) => ({
      file,
      code,
      severity,
      message,
      pointer,
      range,
      count,
      also,
    })),
    summary,
  };
}
