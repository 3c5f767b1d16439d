/** Where the modules of recorded tests may lie, and which tests are wanted there. */
import { setImmediate as pause } from "node:timers/promises";
import { parseNodeId } from "../../pytest/nodeId";
import { fileOf, type RecordingId } from "../../recordingId";
import type { Folders } from "../folders";
import type { RecordingIndex } from "../store/recordingIndex";
import { isWithin, parentOf } from "../uris";
import { below, isPlain, keyOf } from "./modulePlaces";

/** Recordings looked at without a pause. */
const atOnce = 1000;

export class Places {
  readonly #index: RecordingIndex;
  readonly #folders: () => Folders;
  readonly #onWanted: (place: string, names: readonly string[]) => void;
  /** By folder of recordings and path of a node id: the places where the module may be, nearest first. */
  readonly #places = new Map<string, readonly string[]>();
  /** By place: the tests (names joined by `::`) that recordings want to find there. */
  readonly #wanted = new Map<string, Set<string>>();
  /** By folder of recordings: the tests whose places are known. Of many recordings of one test the first is looked at. */
  readonly #placed = new Map<string, Set<string>>();
  /** Recordings that were taken in, as the index tells them. */
  #unseen: (readonly RecordingId[])[] = [];
  /** Whether some of the places may be those of recordings that are none any more. */
  #mayBeUnused = false;
  #seenFolders: Folders | undefined;

  /** `onWanted` is told each test that a recording wants to find at a place. */
  constructor(index: RecordingIndex, folders: () => Folders, onWanted: (place: string, names: readonly string[]) => void) {
    this.#index = index;
    this.#folders = folders;
    this.#onWanted = onWanted;
    index.onChange((ids, isLoss) => {
      this.#unseen.push(ids);
      this.#mayBeUnused ||= isLoss;
    });
  }

  /** Of a recording (URI) and the path of its node id; undefined while they are not found. */
  of(recordingUri: string, path: string): readonly string[] | undefined {
    return this.#places.get(keyOf(recordingUri, path));
  }

  /** By key (see modulePlaces.ts). */
  all(): Iterable<readonly [string, readonly string[]]> {
    return this.#places;
  }

  /** The tests (names joined by `::`) that are wanted at a place. */
  wantedAt(place: string): readonly string[] {
    return [...(this.#wanted.get(place) ?? [])];
  }

  /** Whether the folders are others than when places were looked for. */
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

  /** Whether there are others than before. */
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

  /** Where recordings went, all that are left are looked at. The places (keys) that are not theirs go in the end, so that answers stay until then. */
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

  /** Below each folder from the recording's own up to the workspace folder; outside of all, nothing is looked for. */
  #placesOf(recordingUri: string, path: string): readonly string[] {
    const top = this.#folders().folderOf(recordingUri);
    if (top === undefined) return [];
    const places: string[] = [];
    for (let folder = parentOf(recordingUri); isWithin(folder, top); folder = parentOf(folder)) places.push(below(folder, path));
    return places;
  }
}
