/** Everything the features ask: the index, the documents and the folders, kept together and up to date. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { Batch } from "./batch";
import { Documents } from "./documents";
import { Folders } from "./folders";
import { RecordingIndex } from "./recordingIndex";
import type { EarlierTexts } from "./renamings";
import { Scanner, type ScanProgress } from "./scanner";
import { Cache } from "./cache";
import { Saver } from "./saver";
import { baseName, parentOf } from "./uris";
import type { ReadModules } from "./testSources";
import { WorkerPool } from "./workerPool";
import { WorkspaceFindings } from "./workspaceFindings";

/** Something happened to a path on disk; it may be a folder. */
export interface PathChange {
  /** Normalized. */
  readonly uri: string;
  readonly kind: "created" | "changed" | "deleted";
}

const quiet: ScanProgress = { cancelled: false, report: () => undefined };

export class Workspace {
  readonly index = new RecordingIndex();
  readonly documents = new Documents();
  /** What the rules on the workspace say. */
  readonly findings: WorkspaceFindings;
  readonly #pool: WorkerPool;
  readonly #workerScript: string;
  readonly #edited = new Batch<TextDocument>(150, (documents) => this.#takeIn(documents));
  readonly #tests = new Batch<string>(
    100,
    () => void this.findings.ready(),
    () => this.scanning,
  );
  readonly #changed = new Batch<PathChange>(60, (changes) => void this.#follow(changes));
  readonly #configured = new Milestone();
  readonly #listed = new Milestone();
  readonly #indexed = new Milestone();
  #scanner: Scanner;
  #saver: Saver | undefined;
  #earlierTexts: EarlierTexts = () => Promise.resolve([]);
  #folders = new Folders();
  #scans = 0;

  /** `workerScript` is the path of the bundled worker.js. */
  constructor(workerScript: string) {
    this.#workerScript = workerScript;
    this.#pool = new WorkerPool(workerScript);
    const modules: ReadModules = (questions) => this.#pool.modules(questions);
    const earlier: EarlierTexts = (uri, functions) => this.#earlierTexts(uri, functions);
    this.findings = new WorkspaceFindings(this.index, this.documents, () => this.folders, modules, earlier);
    this.#scanner = new Scanner(this.#pool, this.index, this.documents);
    this.index.onChange(() => {
      // A scan names tests all the while, and their modules can be read beside it.
      if (this.scanning) void this.findings.ready();
      else this.#tests.add("", "");
    });
  }

  /** Keeps what is read in this folder (a path) between runs. Before the first scan. */
  useCache(folder: string): void {
    const cache = new Cache(folder, this.#workerScript);
    this.#scanner = new Scanner(this.#pool, this.index, this.documents, cache);
    this.#saver = new Saver(cache, this.index, () => ({ folders: this.#folders, changes: this.#scanner.changes }));
  }

  /** Asks this for what git knows of test modules, from now on; nobody is asked before. */
  useHistory(earlier: EarlierTexts): void {
    this.#earlierTexts = earlier;
  }

  get folders(): Folders {
    return this.#folders;
  }

  /** Resolves when folders and settings are known: before that, no document is a recording. Waits for no scan. */
  whenConfigured(): Promise<void> {
    return this.#configured.reached;
  }

  /** Whether the tests of all recordings are known: before that, "no recordings" may mean "not found yet". */
  get listed(): boolean {
    return this.#listed.isReached;
  }

  /** Resolves when the tests of all recordings are known, or the first scan was cancelled. */
  whenListed(): Promise<void> {
    return this.#listed.reached;
  }

  /** Whether the first scan is done, every recording read and checked. */
  get indexed(): boolean {
    return this.#indexed.isReached;
  }

  /** Resolves when the first scan is done or was cancelled. */
  whenIndexed(): Promise<void> {
    return this.#indexed.reached;
  }

  /** Whether a scan is going on: what it finds needs no telling one by one. */
  get scanning(): boolean {
    return this.#scans > 0;
  }

  /**
   * What is asked for, complete: recordings of which only the test is known yet are read before all others, and asked for again. Costs nothing
   * after the scan.
   */
  async complete<T>(ask: () => T, recordingsOf: (answer: T) => readonly { readonly uri: string }[]): Promise<T> {
    const answer = ask();
    if (this.index.unread === 0) return answer;
    await this.#scanner.complete(recordingsOf(answer).map(({ uri }) => uri));
    return ask();
  }

  /** Makes the recordings of the same test complete, for what is shown of its conversation. */
  async completeTestOf(document: TextDocument): Promise<void> {
    if (this.index.unread === 0 || !this.#folders.isRecording(document.uri)) return;
    const { testId } = this.documents.summary(document);
    await this.complete(
      () => (testId === undefined ? [] : this.index.byTestId(testId)),
      (recordings) => recordings,
    );
  }

  /** Takes new folders or settings, and scans. Rejects when the disk could not be searched. */
  async setFolders(folders: Folders, progress: ScanProgress = quiet): Promise<void> {
    this.replaceSettings(folders);
    this.#takeIn(this.documents.allOpen());
    let isLatest = true;
    this.#scans++;
    try {
      isLatest = await this.#scanner.scan(folders, progress, () => this.#listed.reach());
    } finally {
      this.#scans--;
      if (isLatest) this.#listed.reach();
      await this.findings.ready();
      if (isLatest) this.#indexed.reach();
      this.#saver?.saveSoon();
    }
  }

  /** New settings that do not change what is a recording. */
  replaceSettings(folders: Folders): void {
    this.#folders = folders;
    this.#configured.reach();
  }

  open(document: TextDocument): void {
    this.documents.open(document);
    this.#takeIn([document]);
  }

  edited(document: TextDocument): void {
    this.#edited.add(document.uri, document);
  }

  /** The file on disk counts again. */
  close(uri: string): void {
    this.documents.close(uri);
    this.#sourcesChanged([uri]);
    if (this.#folders.isRecording(uri)) this.#changed.add(uri, { uri, kind: "changed" });
  }

  /** Bursts, as a checkout or a re-recording makes them, are taken in together. */
  pathsChanged(changes: readonly PathChange[]): void {
    for (const change of changes) this.#changed.add(change.uri, change);
    this.#sourcesChanged(changes.map(({ uri }) => uri));
  }

  async dispose(): Promise<void> {
    this.#edited.dispose();
    this.#tests.dispose();
    this.#changed.dispose();
    await this.#saver?.dispose();
    await this.#pool.dispose();
  }

  #takeIn(documents: readonly TextDocument[]): void {
    const open = documents.filter(({ uri }) => this.documents.isOpen(uri) && this.#folders.isRecording(uri));
    this.index.update(open.map((document) => this.documents.summary(document)));
    this.#sourcesChanged(documents.map(({ uri }) => uri));
  }

  /** Tests may have come or gone with their modules. */
  #sourcesChanged(uris: readonly string[]): void {
    if (this.findings.sources.changed(uris)) this.#tests.add("", "");
  }

  async #follow(changes: readonly PathChange[]): Promise<void> {
    const created = changes.filter(({ uri, kind }) => kind === "created" && mayBeFolder(uri)).map(({ uri }) => uri);
    const below = await Promise.all(outermost(created).map((uri) => this.#scanner.findBelow(uri, this.#folders).catch(() => [])));
    const deleted = changes.filter(({ uri, kind }) => kind === "deleted" && mayBeFolder(uri)).map(({ uri }) => uri);
    const touched = changes
      .map(({ uri }) => uri)
      .filter((uri) => this.index.stored(uri) !== undefined || this.#folders.isRecording(uri));
    // Reading them decides what is gone: a file may have been deleted and written again within one burst.
    await this.#scanner.read([...new Set([...touched, ...this.#below(deleted), ...below.flat()])]).catch(() => undefined);
    this.#saver?.saveSoon();
  }

  #below(folders: readonly string[]): readonly string[] {
    if (folders.length === 0) return [];
    const wanted = new Set(folders);
    return this.index.uris().filter((uri) => hasAncestor(uri, wanted));
  }
}

/** Something that happens once, and that others wait for. */
class Milestone {
  readonly reached: Promise<void>;
  isReached = false;
  #resolve: () => void = () => undefined;

  constructor() {
    this.reached = new Promise((resolve) => (this.#resolve = resolve));
  }

  reach(): void {
    this.isReached = true;
    this.#resolve();
  }
}

/** Without those that lie in another one. */
function outermost(uris: readonly string[]): readonly string[] {
  const all = new Set(uris);
  return [...all].filter((uri) => !hasAncestor(uri, all));
}

function hasAncestor(uri: string, folders: ReadonlySet<string>): boolean {
  for (let folder = parentOf(uri); folder.length > "file://".length; folder = parentOf(folder))
    if (folders.has(folder)) return true;
  return false;
}

/** Whether the name does not end as those of files do: `v1.0` and `gpt-4.1-mini` are folders. */
function mayBeFolder(uri: string): boolean {
  return !/\.[a-z]\w*$/i.test(baseName(uri));
}
