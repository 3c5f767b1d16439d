/** The language server: what it can and who answers what, one line a handler. */
import {
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  TextDocuments,
  type Connection,
  type TextDocumentIdentifier,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { serverCapabilities } from "./connection/capabilities";
import { Changes } from "./connection/changes";
import { pathChanges } from "./connection/fileWatching";
import { guardWith, type Handler } from "./connection/guard";
import { Session } from "./connection/session";
import { codeLenses, resolveCodeLens } from "./features/codeLens";
import { definition } from "./features/definition";
import { documentLinks } from "./features/documentLink";
import { documentSymbols } from "./features/documentSymbol";
import { findTestRequest } from "./features/findTest";
import { hover } from "./features/hover";
import { documentDiagnostics, workspaceDiagnostics } from "./features/pullDiagnostics";
import { recordingItems } from "./features/recordingItems";
import { references } from "./features/references";
import { planRerecord, viewStream } from "./features/requests";
import type { Services } from "./features/services";
import { workspaceSymbols } from "./features/workspaceSymbol";
import { normalizeUri } from "./index/uris";
import { Workspace } from "./index/workspace";
import type { Requests } from "./protocol";
import { findNodeIds } from "./pytest/nodeId";

export interface ServerOptions {
  /** Path of the bundled worker.js. */
  readonly workerScript: string;
  readonly version: string;
}

/** Serves one client; the caller listens on the connection afterwards. */
export function startServer(connection: Connection, { workerScript, version }: ServerOptions): void {
  const workspace = new Workspace(workerScript);
  const session = new Session(connection, workspace);
  const services: Services = {
    workspace,
    get client() {
      return session.client;
    },
  };
  const changes = new Changes(connection, session, services);
  const guard = guardWith(connection.console);

  /** A handler that is about a document; null where there is no such document. */
  const inDocument = <P extends { readonly textDocument: TextDocumentIdentifier }, R>(
    name: string,
    handler: (document: TextDocument, ...rest: Parameters<Handler<P, R>>) => R | Promise<R>,
  ) =>
    guard<P, R | null>(
      name,
      (params, token) => withDocument(params, (document) => handler(document, params, token)),
      () => null,
    );
  const withDocument = async <R>(
    { textDocument }: { readonly textDocument: TextDocumentIdentifier },
    use: (document: TextDocument) => R | Promise<R>,
  ): Promise<R | null> => {
    const document = await workspace.documents.get(normalizeUri(textDocument.uri));
    return document ? use(document) : null;
  };
  const onRequest = <M extends keyof Requests>(
    method: M,
    handler: Handler<Requests[M]["params"], Requests[M]["result"]>,
    fallback: Requests[M]["result"],
  ) =>
    connection.onRequest(
      method,
      guard(method, handler, () => fallback),
    );

  connection.onInitialize((params) => {
    session.initialize(params);
    return serverCapabilities(session.client, version);
  });
  const reload = (work: Promise<void>) => void work.then(() => changes.all()).catch((error: unknown) => logged(error));
  const logged = (error: unknown) => connection.console.error(`Reading the workspace failed: ${String(error)}`);
  connection.onInitialized(() => {
    if (session.client.folderChanges) {
      connection.workspace.onDidChangeWorkspaceFolders((event) => reload(session.foldersChanged(event)));
    }
    reload(session.initialized());
  });
  connection.onDidChangeConfiguration(({ settings }) => reload(session.settingsChanged(settings)));
  connection.onDidChangeWatchedFiles((params) => workspace.pathsChanged(pathChanges(params.changes)));
  connection.onShutdown(async () => {
    changes.dispose();
    await workspace.dispose();
  });

  connection.onHover(inDocument("Hover", (document, { position }) => hover(services, document, position)));
  connection.onCodeLens(inDocument("Code lens", (document) => codeLenses(services, document)));
  connection.onCodeLensResolve(
    guard(
      "Code lens",
      (lens) => resolveCodeLens(services, lens),
      (lens) => lens,
    ),
  );
  connection.onDefinition(inDocument("Definition", (document, { position }) => definition(services, document, position)));
  connection.onReferences(
    inDocument("References", (document, { position, context }) =>
      references(services, document, position, context.includeDeclaration),
    ),
  );
  connection.onDocumentSymbol(inDocument("Outline", (document) => documentSymbols(services, document)));
  connection.onDocumentLinks(inDocument("Links", (document, _, token) => documentLinks(services, document, token)));
  connection.onWorkspaceSymbol(
    guard(
      "Workspace symbols",
      ({ query }) => workspaceSymbols(services, query),
      () => null,
    ),
  );
  connection.languages.diagnostics.on(
    guard<DocumentDiagnosticParams, DocumentDiagnosticReport>(
      "Diagnostics",
      ({ textDocument: { uri }, previousResultId }) => documentDiagnostics(services, normalizeUri(uri), previousResultId),
      () => ({ kind: "full", items: [] }),
    ),
  );
  connection.languages.diagnostics.onWorkspace(
    guard(
      "Workspace diagnostics",
      ({ previousResultIds }, token) => workspaceDiagnostics(services, previousResultIds, changes.signal, token),
      () => ({ items: [] }),
    ),
  );

  onRequest("tapedeck/streamView", ({ uri }) => viewStream(services, uri), null);
  onRequest("tapedeck/findTest", (params) => findTestRequest(services, params), null);
  onRequest("tapedeck/nodeIds", ({ text }) => findNodeIds(text), []);
  onRequest("tapedeck/recordings", (params) => recordingItems(services, params), []);
  onRequest("tapedeck/rerecordPlan", (target) => planRerecord(services, target), {
    kind: "refused",
    reason: "Finding out what to run failed; the log says why.",
  });
  onRequest(
    "tapedeck/whenIndexed",
    async () => {
      await workspace.whenIndexed();
      return { recordings: workspace.index.size };
    },
    { recordings: 0 },
  );

  const editors = new TextDocuments({
    // One spelling of URIs from the start.
    create: (uri, language, version, text) => TextDocument.create(normalizeUri(uri), language, version, text),
    update: TextDocument.update,
  });
  editors.onDidOpen(({ document }) => workspace.open(document));
  editors.onDidChangeContent(({ document }) => workspace.edited(document));
  editors.onDidClose(({ document }) => workspace.close(document.uri));
  editors.listen(connection);
}
