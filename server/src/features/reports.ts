/** The diagnostics of all files: what is kept of them tells whether they are news, and after a change only those are made again that it concerns. */
import type { Folders } from "../index/folders";
import { fileOf, type RecordingId } from "../recordingId";
import type { LocatedFinding, RecordingSummary } from "../index/store/summary";
import { asSet, findingsOf, report, reportOf, type Report } from "./diagnostics";
import type { Services } from "./services";

/** What is found in a recording, without its places. */
export type Problems = readonly Pick<LocatedFinding, "code" | "severity">[];

interface Kept {
  readonly resultId: string;
  /** Of the file's recordings in their order. */
  readonly problems: readonly Problems[];
}

const noProblems: Problems = [];

export class Reports {
  /** How many were made. */
  made = 0;
  readonly #services: Services;
  /** By file (URI). */
  readonly #kept = new Map<string, Kept>();
  /** Thousands of recordings have the same problems, which are in memory once. */
  readonly #problems = new Map<string, Problems>();
  /** Whoever asks for a result id that is news asks for the report next. */
  #last: Report | undefined;
  #folders: Folders | undefined;
  /** Whether answers to what the kept ones asked may be others now. */
  #isBehind = false;

  constructor(services: Services) {
    this.#services = services;
    const { index, findings } = services.workspace;
    index.onChange((ids) => {
      for (const id of ids) this.#forget(id);
      this.#isBehind = true;
    });
    findings.sources.onChange(() => (this.#isBehind = true));
  }

  /** That of the report on a file (URI), which is made only where it may be another one than before. */
  resultIdOf(uri: string): string {
    return this.#keptOf(uri)?.resultId ?? this.of(uri).resultId;
  }

  /** What is found in each recording of a file (URI), in their order, with the severities of the settings. */
  problemsIn(uri: string): readonly Problems[] {
    const kept = this.#keptOf(uri);
    if (kept) return kept.problems;
    this.#make(uri);
    return (
      this.#keptOf(uri)?.problems ?? this.#summariesIn(uri).map((each) => this.#problemsOf(uri, findingsOf(this.#services, each)))
    );
  }

  /** Of one file (URI), as `reportOf` makes it. */
  of(uri: string): Report {
    const kept = this.#keptOf(uri);
    if (this.#last?.uri !== uri || this.#last.resultId !== kept?.resultId) this.#last = this.#make(uri);
    return this.#last;
  }

  #make(uri: string): Report {
    this.made++;
    const { documents, findings } = this.#services.workspace;
    const summaries = documents.isOpen(uri) ? [] : this.#summariesIn(uri);
    if (summaries.length === 0) return reportOf(this.#services, uri);
    const found = summaries.map((summary) => [...findings.watched(summary), ...summary.findings]);
    const made = report(this.#services, uri, found.flat());
    this.#kept.set(uri, { resultId: made.resultId, problems: found.map((each) => this.#problemsOf(uri, each)) });
    return made;
  }

  #summariesIn(uri: string): readonly RecordingSummary[] {
    return this.#services.workspace.index.inFile(uri);
  }

  #problemsOf(uri: string, found: readonly LocatedFinding[]): Problems {
    if (found.length === 0) return noProblems;
    const { rules } = this.#services.workspace.folders.settingsFor(uri);
    const codes = new Map(asSet(found, rules).map(({ code, severity }) => [code, { code, severity }]));
    const key = JSON.stringify([...codes.values()]);
    const known = this.#problems.get(key) ?? [...codes.values()];
    this.#problems.set(key, known);
    return known;
  }

  /** Of what an editor holds, which changes without notice, nothing. */
  #keptOf(uri: string): Kept | undefined {
    this.#catchUp();
    return this.#services.workspace.documents.isOpen(uri) ? undefined : this.#kept.get(uri);
  }

  #catchUp(): void {
    const { folders, findings } = this.#services.workspace;
    if (this.#folders !== folders) {
      this.#kept.clear();
      this.#folders = folders;
    }
    if (!this.#isBehind) return;
    this.#isBehind = false;
    for (const id of findings.changed()) this.#kept.delete(fileOf(id));
  }

  #forget(id: RecordingId): void {
    this.#services.workspace.findings.forget(id);
    this.#kept.delete(fileOf(id));
  }
}
