/** Runs the rules over one file. */
import type { RecordingFile } from "../recording/recordingFile";
import { rules } from "./registry";
import type { Finding } from "./rule";

/** Everything the rules have to say about a file, in the order of the text. Never throws: a rule that fails says nothing. */
export function check(file: RecordingFile): Finding[] {
  const findings: Finding[] = [];
  for (const rule of rules) {
    rule.check(file, (report) =>
      findings.push({
        ...report,
        code: rule.code,
        severity: rule.severity,
        range: report.range ?? file.rangeOf(report.path, report.part),
      }),
    );
  }
  return findings.sort((a, b) => a.range.start - b.range.start);
}
