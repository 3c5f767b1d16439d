/** Caches the diagnostics of all files, to tell whether they changed and to recompute only those that a change affects. */
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

/** The findings of a recording, without their ranges. */
export type Problems = readonly Pick<LocatedFinding, "code" | "severity">[];

/** The number of files processed in one go, so that a hover does not wait longer. */
export const atOnce = 200;

/** The shown findings, and those in the baseline. */
export type Judged = Readonly<Record<keyof Told, Problems>>;

interface Kept {
  readonly resultId: string;
  /** For each recording of the file, in order. */
  readonly judged: readonly Judged[];
}

const noProblems: Problems = [];

const isModule = (uri: string): boolean => uri.endsWith(".py");

export class Reports {
  /** The number of reports that were computed. */
  made = 0;
  readonly #services: Services;
  /** By file (URI). */
  readonly #kept = new Map<string, Kept>();
  /** Shared objects, because thousands of recordings have the same findings. */
  readonly #problems = new Map<string, Problems>();
  readonly #folds = new Folds();
  #refolded = new Set<string>();
  /** Whoever gets a new result id usually asks for the report next. */
  #last: Report | undefined;
  #folders: Folders | undefined;
  /** Whether answers to the cached reports' questions may have changed. */
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

  /** The result id for a file (URI); the report is only computed if it may have changed. */
  resultIdOf(uri: string): string {
    return this.#keptOf(uri)?.resultId ?? this.of(uri).resultId;
  }

  /** The findings of each recording of a file (URI), in order, with the severities of the settings. */
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

  /** The findings that are folded on a test module (URI). */
  foldsAt(module: string): readonly Fold[] {
    return this.#folds.at(module);
  }

  /** Test modules and baselines (URIs) with findings. */
  get others(): readonly string[] {
    const broken = this.#services.workspace.baselines.all.filter(({ problem }) => problem !== undefined);
    return [...this.#folds.modules(), ...broken.map(({ uri }) => uri)];
  }

  /** Files (URIs) whose shown findings changed because of other files with the same findings. Call after processing all files. */
  takeRefolded(): ReadonlySet<string> {
    const refolded = this.#refolded;
    this.#refolded = new Set();
    return refolded;
  }

  /** The report once all recordings are processed, because folded findings depend on each of them. */
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

  /** The findings of a file (URI), without folded ones; an open file shows those too. */
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

  /** Nothing is cached for open documents, which change without notice. */
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
    // No report is requested for a file that was removed and had none.
    if (index.storedFile(uri) === undefined) this.#fold(uri, []);
  }
}
