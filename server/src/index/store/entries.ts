/** The entries of the index, one for each recording, by id, file, test and hash: how they are added and removed. */
import type { Formats } from "../../formats/formats";
import { fileOf, fragmentOf, type RecordingId } from "../../recordingId";
import { byFile } from "./encodedBatch";
import { Entry } from "./entry";
import { HashGroups } from "./hashGroups";
import { IndexChanges, type IndexListener } from "./indexChanges";
import { isSame } from "./packed";
import { PathLinks } from "./pathLinks";
import type { Stored } from "./stored";
import { TestGroups } from "./testGroups";

/** Ids and URIs are normalized (see uris.ts). Lists are unordered, except for a file's recordings. */
export class Entries {
  readonly byTest = new TestGroups();
  readonly byHash: HashGroups;
  /** The tests of files that name none. */
  readonly links: PathLinks;
  readonly #entries = new Map<RecordingId, Entry>();
  /** The ids of recordings in files that contain several, in order. */
  readonly #inFile = new Map<string, readonly RecordingId[]>();
  readonly #changes = new IndexChanges();
  #partial = 0;

  constructor(formats: Formats) {
    this.byHash = new HashGroups(formats);
    this.links = new PathLinks(formats);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The number of recordings that are not read yet: only their names, tests and ranges are known. */
  get partial(): number {
    return this.#partial;
  }

  get(id: RecordingId): Entry | undefined {
    return this.#entries.get(id);
  }

  all(): Iterable<Entry> {
    return this.#entries.values();
  }

  ids(): readonly RecordingId[] {
    return [...this.#entries.keys()];
  }

  /** The ids of the recordings of a file (URI), in order; empty if the file is unknown. */
  idsIn(uri: string): readonly RecordingId[] {
    return this.#inFile.get(uri) ?? (this.#entries.has(uri) ? [uri] : []);
  }

  /** All files with recordings. */
  uris(): readonly string[] {
    if (this.#inFile.size === 0) return this.ids();
    return [...this.ids().filter((id) => fragmentOf(id) === ""), ...this.#inFile.keys()];
  }

  /** The first recording of a file (URI), whose data stands for the whole file. */
  firstIn(uri: string): Entry | undefined {
    return this.#entries.get(this.#inFile.get(uri)?.[0] ?? uri);
  }

  /** Adds recordings, replacing those of the same files, which must be adjacent. Reading a file again with the same result is not a change. */
  store(recordings: readonly Stored[]): void {
    const changed: RecordingId[] = [];
    const others: Stored[] = [];
    for (const each of recordings) {
      if (fragmentOf(each.id) !== "" || this.#inFile.has(each.id)) {
        others.push(each);
        continue;
      }
      this.links.note(each.id, [each]);
      if (this.#put(each)) changed.push(each.id);
    }
    for (const [uri, ofFile] of byFile(others)) for (const id of this.#putFile(uri, ofFile)) changed.push(id);
    this.#changes.tell(changed);
  }

  /** Forgets the recordings of these files. */
  remove(uris: readonly string[]): void {
    this.#changes.tell(uris.flatMap((uri) => this.#forgetFile(uri)));
  }

  /** Sets the tests of files (URIs); something else changed for `others`. */
  link(links: ReadonlyMap<string, readonly string[]>, others: ReadonlySet<string>): void {
    const changed: RecordingId[] = [...others].flatMap((uri) => this.idsIn(uri));
    for (const [uri, testIds] of links) {
      if (!this.links.link(uri, testIds)) continue;
      for (const id of this.idsIn(uri)) if (this.#relink(id)) changed.push(id);
    }
    this.#changes.tell(changed);
  }

  /** Returns a function that removes the listener. */
  onChange(listener: IndexListener): () => void {
    return this.#changes.onChange(listener);
  }

  /** Returns the ids of recordings that changed. */
  #putFile(uri: string, recordings: readonly Stored[]): readonly RecordingId[] {
    this.links.note(uri, recordings);
    const ids = recordings.map(({ id }) => id);
    const stay = new Set(ids);
    const gone = this.idsIn(uri).filter((id) => !stay.has(id) && this.#forget(id));
    if (ids.length === 1 && ids[0] === uri) this.#inFile.delete(uri);
    else this.#inFile.set(uri, ids);
    return [...gone, ...recordings.filter((stored) => this.#put(stored)).map(({ id }) => id)];
  }

  #forgetFile(uri: string): readonly RecordingId[] {
    const gone = this.idsIn(uri).filter((id) => this.#forget(id));
    this.#inFile.delete(uri);
    this.links.forget(uri);
    return gone;
  }

  /** Returns whether it changed. */
  #put(stored: Stored): boolean {
    const known = this.#entries.get(stored.id);
    if (known && stored.stamp !== undefined && known.stamp === stored.stamp && isSame(known.packed, stored.packed)) {
      known.validity = stored.validity;
      return false;
    }
    if (known) this.#changes.touch(known.tests);
    if (known?.testId === stored.testId && known) this.#replace(known, stored);
    else this.#add(stored, known);
    return true;
  }

  /** Returns whether it changed. */
  #relink(id: RecordingId): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.testId !== undefined) return false;
    this.#leave(entry);
    entry.tests = this.links.testsOf(entry.uri);
    entry.summary = undefined;
    this.#join(entry);
    return true;
  }

  /** Makes the entry findable by its tests. */
  #join(entry: Entry): void {
    this.#changes.touch(entry.tests);
    this.byTest.add(entry);
  }

  #leave(entry: Entry): void {
    if (entry.tests.length > 0) this.#changes.lose();
    this.#changes.touch(entry.tests);
    this.byTest.delete(entry);
  }

  #replace(entry: Entry, stored: Stored): void {
    this.#partial += Number(stored.partial) - Number(entry.partial);
    entry.replace(stored);
    this.byTest.touch(entry);
  }

  #add(stored: Stored, known: Entry | undefined): void {
    if (known) this.#forget(known.id);
    const { testId } = stored;
    const tests = testId === undefined ? this.links.testsOf(fileOf(stored.id)) : [this.byTest.testOf(testId)];
    const entry = new Entry(stored, tests);
    this.#entries.set(entry.id, entry);
    if (entry.partial) this.#partial++;
    this.#join(entry);
    this.byHash.add(entry);
  }

  #forget(id: RecordingId): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    this.#changes.lose();
    if (entry.partial) this.#partial--;
    this.#leave(entry);
    this.byHash.delete(entry);
    return this.#entries.delete(id);
  }
}
