/** What the Python files of a workspace say of cassettes: looked for in the folders, read in the workers, kept between two runs. */
import { setImmediate as pause } from "node:timers/promises";
import { projectFiles, projectGlobs } from "../../pytest/cassettes/project";
import { cassetteSource, isSameSource, type CassetteSource } from "../../pytest/cassettes/source";
import { isTestModule } from "../../pytest/testModule";
import { logFailure } from "../../log";
import type { Cache } from "../cache/cache";
import { CachedFiles } from "../cache/cachedFiles";
import type { Kept, KeptEntry } from "../cache/saver";
import type { Documents } from "../documents";
import type { Folders } from "../folders";
import type { WorkerPool } from "../scan/workerPool";
import { asciiJson, textOf } from "../store/packed";
import { baseName, childUri, isFile, parentOf, pathOfUri, slashPath } from "../uris";

/** What reads Python files; the pool does. */
export type PythonFiles = Pick<WorkerPool, "find" | "cassetteSources">;

export interface ReadSource {
  readonly source: CassetteSource;
  /** Of the file that was read; undefined where it may change again under the same stamp, and for what an editor holds. */
  readonly stamp: string | undefined;
}

/** Files in one question. */
const together = 40;
/** Files taken from the cache without a pause. */
const atOnce = 200;

export class CassetteSources implements Kept {
  readonly kind = "sources";
  readonly #documents: Documents;
  readonly #files: PythonFiles;
  readonly #onOther: (uri: string) => void;
  /** By URI. */
  readonly #sources = new Map<string, ReadSource>();
  readonly #projects = new Set<string>();
  /** Files that are to be read. */
  readonly #stale = new Set<string>();
  /** Of the files that the last search found. */
  #stamps: ReadonlyMap<string, string | undefined> = new Map();
  #cache: Cache | undefined;
  /** What was kept, until it is looked at once. */
  #cached: readonly CachedFiles[] = [];
  #changes = 0;
  /** Counts those that say something else than before. */
  #news = 0;

  /** `onOther` is told of each file (URI) that says something else than before. */
  constructor(documents: Documents, files: PythonFiles, onOther: (uri: string) => void) {
    this.#documents = documents;
    this.#files = files;
    this.#onOther = onOther;
  }

  /** Takes from there what was read before. Before the first search. */
  useCache(cache: Cache): void {
    this.#cache = cache;
  }

  get changes(): number {
    return this.#changes;
  }

  *lasting(): Generator<KeptEntry> {
    for (const [id, { source, stamp }] of this.#sources) if (stamp !== undefined) yield { id, stamp, packed: asciiJson(source) };
  }

  /** Folders (URIs) that node ids may be relative to. */
  get projects(): ReadonlySet<string> {
    return this.#projects;
  }

  /** By path, with slashes. */
  byPath(): ReadonlyMap<string, CassetteSource> {
    return new Map([...this.#sources].map(([uri, { source }]) => [slashPath(uri), source]));
  }

  /** Whether a file (URI) is known. */
  has(uri: string): boolean {
    return this.#sources.has(uri);
  }

  /** Of all that are known. */
  uris(): Iterable<string> {
    return this.#sources.keys();
  }

  /** Whether a file by its name is one that is looked for. */
  isWanted(uri: string): boolean {
    return isFile(uri) && (isTestModule(uri) || baseName(uri) === "conftest.py");
  }

  /** Something happened to this file. */
  changed(uri: string): void {
    this.#stale.add(uri);
  }

  get isBehind(): boolean {
    return this.#stale.size > 0;
  }

  /** Finds the files of all folders; `read` is to follow. Never rejects. */
  async search(folders: Folders): Promise<void> {
    this.#projects.clear();
    const seen = new Map<string, string | undefined>();
    const { include, exclude } = projectGlobs;
    for (const { uri, settings } of folders.all) {
      const cache = settings.cache.enabled && this.#stamps.size === 0 ? this.#cache : undefined;
      if (cache) this.#cached = [...this.#cached, new CachedFiles(cache.load(uri, this.kind))];
      const search = { folder: pathOfUri(uri), include, exclude: [...settings.recordings.exclude, ...exclude] };
      const take: Parameters<PythonFiles["find"]>[1] = (found) => {
        for (const { folder, names, stamps } of found) {
          for (const [at, name] of names.entries()) {
            if (projectFiles.includes(name)) this.#projects.add(folder);
            else seen.set(childUri(folder, name), stamps[at]);
          }
        }
        return true;
      };
      await this.#files.find(search, take).catch((error: unknown) => logFailure(`Looking for tests in ${uri}`, error));
    }
    const before = this.#stamps;
    this.#stamps = seen;
    const isSame = (uri: string) => before.has(uri) && seen.has(uri) && before.get(uri) === seen.get(uri);
    for (const uri of [...before.keys(), ...seen.keys()]) if (!isSame(uri)) this.#stale.add(uri);
  }

  /** Reads what is not read yet. Whether any says something else than before. Never rejects. */
  async read(): Promise<boolean> {
    const uris = [...this.#stale];
    this.#stale.clear();
    const onDisk: string[] = [];
    const before = this.#news;
    for (const uri of uris) {
      const open = this.#documents.getOpen(uri);
      if (open) this.#take(uri, { source: cassetteSource(slashPath(uri), open.getText()), stamp: undefined });
      else if (isFile(uri)) onDisk.push(uri);
    }
    const unread = await this.#takeCached(onDisk);
    const batches = Array.from({ length: Math.ceil(unread.length / together) }, (_, at) =>
      unread.slice(at * together, (at + 1) * together),
    );
    const failed = (error: unknown) => logFailure("Reading tests for cassettes", error);
    await Promise.all(batches.map((batch) => this.#readBatch(batch).catch(failed)));
    return this.#news > before;
  }

  async #readBatch(uris: readonly string[]): Promise<void> {
    const sources = await this.#files.cassetteSources(uris);
    for (const [at, uri] of uris.entries()) this.#take(uri, sources[at]);
    this.#changes++;
  }

  /** Gives the files that are not in the cache as they are. */
  async #takeCached(uris: readonly string[]): Promise<readonly string[]> {
    const all = this.#cached;
    this.#cached = [];
    await Promise.all(all.map(({ ready }) => ready));
    const unread: string[] = [];
    for (const [at, uri] of uris.entries()) {
      if ((at + 1) % atOnce === 0) await pause();
      const stamp = this.#stamps.get(uri);
      const [known] = all.flatMap((cached) => cached.in(parentOf(uri))(uri, baseName(uri), stamp));
      if (known === undefined) unread.push(uri);
      else this.#take(uri, { source: JSON.parse(textOf(known.packed)) as CassetteSource, stamp });
    }
    return unread;
  }

  #take(uri: string, read: ReadSource | undefined): void {
    const known = this.#sources.get(uri);
    if (read === undefined) this.#sources.delete(uri);
    else this.#sources.set(uri, read);
    if (isSameSource(known?.source, read?.source)) return;
    this.#news++;
    this.#onOther(uri);
  }
}
