/** Runs the rules over one recording. */
import { logFailure } from "../log";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { causeOf, messageAt, mostPlaces } from "./causes";
import { rules } from "./registry";
import { maskMessage } from "./secrets/mask";
import { isFor, type Finding, type FoundPlace, type Report, type Rule } from "./rule";

/**
 * Everything the rules for its format have to say about a recording, in the order of the text: one finding for each cause, of each rule at most
 * 500 and one that says how many more there are. What they say of the file comes with its first recording. Never throws: a rule that fails is logged and
 * says nothing more.
 */
export function check(file: RecordingInDocument, all: readonly Rule[] = rules): Finding[] {
  return [...(file.index === 0 ? checkFile(file, all) : []), ...checkRecording(file, all)].sort(inText);
}

/** The findings about the file as a whole. Any recording of the file may be given. */
export function checkFile(file: RecordingInDocument, all: readonly Rule[] = rules): Finding[] {
  return findings(file, all, (rule, report) => rule.checkDocument?.(file.document, report));
}

/** The findings about one recording, without those about its file. */
export function checkRecording(file: RecordingInDocument, all: readonly Rule[] = rules): Finding[] {
  return findings(file, all, (rule, report) => rule.check?.(file, report));
}

/** Lets a rule report what it has to say. */
type Ask = (rule: Rule, report: (report: Report) => void) => void;

/** Of a text that is not JSON only the rules on text speak: what its values lack may merely be cut off. */
function findings(file: RecordingInDocument, all: readonly Rule[], ask: Ask): Finding[] {
  const { format, source } = file.document;
  const isRead = source.problem === undefined;
  const found: Finding[] = [];
  const reports = new Reports();
  for (const rule of all) {
    if (!isFor(rule, format.id) || !(isRead || rule.readsBrokenText === true)) continue;
    try {
      ask(rule, reports.add);
    } catch (error) {
      // One rule's mistake must not cost the user the others.
      logFailure(`The rule ${rule.code} on ${file.document.name}`, error);
    }
    if (!reports.isEmpty()) for (const each of findingsOf(rule, file, reports.take())) found.push(each);
  }
  return found.sort(inText);
}

const inText = (a: { readonly range: Finding["range"] }, b: { readonly range: Finding["range"] }): number =>
  a.range.start - b.range.start;

/** More would help nobody, and a file of a million faults must not fill the editor's memory. */
const mostOfOneRule = 500;

/** Reports of one cause; those beyond the places that are kept are counted. */
interface Group {
  readonly reports: Report[];
  count: number;
}

interface Grouped {
  readonly groups: readonly Group[];
  /** Of causes beyond those that are listed. */
  readonly rest: Group;
}

/** Collects what one rule after the other reports: nearly all say nothing, and nothing is made for them. */
class Reports {
  #groups = new Map<string, Group>();
  #rest: Group = { reports: [], count: 0 };

  isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  readonly add = (report: Report): void => {
    const cause = causeOf(report);
    const known = this.#groups.get(cause);
    const group = known ?? (this.#groups.size < mostOfOneRule ? { reports: [], count: 0 } : this.#rest);
    group.count++;
    if (group.reports.length <= (group === this.#rest ? 0 : mostPlaces)) group.reports.push(report);
    if (known === undefined && group !== this.#rest) this.#groups.set(cause, group);
  };

  /** All since the last time. */
  take(): Grouped {
    const taken = { groups: [...this.#groups.values()], rest: this.#rest };
    this.#groups = new Map();
    this.#rest = { reports: [], count: 0 };
    return taken;
  }
}

function findingsOf(rule: Rule, file: RecordingInDocument, { groups, rest }: Grouped): readonly Finding[] {
  const found = groups.map((group) => findingOf(rule, file, group));
  const [first] = rest.reports;
  if (first === undefined) return found;
  const message = `${mostOfOneRule} findings of this rule are listed; ${rest.count.toLocaleString("en-US")} more start here.`;
  return [...found, { ...findingOf(rule, file, { reports: [{ ...first, message }], count: 1 }), count: rest.count }];
}

function findingOf({ code, severity }: Rule, file: RecordingInDocument, { reports, count }: Group): Finding {
  const places = reports
    .map((report) => ({ report, range: report.range ?? file.document.source.rangeOf(report, report.part) }))
    .sort(inText);
  const [{ report, range }, ...others] = places as [Place, ...Place[]];
  const shown = <T extends { readonly message: string }>(each: T): T => ({ ...each, message: maskMessage(file, each.message) });
  const { path, part, related, message } = report;
  return {
    path,
    ...(part ? { part } : {}),
    ...shown({ message: messageAt(message, count) }),
    ...(related ? { related: related.map(shown) } : {}),
    code,
    severity: report.severity ?? severity,
    range,
    count,
    also: others.map(({ report: { path }, range }): FoundPlace => ({ path, range })),
  };
}

interface Place {
  readonly report: Report;
  readonly range: Finding["range"];
}
