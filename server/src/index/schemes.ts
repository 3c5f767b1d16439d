/** The hash scheme of each workspace folder: configured, or inferred from its recordings and kept up to date. */
import type { Formats } from "../formats/formats";
import type { HashScheme } from "../recording/naming";
import type { Folders } from "./folders";
import { fileOf, type RecordingId } from "../recordingId";
import type { RecordingIndex } from "./store/recordingIndex";
import { baseName } from "./uris";

/** Recordings of one folder and format with the same evidence about their recorder. */
interface Alike {
  readonly folder: string;
  readonly evidence: string;
  count: number;
}

export class Schemes {
  readonly #index: RecordingIndex;
  readonly #folders: () => Folders;
  readonly #formats: Formats;
  readonly #known = new Map<RecordingId, Alike>();
  /** By folder and format, then by evidence. */
  readonly #counts = new Map<string, Map<string, Alike>>();
  readonly #found = new Map<string, HashScheme | undefined>();
  readonly #changed: Set<string>;
  #seen: Folders | undefined;

  constructor(index: RecordingIndex, folders: () => Folders, formats: Formats) {
    this.#index = index;
    this.#folders = folders;
    this.#formats = formats;
    this.#changed = new Set(index.ids());
    // Only ids are collected here, because the scheme may be configured and never asked for.
    index.onChange((ids) => {
      for (const id of ids) this.#changed.add(id);
    });
  }

  /**
   * The scheme of the recorder that made the recordings of a format around this file, by default of its own format; undefined if their names do not
   * tell.
   */
  of(uri: string, format = this.#formats.ofName(baseName(uri))): HashScheme | undefined {
    const { hashScheme } = this.#folders().settingsFor(uri);
    if (hashScheme !== "auto") return hashScheme;
    this.#takeIn();
    const folder = this.#folderOf(uri, format.id);
    if (!this.#found.has(folder)) this.#found.set(folder, format.naming?.schemeInUse(this.#evidenceIn(folder)));
    return this.#found.get(folder);
  }

  /** The number of recordings for each evidence. */
  #evidenceIn(folder: string): ReadonlyMap<string, number> {
    return new Map([...(this.#counts.get(folder) ?? [])].map(([evidence, { count }]) => [evidence, count]));
  }

  /** All recordings of one format in one folder are assumed to come from one recorder. */
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
    const alike = this.#alike(this.#folderOf(uri, this.#formats.ofName(baseName(uri)).id), evidence);
    this.#known.set(id, alike);
    this.#add(alike, 1);
  }

  #alike(folder: string, evidence: string): Alike {
    const ofFolder = this.#counts.get(folder) ?? new Map<string, Alike>();
    this.#counts.set(folder, ofFolder);
    const alike = ofFolder.get(evidence) ?? { folder, evidence, count: 0 };
    ofFolder.set(evidence, alike);
    return alike;
  }

  #add(alike: Alike, by: number): void {
    alike.count += by;
    this.#found.delete(alike.folder);
  }
}
