/** Writes the cache when there is something new and nobody is waiting. */
import { setImmediate as pause } from "node:timers/promises";
import type { Cache } from "./cache";
import type { CachedFolder } from "./cacheFormat";
import type { Folders } from "../folders";
import type { RecordingIndex } from "../store/recordingIndex";
import { fileOf, fragmentOf } from "../../recordingId";
import { baseName, isWithin, parentOf } from "../uris";

/** Milliseconds of quiet before the cache is written. */
const delay = 2000;
/** Recordings looked at without a pause. */
const atOnce = 2000;

interface State {
  readonly folders: Folders;
  /** Counts up with everything that the cache on disk may not have. */
  readonly changes: number;
}

type Growing = { -readonly [K in keyof CachedFolder]: CachedFolder[K] extends readonly (infer T)[] ? T[] : CachedFolder[K] };

export class Saver {
  readonly #cache: Cache;
  readonly #index: RecordingIndex;
  readonly #state: () => State;
  #saved = 0;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(cache: Cache, index: RecordingIndex, state: () => State) {
    this.#cache = cache;
    this.#index = index;
    this.#state = state;
  }

  /** When it has been quiet for a while, and only if anything changed. */
  saveSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#saving = this.#saving.then(() => this.#save());
    }, delay);
    this.#timer.unref();
  }

  /** Writes what is not written yet. */
  async dispose(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
    await this.#save();
  }

  async #save(): Promise<void> {
    const { folders, changes } = this.#state();
    if (changes === this.#saved) return;
    this.#saved = changes;
    for (const { uri, settings } of folders.all) if (settings.cache.enabled) await this.#cache.save(uri, await this.#below(uri));
  }

  async #below(root: string): Promise<readonly CachedFolder[]> {
    const folders = new Map<string, Growing>();
    let count = 0;
    for (const { id, testId, evidence, packed, stamp, validity } of this.#index.allStored()) {
      if (++count % atOnce === 0) await pause();
      const uri = fileOf(id);
      if (validity !== "lasting" || stamp === undefined || !isWithin(uri, root)) continue;
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
