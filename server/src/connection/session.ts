/** Folders, settings, file watching and progress: the connection between a client and the workspace. */
import {
  DidChangeConfigurationNotification,
  type Connection,
  type Disposable,
  type InitializeParams,
  type WorkspaceFoldersChangeEvent,
} from "vscode-languageserver/node";
import { URI } from "vscode-uri";
import { Folders } from "../index/folders";
import { readSettings, settingsProblems } from "../index/settings";
import { normalizeUri } from "../index/uris";
import type { Workspace } from "../index/workspace";
import type { Settings } from "../protocol";
import { clientSupport, noSupport, type ClientSupport } from "./capabilities";
import { watchFiles, watchFolders } from "./fileWatching";
import { ShownProgress } from "./scanProgress";

export class Session {
  readonly #connection: Connection;
  readonly #workspace: Workspace;
  readonly #progressDelay: number;
  #client = noSupport;
  #folders: readonly string[] = [];
  /** The settings of clients that send them instead of being asked. */
  #sentSettings: unknown;
  /** The places of the last scan, as text: if new settings leave them alone, no scan is needed. */
  #scanned: string | undefined;
  #watching: Disposable | undefined;
  #reloads = 0;
  #latest = new Folders();

  /** Progress appears after `progressDelay` milliseconds. */
  constructor(connection: Connection, workspace: Workspace, progressDelay: number) {
    this.#connection = connection;
    this.#workspace = workspace;
    this.#progressDelay = progressDelay;
  }

  get client(): ClientSupport {
    return this.#client;
  }

  initialize(params: InitializeParams): void {
    this.#client = clientSupport(params);
    this.#folders = foldersOf(params);
  }

  /** Starts the first scan. */
  async initialized(): Promise<void> {
    const { client } = this.#connection;
    if (this.#client.configuration && this.#client.configurationRegistration) {
      const registered = client.register(DidChangeConfigurationNotification.type, { section: "tapedeck" });
      await registered.catch((error: unknown) => this.#warn("Changes to the settings will be missed", error));
    }
    await this.#reload();
  }

  /** The client ends its own file watching. */
  dispose(): void {
    if (!this.#client.fileWatching) this.#watching?.dispose();
  }

  async foldersChanged({ added, removed }: WorkspaceFoldersChangeEvent): Promise<void> {
    const gone = new Set(removed.map(({ uri }) => normalizeUri(uri)));
    const come = added.map(({ uri }) => normalizeUri(uri));
    this.#folders = [...new Set([...this.#folders.filter((uri) => !gone.has(uri)), ...come])];
    await this.#reload();
  }

  /** `settings` are those that the client sent along; null if it expects to be asked. */
  async settingsChanged(settings: unknown): Promise<void> {
    if (typeof settings === "object" && settings !== null && "tapedeck" in settings) this.#sentSettings = settings.tapedeck;
    await this.#reload();
  }

  async #reload(): Promise<void> {
    const reload = ++this.#reloads;
    const folders = await this.#ask();
    // A newer reload has newer settings.
    if (reload !== this.#reloads) return;
    this.#latest = folders;
    this.#workspace.replaceSettings(folders);
    const wanted = places(folders);
    if (this.#scanned === wanted) return;
    this.#scanned = wanted;
    await this.#watch(folders).catch((error: unknown) => this.#warn("Changes on disk will be missed", error));
    if (this.#scanned !== wanted) return;
    const progress = new ShownProgress(this.#connection, this.#progressDelay);
    try {
      await this.#workspace.setFolders(this.#latest, progress);
    } finally {
      progress.end();
    }
  }

  async #ask(): Promise<Folders> {
    const scopes = [...this.#folders, undefined];
    const answers = await this.#settings(scopes);
    const settings = scopes.map((_, index) => readSettings(answers[index], this.#workspace.formats));
    for (const problem of new Set(answers.flatMap(settingsProblems))) this.#connection.console.warn(problem);
    const folders = this.#folders.map((uri, index) => ({ uri, settings: settings[index] ?? readSettings(undefined) }));
    return new Folders(folders, settings.at(-1));
  }

  async #settings(scopes: readonly (string | undefined)[]): Promise<readonly unknown[]> {
    if (!this.#client.configuration) return scopes.map(() => this.#sentSettings);
    const items = scopes.map((scopeUri) => ({ section: "tapedeck", ...(scopeUri === undefined ? {} : { scopeUri }) }));
    try {
      const answers: unknown = await this.#connection.workspace.getConfiguration(items);
      return Array.isArray(answers) ? (answers as readonly unknown[]) : [];
    } catch (error) {
      this.#warn("The settings could not be read, so the defaults are used", error);
      return [];
    }
  }

  #warn(sentence: string, error: unknown): void {
    this.#connection.console.warn(`${sentence}: ${String(error)}`);
  }

  async #watch(folders: Folders): Promise<void> {
    this.#watching?.dispose();
    this.#watching = this.#client.fileWatching
      ? await watchFiles(this.#connection, folders, this.#client.relativePatterns)
      : watchFolders(this.#workspace, folders, (sentence) => this.#connection.console.warn(sentence));
  }
}

/** The settings that require a new scan if they change: where to look for which files. */
function places(folders: Folders): string {
  const globs = ({ recordings, baseline }: Settings) => [recordings, baseline];
  return JSON.stringify([folders.all.map(({ uri, settings }) => [uri, globs(settings)]), globs(folders.elsewhere)]);
}

/** Clients send their folders in one of three ways, depending on their age. */
function foldersOf(params: InitializeParams): readonly string[] {
  // Both older ways are deprecated, but some editors send nothing else.
  const { workspaceFolders, rootUri, rootPath } = params as Omit<InitializeParams, "rootUri" | "rootPath"> & {
    readonly rootUri?: string | null;
    readonly rootPath?: string | null;
  };
  if (workspaceFolders && workspaceFolders.length > 0) return workspaceFolders.map(({ uri }) => normalizeUri(uri));
  if (rootUri) return [normalizeUri(rootUri)];
  return rootPath ? [URI.file(rootPath).toString()] : [];
}
