/** Diagnostics for clients that cannot pull: published when they change, and emptied when they are gone. */
import type { PublishDiagnosticsParams } from "vscode-languageserver/node";
import { reportOf } from "./diagnostics";
import type { Services } from "./services";

export class DiagnosticPublisher {
  readonly #services: Services;
  readonly #publish: (params: PublishDiagnosticsParams) => void;
  /** Result ids of the files that have diagnostics in the client. */
  readonly #published = new Map<string, string>();

  constructor(services: Services, publish: (params: PublishDiagnosticsParams) => void) {
    this.#services = services;
    this.#publish = publish;
  }

  /** Publishes what changed in these files. */
  update(uris: Iterable<string>): void {
    for (const uri of uris) {
      const { items, resultId } = reportOf(this.#services, uri);
      const before = this.#published.get(uri);
      if (items.length === 0 ? before === undefined : before === resultId) continue;
      if (items.length === 0) this.#published.delete(uri);
      else this.#published.set(uri, resultId);
      this.#publish({ uri, diagnostics: items });
    }
  }

  /** Publishes what changed anywhere, as after new settings. */
  updateAll(): void {
    this.update(new Set([...this.#services.workspace.index.uris(), ...this.#published.keys()]));
  }
}
