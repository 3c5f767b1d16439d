/** What the Python files of a workspace say about cassettes: searched for in the folders, read by the workers, cached between two runs. */
import { createHash } from "node:crypto";
import { setImmediate as pause } from "node:timers/promises";
import { projectFiles, projectGlobs } from "../../pytest/cassettes/project";
import type { CassetteSource } from "../../pytest/cassettes/source";
import { logFailure } from "../../log";
import type { Cache } from "../cache/cache";
import { CachedFiles } from "../cache/cachedFiles";
import type { Kept, KeptEntry } from "../cache/saver";
import type { Documents } from "../documents";
import type { Folders } from "../folders";
import type { FoundFiles, Globs } from "../scan/walk";
import type { WorkerPool } from "../scan/workerPool";
import type { Settings } from "../../protocol";
import { packedSource } from "./packedSource";
import { saySame, unpackSource, type ReadSource } from "./readSource";
import { baseName, childUri, isFile, parentOf, pathOfUri, slashPath } from "../uris";

/** Reads Python files; implemented by the pool. */
export type PythonFiles = Pick<WorkerPool, "find" | "cassetteSources">;

/** The number of files in one request. */
const together = 40;
/** The number of files taken from the cache in one go. */
const atOnce = 200;

export class CassetteSources implements Kept {
  readonly kind = "sources";
  readonly #documents: Documents;
  readonly #files: PythonFiles;
  readonly #onOther: (uri: string) => void;
  /** By URI. */
  readonly #sources = new Map<string, ReadSource>();
  #projects: ReadonlySet<string> = new Set();
  /** The files of the current search. */
  #found = new Set<string>();
  /** Files to be read. */
  readonly #stale = new Set<string>();
  /** The stamps of files found by the current or last search. */
  #stamps = new Map<string, string | undefined>();
  /** Those of the search before it, until the current one ends. */
  #before: ReadonlyMap<string, string | undefined> = new Map();
  #isSearching = false;
  #cache: Cache | undefined;
  /** What was cached, until it is looked up once. */
  #cached: readonly CachedFiles[] = [];
  #reads: Promise<unknown> = Promise.resolve();
  #changes = 0;
  #news = 0;

  /** `onOther` is called with each file (URI) whose content about cassettes changed. */
  constructor(documents: Documents, files: PythonFiles, onOther: (uri: string) => void) {
    this.#documents = documents;
    this.#files = files;
    this.#onOther = onOther;
  }

  /** Uses the cache for unchanged files. Call before the first search. */
  useCache(cache: Cache): void {
    this.#cache = cache;
  }

  get changes(): number {
    return this.#changes;
  }

  /** Increases with every such change, and if the folders for node ids change. */
  get news(): number {
    return this.#news;
  }

  *lasting(): Generator<KeptEntry> {
    for (const [id, { packed, stamp }] of this.#sources) if (stamp !== undefined) yield { id, stamp, packed };
  }

  /** Folders (URIs) that node ids may be relative to. */
  get projects(): ReadonlySet<string> {
    return this.#projects;
  }

  /** By path, with forward slashes. */
  byPath(): ReadonlyMap<string, CassetteSource> {
    return new Map([...this.#sources].map(([uri, source]) => [slashPath(uri), unpackSource(source)]));
  }

  /** The last result for a file (URI). */
  of(uri: string): CassetteSource | undefined {
    const source = this.#sources.get(uri);
    return source && unpackSource(source);
  }

  /** A digest of the files and of the folders for node ids; undefined if one may change unnoticed. */
  print(): string | undefined {
    const hash = createHash("sha1");
    for (const uri of [...this.#sources.keys()].sort()) {
      const stamp = this.#sources.get(uri)?.stamp;
      if (stamp === undefined) return undefined;
      hash.update(`${uri}\n${stamp}\n`);
    }
    return hash.update([...this.#projects].sort().join("\n")).digest("base64url");
  }

  /** Whether a file (URI) is known. */
  has(uri: string): boolean {
    return this.#sources.has(uri);
  }

  /** All known files. */
  uris(): Iterable<string> {
    return this.#sources.keys();
  }

  /** Whether a file's name is one to search for. */
  isWanted(uri: string): boolean {
    return isFile(uri) && uri.endsWith(".py");
  }

  /** This file may have changed. */
  changed(uri: string): void {
    this.#stale.add(uri);
  }

  get isBehind(): boolean {
    return this.#stale.size > 0;
  }

  /** Finds the files in all folders; call `read` afterwards. Never rejects. */
  async search(folders: Folders): Promise<void> {
    this.beginSearch(folders);
    for (const { uri, settings } of folders.all) {
      const search = { folder: pathOfUri(uri), ...pythonGlobs(settings) };
      const take: Parameters<PythonFiles["find"]>[1] = (found) => {
        for (const each of found) this.found(each);
        return true;
      };
      await this.#files.find(search, take).catch((error: unknown) => logFailure(`Looking for tests in ${uri}`, error));
    }
    this.endSearch();
  }

  /** The same with somebody else's search of these folders: pass its files to `found`, and end with `endSearch`. */
  beginSearch(folders: Folders): void {
    const isFirst = this.#stamps.size === 0 && this.#before.size === 0;
    for (const { uri, settings } of isFirst ? folders.all : []) {
      if (settings.cache.enabled && this.#cache)
        this.#cached = [...this.#cached, new CachedFiles(this.#cache.load(uri, this.kind))];
    }
    this.#before = new Map([...this.#before, ...this.#stamps]);
    this.#stamps = new Map();
    this.#found = new Set();
    this.#isSearching = true;
  }

  found({ folder, names, stamps }: FoundFiles): void {
    for (const [at, name] of names.entries()) {
      if (projectFiles.includes(name)) {
        this.#found.add(folder);
        continue;
      }
      const uri = childUri(folder, name);
      this.#stamps.set(uri, stamps[at]);
      if (!this.#before.has(uri) || this.#before.get(uri) !== stamps[at]) this.#stale.add(uri);
    }
  }

  endSearch(): void {
    for (const uri of this.#before.keys()) if (!this.#stamps.has(uri)) this.#stale.add(uri);
    this.#before = new Map();
    this.#isSearching = false;
    if (!isSameSet(this.#found, this.#projects)) this.#news++;
    this.#projects = this.#found;
  }

  /** Reads what is not read yet. Never rejects. */
  async read(): Promise<void> {
    const uris = [...this.#stale];
    this.#stale.clear();
    const cached = this.#cached;
    if (!this.#isSearching) this.#cached = [];
    this.#reads = Promise.all([this.#reads, this.#readAll(uris, cached)]);
    await this.#reads;
  }

  async #readAll(uris: readonly string[], cached: readonly CachedFiles[]): Promise<void> {
    const onDisk: string[] = [];
    for (const uri of uris) {
      const open = this.#documents.getOpen(uri);
      if (open) this.#take(uri, { packed: packedSource(uri, open.getText()), stamp: undefined });
      else if (isFile(uri)) onDisk.push(uri);
    }
    const unread = await this.#takeCached(onDisk, cached);
    const batches = Array.from({ length: Math.ceil(unread.length / together) }, (_, at) =>
      unread.slice(at * together, (at + 1) * together),
    );
    const failed = (error: unknown) => logFailure("Reading tests for cassettes", error);
    await Promise.all(batches.map((batch) => this.#readBatch(batch).catch(failed)));
  }

  async #readBatch(uris: readonly string[]): Promise<void> {
    const sources = await this.#files.cassetteSources(uris);
    for (const [at, uri] of uris.entries()) this.#take(uri, sources[at]);
    this.#changes++;
  }

  /** Returns the files that are not in the cache in their present state. */
  async #takeCached(uris: readonly string[], all: readonly CachedFiles[]): Promise<readonly string[]> {
    await Promise.all(all.map(({ ready }) => ready));
    const unread: string[] = [];
    for (const [at, uri] of uris.entries()) {
      if ((at + 1) % atOnce === 0) await pause();
      const stamp = this.#stamps.get(uri);
      const [known] = all.flatMap((cached) => cached.in(parentOf(uri))(uri, baseName(uri), stamp));
      if (known === undefined) unread.push(uri);
      else this.#take(uri, { packed: known.packed, stamp });
    }
    return unread;
  }

  #take(uri: string, read: ReadSource | undefined): void {
    const known = this.#sources.get(uri);
    if (read === undefined) this.#sources.delete(uri);
    else this.#sources.set(uri, read);
    if (saySame(known, read)) return;
    this.#news++;
    this.#onOther(uri);
  }
}

/** Globs for the Python files of a folder with these settings. */
export function pythonGlobs({ recordings }: Pick<Settings, "recordings">): Globs {
  const { include, exclude } = projectGlobs;
  return { include, exclude: [...recordings.exclude, ...exclude] };
}

function isSameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((each) => other.has(each));
}
