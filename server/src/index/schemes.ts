/** The hash scheme in use in each workspace folder: set, or found from its recordings and kept up to date as they change. */
import type { Formats } from "../formats/formats";
import type { HashScheme } from "../recording/naming";
import type { Folders } from "./folders";
import { fileOf, type RecordingId } from "../recordingId";
import type { RecordingIndex } from "./store/recordingIndex";
import { baseName } from "./uris";

interface Known {
  readonly folder: string;
  readonly evidence: string;
}

export class Schemes {
  readonly #index: RecordingIndex;
  readonly #folders: () => Folders;
  readonly #formats: Formats;
  readonly #known = new Map<string, Known>();
  /** Of each folder: how many recordings give which evidence. */
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #found = new Map<string, HashScheme | undefined>();
  readonly #changed: Set<string>;
  #seen: Folders | undefined;

  constructor(index: RecordingIndex, folders: () => Folders, formats: Formats) {
    this.#index = index;
    this.#folders = folders;
    this.#formats = formats;
    this.#changed = new Set(index.ids());
    // A set, for nobody may ask where the scheme is set.
    index.onChange((ids) => {
      for (const id of ids) this.#changed.add(id);
    });
  }

  /** The scheme of the recorder that made the recordings of a format around this file, by default of its own; undefined when their names do not tell. */
  of(uri: string, format = this.#formats.ofName(baseName(uri))): HashScheme | undefined {
    const { hashScheme } = this.#folders().settingsFor(uri);
    if (hashScheme !== "auto") return hashScheme;
    this.#takeIn();
    const folder = this.#folderOf(uri, format.id);
    if (!this.#found.has(folder)) this.#found.set(folder, format.naming?.schemeInUse(this.#counts.get(folder) ?? new Map()));
    return this.#found.get(folder);
  }

  /** Recordings of one format in one folder were made by one recorder. */
  #folderOf(uri: string, format: string): string {
    return `${format} ${this.#seen?.folderOf(uri) ?? ""}`;
  }

  #takeIn(): void {
    if (this.#seen !== this.#folders()) this.#startAnew();
    for (const id of this.#changed) this.#count(id);
    this.#changed.clear();
  }

  #startAnew(): void {
    this.#seen = this.#folders();
    this.#known.clear();
    this.#counts.clear();
    this.#found.clear();
    for (const id of this.#index.ids()) this.#changed.add(id);
  }

  #count(id: RecordingId): void {
    const before = this.#known.get(id);
    const evidence = this.#index.stored(id)?.evidence;
    if (before?.evidence === evidence) return;
    if (before) this.#add(before, -1);
    this.#known.delete(id);
    if (evidence === undefined) return;
    const uri = fileOf(id);
    const known = { folder: this.#folderOf(uri, this.#formats.ofName(baseName(uri)).id), evidence };
    this.#known.set(id, known);
    this.#add(known, 1);
  }

  #add({ folder, evidence }: Known, by: number): void {
    const counts = this.#counts.get(folder) ?? new Map<string, number>();
    this.#counts.set(folder, counts.set(evidence, (counts.get(evidence) ?? 0) + by));
    this.#found.delete(folder);
  }
}
