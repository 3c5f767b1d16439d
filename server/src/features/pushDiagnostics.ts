/** Diagnostics for clients that cannot pull: published when they change, and cleared when there are none. */
import { setImmediate as pause } from "node:timers/promises";
import type { PublishDiagnosticsParams } from "vscode-languageserver/node";
import { bodyOfUri } from "../index/decodedBodies";
import { noDiagnostics } from "./diagnostics";
import { atOnce, type Reports } from "./reports";
import type { Services } from "./services";

export class DiagnosticPublisher {
  readonly #services: Services;
  readonly #reports: Reports;
  readonly #publish: (params: PublishDiagnosticsParams) => void;
  /** Result ids of the files that have diagnostics in the client. */
  readonly #published = new Map<string, string>();
  #isBehind = false;
  #isUpdating = false;

  constructor(services: Services, reports: Reports, publish: (params: PublishDiagnosticsParams) => void) {
    this.#services = services;
    this.#reports = reports;
    this.#publish = publish;
  }

  /** Publishes all changes, because the diagnostics of a file may depend on any other. */
  async update(): Promise<void> {
    this.#isBehind = true;
    if (this.#isUpdating) return;
    this.#isUpdating = true;
    try {
      while (this.#isBehind) {
        this.#isBehind = false;
        await this.#updateAll();
      }
    } finally {
      this.#isUpdating = false;
    }
  }

  /** A document was opened: some clients forget earlier diagnostics of the file. */
  opened(uri: string): void {
    if (this.#published.has(uri)) this.#publishReport(uri);
  }

  async #updateAll(): Promise<void> {
    const { index, documents } = this.#services.workspace;
    const bodies = documents.allOpen().flatMap(({ uri }) => (bodyOfUri(uri) ? [uri] : []));
    for (const uri of bodies) await documents.get(uri);
    let count = 0;
    for (const uri of new Set([...index.uris(), ...bodies, ...this.#published.keys()])) {
      if (++count % atOnce === 0) await pause();
      this.#updateFile(uri);
    }
    for (const uri of this.#reports.takeRefolded()) this.#updateFile(uri);
  }

  #updateFile(uri: string): void {
    const before = this.#published.get(uri) ?? noDiagnostics;
    if (this.#reports.resultIdOf(uri) !== before) this.#publishReport(uri);
  }

  /** An update that is still running may change what is folded on a test module, so its diagnostics are kept. */
  #publishReport(uri: string): void {
    const { resultId, items } = this.#reports.of(uri);
    if (resultId === noDiagnostics) this.#published.delete(uri);
    else this.#published.set(uri, resultId);
    this.#publish({ uri, diagnostics: items });
  }
}
