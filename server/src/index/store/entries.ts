/** What the index keeps of each recording, by id, file, test and hash: how it comes and goes. */
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

/** Ids and URIs are normalized (see uris.ts). Every list is in no order, but for that of a file's recordings. */
export class Entries {
  readonly byTest = new TestGroups();
  readonly byHash: HashGroups;
  /** The tests of files that name none. */
  readonly links: PathLinks;
  readonly #entries = new Map<RecordingId, Entry>();
  /** Of files whose recordings have ids of their own: those, in their order. */
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

  /** How many are not read yet: of them only names, tests and places are known. */
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

  /** Of the recordings of a file (URI), in their order; none of a file that is not known. */
  idsIn(uri: string): readonly RecordingId[] {
    return this.#inFile.get(uri) ?? (this.#entries.has(uri) ? [uri] : []);
  }

  /** Of all files with recordings. */
  uris(): readonly string[] {
    if (this.#inFile.size === 0) return this.ids();
    return [...this.ids().filter((id) => fragmentOf(id) === ""), ...this.#inFile.keys()];
  }

  /** The first of a file (URI), which is read as a whole. */
  firstIn(uri: string): Entry | undefined {
    return this.#entries.get(this.#inFile.get(uri)?.[0] ?? uri);
  }

  /** Replaces what was known of the same files; the recordings of a file come together. What was read again, and says the same, is not a change. */
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

  /** Says which tests files (URIs) belong to; of `others` something else became known. */
  link(links: ReadonlyMap<string, readonly string[]>, others: ReadonlySet<string>): void {
    const changed: RecordingId[] = [...others].flatMap((uri) => this.idsIn(uri));
    for (const [uri, testIds] of links) {
      if (!this.links.link(uri, testIds)) continue;
      for (const id of this.idsIn(uri)) if (this.#relink(id)) changed.push(id);
    }
    this.#changes.tell(changed);
  }

  /** Returns a function that ends the listening. */
  onChange(listener: IndexListener): () => void {
    return this.#changes.onChange(listener);
  }

  /** Gives the ids of those that are news. */
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

  /** Says whether it is news. */
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

  /** Says whether it is news. */
  #relink(id: RecordingId): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.testId !== undefined) return false;
    this.#leave(entry);
    entry.tests = this.links.testsOf(entry.uri);
    entry.summary = undefined;
    this.#join(entry);
    return true;
  }

  /** Is found by its tests from now on. */
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
