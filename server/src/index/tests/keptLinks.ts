/** Which tests cassettes belong to, kept between two runs: it holds as long as the Python files that say so are the same. */
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
  /** What was kept, until it is looked at once. */
  #cached: readonly CachedFiles[] = [];
  #isLoaded = false;
  #print: string | undefined;
  #links: ReadonlyMap<string, CassetteLink> = new Map();
  #changes = 0;

  /** Takes from there what was found before. Before the first search. */
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

  /** Begins to read what was kept of these folders; the first time alone. */
  load(folders: Folders): void {
    const cache = this.#cache;
    if (this.#isLoaded || !cache) return;
    this.#isLoaded = true;
    this.#cached = folders.all.flatMap(({ uri, settings }) =>
      settings.cache.enabled ? [new CachedFiles(cache.load(uri, this.kind))] : [],
    );
  }

  /** What was found for a file (URI) by Python files with this print, where it was kept. Never rejects. */
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

  /** Keeps from now on what these Python files say, where they have a print; `isNews`: not all of it was kept before. */
  take(print: string | undefined, links: ReadonlyMap<string, CassetteLink>, isNews: boolean): void {
    this.#print = print;
    this.#links = links;
    this.#cached = [];
    if (isNews) this.#changes++;
  }
}
