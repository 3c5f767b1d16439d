/** The language server: a workspace that follows the client, and the features that answer its requests. */
import type { Worker } from "node:worker_threads";
import { TextDocuments, type Connection } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { serverCapabilities } from "./connection/capabilities";
import { Changes } from "./connection/changes";
import { Session } from "./connection/session";
import { features } from "./features/features";
import { Guard } from "./features/guard";
import type { Services } from "./features/services";
import type { Formats } from "./formats/formats";
import { normalizeUri } from "./index/uris";
import { Workspace } from "./index/workspace";
import { logFailure, logTo } from "./log";
import type { ClientRequests } from "./protocol";

export interface ServerOptions {
  /** Path of the bundled worker.js. */
  readonly workerScript: string;
  /** Workers already running that script. */
  readonly firstWorkers?: readonly Worker[];
  readonly version: string;
  /** Milliseconds until the progress of a scan is shown; 500 by default. */
  readonly progressDelay?: number;
  /** Path of the cache folder if the client sends none; without either, nothing is cached. */
  readonly cacheFolder?: string | undefined;
  /** The file formats; all built-in ones by default. The worker must know the same. */
  readonly formats?: Formats;
}

/** What the functions below share. */
interface Server {
  readonly connection: Connection;
  readonly session: Session;
  readonly services: Services;
  readonly changes: Changes;
}

/** Serves one client; the caller then starts listening on the connection. */
export function startServer(
  connection: Connection,
  { workerScript, firstWorkers, version, progressDelay = 500, cacheFolder, formats }: ServerOptions,
): void {
  const workspace = new Workspace(workerScript, { formats, firstWorkers });
  const session = new Session(connection, workspace, progressDelay);
  const services: Services = {
    workspace,
    get client() {
      return session.client;
    },
  };
  const changes = new Changes(connection, session, services);
  logTo(connection.console);
  const server: Server = { connection, session, services, changes };
  connection.onInitialize((params) => {
    session.initialize(params);
    const folder = session.client.cacheFolder ?? cacheFolder;
    if (folder !== undefined) workspace.useCache(folder);
    if (session.client.commands) workspace.useHistory((uri, functions) => askClient(connection, { uri, functions }));
    return serverCapabilities(session.client, version);
  });
  followWorkspace(server);
  followEditors(server);
  const context = { connection, services, guard: new Guard(workspace), pulled: changes.pulled };
  for (const feature of features) feature.register(context);
}

function askClient(connection: Connection, params: ClientRequests["tapedeck/earlierTexts"]["params"]) {
  return connection.sendRequest<ClientRequests["tapedeck/earlierTexts"]["result"]>("tapedeck/earlierTexts", params);
}

function followWorkspace({ connection, session, services: { workspace }, changes }: Server): void {
  const failed = (error: unknown) => logFailure("Reading the workspace", error);
  const reload = (work: Promise<void>) => void work.catch(failed).then(() => changes.all());
  connection.onInitialized(() => {
    if (session.client.folderChanges) {
      connection.workspace.onDidChangeWorkspaceFolders((event) => reload(session.foldersChanged(event)));
    }
    reload(session.initialized());
  });
  connection.onDidChangeConfiguration(({ settings }) => reload(session.settingsChanged(settings)));
  connection.onDidChangeWatchedFiles((params) => workspace.pathsChanged(params.changes.map(({ uri }) => normalizeUri(uri))));
  connection.onShutdown(async () => {
    changes.dispose();
    session.dispose();
    await workspace.dispose();
  });
}

function followEditors({ connection, services: { workspace }, changes }: Server): void {
  const editors = new TextDocuments({
    // Normalizes URIs when documents are opened.
    create: (uri, language, version, text) => TextDocument.create(normalizeUri(uri), language, version, text),
    update: TextDocument.update,
  });
  editors.onDidOpen(({ document }) => {
    workspace.open(document);
    changes.opened(document.uri);
  });
  editors.onDidChangeContent(({ document }) => {
    workspace.edited(document);
    changes.edited(document.uri);
  });
  editors.onDidClose(({ document }) => {
    workspace.close(document.uri);
    changes.closed(document.uri);
  });
  editors.listen(connection);
}
