/** The tests of cassettes, cached between two runs: valid as long as the Python files that determine them are unchanged. */
import type { CassetteLink } from "../../pytest/cassettes/links";
import type { Cache } from "../cache/cache";
import { CachedFiles } from "../cache/cachedFiles";
import type { Kept, KeptEntry } from "../cache/saver";
import type { Folders } from "../folders";
import { asciiJson } from "../store/asciiJson";
import { textOf } from "../store/packed";
import { baseName, parentOf } from "../uris";

export class KeptLinks implements Kept {
  readonly kind = "links";
  #cache: Cache | undefined;
  /** What was cached, until it is looked up once. */
  #cached: readonly CachedFiles[] = [];
  #isLoaded = false;
  #print: string | undefined;
  #links: ReadonlyMap<string, CassetteLink> = new Map();
  #changes = 0;

  /** Uses the cache. Call before the first search. */
  useCache(cache: Cache): void {
    this.#cache = cache;
  }

  get changes(): number {
    return this.#changes;
  }

  *lasting(): Generator<KeptEntry> {
    if (this.#print === undefined) return;
    for (const [id, link] of this.#links) yield { id, stamp: this.#print, packed: asciiJson(link) };
  }

  /** Starts loading the cache of these folders, the first time only. */
  load(folders: Folders): void {
    const cache = this.#cache;
    if (this.#isLoaded || !cache) return;
    this.#isLoaded = true;
    this.#cached = folders.all.flatMap(({ uri, settings }) =>
      settings.cache.enabled ? [new CachedFiles(cache.load(uri, this.kind))] : [],
    );
  }

  /** A function that returns the cached result for a file (URI), if it was made from Python files with this digest. Never rejects. */
  async knownWith(print: string | undefined): Promise<(uri: string) => CassetteLink | undefined> {
    const cached = this.#cached;
    await Promise.all(cached.map(({ ready }) => ready));
    if (print === undefined) return () => undefined;
    return (uri) => {
      for (const each of cached) {
        const [known] = each.in(parentOf(uri))(uri, baseName(uri), print);
        if (known) return JSON.parse(textOf(known.packed)) as CassetteLink;
      }
      return undefined;
    };
  }

  /** Sets what to cache for Python files with this digest, if they have one; `isNews`: not all of it was cached before. */
  take(print: string | undefined, links: ReadonlyMap<string, CassetteLink>, isNews: boolean): void {
    this.#print = print;
    this.#links = links;
    this.#cached = [];
    if (isNews) this.#changes++;
  }
}
