/** Updates a recording's summary after the file has changed before it. */
import type { Range } from "vscode-languageserver-types";
import type { LocatedFinding, RecordingSummary } from "./summary";

/** The summary with all ranges moved down by this number of lines. */
export function movedBy(lines: number, summary: RecordingSummary): RecordingSummary {
  if (lines === 0) return summary;
  const range = ({ start, end }: Range): Range => ({
    start: { ...start, line: start.line + lines },
    end: { ...end, line: end.line + lines },
  });
  const at = <T extends { readonly range: Range }>(each: T): T => ({ ...each, range: range(each.range) });
  const finding = ({ related, also, ...each }: LocatedFinding): LocatedFinding => ({
    ...at(each),
    ...(related ? { related: related.map(at) } : {}),
    ...(also ? { also: also.map(at) } : {}),
  });
  return {
    ...summary,
    testIdRange: range(summary.testIdRange),
    parameterRange: summary.parameterRange && range(summary.parameterRange),
    quotedCalls: summary.quotedCalls.map(at),
    findings: summary.findings.map(finding),
  };
}
