/** The connection to the language server, with types for our own requests. */
import * as vscode from "vscode";
import {
  LanguageClient,
  MessageType,
  ShowMessageNotification,
  ShowMessageRequest,
  State,
  TransportKind,
  type CodeAction,
  type CodeActionParams,
  type Command,
  type LanguageClientOptions,
  type Middleware,
  type ServerOptions,
} from "vscode-languageclient/node";
import { Lenses } from "./lenses";
import { showError, showFailure, showInformation, showWarning } from "./notifications";
import { plainProgress } from "./plainText";
import { earlierTexts } from "./compare/git";
import {
  bodyScheme,
  commands,
  type ClientRequests,
  type InitializationOptions,
  type Notifications,
  type Requests,
} from "../../server/src/protocol";

/** Sends one of our requests to the server. Rejects if the server is not running or failed. */
export type Ask = <M extends keyof Requests>(
  method: M,
  params: Requests[M]["params"],
  ...token: [] | [vscode.CancellationToken]
) => Promise<Requests[M]["result"]>;

/** The parts of the language client that the rest of the client uses. */
export interface TapedeckClient {
  readonly request: Ask;
  /** LSP's own `textDocument/codeAction`, with all that the server says about each action. */
  readonly codeActions: (params: CodeActionParams) => Promise<readonly (CodeAction | Command)[] | null>;
  /** LSP's own `codeAction/resolve`. */
  readonly resolve: (action: CodeAction) => Promise<CodeAction>;
  /** Converts the server's values to VS Code's. */
  readonly asCode: Pick<LanguageClient["protocol2CodeConverter"], "asLocation" | "asPosition" | "asUri" | "asWorkspaceEdit">;
  /** Fires with the files (URIs) of recordings that changed in the index; null for any. */
  readonly onRecordingsChanged: vscode.Event<readonly string[] | null>;
}

/** Shows failures, and the server's messages, with our own notifications. */
class Client extends LanguageClient {
  constructor(server: ServerOptions, options: LanguageClientOptions) {
    super("tapedeck", "Tapedeck", server, options);
    // The last handler of a message is used, and the base class registers one.
    this.onNotification(ShowMessageNotification.type, ({ type, message }) => void showOf(type)(vscode, message));
    this.onRequest(ShowMessageRequest.type, async ({ type, message, actions = [] }) => {
      const answer = await showOf(type)(vscode, message, ...actions.map(({ title }) => title));
      return actions.find(({ title }) => title === answer) ?? null;
    });
  }

  /** Requests made while the client stops, as when the window is reloaded, fail silently like pending ones. */
  override handleFailedRequest<T>(...failure: Parameters<typeof LanguageClient.prototype.handleFailedRequest<T>>): T {
    const [, , , defaultValue] = failure;
    return this.state === State.Running ? super.handleFailedRequest(...failure) : defaultValue;
  }

  override error(message: string, data?: unknown, shows: boolean | "force" = true): void {
    super.error(message, data, false);
    if (shows === false) return;
    const output = "Go to Output";
    void showError(vscode, message, output).then((answer) => {
      if (answer === output) this.outputChannel.show(true);
    });
  }
}

function showOf(type: MessageType): typeof showError {
  if (type === MessageType.Error) return showError;
  return type === MessageType.Warning ? showWarning : showInformation;
}

const lenses = new Lenses(vscode);

/** Lenses and progress, which may have icons. */
const middleware: Middleware = {
  async provideCodeLenses(document, token, next) {
    return lenses.provided(document.uri.toString(), (await next(document, token)) ?? []);
  },
  async resolveCodeLens(lens, token, next) {
    const resolved = await next(lens, token);
    return resolved && lenses.resolved(resolved, lens);
  },
  handleWorkDoneProgress: (token, progress, next) => next(token, plainProgress(progress)),
};

/** Makes the client; `languageClient.start()` starts the server. */
export function createClient(context: vscode.ExtensionContext): TapedeckClient & { readonly languageClient: LanguageClient } {
  const languageClient = new Client(serverOptions(context), clientOptions(context));
  const recordingsChanged = new vscode.EventEmitter<readonly string[] | null>();
  const method = "tapedeck/recordingsChanged";
  // The language client keeps only the last handler of a notification, so everyone else uses the event.
  const handler = languageClient.onNotification(method, ({ uris }: Notifications[typeof method]) => recordingsChanged.fire(uris));
  type Earlier = ClientRequests["tapedeck/earlierTexts"];
  const history = languageClient.onRequest(
    "tapedeck/earlierTexts",
    ({ uri, functions }: Earlier["params"]): Promise<Earlier["result"]> => earlierTexts(vscode, vscode.Uri.parse(uri), functions),
  );
  const closed = vscode.workspace.onDidCloseTextDocument(({ uri }) => lenses.closed(uri.toString()));
  context.subscriptions.push(recordingsChanged, handler, history, closed);
  return {
    languageClient,
    request: (method, params, ...token) => languageClient.sendRequest(method, params, ...token),
    codeActions: (params) => languageClient.sendRequest("textDocument/codeAction", params),
    resolve: (action) => languageClient.sendRequest("codeAction/resolve", action),
    asCode: languageClient.protocol2CodeConverter,
    onRecordingsChanged: recordingsChanged.event,
  };
}

function serverOptions(context: vscode.ExtensionContext): ServerOptions {
  const module = vscode.Uri.joinPath(context.extensionUri, "dist", "server.js").fsPath;
  return {
    run: { module, transport: TransportKind.ipc, options: { env: memory, execArgv: [smallNursery] } },
    debug: {
      module,
      transport: TransportKind.ipc,
      options: { env: memory, execArgv: [smallNursery, "--nolazy", "--inspect=6019"] },
    },
  };
}

/** In megabytes. By default V8 keeps four times as much memory after a scan, as long as the server runs. */
const smallNursery = "--max-semi-space-size=8";

/** For Linux's C library, which otherwise keeps the memory freed by each thread. */
const memory = { MALLOC_ARENA_MAX: "2", MALLOC_TRIM_THRESHOLD_: String(128 * 1024) };

/** Recordings are JSON; the other languages are where pytest node ids occur. */
const languages = ["json", "jsonc", "python", "markdown", "yaml", "log", "plaintext"];

/** Whether VS Code's own JSON language service runs and validates. */
function reportsJsonErrors(): boolean {
  const isThere = vscode.extensions.getExtension("vscode.json-language-features") !== undefined;
  return isThere && vscode.workspace.getConfiguration("json").get("validate.enable", true);
}

function clientOptions({ storageUri, globalStorageUri }: vscode.ExtensionContext): LanguageClientOptions {
  // A window without a folder has no storage of its own.
  const cacheFolder = vscode.Uri.joinPath(storageUri ?? globalStorageUri, "cache").fsPath;
  return {
    documentSelector: [...languages.map((language) => ({ scheme: "file", language })), { scheme: bodyScheme }],
    initializationOptions: {
      commands: true,
      reportsJsonErrors: reportsJsonErrors(),
      cacheFolder,
    } satisfies InitializationOptions,
    markdown: { isTrusted: { enabledCommands: Object.values(commands) }, supportHtml: false },
    diagnosticPullOptions: { onChange: true, onTabs: true },
    middleware,
    initializationFailedHandler(error: unknown) {
      showFailure(vscode, error, "Tapedeck's language server did not start");
      return false;
    },
  };
}
