/** Looks up files found by a search in a loaded cache. */
import { inFileOrder } from "../../recordingId";
import type { CachedFolder } from "./cacheFormat";
import type { Stored } from "../store/stored";

export class CachedFiles {
  /** Resolves when `in` can be called. */
  readonly ready: Promise<void>;
  /** By folder, its parts; for each part, the positions of its file names: one, or those of all recordings in a file. */
  readonly #folders = new Map<string, CachedFolder[]>();
  readonly #places = new Map<CachedFolder, ReadonlyMap<string, number | readonly number[]>>();

  constructor(loading: Promise<readonly CachedFolder[]> = Promise.resolve([])) {
    this.ready = loading.then((folders) => this.#take(folders));
  }

  /** A function that returns the cached recordings of a file in a folder (URI), given the file's URI, name and stamp; empty if there are none. */
  in(folder: string): (uri: string, name: string, stamp: string | undefined) => readonly Stored[] {
    const parts = this.#folders.get(folder) ?? [];
    return (uri, name, stamp) => {
      const found: Stored[] = [];
      for (const part of parts) {
        const places = this.#placesIn(part).get(name);
        const isAlone = typeof places === "number";
        for (const place of isAlone ? [places] : (places ?? [])) {
          const stored = storedAt(part, place, uri, stamp);
          if (stored) found.push(stored);
        }
        // The recordings of one file may be split between two parts.
        if (isAlone && found.length > 0) break;
      }
      return found.sort((a, b) => inFileOrder(a.id, b.id));
    };
  }

  #take(folders: readonly CachedFolder[]): void {
    for (const each of folders) {
      const parts = this.#folders.get(each.folder);
      if (parts) parts.push(each);
      else this.#folders.set(each.folder, [each]);
    }
  }

  #placesIn(part: CachedFolder): ReadonlyMap<string, number | readonly number[]> {
    const known = this.#places.get(part);
    if (known) return known;
    const places = placesIn(part);
    this.#places.set(part, places);
    return places;
  }
}

/** File names contain no slash, so a slash starts the fragment. */
function placesIn({ names }: CachedFolder): ReadonlyMap<string, number | readonly number[]> {
  const places = new Map<string, number | number[]>();
  for (const [place, name] of names.entries()) {
    const end = name.indexOf("#/");
    if (end < 0) {
      places.set(name, place);
      continue;
    }
    const file = name.slice(0, end);
    const known = places.get(file);
    if (typeof known === "object") known.push(place);
    else places.set(file, [place]);
  }
  return places;
}

/** undefined if the file has another stamp now. */
function storedAt(
  { names, stamps, testIds, evidence, packed }: CachedFolder,
  place: number,
  uri: string,
  stamp: string | undefined,
) {
  const bytes = packed[place];
  if (bytes === undefined || stamps[place] !== stamp) return undefined;
  const name = names[place] ?? "";
  const at = name.indexOf("#/");
  const stored: Stored = {
    id: at < 0 ? uri : uri + name.slice(at),
    testId: testIds[place] ?? undefined,
    evidence: evidence[place] ?? undefined,
    packed: bytes,
    stamp,
    validity: "lasting",
    partial: false,
  };
  return stored;
}
