/** The diagnostics of all files: what is kept of them tells whether they are news, and after a change only those are made again that it concerns. */
import type { Folders } from "../index/folders";
import { fileOf, type RecordingId } from "../recordingId";
import { report, reportOf, type Report } from "./diagnostics";
import type { Services } from "./services";

export class Reports {
  /** How many were made. */
  made = 0;
  readonly #services: Services;
  /** Result ids by file (URI). */
  readonly #kept = new Map<string, string>();
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
    return this.#keptOf(uri) ?? this.of(uri).resultId;
  }

  /** Of one file (URI), as `reportOf` makes it. */
  of(uri: string): Report {
    const kept = this.#keptOf(uri);
    if (this.#last?.uri !== uri || this.#last.resultId !== kept) this.#last = this.#make(uri);
    return this.#last;
  }

  #make(uri: string): Report {
    this.made++;
    const { documents, index, findings } = this.#services.workspace;
    const summaries = documents.isOpen(uri) ? [] : index.inFile(uri);
    if (summaries.length === 0) return reportOf(this.#services, uri);
    const found = summaries.flatMap((summary) => [...findings.watched(summary), ...summary.findings]);
    const made = report(this.#services, uri, found);
    this.#kept.set(uri, made.resultId);
    return made;
  }

  /** Of what an editor holds, which changes without notice, nothing. */
  #keptOf(uri: string): string | undefined {
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
