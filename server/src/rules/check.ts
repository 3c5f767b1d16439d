/** Runs the rules over one file. */
import type { RecordingFile } from "../recording/recordingFile";
import { rules } from "./registry";
import type { Finding, Rule } from "./rule";

/**
 * Everything the rules have to say about a file, in the order of the text; of each rule at most 500 things. Of a text that
 * is no JSON only the rules on text speak: what its values lack may merely be cut off. Never throws: a rule that fails says
 * nothing more.
 */
export function check(file: RecordingFile): Finding[] {
  const applying = rules.filter((rule) => file.syntaxProblem === undefined || rule.readsBrokenText === true);
  return applying.flatMap((rule) => findingsOf(rule, file)).sort((a, b) => a.range.start - b.range.start);
}

/** More would help nobody, and a file of a million wrong chunks must not fill the editor's memory. */
const mostOfOneRule = 500;

function findingsOf(rule: Rule, file: RecordingFile): Finding[] {
  const findings: Finding[] = [];
  try {
    rule.check(file, (report) => {
      if (findings.length === mostOfOneRule) return;
      const range = report.range ?? file.rangeOf(report.path, report.part);
      findings.push({ ...report, code: rule.code, severity: report.severity ?? rule.severity, range });
    });
  } catch {
    // One rule's mistake must not cost the user the others.
  }
  return findings;
}
