/** A small language client, with a short method for each editor request. Talks to a server in this process, or to a bundle in its own. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { PassThrough } from "node:stream";
import {
  createProtocolConnection,
  ErrorCodes,
  FileChangeType,
  MessageType,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type CodeLens,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type DocumentLink,
  type DocumentSymbol,
  type Hover,
  type Location,
  type LocationLink,
  type LogMessageParams,
  type MarkupContent,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type RegistrationParams,
  type SymbolInformation,
  type WorkspaceDiagnosticReport,
} from "vscode-languageserver/node";
import { URI } from "vscode-uri";
import { bodyScheme } from "../../server/src/protocol";
import { createServerConnection } from "../../server/src/connection/connection";
import type { Formats } from "../../server/src/formats/formats";
import type { Requests } from "../../server/src/protocol";
import { startServer } from "../../server/src/server";
import { bundles } from "./buildServer";
import { addFiles } from "./editor/workspace";
import { noteFailure } from "./failures";

export interface ClientOptions {
  /** How the server runs: in this process, or as a bundle in its own. */
  readonly server?: "in-band" | "server.js" | "cli.js";
  /** The folder in which a bundle is started. Default: that of the tests. */
  readonly startedIn?: string;
  /** Run our commands, as the VS Code extension does. */
  readonly commands?: boolean;
  /** Report syntax errors of JSON, as VS Code does. */
  readonly reportsJsonErrors?: boolean;
  /** Added to those of a modern editor. */
  readonly capabilities?: ClientCapabilities;
  /** The answer to `workspace/configuration` for `tapedeck`. */
  readonly settings?: unknown;
  /** Milliseconds after which a server in this process shows the progress of its scan. */
  readonly progressDelay?: number;
  /** Cancels the scan as soon as its progress appears. */
  readonly cancelsScan?: boolean;
  /** Answers with an error when asked to show progress. */
  readonly refusesProgress?: boolean;
  /** Milliseconds until the settings are answered. */
  readonly settingsDelay?: number;
  /** Answers with an error when asked to watch files or settings. */
  readonly refusesRegistration?: boolean;
  /** The cache folder, as VS Code's extension sends it; without it, a server in this process caches nothing. */
  readonly cacheFolder?: string;
  /** Git's earlier texts of a file (path relative to the first folder), newest first. */
  readonly earlierTexts?: Readonly<Record<string, readonly string[]>>;
  /** Returns before the first scan is done. */
  readonly impatient?: boolean;
  /** File formats of a server in this process, and the script of the workers with the same; the built-in ones by default. */
  readonly formats?: { readonly known: Formats; readonly workerScript: string };
}

const modern: ClientCapabilities = {
  textDocument: {
    hover: { contentFormat: ["markdown", "plaintext"] },
    definition: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    diagnostic: { relatedDocumentSupport: true, dynamicRegistration: false },
    codeLens: {},
  },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    codeLens: { refreshSupport: true },
    diagnostics: { refreshSupport: true },
  },
  window: { workDoneProgress: true },
  general: { markdown: { parser: "marked", version: "1.1.0" } },
};

/** Decodes the entities in Markdown, to compare it with what a user sees. */
export function read<T extends string | null>(markdown: T): T {
  return (markdown?.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))) ?? null) as T;
}

/** Starts a server on these folders; `stop` ends it. */
export async function startClient(folders: readonly string[], options: ClientOptions = {}): Promise<TestClient> {
  const { connection, end } = connect(options);
  const client = new TestClient(connection, folders, options, end);
  await client.start();
  return client;
}

/** A lens as the editor shows it. */
export interface ShownLens {
  readonly line: number;
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
}

export class TestClient {
  /** Titles of work-done progress, in the order in which it started. */
  readonly progress: string[] = [];
  /** The tokens of progress that has not ended. */
  readonly inProgress = new Set<string>();
  readonly registrations: RegistrationParams["registrations"] = [];
  readonly refreshes: string[] = [];
  readonly published = new Map<string, Diagnostic[]>();
  readonly log: string[] = [];
  settings: unknown;

  constructor(
    readonly connection: ProtocolConnection,
    readonly folders: readonly string[],
    private readonly options: ClientOptions,
    private readonly end: () => void,
  ) {
    this.settings = options.settings;
  }

  async start(): Promise<void> {
    const { connection } = this;
    connection.onRequest("workspace/configuration", async ({ items }: { items: unknown[] }) => {
      await delay(this.options.settingsDelay ?? 0);
      return items.map(() => this.settings ?? null);
    });
    connection.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
      if (this.options.refusesRegistration) return new ResponseError(ErrorCodes.InternalError, "Not here.");
      this.registrations.push(...registrations);
      return undefined;
    });
    connection.onRequest("client/unregisterCapability", () => undefined);
    connection.onRequest("window/workDoneProgress/create", () =>
      this.options.refusesProgress ? new ResponseError(ErrorCodes.InternalError, "No room for it.") : undefined,
    );
    connection.onRequest("tapedeck/earlierTexts", ({ uri }: { uri: string }) => {
      const known = Object.entries(this.options.earlierTexts ?? {});
      return known.find(([path]) => this.uri(path) === uri)?.[1] ?? [];
    });
    connection.onRequest("workspace/codeLens/refresh", () => void this.refreshes.push("codeLens"));
    connection.onRequest("workspace/diagnostic/refresh", () => void this.refreshes.push("diagnostics"));
    connection.onNotification("$/progress", ({ token, value }: { token: string; value: { kind: string; title?: string } }) => {
      if (value.kind === "end") this.inProgress.delete(token);
      if (value.kind !== "begin") return;
      this.inProgress.add(token);
      this.progress.push(value.title ?? "");
      if (this.options.cancelsScan) void connection.sendNotification("window/workDoneProgress/cancel", { token });
    });
    connection.onNotification("window/logMessage", ({ type, message }: LogMessageParams) => {
      this.log.push(message);
      if (type === MessageType.Error) noteFailure(message);
    });
    connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }: PublishDiagnosticsParams) => {
      this.published.set(uri, diagnostics);
    });
    connection.listen();
    await connection.sendRequest("initialize", {
      processId: null,
      rootUri: null,
      capabilities: this.options.capabilities ?? modern,
      initializationOptions: {
        commands: this.options.commands ?? true,
        reportsJsonErrors: this.options.reportsJsonErrors,
        cacheFolder: this.options.cacheFolder,
      },
      workspaceFolders: this.folders.map((folder) => ({ uri: URI.file(folder).toString(), name: folder })),
    });
    await connection.sendNotification("initialized", {});
    if (!this.options.impatient) await this.whenIndexed();
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest("shutdown");
    this.end();
    this.connection.dispose();
  }

  /** Disconnects without shutting down, like an editor that crashes. */
  vanish(): void {
    this.connection.dispose();
    this.end();
  }

  request<M extends keyof Requests>(method: M, params: Requests[M]["params"]): Promise<Requests[M]["result"]> {
    return this.connection.sendRequest(method, params);
  }

  async whenIndexed(): Promise<number> {
    return (await this.request("tapedeck/whenIndexed", {})).recordings;
  }

  /** The URI of a path relative to the first folder, or of an absolute one; the URI of a decoded body is returned unchanged. */
  uri(path: string): string {
    if (path.startsWith(`${bodyScheme}:`)) return path;
    return URI.file(path.startsWith("/") ? path : join(this.folders[0]!, path)).toString();
  }

  text(path: string): string {
    return this.#edited.get(this.uri(path)) ?? readFileSync(URI.parse(this.uri(path)).fsPath, "utf8");
  }

  readonly #edited = new Map<string, string>();
  #version = 1;

  /** Opens a file in the editor, with a text other than the disk's if given. */
  async open(path: string, text = this.text(path)): Promise<void> {
    const languages: Record<string, string> = { py: "python", md: "markdown", yml: "yaml", log: "log", txt: "plaintext" };
    const languageId = languages[path.split(".").at(-1) ?? ""] ?? "json";
    this.#edited.set(this.uri(path), text);
    const textDocument = { uri: this.uri(path), languageId, version: this.#version, text };
    await this.connection.sendNotification("textDocument/didOpen", { textDocument });
  }

  /** Replaces the text in the editor, unsaved. */
  async type(path: string, text: string): Promise<void> {
    this.#edited.set(this.uri(path), text);
    const params = { textDocument: { uri: this.uri(path), version: ++this.#version }, contentChanges: [{ text }] };
    await this.connection.sendNotification("textDocument/didChange", params);
  }

  async close(path: string): Promise<void> {
    this.#edited.delete(this.uri(path));
    await this.connection.sendNotification("textDocument/didClose", { textDocument: { uri: this.uri(path) } });
  }

  /** Another program writes these files; the editor's watcher reports it. */
  async write(files: Readonly<Record<string, string>>, type: FileChangeType = FileChangeType.Changed): Promise<void> {
    await addFiles(this.folders[0]!, files);
    await this.reportChanges(Object.keys(files), type);
  }

  async remove(path: string): Promise<void> {
    await rm(join(this.folders[0]!, path), { recursive: true });
    await this.reportChanges([path], FileChangeType.Deleted);
  }

  async reportChanges(paths: readonly string[], type: FileChangeType): Promise<void> {
    const changes = paths.map((path) => ({ uri: this.uri(path), type }));
    await this.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
  }

  /** The position of the first occurrence of `needle`, one character in. */
  position(path: string, needle: string): Position {
    const before = this.text(path).split(needle);
    if (before.length < 2) throw new Error(`${path} has no ${needle}`);
    const lines = before[0]!.split("\n");
    return { line: lines.length - 1, character: lines.at(-1)!.length + 1 };
  }

  /** The hover's text; null if there is none. */
  /** With punctuation as it shows. */
  async hover(path: string, needle: string): Promise<string | null> {
    return read(await this.hoverMarkdown(path, needle));
  }

  async hoverMarkdown(path: string, needle: string): Promise<string | null> {
    const hover: Hover | null = await this.#at("textDocument/hover", path, needle);
    return hover && (hover.contents as MarkupContent).value;
  }

  /** The targets of go to definition: `path:line`, from 1. */
  async definition(path: string, needle: string): Promise<string[]> {
    const found: LocationLink[] | Location | null = await this.#at("textDocument/definition", path, needle);
    if (!found) return [];
    return Array.isArray(found)
      ? found.map((each) => this.#shown(each.targetUri, each.targetSelectionRange))
      : [this.#shown(found.uri, found.range)];
  }

  /** The texts at the references. */
  async references(path: string, needle: string, includeDeclaration = false): Promise<string[]> {
    const params = { context: { includeDeclaration } };
    const found: Location[] | null = await this.#at("textDocument/references", path, needle, params);
    return (found ?? []).map((each) => textAt(readFileSync(URI.parse(each.uri).fsPath, "utf8"), each));
  }

  async lenses(path: string): Promise<ShownLens[]> {
    const found = (await this.#of<CodeLens[] | null>("textDocument/codeLens", path)) ?? [];
    const resolve = (lens: CodeLens): Promise<CodeLens> => this.connection.sendRequest("codeLens/resolve", lens);
    const resolved = await Promise.all(found.map((lens) => (lens.command ? Promise.resolve(lens) : resolve(lens))));
    return resolved.map(({ range, command }) => ({
      line: range.start.line + 1,
      title: command?.title ?? "",
      command: command?.command ?? "",
      arguments: (command?.arguments ?? []) as unknown[],
    }));
  }

  symbols(path: string): Promise<DocumentSymbol[] | null> {
    return this.#of("textDocument/documentSymbol", path);
  }

  async workspaceSymbols(query: string): Promise<SymbolInformation[]> {
    return this.connection.sendRequest("workspace/symbol", { query });
  }

  async links(path: string): Promise<DocumentLink[]> {
    return (await this.#of<DocumentLink[] | null>("textDocument/documentLink", path)) ?? [];
  }

  diagnostics(path: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    const params = { textDocument: { uri: this.uri(path) }, ...(previousResultId ? { previousResultId } : {}) };
    return this.connection.sendRequest("textDocument/diagnostic", params);
  }

  /** The codes of a document's diagnostics. */
  async codes(path: string): Promise<unknown[]> {
    const report = await this.diagnostics(path);
    return report.kind === "full" ? report.items.map(({ code }) => code) : [];
  }

  /** Answers when there are diagnostics that the client does not have yet. */
  workspaceDiagnostics(previousResultIds: { uri: string; value: string }[] = []): Promise<WorkspaceDiagnosticReport> {
    return this.connection.sendRequest("workspace/diagnostic", { previousResultIds });
  }

  #at<T>(method: string, path: string, needle: string, more: object = {}): Promise<T> {
    return this.#of(method, path, { position: this.position(path, needle), ...more });
  }

  #of<T>(method: string, path: string, more: object = {}): Promise<T> {
    return this.connection.sendRequest(method, { textDocument: { uri: this.uri(path) }, ...more });
  }

  #shown(uri: string, range: Location["range"]): string {
    const path = URI.parse(uri).fsPath;
    const folder = this.folders.find((each) => path.startsWith(`${each}/`));
    return `${folder === undefined ? path : path.slice(folder.length + 1)}:${range.start.line + 1}`;
  }
}

function connect({ server = "in-band", progressDelay, startedIn, formats }: ClientOptions): {
  connection: ProtocolConnection;
  end: () => void;
} {
  if (server === "in-band") return connectInBand(progressDelay, formats);
  const command = server === "cli.js" ? [join(bundles, "cli.js"), "lsp", "--stdio"] : [join(bundles, "server.js"), "--stdio"];
  const child = spawn(process.execPath, command, {
    stdio: ["pipe", "pipe", "inherit"],
    cwd: startedIn,
    env: { ...process.env, XDG_CACHE_HOME: join(bundles, "../cache") },
  });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  return { connection, end: () => child.kill() };
}

function connectInBand(
  progressDelay = 500,
  { known, workerScript }: Partial<NonNullable<ClientOptions["formats"]>> = {},
): { connection: ProtocolConnection; end: () => void } {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createServerConnection({ reader: new StreamMessageReader(up), writer: new StreamMessageWriter(down) });
  const script = workerScript ?? join(bundles, "worker.js");
  startServer(server, { workerScript: script, version: "0.0.0", progressDelay, ...(known ? { formats: known } : {}) });
  server.listen();
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  return { connection, end: () => server.dispose() };
}

function textAt(text: string, { range: { start, end } }: Location): string {
  const lines = text.split("\n");
  if (start.line !== end.line) throw new Error("The range spans lines.");
  return lines[start.line]!.slice(start.character, end.character);
}
