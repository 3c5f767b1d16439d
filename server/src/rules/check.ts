/** Runs the rules over one recording. */
import { logFailure } from "../log";
import type { RecordingFile } from "../recording/recordingFile";
import { rules } from "./registry";
import { maskMessage } from "./secrets/mask";
import { isFor, type Finding, type Report, type Rule } from "./rule";

/**
 * Everything the rules for its format have to say about a recording, in the order of the text; of each rule at most 500 things. What they say of
 * the file comes with its first recording. Of a text that is no JSON only the rules on text speak: what its values lack may merely be cut off. Never
 * throws: a rule that fails is logged and says nothing more.
 */
export function check(file: RecordingFile, all: readonly Rule[] = rules): Finding[] {
  const findings = new Findings(file);
  const { format, source } = file.document;
  const isRead = source.problem === undefined;
  for (const rule of all) if (isFor(rule, format.id) && (isRead || rule.readsBrokenText === true)) findings.add(rule);
  return findings.all.sort((a, b) => a.range.start - b.range.start);
}

/** More would help nobody, and a file of a million wrong chunks must not fill the editor's memory. */
const mostOfOneRule = 500;

class Findings {
  readonly all: Finding[] = [];
  #rule: Rule | undefined;
  #most = 0;
  readonly #report: (report: Report) => void;

  constructor(readonly file: RecordingFile) {
    this.#report = (report) => this.#take(report);
  }

  add(rule: Rule): void {
    this.#rule = rule;
    this.#most = this.all.length + mostOfOneRule;
    try {
      if (this.file.index === 0) rule.checkDocument?.(this.file.document, this.#report);
      rule.check?.(this.file, this.#report);
    } catch (error) {
      // One rule's mistake must not cost the user the others.
      logFailure(`The rule ${rule.code} on ${this.file.document.name}`, error);
    }
  }

  #take(report: Report): void {
    if (this.#rule === undefined || this.all.length === this.#most) return;
    const { code, severity } = this.#rule;
    const range = report.range ?? this.file.document.source.rangeOf(report, report.part);
    const shown = <T extends { readonly message: string }>(each: T): T => ({
      ...each,
      message: maskMessage(this.file, each.message),
    });
    const related = report.related ? { related: report.related.map(shown) } : {};
    this.all.push({ ...shown(report), ...related, code, severity: report.severity ?? severity, range });
  }
}
