/** Writes the cache if there is anything new and nothing else to do. */
import { setImmediate as pause } from "node:timers/promises";
import type { Cache, CacheKind } from "./cache";
import type { CachedFolder } from "./cacheFormat";
import type { Folders } from "../folders";
import { fileOf, fragmentOf, type RecordingId } from "../../recordingId";
import type { Packed } from "../store/packed";
import { baseName, isWithin, parentOf } from "../uris";

/** Milliseconds without changes before the cache is written. */
const delay = 2000;
/** The number of entries processed in one go. */
const atOnce = 2000;

/** A source of entries to cache. */
export interface Kept {
  readonly kind: CacheKind;
  /** Increases with every change that the cache on disk may lack. */
  readonly changes: number;
  /** All entries that stay valid as long as their files have the same stamps. */
  lasting(): Iterable<KeptEntry>;
}

export interface KeptEntry {
  /** The URI of a file, or the id of a recording in it. */
  readonly id: RecordingId;
  readonly stamp: string;
  readonly testId?: string | undefined;
  readonly evidence?: string | undefined;
  readonly packed: Packed;
}

type Growing = { -readonly [K in keyof CachedFolder]: CachedFolder[K] extends readonly (infer T)[] ? T[] : CachedFolder[K] };

export class Saver {
  readonly #cache: Cache;
  readonly #folders: () => Folders;
  readonly #kept: readonly Kept[];
  readonly #saved = new Map<CacheKind, number>();
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  /** `folders` returns the current folders. */
  constructor(cache: Cache, folders: () => Folders, kept: readonly Kept[]) {
    this.#cache = cache;
    this.#folders = folders;
    this.#kept = kept;
  }

  /** Saves after a quiet period, if anything changed. */
  saveSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#saving = this.#saving.then(() => this.#save());
    }, delay);
    this.#timer.unref();
  }

  /** Saves what is not saved yet. */
  async dispose(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
    await this.#save();
  }

  async #save(): Promise<void> {
    const folders = this.#folders();
    for (const kept of this.#kept) {
      const { kind, changes } = kept;
      if (changes === (this.#saved.get(kind) ?? 0)) continue;
      this.#saved.set(kind, changes);
      for (const { uri, settings } of folders.all)
        if (settings.cache.enabled) await this.#cache.save(uri, kind, await this.#below(uri, kept));
    }
  }

  async #below(root: string, kept: Kept): Promise<readonly CachedFolder[]> {
    const folders = new Map<string, Growing>();
    let count = 0;
    for (const { id, testId, evidence, packed, stamp } of kept.lasting()) {
      if (++count % atOnce === 0) await pause();
      const uri = fileOf(id);
      if (!isWithin(uri, root)) continue;
      const folder = parentOf(uri);
      const found = folders.get(folder) ?? { folder, names: [], stamps: [], testIds: [], evidence: [], packed: [] };
      folders.set(folder, found);
      found.names.push(baseName(uri) + fragmentOf(id));
      found.stamps.push(stamp);
      found.testIds.push(testId ?? null);
      found.evidence.push(evidence ?? null);
      found.packed.push(packed);
    }
    return [...folders.values()];
  }
}
