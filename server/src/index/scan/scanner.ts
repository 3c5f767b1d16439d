/**
 * Brings the index up to date with the disk, in two steps: first the names and tests of all recordings, from the cache or the beginnings of
 * the files, so that lenses and hovers are complete; then everything else.
 */
import type { Cache } from "../cache/cache";
import { CachedFiles } from "../cache/cachedFiles";
import type { Documents } from "../documents";
import type { Folders } from "../folders";
import { Reader } from "./reader";
import { bytesOfStamp } from "./readText";
import { fileOf } from "../../recordingId";
import { byFile } from "../store/encodedBatch";
import type { RecordingIndex } from "../store/recordingIndex";
import type { Stored } from "../store/stored";
import type { Kept, KeptEntry } from "../cache/saver";
import { childUri, pathOfUri } from "../uris";
import type { Settings } from "../../protocol";
import { isDeep, type FoundFiles, type Globs } from "./walk";
import type { WorkerPool } from "./workerPool";

/** Receives the progress of a scan, and can cancel it. */
export interface ScanProgress {
  readonly cancelled: boolean;
  report(done: number, of: number): void;
  /** Reports in one sentence that results may be incomplete. */
  warn(sentence: string): void;
}

/** Receives other files than recordings that the search through all folders finds. */
export interface FoundBeside {
  globsIn(settings: Settings): Globs;
  /** A search starts; returns false if its files are not needed. */
  begin(folders: Folders): boolean;
  /** Receives the files of one folder. */
  found(files: FoundFiles): void;
  /** The search covered these folders; undefined if it was not completed. */
  end(folders: Folders | undefined): void;
}

/** The number of files in one request for their tests. */
const listedAtOnce = 200;
/** If so many files changed, their tests are read first. */
const manyChanged = 300;

/** One search of all folders. */
interface Search {
  readonly ended: () => boolean;
  readonly found: Set<string>;
  /** Files that are new or changed, with their sizes in bytes. */
  readonly unknown: Map<string, number>;
  /** Files that changed since the search started, so that reading them is more recent than the search. */
  readonly touched: Set<string>;
}

export class Scanner implements Kept {
  readonly kind = "recordings";
  readonly #pool: WorkerPool;
  readonly #index: RecordingIndex;
  readonly #documents: Documents;
  readonly #beside: FoundBeside | undefined;
  readonly #reader: Reader;
  /** Stamps of files (URIs) among recordings that are not recordings. */
  readonly #others = new Map<string, string>();
  #cache: Cache | undefined;
  #scans = 0;
  #changes = 0;
  #search: Search | undefined;
  /** Whether the last scan was completed. */
  #isWhole = false;

  constructor(pool: WorkerPool, index: RecordingIndex, documents: Documents, beside?: FoundBeside) {
    this.#pool = pool;
    this.#index = index;
    this.#documents = documents;
    this.#beside = beside;
    this.#reader = new Reader(pool, (recordings, gone) => this.#take(recordings, gone));
  }

  /** Uses the cache for unchanged files. Call before the first scan. */
  useCache(cache: Cache): void {
    this.#cache = cache;
  }

  /** Counts files that were read or removed since the start. */
  get changes(): number {
    return this.#changes;
  }

  *lasting(): Generator<KeptEntry> {
    for (const { id, testId, evidence, packed, stamp, validity } of this.#index.allStored())
      if (validity === "lasting" && stamp !== undefined) yield { id, testId, evidence, packed, stamp };
  }

  /**
   * Finds all recordings in the folders, and forgets those that no longer exist; then calls `listed`, and then reads the files.
   * If cancelled, the index keeps what was read. Returns false if a newer scan replaced it.
   */
  async scan(folders: Folders, progress: ScanProgress, listed: () => void): Promise<boolean> {
    const scan = ++this.#scans;
    const superseded = () => scan !== this.#scans;
    this.#reader.clear();
    this.#isWhole = false;
    const ended = () => progress.cancelled || superseded();
    const search: Search = { ended, found: new Set(), unknown: new Map(), touched: new Set() };
    this.#search = search;
    try {
      await this.#findAll(folders, progress, search);
      if (ended()) return !superseded();
      this.#forgetOthers(folders, search);
      listed();
      await this.#readAll(search, progress);
      this.#isWhole = !ended();
      return !superseded();
    } finally {
      if (!superseded()) this.#search = undefined;
    }
  }

  /** These files may have changed. Open documents are ignored, because the editor has their text. Resolves when they are read. */
  async read(uris: readonly string[]): Promise<void> {
    const changed = uris.filter((uri) => !this.#documents.isOpen(uri));
    for (const uri of changed) this.#search?.touched.add(uri);
    // A file whose test is unchanged keeps its data until it is read.
    if (changed.length > manyChanged) await this.#list(changed, ({ id, testId }) => this.#index.stored(id)?.testId !== testId);
    await this.#readAgain(changed);
  }

  /**
   * Compares all files with the index and reads those that differ, because change events can be lost, early, or
   * missing. Does nothing after a cancelled scan.
   */
  async verify(folders: Folders): Promise<void> {
    if (!this.#isWhole) return;
    const found = new Set<string>();
    const differing = new Map<string, string | undefined>();
    const compare = ({ folder, names, stamps }: FoundFiles) => {
      for (const [at, name] of names.entries()) {
        const uri = childUri(folder, name);
        found.add(uri);
        if (!this.#isComplete(uri, stamps[at])) differing.set(uri, stamps[at]);
      }
    };
    for (const { uri, settings } of folders.all) {
      const { include, exclude } = settings.recordings;
      await this.#pool.find({ folder: pathOfUri(uri), include, exclude }, (parts) => {
        for (const part of parts) compare(part);
        return true;
      });
    }
    const missing = this.#index.uris().filter((uri) => !found.has(uri));
    await this.#readAgain([...differing.keys(), ...missing].filter((uri) => !this.#documents.isOpen(uri)));
    for (const [uri, stamp] of differing) {
      if (stamp !== undefined && this.#index.storedFile(uri) === undefined) this.#others.set(uri, stamp);
    }
  }

  /** Reads those of the files (URIs) of which only the tests are known, before all others. Resolves at once if there are none; never rejects. */
  async complete(uris: readonly string[]): Promise<void> {
    const unread = uris.filter((uri) => this.#index.storedFile(uri)?.partial === true);
    if (unread.length > 0) await this.#reader.urgent(unread);
  }

  /** Finds the recordings below a new folder, because editors only report the folder. */
  async findBelow(folder: string, folders: Folders): Promise<readonly string[]> {
    const uris: string[] = [];
    await this.#pool.find({ folder: pathOfUri(folder), include: ["**/*"], exclude: ["**/node_modules/**"] }, (found) => {
      for (const { folder: uri, names } of found) for (const name of names) uris.push(childUri(uri, name));
      return true;
    });
    return uris.filter((uri) => folders.isRecording(uri));
  }

  async #findAll(folders: Folders, progress: ScanProgress, search: Search): Promise<void> {
    // A search of only some folders does not find all other files.
    const isDeepest = folders.all.every(({ settings }) => isDeep(settings.recordings));
    const beside = isDeepest && this.#beside?.begin(folders) === true ? this.#beside : undefined;
    try {
      for (const { uri, settings } of folders.all) {
        if (search.ended()) return;
        const { include, exclude } = settings.recordings;
        const cache = settings.cache.enabled ? this.#cache : undefined;
        if (!cache) void this.#cache?.remove(uri);
        const where = { folder: pathOfUri(uri), include, exclude, also: beside?.globsIn(settings) };
        const warnings = await this.#find(where, new CachedFiles(cache?.load(uri, "recordings")), search, beside);
        for (const warning of warnings) progress.warn(warning);
      }
    } finally {
      beside?.end(search.ended() ? undefined : folders);
    }
  }

  /** Forgets known recordings that were not found. */
  #forgetOthers(folders: Folders, { found, touched }: Search): void {
    const isKnown = (uri: string) => this.#documents.isOpen(uri) || touched.has(uri);
    const stays = (uri: string) => found.has(uri) || (isKnown(uri) && folders.isRecording(uri));
    this.#forget(this.#index.uris().filter((uri) => !stays(uri)));
  }

  /** Returns sentences that say what may be missing. */
  async #find(
    where: Parameters<WorkerPool["find"]>[0],
    cached: CachedFiles,
    search: Search,
    beside: FoundBeside | undefined,
  ): Promise<readonly string[]> {
    const parts: Promise<void>[] = [];
    const take: Parameters<WorkerPool["find"]>[1] = (found) => {
      for (const { folder, also } of found) if (also) beside?.found({ folder, ...also });
      parts.push(this.#takeFound(found, cached, search));
      return !search.ended();
    };
    const warnings = await this.#pool.find(where, take).catch((error: unknown) => {
      if (search.ended()) return [];
      throw error;
    });
    await Promise.all(parts);
    return warnings;
  }

  /** Unchanged files need no reading; for the others, tests are read first. */
  async #takeFound(found: readonly FoundFiles[], cached: CachedFiles, search: Search): Promise<void> {
    await cached.ready;
    if (search.ended()) return;
    const kept: Stored[] = [];
    const unknown: string[] = [];
    for (const { folder, names, stamps } of found) {
      const inCache = cached.in(folder);
      for (const [at, name] of names.entries()) {
        const uri = childUri(folder, name);
        if (search.found.has(uri)) continue;
        search.found.add(uri);
        const stamp = stamps[at];
        if (this.#documents.isOpen(uri) || search.touched.has(uri) || this.#isComplete(uri, stamp)) continue;
        const known = inCache(uri, name, stamp);
        for (const each of known) kept.push(each);
        if (known.length > 0) continue;
        unknown.push(uri);
        search.unknown.set(uri, bytesOfStamp(stamp));
      }
    }
    this.#index.store(kept);
    const none = await this.#list(unknown, ({ id }) => !search.touched.has(fileOf(id)), search.ended);
    // Files that were recordings before are found to be none when they are read.
    for (const uri of none) if (this.#index.storedFile(uri) === undefined) search.unknown.delete(uri);
  }

  async #readAgain(uris: readonly string[]): Promise<void> {
    for (const uri of uris) this.#reader.add(uri);
    await this.#reader.whenIdle();
  }

  #isComplete(uri: string, stamp: string | undefined): boolean {
    const stored = this.#index.storedFile(uri);
    if (stored === undefined) return stamp !== undefined && this.#others.get(uri) === stamp;
    return !stored.partial && stored.validity !== "passing" && stored.stamp === stamp;
  }

  /** Returns the files that are not recordings, or no longer exist. */
  async #list(uris: readonly string[], isNews: (recording: Stored) => boolean, ended = () => false): Promise<readonly string[]> {
    const lists = batches(uris).map(async (batch) => {
      if (ended()) return [];
      const { recordings, gone } = await this.#pool.list(batch);
      if (ended()) return [];
      const files = [...byFile(recordings)].filter(([uri, ofFile]) => !this.#documents.isOpen(uri) && ofFile.some(isNews));
      this.#index.store(files.flatMap(([, ofFile]) => ofFile));
      return gone;
    });
    return (await Promise.all(lists)).flat();
  }

  async #readAll({ unknown, touched }: Search, progress: ScanProgress): Promise<void> {
    for (const [uri, bytes] of unknown) if (this.#index.storedFile(uri)?.partial !== false) this.#reader.add(uri, bytes);
    const of = this.#reader.left;
    const ticking = setInterval(() => {
      if (progress.cancelled) this.#reader.drop([...unknown.keys()].filter((uri) => !touched.has(uri)));
      else progress.report(of - Math.min(this.#reader.left, of), of);
    }, 50);
    try {
      await this.#reader.whenIdle();
    } finally {
      clearInterval(ticking);
    }
  }

  #take(recordings: readonly Stored[], gone: readonly string[]): void {
    const onDisk = (uri: string) => !this.#documents.isOpen(uri);
    this.#changes += recordings.length;
    this.#index.store(recordings.filter(({ id }) => onDisk(fileOf(id))));
    this.#forget(gone.filter(onDisk));
  }

  #forget(uris: readonly string[]): void {
    const known = uris.filter((uri) => this.#index.storedFile(uri) !== undefined);
    this.#changes += known.length;
    this.#index.remove(known);
  }
}

function batches(files: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(files.length / listedAtOnce);
  return Array.from({ length: count }, (_, index) => files.slice(index * listedAtOnce, (index + 1) * listedAtOnce));
}
