/** Everything that features ask: the index, the documents and the folders, kept consistent and up to date. */
import type { Worker } from "node:worker_threads";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Formats } from "../formats/formats";
import { Baselines } from "./baseline/baselines";
import { Cache } from "./cache/cache";
import { Saver } from "./cache/saver";
import { Documents } from "./documents";
import { Folders } from "./folders";
import { DiskFollower } from "./follow/diskFollower";
import { EditorFollower } from "./follow/editorFollower";
import { SourceFollower } from "./follow/sourceFollower";
import { Milestone } from "./milestone";
import { Scanner, type ScanProgress } from "./scan/scanner";
import { WorkerPool } from "./scan/workerPool";
import type { FoundWords } from "./scan/words";
import { searchWords } from "./searchWords";
import { RecordingIndex } from "./store/recordingIndex";
import type { EarlierTexts } from "./tests/renamings";
import { slashPath } from "./uris";
import { WorkspaceFindings } from "./workspaceFindings";

export interface WorkspaceOptions {
  /** Milliseconds without changes after which the disk is compared with the index. The default is longer than the resolution of file times. */
  readonly verifyAfter?: number;
  /** The file formats; the worker script must have the same. */
  readonly formats?: Formats | undefined;
  /** Workers that are running already. */
  readonly firstWorkers?: readonly Worker[] | undefined;
}

const quiet: ScanProgress = { cancelled: false, report: () => undefined, warn: () => undefined };

export class Workspace {
  readonly index: RecordingIndex;
  readonly documents: Documents;
  /** The findings of workspace rules. */
  readonly findings: WorkspaceFindings;
  /** Which findings are muted. */
  readonly baselines: Baselines;
  readonly #pool: WorkerPool;
  readonly #workerScript: string;
  readonly #scanner: Scanner;
  readonly #sources: SourceFollower;
  readonly #editors: EditorFollower;
  readonly #disk: DiskFollower;
  readonly #configured = new Milestone();
  readonly #listed = new Milestone();
  readonly #indexed = new Milestone();
  #saver: Saver | undefined;
  #earlierTexts: EarlierTexts = () => Promise.resolve([]);
  #folders = new Folders();
  #scans = 0;

  /** `workerScript` is the path of the bundled worker.js. */
  constructor(workerScript: string, { verifyAfter = 2500, formats, firstWorkers = [] }: WorkspaceOptions = {}) {
    this.documents = new Documents(() => this.#folders.roots, formats);
    this.index = new RecordingIndex(this.formats);
    this.baselines = new Baselines(this.documents);
    this.#workerScript = workerScript;
    this.#pool = new WorkerPool(workerScript, { formats: this.formats, firstWorkers });
    const earlier: EarlierTexts = (uri, functions) => this.#earlierTexts(uri, functions);
    this.findings = new WorkspaceFindings(this.index, this.documents, () => this.folders, this.#pool, earlier);
    this.documents.testOf = (uri) => this.index.linkedTests(uri)[0];
    this.documents.known = (document) => this.index.summariesAsOf(document.uri, this.documents.stampOf(document));
    this.#scanner = new Scanner(this.#pool, this.index, this.documents, this.findings.cassettes);
    const isScanning = () => this.scanning;
    this.#sources = new SourceFollower(this.index, this.findings, this.baselines, isScanning);
    const isRecording = (document: TextDocument) => this.isRecording(document);
    this.#editors = new EditorFollower(this.index, this.documents, this.#sources, isRecording);
    this.#disk = new DiskFollower({
      ...{ index: this.index, scanner: this.#scanner, sources: this.#sources, isScanning, verifyAfter },
      folders: () => this.#folders,
      saveSoon: () => this.#saver?.saveSoon(),
    });
  }

  /** Caches results in this folder (a path) between runs. Call before the first scan. */
  useCache(folder: string): void {
    const cache = new Cache(folder, this.#workerScript);
    const { sources, kept } = this.findings.cassettes;
    const keepers = [this.#scanner, sources, kept];
    for (const each of keepers) each.useCache(cache);
    this.#saver = new Saver(cache, () => this.#folders, keepers);
  }

  /** Sets how to ask git about test modules; until then git is not asked. */
  useHistory(earlier: EarlierTexts): void {
    this.#earlierTexts = earlier;
  }

  /** The file formats. */
  get formats(): Formats {
    return this.documents.formats;
  }

  get folders(): Folders {
    return this.#folders;
  }

  /** Whether a document contains recordings, judged by its place, or else by its content. */
  isRecording(document: TextDocument): boolean {
    const { uri } = document;
    return this.#folders.isRecording(uri) && this.formats.isRecording(slashPath(uri), () => document.getText());
  }

  /** Whether a document shows recorded data: recordings, or the decoded body of one. */
  showsRecording(document: TextDocument): boolean {
    return this.isRecording(document) || this.documents.bodyIn(document) !== undefined;
  }

  /** The document of a file (URI) with recordings; undefined for other files, and if it cannot be read. Never rejects. */
  async recording(uri: string): Promise<TextDocument | undefined> {
    const document = this.#folders.isRecording(uri) ? await this.documents.get(uri) : undefined;
    return document !== undefined && this.isRecording(document) ? document : undefined;
  }

  /** Resolves when folders and settings are known; until then no document counts as a recording. Does not wait for a scan. */
  whenConfigured(): Promise<void> {
    return this.#configured.reached;
  }

  /** Whether the tests of all recordings are known; until then, "no recordings" may mean "not found yet". */
  get listed(): boolean {
    return this.#listed.isReached;
  }

  /** Resolves when the tests of all recordings are known, or the first scan was cancelled. */
  whenListed(): Promise<void> {
    return this.#listed.reached;
  }

  /** Whether the first scan is done, with every recording read and checked. */
  get indexed(): boolean {
    return this.#indexed.isReached;
  }

  /** Resolves when the first scan is done or was cancelled. */
  whenIndexed(): Promise<void> {
    return this.#indexed.reached;
  }

  /** When the first scan reached these steps, in milliseconds since the process started. */
  get times(): { readonly listed: number | undefined; readonly indexed: number | undefined } {
    return { listed: this.#listed.at, indexed: this.#indexed.at };
  }

  /** Whether a scan is running, so that its results need not be reported one by one. */
  get scanning(): boolean {
    return this.#scans > 0;
  }

  /**
   * Calls `ask` again after reading those recordings in its answer of which only the test is known, before all others. Costs nothing
   * after the scan.
   */
  async complete<T>(ask: () => T, recordingsOf: (answer: T) => readonly { readonly uri: string }[]): Promise<T> {
    const answer = ask();
    if (this.index.unread === 0) return answer;
    await this.#scanner.complete(recordingsOf(answer).map(({ uri }) => uri));
    return ask();
  }

  /** Reads the other recordings of the same tests completely, to show the conversation. */
  async completeTestOf(document: TextDocument): Promise<void> {
    if (this.index.unread === 0 || !this.isRecording(document)) return;
    const testIds = new Set(this.documents.summaries(document).map(({ testId }) => testId));
    await this.complete(
      () => [...testIds].flatMap((testId) => (testId === undefined ? [] : this.index.byTestId(testId))),
      (recordings) => recordings,
    );
  }

  /** Sets new folders or settings, and scans. Rejects if the disk cannot be searched. */
  async setFolders(folders: Folders, progress: ScanProgress = quiet): Promise<void> {
    this.replaceSettings(folders);
    this.#editors.takeIn(this.documents.allOpen().map(({ uri }) => uri));
    const listed = () => void this.findings.cassettes.refresh().then(() => this.#listed.reach());
    let isLatest = true;
    this.#scans++;
    try {
      isLatest = await this.#scanner.scan(folders, progress, listed);
    } finally {
      this.#scans--;
      await this.findings.cassettes.refresh();
      if (isLatest) this.#listed.reach();
      await Promise.all([this.findings.ready(), this.baselines.ready()]);
      if (isLatest) this.#indexed.reach();
      this.#saver?.saveSoon();
      this.verifySoon();
    }
  }

  /** Sets new settings that do not affect which files are recordings. */
  replaceSettings(folders: Folders): void {
    this.#folders = folders;
    this.baselines.follow(folders);
    this.#pool.roots = folders.roots;
    this.#configured.reach();
  }

  open(document: TextDocument): void {
    this.#editors.open(document);
  }

  edited(document: TextDocument): void {
    this.#editors.edited(document);
  }

  /** From now on the file on disk is used. */
  close(uri: string): void {
    this.#editors.close(uri);
    if (this.#folders.isRecording(uri)) this.#disk.changed([uri]);
  }

  /** These paths on disk (normalized URIs, possibly folders) may have changed; the disk is checked for what happened. */
  pathsChanged(uris: readonly string[]): void {
    this.#disk.changed(uris);
    this.#sources.changed(uris);
  }

  /** Reads files that no search finds, such as a link to a recording that is found under its own name. */
  async readAlso(uris: readonly string[]): Promise<void> {
    await this.#scanner.read(uris.filter((uri) => this.index.storedFile(uri) === undefined));
    await this.findings.ready();
  }

  /** See `searchWords`. Rejects if the workspace is disposed of. */
  wordsIn(uris: readonly string[], words: readonly string[]): Promise<readonly FoundWords[]> {
    return searchWords(this.#pool, this.documents, uris, words);
  }

  /** Compares the disk with the index now, and resolves when differences are processed; for servers that get no change events. Never rejects. */
  async catchUp(): Promise<void> {
    await Promise.all([this.#disk.verify(), this.baselines.refresh()]);
    await this.findings.ready();
  }

  /** Compares the disk with the index after a quiet period. */
  verifySoon(): void {
    this.#disk.verifySoon();
  }

  async dispose(): Promise<void> {
    for (const follower of [this.#editors, this.#sources, this.#disk]) follower.dispose();
    await this.#saver?.dispose();
    await this.#pool.dispose();
  }
}
