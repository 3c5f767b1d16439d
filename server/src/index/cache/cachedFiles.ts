/** What a cache knows of the files that a search finds. */
import type { CachedFolder } from "./cacheFormat";
import type { Stored } from "../store/stored";

export class CachedFiles {
  /** Resolves when `get` may be asked. */
  readonly ready: Promise<void>;
  /** By folder, the parts of it; by part, the places of its names. */
  readonly #folders = new Map<string, CachedFolder[]>();
  readonly #places = new Map<CachedFolder, ReadonlyMap<string, number>>();

  constructor(loading: Promise<readonly CachedFolder[]> = Promise.resolve([])) {
    this.ready = loading.then((folders) => this.#take(folders));
  }

  /** What was known of the files in a folder (URI), each by URI, name and stamp; undefined where nothing was. */
  in(folder: string): (uri: string, name: string, stamp: string | undefined) => Stored | undefined {
    const parts = this.#folders.get(folder) ?? [];
    return (uri, name, stamp) => {
      for (const part of parts) {
        const place = this.#placesIn(part).get(name);
        const packed = place === undefined ? undefined : part.packed[place];
        if (place === undefined || packed === undefined || part.stamps[place] !== stamp) continue;
        const [testId, evidence] = [part.testIds[place] ?? undefined, part.evidence[place] ?? undefined];
        return { uri, testId, evidence, packed, stamp, validity: "lasting", partial: false };
      }
      return undefined;
    };
  }

  #take(folders: readonly CachedFolder[]): void {
    for (const each of folders) {
      const parts = this.#folders.get(each.folder);
      if (parts) parts.push(each);
      else this.#folders.set(each.folder, [each]);
    }
  }

  #placesIn(part: CachedFolder): ReadonlyMap<string, number> {
    const known = this.#places.get(part);
    if (known) return known;
    const places = new Map(part.names.map((name, place) => [name, place]));
    this.#places.set(part, places);
    return places;
  }
}
