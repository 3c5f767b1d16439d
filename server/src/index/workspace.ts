/** Everything that features ask: the index, the documents and the folders, kept consistent and up to date. */
import type { Worker } from "node:worker_threads";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { Batch } from "./scan/batch";
import type { Formats } from "../formats/formats";
import { Documents } from "./documents";
import { Folders } from "./folders";
import { RecordingIndex } from "./store/recordingIndex";
import type { EarlierTexts } from "./tests/renamings";
import { Baselines } from "./baseline/baselines";
import { Scanner, type ScanProgress } from "./scan/scanner";
import { Cache } from "./cache/cache";
import { Saver } from "./cache/saver";
import { logFailure } from "../log";
import { Milestone } from "./milestone";
import { hasAncestor, mayBeFolder, outermost, slashPath } from "./uris";
import { WorkerPool } from "./scan/workerPool";
import { wordsIn, type FoundWords } from "./scan/words";
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
  readonly #edited = new Batch<string>(150, (uris) => this.#takeIn(uris));
  readonly #tests = new Batch<string>(
    100,
    () => void this.findings.ready(),
    () => this.scanning,
  );
  readonly #changed = new Batch<string>(60, (uris) => void this.#follow(uris));
  readonly #unverified: Batch<string>;
  readonly #configured = new Milestone();
  readonly #listed = new Milestone();
  readonly #indexed = new Milestone();
  #scanner: Scanner;
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
    this.#unverified = new Batch(
      verifyAfter,
      () => void this.#verify(),
      () => this.scanning,
    );
    this.#pool = new WorkerPool(workerScript, { formats: this.formats, firstWorkers });
    const earlier: EarlierTexts = (uri, functions) => this.#earlierTexts(uri, functions);
    this.findings = new WorkspaceFindings(this.index, this.documents, () => this.folders, this.#pool, earlier);
    this.documents.testOf = (uri) => this.index.linkedTests(uri)[0];
    this.documents.known = (document) => this.index.summariesAsOf(document.uri, this.documents.stampOf(document));
    this.#scanner = new Scanner(this.#pool, this.index, this.documents, undefined, this.findings.cassettes);
    this.index.onChange(() => {
      // The scan keeps finding tests, so their modules can be read at the same time.
      if (this.scanning) void this.findings.ready();
      else this.#tests.add("", "");
    });
  }

  /** Caches results in this folder (a path) between runs. Call before the first scan. */
  useCache(folder: string): void {
    const cache = new Cache(folder, this.#workerScript);
    const { cassettes } = this.findings;
    const { sources, kept } = cassettes;
    this.#scanner = new Scanner(this.#pool, this.index, this.documents, cache, cassettes);
    sources.useCache(cache);
    kept.useCache(cache);
    this.#saver = new Saver(cache, () => this.#folders, [this.#scanner, sources, kept]);
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
    this.#takeIn(this.documents.allOpen().map(({ uri }) => uri));
    let isLatest = true;
    this.#scans++;
    try {
      isLatest = await this.#scanner.scan(
        folders,
        progress,
        () => void this.findings.cassettes.refresh().then(() => this.#listed.reach()),
      );
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
    this.documents.open(document);
    this.#takeIn([document.uri]);
  }

  edited(document: TextDocument): void {
    this.#edited.add(document.uri, document.uri);
  }

  /** From now on the file on disk is used. */
  close(uri: string): void {
    this.documents.close(uri);
    this.#sourcesChanged([uri]);
    if (this.#folders.isRecording(uri)) this.#changed.add(uri, uri);
  }

  /**
   * These paths on disk (normalized URIs, possibly folders) may have changed; the disk is checked for what happened. Bursts, as of a checkout or a
   * re-recording, are handled together.
   */
  pathsChanged(uris: readonly string[]): void {
    for (const uri of uris) this.#changed.add(uri, uri);
    this.#sourcesChanged(uris);
  }

  /** Reads files that no search finds, such as a link to a recording that is found under its own name. */
  async readAlso(uris: readonly string[]): Promise<void> {
    await this.#scanner.read(uris.filter((uri) => this.index.storedFile(uri) === undefined));
    await this.findings.ready();
  }

  /**
   * Which of these words (in lower case) occur in the recordings of these files (URIs), in order; for open files in the editor's text. Rejects
   * if the workspace is disposed of.
   */
  async wordsIn(uris: readonly string[], words: readonly string[]): Promise<readonly FoundWords[]> {
    const isOpen = (uri: string) => this.documents.isOpen(uri);
    const closed = uris.filter((uri) => !isOpen(uri));
    const found = new Map((await this.#pool.words(closed, words)).map((each, at) => [closed[at], each]));
    const inOpen = (uri: string) => {
      const document = this.documents.getOpen(uri);
      return document && wordsIn(this.documents.unmasked(document), words);
    };
    return uris.map((uri) => found.get(uri) ?? inOpen(uri) ?? []);
  }

  /** Compares the disk with the index now, and resolves when differences are processed; for servers that get no change events. Never rejects. */
  async catchUp(): Promise<void> {
    await Promise.all([this.#verify(), this.baselines.refresh()]);
    await this.findings.ready();
  }

  /** Compares the disk with the index after a quiet period. */
  verifySoon(): void {
    this.#unverified.add("", "");
  }

  async dispose(): Promise<void> {
    this.#edited.dispose();
    this.#tests.dispose();
    this.#changed.dispose();
    this.#unverified.dispose();
    await this.#saver?.dispose();
    await this.#pool.dispose();
  }

  /** A document that was closed and opened again is a different object. */
  #takeIn(uris: readonly string[]): void {
    const open = uris.flatMap((uri) => this.documents.getOpen(uri) ?? []);
    const recordings = open.filter((document) => this.isRecording(document));
    this.index.update(recordings.flatMap((document) => this.documents.ownSummaries(document)));
    const others = open.filter((document) => !recordings.includes(document)).map(({ uri }) => uri);
    this.index.remove(others.filter((uri) => this.index.storedFile(uri) !== undefined));
    this.#sourcesChanged(uris);
    for (const document of recordings) void this.#takeInBytes(document);
  }

  async #takeInBytes(document: TextDocument): Promise<void> {
    const isFound = await this.documents.findBytes(document);
    if (isFound && this.documents.getOpen(document.uri) === document) this.index.update(this.documents.ownSummaries(document));
  }

  /** Tests may have been added or removed with their modules. */
  #sourcesChanged(uris: readonly string[]): void {
    const { sources, cassettes, replays } = this.findings;
    this.baselines.changed(uris);
    void replays.changed(uris);
    const [isForTests, isForCassettes] = [sources.changed(uris), cassettes.changed(uris)];
    if (isForTests || isForCassettes) this.#tests.add("", "");
  }

  async #follow(uris: readonly string[]): Promise<void> {
    // A folder may have been added, removed, or both: checks what was in it and what is in it now.
    const folders = uris.filter(mayBeFolder);
    const inside = await Promise.all(outermost(folders).map((uri) => this.#findBelow(uri)));
    const files = uris.filter((uri) => this.index.storedFile(uri) !== undefined || this.#folders.isRecording(uri));
    // Reading decides what no longer exists, because a file may have been deleted and written again within one burst.
    const touched = [...new Set([...files, ...this.#below(folders), ...inside.flat()])];
    await this.#scanner.read(touched).catch((error: unknown) => logFailure("Reading what changed on disk", error));
    this.#saver?.saveSoon();
    this.verifySoon();
  }

  /** Repeats until nothing is different, because files may change during the comparison. */
  async #verify(): Promise<void> {
    const news: unknown[] = [];
    const stop = this.index.onChange((uris) => news.push(uris));
    const failed = (error: unknown) => logFailure("Comparing the disk with what is known", error);
    await this.#scanner.verify(this.#folders).catch(failed);
    stop();
    const isForCassettes = this.findings.cassettes.verify();
    if ((await this.findings.sources.verify()) || isForCassettes) this.#tests.add("", "");
    this.#saver?.saveSoon();
    if (news.length > 0) this.verifySoon();
  }

  async #findBelow(uri: string): Promise<readonly string[]> {
    try {
      return await this.#scanner.findBelow(uri, this.#folders);
    } catch (error) {
      logFailure(`Searching ${uri}`, error);
      return [];
    }
  }

  #below(folders: readonly string[]): readonly string[] {
    if (folders.length === 0) return [];
    const wanted = new Set(folders);
    return this.index.uris().filter((uri) => hasAncestor(uri, wanted));
  }
}
