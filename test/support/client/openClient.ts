/** The client in an editor in memory, on a real folder and with the real server: a workspace in a few lines, and what a user does. */
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { CodeAction, Diagnostic, Location, Position as LspPosition, WorkspaceEdit } from "vscode-languageserver-types";
import type { CancellationToken, PublishDiagnosticsParams } from "vscode-languageserver/node";
import { URI } from "vscode-uri";
import { bodyScheme } from "../../../server/src/protocol";
import type { TapedeckClient } from "../../../client/src/languageClient";
import { registerTapedeck } from "../../../client/src/tapedeck";
import { addFiles, makeWorkspace } from "../editor/workspace";
import { startClient, type TestClient } from "../languageClient";
import manifest from "../../../package.json" with { type: "json" };
import { Edit, Editor, type EditorOptions } from "./editor";
import { EventEmitter, Position, Range } from "./values";

export interface ClientStoryOptions extends Partial<EditorOptions> {
  /** The files of a new workspace, relative paths with forward slashes; not needed if `workspace` names a folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Path of the extension's own storage; an empty folder by default. */
  readonly storage?: string;
  /** Git's earlier texts of files, by path, newest first. */
  readonly earlierTexts?: Readonly<Record<string, readonly string[]>>;
}

export interface OpenClient {
  readonly editor: Editor;
  readonly server: TestClient;
  /** Asks about what an earlier editor left behind, as when the window opens. */
  readonly recover: () => Promise<void>;
  readonly stopServer: () => Promise<void>;
  /** Another program writes files; the editor's watcher reports it. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
}

/** The capabilities of an editor that gets pushed diagnostics. */
const capabilities = {
  textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } }, dataSupport: true } },
  workspace: {
    ...{ configuration: true, workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: true } },
    workspaceEdit: { documentChanges: true, resourceOperations: ["rename" as const], changeAnnotationSupport: {} },
  },
};

/** Opens the folder; everything is closed at the end of the test. */
export async function openClient({
  files = {},
  storage,
  earlierTexts = {},
  ...options
}: ClientStoryOptions = {}): Promise<OpenClient> {
  const workspace = options.workspace ?? (await makeWorkspace(files));
  const editor = new Editor({ ...options, workspace });
  const server = await startClient([workspace], { capabilities, settings: editor.settings.nested, earlierTexts });
  let stopped: Promise<void> | undefined;
  const stopServer = () => (stopped ??= server.stop());
  onTestFinished(stopServer);
  const heard = followEditor(editor, server, () => stopped !== undefined);
  const subscriptions: { dispose(): unknown }[] = [];
  onTestFinished(() => {
    for (const cancel of editor.running) cancel();
    for (const subscription of subscriptions) subscription.dispose();
  });
  const uri = URI.file(storage ?? (await makeWorkspace({})));
  const extensionUri = URI.file(join(import.meta.dirname, "../../.."));
  const context = {
    extension: { packageJSON: manifest as unknown },
    extensionUri,
    storageUri: uri,
    globalStorageUri: uri,
    subscriptions,
    workspaceState: memento(),
  };
  const { recover } = registerTapedeck(editor.vscode, context, clientOn(server, heard));
  return {
    ...{ editor, server, recover, stopServer },
    async write(written) {
      await addFiles(workspace, written);
      await server.reportChanges(Object.keys(written), 2);
      for (const path of Object.keys(written)) await editor.touched(path);
    },
  };
}

/** Every request waits until the server has received earlier edits. */
function clientOn({ connection }: TestClient, heard: () => Promise<unknown>): TapedeckClient {
  const changed = new EventEmitter<readonly string[] | null>();
  connection.onNotification("tapedeck/recordingsChanged", ({ uris }: { uris: string[] | null }) => changed.fire(uris));
  const ask = async (method: string, params: unknown, ...token: [] | [CancellationToken]): Promise<unknown> => {
    await heard();
    return connection.sendRequest(method, params, ...token);
  };
  return {
    request: ask as TapedeckClient["request"],
    codeActions: (params) => ask("textDocument/codeAction", params) as ReturnType<TapedeckClient["codeActions"]>,
    resolve: (action) => ask("codeAction/resolve", action) as Promise<CodeAction>,
    asCode: asCode as unknown as TapedeckClient["asCode"],
    onRecordingsChanged: changed.event as TapedeckClient["onRecordingsChanged"],
  };
}

const asPosition = ({ line, character }: LspPosition) => new Position(line, character);
const asRange = ({ start, end }: Location["range"]) => new Range(asPosition(start), asPosition(end));

/** Like the language client's converter. */
const asCode = {
  asPosition,
  asUri: (uri: string) => URI.parse(uri),
  asLocation: ({ uri, range }: Location) => ({ uri: URI.parse(uri), range: asRange(range) }),
  asWorkspaceEdit: (edit: WorkspaceEdit) => Promise.resolve(new Edit(edit)),
};

/** What a language client does by itself: sends documents to the server, and diagnostics to the editor. */
function followEditor(editor: Editor, server: TestClient, isStopped: () => boolean): () => Promise<unknown> {
  let told: Promise<unknown> = Promise.resolve();
  const tell = (act: () => Promise<unknown>) => void (told = told.then(() => (isStopped() ? undefined : act())));
  editor.documents.opened.event(({ uri, text }) => {
    if (uri.scheme === "file") tell(() => server.open(uri.fsPath, text));
    if (uri.scheme === bodyScheme) tell(() => server.open(uri.toString(), text));
  });
  editor.documents.changed.event(({ document: { uri, text } }) =>
    tell(() => server.type(uri.scheme === bodyScheme ? uri.toString() : uri.fsPath, text)),
  );
  const shown = (uri: string, diagnostics: readonly Diagnostic[]) => {
    const others = editor.diagnostics.filter(([file]) => file.toString() !== uri);
    editor.diagnostics = [
      ...others,
      [URI.parse(uri), diagnostics.map((each) => ({ ...each, range: asRange(each.range) })) as never],
    ];
  };
  for (const [uri, diagnostics] of server.published) shown(uri, diagnostics);
  server.connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) =>
    shown(params.uri, params.diagnostics),
  );
  return () => told;
}

function memento() {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: (key: string, otherwise?: unknown) => kept.get(key) ?? otherwise,
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  } as never;
}
