/** Where the modules of recorded tests may be, and which tests are expected there. */
import { setImmediate as pause } from "node:timers/promises";
import { parseNodeId } from "../../pytest/nodeId";
import { fileOf, type RecordingId } from "../../recordingId";
import type { Folders } from "../folders";
import type { RecordingIndex } from "../store/recordingIndex";
import { isWithin, parentOf } from "../uris";
import { below, isPlain, keyOf } from "./modulePlaces";

/** The number of recordings processed in one go. */
const atOnce = 1000;

export class Places {
  readonly #index: RecordingIndex;
  readonly #folders: () => Folders;
  readonly #onWanted: (place: string, names: readonly string[]) => void;
  /** By folder of recordings and path of a node id: the possible places of the module, nearest first. */
  readonly #places = new Map<string, readonly string[]>();
  /** By place: the tests (names joined by `::`) that recordings expect there. */
  readonly #wanted = new Map<string, Set<string>>();
  /** By folder of recordings: the tests whose places are known, so that only the first of a test's recordings is processed. */
  readonly #placed = new Map<string, Set<string>>();
  /** Recordings reported by the index that are not processed yet. */
  #unseen: (readonly RecordingId[])[] = [];
  /** Whether some places may belong only to recordings that no longer exist. */
  #mayBeUnused = false;
  #seenFolders: Folders | undefined;

  /** `onWanted` is called for each test that a recording expects at a place. */
  constructor(index: RecordingIndex, folders: () => Folders, onWanted: (place: string, names: readonly string[]) => void) {
    this.#index = index;
    this.#folders = folders;
    this.#onWanted = onWanted;
    index.onChange((ids, isLoss) => {
      this.#unseen.push(ids);
      this.#mayBeUnused ||= isLoss;
    });
  }

  /** For a recording (URI) and the path of its node id; undefined while unknown. */
  of(recordingUri: string, path: string): readonly string[] | undefined {
    return this.#places.get(keyOf(recordingUri, path));
  }

  /** By key (see modulePlaces.ts). */
  all(): Iterable<readonly [string, readonly string[]]> {
    return this.#places;
  }

  /** The tests (names joined by `::`) that are expected at a place. */
  wantedAt(place: string): readonly string[] {
    return [...(this.#wanted.get(place) ?? [])];
  }

  /** Whether the folders have changed since places were computed. */
  get isOfOtherFolders(): boolean {
    return this.#seenFolders !== this.#folders();
  }

  get isBehind(): boolean {
    return this.#unseen.length > 0 || this.isOfOtherFolders;
  }

  startAnew(): void {
    this.#seenFolders = this.#folders();
    this.#places.clear();
    this.#placed.clear();
    this.#wanted.clear();
    this.#unseen = [this.#index.ids()];
  }

  /** Returns whether any place changed. */
  async find(): Promise<boolean> {
    const unused = this.#startOver();
    let isNew = false;
    let count = 0;
    const unseen = this.#unseen;
    this.#unseen = [];
    for (const recording of unseen.flat()) {
      const testId = this.#index.stored(recording)?.testId;
      const uri = fileOf(recording);
      if (testId === undefined || !this.#isNew(parentOf(uri), testId)) continue;
      const id = parseNodeId(testId);
      if (id === undefined || !isPlain(id.path)) continue;
      const key = keyOf(uri, id.path);
      unused.delete(key);
      const places = this.#places.get(key) ?? this.#placesOf(uri, id.path);
      isNew ||= !this.#places.has(key);
      this.#places.set(key, places);
      for (const place of places) this.#want(place, id.names);
      if (++count % atOnce === 0) await pause();
    }
    for (const key of unused) this.#places.delete(key);
    return isNew || unused.size > 0;
  }

  /**
   * If recordings were removed, all remaining ones are processed again. Returns the places (keys), of which unused ones are removed at the end, so
   * that answers stay available until then.
   */
  #startOver(): Set<string> {
    if (!this.#mayBeUnused) return new Set();
    this.#mayBeUnused = false;
    this.#placed.clear();
    this.#unseen = [this.#index.ids()];
    return new Set(this.#places.keys());
  }

  #isNew(folder: string, testId: string): boolean {
    const placed = this.#placed.get(folder) ?? new Set<string>();
    if (placed.has(testId)) return false;
    this.#placed.set(folder, placed.add(testId));
    return true;
  }

  #want(place: string, names: readonly string[]): void {
    const wanted = this.#wanted.get(place) ?? new Set<string>();
    this.#wanted.set(place, wanted.add(names.join("::")));
    this.#onWanted(place, names);
  }

  /** In each folder from the recording's own up to the workspace folder; nowhere if it is outside of all. */
  #placesOf(recordingUri: string, path: string): readonly string[] {
    const top = this.#folders().folderOf(recordingUri);
    if (top === undefined) return [];
    const places: string[] = [];
    for (let folder = parentOf(recordingUri); isWithin(folder, top); folder = parentOf(folder)) places.push(below(folder, path));
    return places;
  }
}
