/** Tells the client that the index changed, so that lenses, diagnostics and views are updated; throttled. */
import type { Connection } from "vscode-languageserver/node";
import { Pulled } from "../features/pulled";
import { DiagnosticPublisher } from "../features/pushDiagnostics";
import { Reports } from "../features/reports";
import type { Services } from "../features/services";
import { bodyOfUri } from "../index/decodedBodies";
import { Batch } from "../index/scan/batch";
import type { Workspace } from "../index/workspace";
import type { Notifications } from "../protocol";
import { fileOf } from "../recordingId";
import type { Session } from "./session";
import { send } from "./send";

const delay = 200;

export class Changes {
  /** Workspace diagnostics requests that are waiting for changes. */
  readonly pulled: Pulled;
  readonly #connection: Connection;
  readonly #session: Session;
  readonly #workspace: Workspace;
  readonly #publisher: DiagnosticPublisher;
  readonly #batch: Batch<string>;

  constructor(connection: Connection, session: Session, services: Services) {
    this.#connection = connection;
    this.#session = session;
    const reports = new Reports(services);
    this.pulled = new Pulled(reports);
    this.#publisher = new DiagnosticPublisher(services, reports, (params) => void send(() => connection.sendDiagnostics(params)));
    const { workspace } = services;
    this.#workspace = workspace;
    this.#batch = new Batch(
      delay,
      (uris) => this.#report(uris),
      () => workspace.scanning,
    );
    workspace.index.onChange((ids) => {
      // What a scan finds is sent when it is done.
      if (workspace.scanning) return;
      for (const uri of ids.map(fileOf)) this.#batch.add(uri, uri);
    });
    workspace.findings.sources.onChange(() => {
      if (workspace.scanning) return;
      this.#refreshDiagnostics();
    });
    workspace.baselines.onChange(() => {
      if (workspace.indexed) this.all();
    });
    // The first lenses appear while recordings are still being read.
    void workspace.whenListed().then(() => this.#refreshLenses());
  }

  /** Everything may have changed, as after new settings. */
  all(): void {
    this.#batch.take();
    this.#notify(null);
    this.#refresh();
    // Hints depend only on their own document and the settings.
    if (this.#session.client.inlayHintRefresh) void send(() => this.#connection.languages.inlayHint.refresh());
  }

  /** A document was opened or edited. Only decoded bodies, which are not indexed, of clients that get pushed diagnostics need anything. */
  edited(uri: string): void {
    if (bodyOfUri(uri) && !this.#session.client.pullDiagnostics) void this.#publisher.update();
  }

  /** A document was opened. */
  opened(uri: string): void {
    if (!this.#session.client.pullDiagnostics) this.#publisher.opened(uri);
  }

  /** A document was closed: from now on its diagnostics come from the workspace. */
  closed(uri: string): void {
    if (bodyOfUri(uri)) {
      this.pulled.doubt([uri]);
      this.#refreshDiagnostics();
    }
    if (!this.#workspace.folders.isRecording(uri)) return;
    this.pulled.doubt([uri]);
    this.#batch.add(uri, uri);
  }

  dispose(): void {
    this.#batch.dispose();
  }

  #report(uris: readonly string[]): void {
    this.#notify(uris);
    this.#refresh();
  }

  #notify(uris: readonly string[] | null): void {
    const params: Notifications["tapedeck/recordingsChanged"] = { uris };
    if (!this.#session.client.commands) return;
    void send(() => this.#connection.sendNotification("tapedeck/recordingsChanged", params));
  }

  #refresh(): void {
    this.#refreshLenses();
    this.#refreshDiagnostics();
  }

  #refreshDiagnostics(): void {
    const { client } = this.#session;
    const { languages } = this.#connection;
    this.pulled.fire();
    if (!client.pullDiagnostics) void this.#publisher.update();
    else if (client.diagnosticRefresh) void send(() => languages.diagnostics.refresh());
  }

  #refreshLenses(): void {
    if (this.#session.client.codeLensRefresh) void send(() => this.#connection.sendRequest("workspace/codeLens/refresh"));
  }
}
