/** What a cache knows of the files that a search finds. */
import type { CachedFolder } from "./cacheFormat";
import type { Stored } from "./recordingIndex";
import type { FoundFiles } from "./walk";

export class CachedFiles {
  /** Resolves when `get` may be asked. */
  readonly ready: Promise<void>;
  /** By folder, the parts of it; by part, the places of its names. */
  readonly #folders = new Map<string, CachedFolder[]>();
  readonly #places = new Map<CachedFolder, ReadonlyMap<string, number>>();

  constructor(loading: Promise<readonly CachedFolder[]> = Promise.resolve([])) {
    this.ready = loading.then((folders) => this.#take(folders));
  }

  /** The file `at` this place of a folder; undefined where it changed since it was read, or never was. */
  get(uri: string, { folder, names, stamps }: FoundFiles, at: number): Stored | undefined {
    const name = names[at] ?? "";
    for (const part of this.#folders.get(folder) ?? []) {
      const place = this.#placesIn(part).get(name);
      const packed = place === undefined ? undefined : part.packed[place];
      if (place === undefined || packed === undefined) continue;
      const stamp = part.stamps[place];
      return stamp === stamps[at] ? { uri, testId: part.testIds[place] ?? undefined, packed, stamp, listed: false } : undefined;
    }
    return undefined;
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
