/** The diagnostics of all files, kept: after a change only those are made again that it concerns. */
import type { Folders } from "../index/folders";
import { fileOf, type RecordingId } from "../recordingId";
import { report, reportOf, type Report } from "./diagnostics";
import type { Services } from "./services";

export class Reports {
  /** How many were made, rather than taken from what is kept. */
  made = 0;
  readonly #services: Services;
  readonly #kept = new Map<string, Report>();
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

  /** Of one file (URI), as `reportOf` makes it. What an editor holds changes without notice, and is looked at each time. */
  of(uri: string): Report {
    this.#catchUp();
    const { documents, index, findings } = this.#services.workspace;
    const kept = this.#kept.get(uri);
    if (kept !== undefined && !documents.isOpen(uri)) return kept;
    this.made++;
    const summaries = documents.isOpen(uri) ? [] : index.inFile(uri);
    if (summaries.length === 0) return reportOf(this.#services, uri);
    const found = summaries.flatMap((summary) => [...findings.watched(summary), ...summary.findings]);
    const made = report(this.#services, uri, found);
    this.#kept.set(uri, made);
    return made;
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
