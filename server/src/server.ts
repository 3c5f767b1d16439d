/** The language server: what it can and who answers what, one line a handler. */
import { TextDocuments, type CodeLens, type Connection } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { serverCapabilities } from "./connection/capabilities";
import { Changes } from "./connection/changes";
import { Guard, type Handler } from "./connection/guard";
import { aboutDocument, anyObject, atPosition, inRange, ownParams, withQuery } from "./connection/params";
import { Session } from "./connection/session";
import { codeActions, resolveCodeAction } from "./features/codeActions";
import { codeLenses, resolveCodeLens } from "./features/codeLens";
import { collectionPlan, testsCollected } from "./features/collectedTests";
import { compare } from "./features/compare";
import { definition } from "./features/definition";
import { documentLinks } from "./features/documentLink";
import { documentSymbols } from "./features/documentSymbol";
import { explainRequest } from "./features/explainRequest";
import { findTestRequest } from "./features/findTest";
import { fixAll } from "./features/fixAll";
import { hover } from "./features/hover";
import { documentDiagnostics, workspaceDiagnostics } from "./features/pullDiagnostics";
import { recordingItems } from "./features/recordingItems";
import { inlayHints, resolveInlayHint } from "./features/inlayHint";
import { references } from "./features/references";
import {
  copyRecordingAs,
  judgeStaged,
  notJudged,
  placeOfRecording,
  planFailed,
  planRerecord,
  recordingAtPlace,
  viewStream,
  whenIndexed,
  whenListed,
} from "./features/requests";
import type { Services } from "./features/services";
import { workspaceSymbols } from "./features/workspaceSymbol";
import type { Formats } from "./formats/formats";
import { normalizeUri } from "./index/uris";
import { Workspace } from "./index/workspace";
import { logFailure, logTo } from "./log";
import type { ClientRequests, Requests } from "./protocol";
import { findNodeIds } from "./pytest/nodeId";
import { readable } from "./rerecord/readable";

export interface ServerOptions {
  /** Path of the bundled worker.js. */
  readonly workerScript: string;
  readonly version: string;
  /** How long a scan may take before its progress is shown, in milliseconds: 500 by default. */
  readonly progressDelay?: number;
  /** Path of the folder for what is kept between two runs, where the client names none; without either, nothing is kept. */
  readonly cacheFolder?: string | undefined;
  /** The file formats that it knows, those of the product by default; the worker is to know the same. */
  readonly formats?: Formats;
}

/** What the routes below share. */
interface Server {
  readonly connection: Connection;
  readonly session: Session;
  readonly services: Services;
  readonly changes: Changes;
  readonly guard: Guard;
}

/** Serves one client; the caller listens on the connection afterwards. */
export function startServer(
  connection: Connection,
  { workerScript, version, progressDelay = 500, cacheFolder, formats }: ServerOptions,
): void {
  const workspace = new Workspace(workerScript, formats && { formats });
  const session = new Session(connection, workspace, progressDelay);
  const services: Services = {
    workspace,
    get client() {
      return session.client;
    },
  };
  const changes = new Changes(connection, session, services);
  logTo(connection.console);
  const guard = new Guard(workspace);
  const server: Server = { connection, session, services, changes, guard };
  connection.onInitialize((params) => {
    session.initialize(params);
    const folder = session.client.cacheFolder ?? cacheFolder;
    if (folder !== undefined) workspace.useCache(folder);
    if (session.client.commands) workspace.useHistory((uri, functions) => askClient(connection, { uri, functions }));
    return serverCapabilities(session.client, version);
  });
  followWorkspace(server);
  followEditors(server);
  answerFeatures(server);
  answerDiagnostics(server);
  answerOwnRequests(server);
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
    await workspace.dispose();
  });
}

function followEditors({ connection, services: { workspace }, changes }: Server): void {
  const editors = new TextDocuments({
    // One spelling of URIs from the start.
    create: (uri, language, version, text) => TextDocument.create(normalizeUri(uri), language, version, text),
    update: TextDocument.update,
  });
  editors.onDidOpen(({ document }) => workspace.open(document));
  editors.onDidChangeContent(({ document }) => workspace.edited(document));
  editors.onDidClose(({ document }) => {
    workspace.close(document.uri);
    changes.closed(document.uri);
  });
  editors.listen(connection);
}

function answerFeatures({ connection, services: all, guard }: Server): void {
  const unresolved = (lens: CodeLens) => lens;
  const nothing = () => [];
  connection.onHover(guard.document("Hover", atPosition, (document, { position }) => hover(all, document, position)));
  connection.onCodeLens(guard.document("Code lens", aboutDocument, (document) => codeLenses(all, document)));
  connection.onCodeLensResolve(guard.request("Code lens", anyObject, (lens) => resolveCodeLens(all, lens), unresolved));
  connection.onCodeAction(guard.document("Quick fixes", inRange, (document, params) => codeActions(all, document, params)));
  connection.onCodeActionResolve(
    guard.request(
      "Quick fixes",
      anyObject,
      (action) => resolveCodeAction(all, action),
      (action) => action,
    ),
  );
  const { inlayHint } = connection.languages;
  inlayHint.on(guard.document("Inlay hints", inRange, (document, { range }) => inlayHints(all, document, range)));
  inlayHint.resolve(
    guard.request(
      "Inlay hint",
      anyObject,
      (hint) => resolveInlayHint(all, hint),
      (hint) => hint,
    ),
  );
  connection.onDefinition(
    guard.document("Definition", atPosition, (document, { position }) => definition(all, document, position)),
  );
  connection.onReferences(guard.document("References", atPosition, (document, params) => references(all, document, params)));
  connection.onDocumentSymbol(guard.document("Outline", aboutDocument, (document) => documentSymbols(all, document)));
  connection.onDocumentLinks(guard.document("Links", aboutDocument, (document, _, token) => documentLinks(all, document, token)));
  connection.onWorkspaceSymbol(guard.request("Symbols", withQuery, ({ query }) => workspaceSymbols(all, query), nothing));
}

function answerDiagnostics({ connection, services: all, changes, guard }: Server): void {
  const { diagnostics } = connection.languages;
  const noItems = () => ({ kind: "full" as const, items: [] });
  diagnostics.on(guard.request("Diagnostics", aboutDocument, (params) => documentDiagnostics(params, changes.pulled), noItems));
  diagnostics.onWorkspace(
    guard.request("Diagnostics", anyObject, (params, token) => workspaceDiagnostics(all, params, changes.pulled, token), noItems),
  );
}

function answerOwnRequests({ connection, services: all, guard }: Server): void {
  const on = <M extends keyof Requests, R extends Requests[M]["result"]>(
    method: M,
    handler: Handler<Requests[M]["params"], R>,
    fallback: R,
  ) =>
    connection.onRequest(
      method,
      guard.request(method, ownParams[method], handler, () => fallback),
    );
  on("tapedeck/streamView", ({ uri }) => viewStream(all, uri), null);
  on("tapedeck/recordingAt", ({ uri, position }) => recordingAtPlace(all, uri, position), null);
  on("tapedeck/recordingPlace", ({ id }) => placeOfRecording(all, id), null);
  on("tapedeck/compare", ({ before, after }) => compare(all, before, after), null);
  on("tapedeck/copyAs", ({ uri, format }) => copyRecordingAs(all, uri, format), null);
  on("tapedeck/findTest", (params) => findTestRequest(all, params), null);
  on("tapedeck/nodeIds", ({ text }) => findNodeIds(text), []);
  on("tapedeck/recordings", (params) => recordingItems(all, params), []);
  on("tapedeck/explain", (params) => explainRequest(all, params), null);
  on("tapedeck/fixAll", (_, token) => fixAll(all, token), { kind: "failed" });
  on("tapedeck/collectionPlan", () => collectionPlan(all), []);
  on("tapedeck/testsCollected", (params) => testsCollected(all, params), { gone: 0 });
  on("tapedeck/rerecordPlan", (target) => planRerecord(all, target), planFailed);
  on("tapedeck/judgeStaged", (params) => judgeStaged(all, params), notJudged);
  on("tapedeck/readable", ({ name, text }) => ({ text: readable(name, text) }), null);
  on("tapedeck/whenListed", () => whenListed(all), { recordings: 0 });
  on("tapedeck/whenIndexed", () => whenIndexed(all), { recordings: 0, checked: 0 });
}
