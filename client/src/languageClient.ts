/** The connection to the language server, with our few requests typed. */
import { EventEmitter, Uri, type Event, type ExtensionContext } from "vscode";
import { LanguageClient, TransportKind, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { earlierTexts } from "./compare/git";
import {
  commands,
  type ClientRequests,
  type InitializationOptions,
  type Notifications,
  type Requests,
} from "../../server/src/protocol";

/** Asks the server one of our requests. Rejects when the server is not running or failed. */
export type Ask = <M extends keyof Requests>(method: M, params: Requests[M]["params"]) => Promise<Requests[M]["result"]>;

export interface TapedeckClient {
  readonly languageClient: LanguageClient;
  readonly request: Ask;
  /** Fires with each batch of recordings (URIs) that the index took in; null for any. */
  readonly onRecordingsChanged: Event<readonly string[] | null>;
}

/** Makes the client; `languageClient.start()` starts the server. */
export function createClient(context: ExtensionContext): TapedeckClient {
  const languageClient = new LanguageClient("tapedeck", "Tapedeck", serverOptions(context), clientOptions(context));
  const recordingsChanged = new EventEmitter<readonly string[] | null>();
  const method = "tapedeck/recordingsChanged";
  // The client keeps one handler for each notification, the last: everybody else listens to the event.
  const handler = languageClient.onNotification(method, ({ uris }: Notifications[typeof method]) => recordingsChanged.fire(uris));
  type Earlier = ClientRequests["tapedeck/earlierTexts"];
  const history = languageClient.onRequest(
    "tapedeck/earlierTexts",
    ({ uri, functions }: Earlier["params"]): Promise<Earlier["result"]> => earlierTexts(Uri.parse(uri), functions),
  );
  context.subscriptions.push(recordingsChanged, handler, history);
  return {
    languageClient,
    request: (method, params) => languageClient.sendRequest(method, params),
    onRecordingsChanged: recordingsChanged.event,
  };
}

function serverOptions(context: ExtensionContext): ServerOptions {
  const module = Uri.joinPath(context.extensionUri, "dist", "server.js").fsPath;
  return {
    run: { module, transport: TransportKind.ipc, options: { execArgv: [smallNursery] } },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: [smallNursery, "--nolazy", "--inspect=6019"] } },
  };
}

/** In megabytes. What a scan leaves V8 would else keep four times as much room for, as long as the server runs. */
const smallNursery = "--max-semi-space-size=8";

/** Recordings are JSON; the other languages are where people meet pytest node ids. */
const languages = ["json", "jsonc", "python", "markdown", "yaml", "log", "plaintext"];

function clientOptions({ storageUri, globalStorageUri }: ExtensionContext): LanguageClientOptions {
  // A window without a folder has no storage of its own.
  const cacheFolder = Uri.joinPath(storageUri ?? globalStorageUri, "cache").fsPath;
  return {
    documentSelector: languages.map((language) => ({ scheme: "file", language })),
    initializationOptions: { commands: true, cacheFolder } satisfies InitializationOptions,
    markdown: { isTrusted: { enabledCommands: Object.values(commands) }, supportHtml: false },
    diagnosticPullOptions: { onChange: true, onTabs: true },
  };
}
