/** Runs the rules on a recording. */
import { logFailure } from "../log";
import type { RecordingInDocument } from "../recording/recordingDocument";
import { causeOf, messageAt, mostPlaces } from "./causes";
import { rules } from "./registry";
import { maskMessage } from "./secrets/mask";
import { isFor, type Finding, type FoundPlace, type Report, type Rule } from "./rule";

/**
 * The findings of all rules for the recording's format, in text order: one for each cause, and at most 500 per rule plus one that says how many more
 * there are. Findings about the file come with its first recording. Never throws: a rule that fails is logged and reports nothing more.
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

/** Runs a rule with a function that it reports to. */
type Ask = (rule: Rule, report: (report: Report) => void) => void;

/** If the text is not JSON, only rules on the text run: values may be missing only because they are cut off. */
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
      // A rule that fails must not hide the findings of others.
      logFailure(`The rule ${rule.code} on ${file.document.name}`, error);
    }
    if (!reports.isEmpty()) for (const each of findingsOf(rule, file, reports.take())) found.push(each);
  }
  return found.sort(inText);
}

const inText = (a: { readonly range: Finding["range"] }, b: { readonly range: Finding["range"] }): number =>
  a.range.start - b.range.start;

/** More findings help nobody, and a file with a million problems must not fill the editor's memory. */
const mostOfOneRule = 500;

/** Reports with the same cause; places beyond the limit are only counted. */
interface Group {
  readonly reports: Report[];
  count: number;
}

interface Grouped {
  readonly groups: readonly Group[];
  /** All reports whose causes are beyond the limit. */
  readonly rest: Group;
}

/** Collects the reports of one rule after the other. Most rules report nothing, so objects are created lazily. */
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

  /** Returns the reports since the last call. */
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
