/** The diagnostics of all files: what is kept of them tells whether they are news, and after a change only those are made again that it concerns. */
import { setImmediate as pause } from "node:timers/promises";
import type { Folders } from "../index/folders";
import { fileOf, type RecordingId } from "../recordingId";
import type { LocatedFinding } from "../index/store/summary";
import {
  brokenBaseline,
  currentSummaries,
  diagnosticOf,
  findingsOf,
  reportOf,
  reportOn,
  told,
  type Report,
  type Told,
} from "./diagnostics";
import { foldables, foldedDiagnostic } from "./folded";
import { Folds, type Fold, type Foldable } from "./folds";
import type { Services } from "./services";

/** What is found in a recording, without its places. */
export type Problems = readonly Pick<LocatedFinding, "code" | "severity">[];

/** Files looked at without a pause: a hover that comes in between waits no longer. */
export const atOnce = 200;

/** Those that are told, and those that are in the baseline. */
export type Judged = Readonly<Record<keyof Told, Problems>>;

interface Kept {
  readonly resultId: string;
  /** Of the file's recordings in their order. */
  readonly judged: readonly Judged[];
}

const noProblems: Problems = [];

const isModule = (uri: string): boolean => uri.endsWith(".py");

export class Reports {
  /** How many were made. */
  made = 0;
  readonly #services: Services;
  /** By file (URI). */
  readonly #kept = new Map<string, Kept>();
  /** Thousands of recordings have the same problems, which are in memory once. */
  readonly #problems = new Map<string, Problems>();
  readonly #folds = new Folds();
  #refolded = new Set<string>();
  /** Whoever asks for a result id that is news asks for the report next. */
  #last: Report | undefined;
  #folders: Folders | undefined;
  /** Whether answers to what the kept ones asked may be others now. */
  #isBehind = false;

  constructor(services: Services) {
    this.#services = services;
    const { index, findings, baselines } = services.workspace;
    index.onChange((ids) => {
      for (const id of ids) this.#forget(id);
      this.#isBehind = true;
    });
    findings.sources.onChange(() => (this.#isBehind = true));
    baselines.onChange((uris) => {
      this.#folders = undefined;
      for (const uri of uris) this.#refolded.add(uri);
    });
  }

  /** That of the report on a file (URI), which is made only where it may be another one than before. */
  resultIdOf(uri: string): string {
    return this.#keptOf(uri)?.resultId ?? this.of(uri).resultId;
  }

  /** What is found in each recording of a file (URI), in their order, with the severities of the settings. */
  problemsIn(uri: string): readonly Judged[] {
    const kept = this.#keptOf(uri);
    if (kept) return kept.judged;
    this.#make(uri);
    return this.#keptOf(uri)?.judged ?? this.#problemsInOpen(uri);
  }

  #problemsInOpen(uri: string): readonly Judged[] {
    const { index } = this.#services.workspace;
    return index.inFile(uri).map((each) => this.#judged(told(this.#services, each, findingsOf(this.#services, each))));
  }

  #judged({ shown, muted }: Told): Judged {
    return { shown: this.#problemsOf(shown), muted: this.#problemsOf(muted) };
  }

  /** What many recordings of a test module (URI) have alike, and is told there. */
  foldsAt(module: string): readonly Fold[] {
    return this.#folds.at(module);
  }

  /** Test modules and baselines (URIs) on which something is told. */
  get others(): readonly string[] {
    const broken = this.#services.workspace.baselines.all.filter(({ problem }) => problem !== undefined);
    return [...this.#folds.modules(), ...broken.map(({ uri }) => uri)];
  }

  /** Files (URIs) of which something else is told now, because others changed that have the same findings. To be asked after looking at all. */
  takeRefolded(): ReadonlySet<string> {
    const refolded = this.#refolded;
    this.#refolded = new Set();
    return refolded;
  }

  /** The same once all recordings are looked at: what is told on a test module instead of its recordings depends on each of them. */
  async whole(uri: string): Promise<Report> {
    const { index, indexed, documents } = this.#services.workspace;
    const isAlone = !isModule(uri) && documents.isOpen(uri);
    const all = indexed && !isAlone ? index.uris() : [];
    for (const [at, each] of all.entries()) {
      if (at % atOnce === atOnce - 1) await pause();
      this.resultIdOf(each);
    }
    return this.of(uri);
  }

  /** Of one file (URI): a recording's findings, but for those that are told on its test module; an open one's all the same. */
  of(uri: string): Report {
    if (isModule(uri)) return this.#ofModule(uri);
    const baseline = this.#services.workspace.baselines.at(uri);
    if (baseline) return reportOn(uri, baseline.problem ? [brokenBaseline(baseline.problem)] : []);
    const kept = this.#keptOf(uri);
    if (this.#last?.uri !== uri || this.#last.resultId !== kept?.resultId) this.#last = this.#make(uri);
    return this.#last;
  }

  #make(uri: string): Report {
    this.made++;
    const { documents, findings } = this.#services.workspace;
    const isOpen = documents.isOpen(uri);
    const summaries = currentSummaries(this.#services, uri);
    const ofEach = summaries.map((summary) => {
      const all = isOpen ? findingsOf(this.#services, summary) : [...findings.watched(summary), ...summary.findings];
      return told(this.#services, summary, all);
    });
    const found = summaries.flatMap((summary, at) => foldables(this.#services, summary, ofEach[at]?.shown ?? []));
    this.#fold(
      uri,
      found.flatMap(([, foldable]) => foldable ?? []),
    );
    if (isOpen || summaries.length === 0) return reportOf(this.#services, uri);
    const own = found.filter(([, foldable]) => foldable === undefined || !this.#folds.isFolded(foldable));
    const made = reportOn(
      uri,
      own.map(([finding]) => diagnosticOf(this.#services, uri, finding)),
    );
    this.#kept.set(uri, { resultId: made.resultId, judged: ofEach.map((each) => this.#judged(each)) });
    return made;
  }

  #problemsOf(found: readonly LocatedFinding[]): Problems {
    if (found.length === 0) return noProblems;
    const codes = new Map(found.map(({ code, severity }) => [code, { code, severity }]));
    const key = JSON.stringify([...codes.values()]);
    const known = this.#problems.get(key) ?? [...codes.values()];
    this.#problems.set(key, known);
    return known;
  }

  #fold(uri: string, found: readonly Foldable[]): void {
    for (const each of this.#folds.set(uri, found)) {
      this.#kept.delete(each);
      this.#refolded.add(each);
    }
  }

  #ofModule(uri: string): Report {
    this.#catchUp();
    return reportOn(
      uri,
      this.#folds.at(uri).map((fold) => foldedDiagnostic(this.#services, fold)),
    );
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
      for (const module of this.#folds.clear()) this.#refolded.add(module);
      this.#folders = folders;
    }
    if (!this.#isBehind) return;
    this.#isBehind = false;
    for (const id of findings.changed()) this.#kept.delete(fileOf(id));
  }

  #forget(id: RecordingId): void {
    const { findings, index } = this.#services.workspace;
    const uri = fileOf(id);
    findings.forget(id);
    this.#kept.delete(uri);
    // Nobody asks for a report on a file that is gone and had none.
    if (index.storedFile(uri) === undefined) this.#fold(uri, []);
  }
}
