/** Everything the features ask: the index, the documents and the folders, kept together and up to date. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { Batch } from "./batch";
import { Documents } from "./documents";
import { Folders } from "./folders";
import { RecordingIndex } from "./recordingIndex";
import { Scanner, type ScanProgress } from "./scanner";
import { baseName, isWithin } from "./uris";
import { WorkerClient } from "./workerClient";

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
  readonly #worker: WorkerClient;
  readonly #scanner: Scanner;
  readonly #edited = new Batch<TextDocument>(150, (documents) => this.#takeIn(documents));
  readonly #changed = new Batch<PathChange>(60, (changes) => void this.#follow(changes));
  readonly #firstScan: Promise<void>;
  #firstScanDone: () => void = () => undefined;
  readonly #configured: Promise<void>;
  #markConfigured: () => void = () => undefined;
  #folders = new Folders();
  #indexed = false;

  /** `workerScript` is the path of the bundled worker.js. */
  constructor(workerScript: string) {
    this.#worker = new WorkerClient(workerScript);
    this.#scanner = new Scanner(this.#worker, this.index, this.documents);
    this.#firstScan = new Promise((resolve) => (this.#firstScanDone = resolve));
    this.#configured = new Promise((resolve) => (this.#markConfigured = resolve));
  }

  get folders(): Folders {
    return this.#folders;
  }

  /** Resolves when folders and settings are known: before that, no document is a recording. Waits for no scan. */
  whenConfigured(): Promise<void> {
    return this.#configured;
  }

  /** Whether the first scan is done: before that, "no recordings" may mean "not read yet". */
  get indexed(): boolean {
    return this.#indexed;
  }

  /** Resolves when the first scan is done or was cancelled. */
  whenIndexed(): Promise<void> {
    return this.#firstScan;
  }

  /** Takes new folders or settings, and scans. Rejects when the disk could not be searched. */
  async setFolders(folders: Folders, progress: ScanProgress = quiet): Promise<void> {
    this.replaceSettings(folders);
    this.#takeIn(this.documents.allOpen());
    let isLatest = true;
    try {
      isLatest = await this.#scanner.scan(folders, progress);
    } finally {
      if (isLatest) this.#markIndexed();
    }
  }

  /** New settings that do not change what is a recording. */
  replaceSettings(folders: Folders): void {
    this.#folders = folders;
    this.#markConfigured();
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
    if (this.#folders.isRecording(uri)) this.#changed.add(uri, { uri, kind: "changed" });
  }

  /** Bursts, as a checkout or a re-recording makes them, are taken in together. */
  pathsChanged(changes: readonly PathChange[]): void {
    for (const change of changes) this.#changed.add(change.uri, change);
  }

  async dispose(): Promise<void> {
    this.#edited.dispose();
    this.#changed.dispose();
    await this.#worker.dispose();
  }

  #markIndexed(): void {
    this.#indexed = true;
    this.#firstScanDone();
  }

  #takeIn(documents: readonly TextDocument[]): void {
    const open = documents.filter(({ uri }) => this.documents.isOpen(uri) && this.#folders.isRecording(uri));
    this.index.update(open.map((document) => this.documents.summary(document)));
  }

  async #follow(changes: readonly PathChange[]): Promise<void> {
    const created = changes.filter(({ uri, kind }) => kind === "created" && mayBeFolder(uri));
    const below = await Promise.all(created.map(({ uri }) => this.#scanner.findBelow(uri, this.#folders).catch(() => [])));
    const deleted = changes.filter(({ kind }) => kind === "deleted");
    const gone = deleted.length === 0 ? [] : this.index.uris().filter((uri) => deleted.some((each) => isWithin(uri, each.uri)));
    const touched = changes.map(({ uri }) => uri).filter((uri) => this.#folders.isRecording(uri));
    // Reading them decides what is gone: a file may have been deleted and written again within one burst.
    await this.#scanner.read([...new Set([...touched, ...gone, ...below.flat()])]).catch(() => undefined);
  }
}

/** Whether the name does not end as those of files do: `v1.0` and `gpt-4.1-mini` are folders. */
function mayBeFolder(uri: string): boolean {
  return !/\.[a-z]\w*$/i.test(baseName(uri));
}
