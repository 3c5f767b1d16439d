/** All recordings of the workspace, by file, test and request: maps and queries, no file system. */
import { parseNodeId, type NodeId } from "../../pytest/nodeId";
import { formats as knownFormats, type Formats } from "../../formats/formats";
import { fragmentOf, type RecordingId } from "../../recordingId";
import { byFile } from "./encodedBatch";
import { Entry, nodeIdOf } from "./entry";
import { Groups } from "./groups";
import { HashGroups } from "./hashGroups";
import { ModuleGroups } from "./moduleGroups";
import { byTestThenTurn } from "./order";
import { isSame, unpackListing, type Listing } from "./packed";
import { storedOf, type Stored } from "./stored";
import type { RecordingSummary } from "./summary";
import { Unpacked } from "./unpacked";
import { baseName } from "../uris";

/** Recordings (ids) that appeared, changed or went; whether any went, or is now of another test; the tests that they are of, or were. */
export type IndexListener = (ids: readonly RecordingId[], isLoss: boolean, testIds: ReadonlySet<string>) => void;

/** A recording with its node id taken apart; what module queries give. */
export interface TestRecording {
  readonly summary: RecordingSummary;
  readonly nodeId: NodeId;
}

/** Ids and URIs are normalized (see uris.ts). Every list is in the order of test ids, then turns, then file names. */
export class RecordingIndex {
  readonly #entries = new Map<RecordingId, Entry>();
  /** Of files whose recordings have ids of their own: those, in their order. */
  readonly #inFile = new Map<string, readonly RecordingId[]>();
  readonly #byTestId = new Groups<Entry>();
  readonly #byModule = new ModuleGroups();
  readonly #byHash: HashGroups;
  readonly #listeners = new Set<IndexListener>();
  readonly #unpacked: Unpacked;
  #isLoss = false;
  #tests = new Set<string>();
  #partial = 0;

  constructor(private readonly formats: Formats = knownFormats) {
    this.#byHash = new HashGroups(formats);
    this.#unpacked = new Unpacked(formats);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** How many recordings are not read yet: of them only names, tests and places are known. */
  get unread(): number {
    return this.#partial;
  }

  get(id: RecordingId): RecordingSummary | undefined {
    const entry = this.#entries.get(id);
    return entry && this.#unpacked.summaryOf(entry);
  }

  /** The recordings of a file (URI), in their order; none of a file that is not known. */
  inFile(uri: string): readonly RecordingSummary[] {
    return this.idsIn(uri).flatMap((id) => this.get(id) ?? []);
  }

  /** Their ids. */
  idsIn(uri: string): readonly RecordingId[] {
    return this.#inFile.get(uri) ?? (this.#entries.has(uri) ? [uri] : []);
  }

  /** Of all recordings, in no order. */
  ids(): readonly RecordingId[] {
    return [...this.#entries.keys()];
  }

  /** Of all files with recordings, in no order. */
  uris(): readonly string[] {
    if (this.#inFile.size === 0) return this.ids();
    return [...this.ids().filter((id) => fragmentOf(id) === ""), ...this.#inFile.keys()];
  }

  /** What is kept of a recording, not unpacked. */
  stored(id: RecordingId): Stored | undefined {
    return this.#entries.get(id);
  }

  /** What is kept of a file (URI), which is read as a whole: that of its first recording. */
  storedFile(uri: string): Stored | undefined {
    return this.#entries.get(this.#inFile.get(uri)?.[0] ?? uri);
  }

  /** Everything, in no order; not unpacked. */
  allStored(): Iterable<Stored> {
    return this.#entries.values();
  }

  all(): readonly RecordingSummary[] {
    return this.#summaries([...this.#entries.values()]);
  }

  /** The exact node id, parameters included. */
  byTestId(testId: string): readonly RecordingSummary[] {
    return this.#summaries(this.#byTestId.get(testId));
  }

  /** All parameter sets of a test; `baseTestId` has no brackets. */
  byBaseTestId(baseTestId: string): readonly RecordingSummary[] {
    const base = parseNodeId(baseTestId);
    const names = base?.names.join("::");
    const ofPath = this.#byModule.ofPath(base?.path ?? "");
    return this.#summaries(ofPath.filter((entry) => nodeIdOf(entry)?.names.join("::") === names));
  }

  /** By test (names joined by `::`) of a module, as node ids have its path: the parameters of its recordings, undefined for none. */
  parametersIn(modulePath: string): ReadonlyMap<string, ReadonlySet<string | undefined>> {
    const found = new Map<string, Set<string | undefined>>();
    for (const entry of this.#byModule.ofPath(modulePath)) {
      const id = nodeIdOf(entry);
      const name = id?.names.join("::") ?? "";
      found.set(name, (found.get(name) ?? new Set()).add(id?.param));
    }
    return found;
  }

  /** Recordings of the tests in a module, wherever below the project's root they lie. */
  ofModule(moduleUri: string): readonly TestRecording[] {
    return this.#testRecordings(this.#byModule.ofModule(moduleUri));
  }

  /** Changes when something about the recordings of a module's tests does. */
  moduleStamp(moduleUri: string): number {
    return this.#byModule.stamp(moduleUri);
  }

  /** Recordings of one test or, where `names` are those of a class, of all its tests. */
  ofTest(moduleUri: string, names: readonly string[]): readonly TestRecording[] {
    const isOf = (entry: Entry) => {
      const ofEntry = nodeIdOf(entry)?.names;
      return names.every((name, index) => ofEntry?.[index] === name);
    };
    return this.#testRecordings(this.#byModule.ofModule(moduleUri).filter(isOf));
  }

  /** By the full 64 digits, or by 12 or more first ones; a file named by 12 digits only is found by its 64 too. */
  byHash(hash: string): readonly RecordingSummary[] {
    return this.#summaries(this.#byHash.of(hash));
  }

  /** Those whose request has this hash under any scheme that was tried, whatever their name: digits as above. Looks through all that is kept. */
  byComputedHash(hash: string): readonly RecordingSummary[] {
    const hasIt = ({ uri, naming, hash: named }: RecordingSummary) =>
      naming !== undefined && (this.formats.ofName(baseName(uri)).naming?.hashesLike(naming, named, hash) ?? []).length > 0;
    return this.#summaries(this.#byHash.maybeComputed(hash, this.#entries.values())).filter(hasIt);
  }

  /** What lists show: of a test or a hash, asked for as above, or of all. */
  listings({ testId, hash }: { readonly testId?: string; readonly hash?: string } = {}): readonly Listing[] {
    const ofHash = () => (hash === undefined ? [...this.#entries.values()] : this.#byHash.of(hash));
    const entries = testId === undefined ? ofHash() : this.#byTestId.get(testId);
    const listings = entries.map(({ id, packed }) => unpackListing(id, packed));
    return listings.sort((a, b) => byTestThenTurn(a, b, a.messages - b.messages));
  }

  /** Takes recordings in, as an editor has them, replacing what was known of the same files. Those of a file come together. */
  update(recordings: readonly RecordingSummary[]): void {
    this.store(recordings.map((each) => storedOf(each, { partial: false }, this.formats)));
  }

  /**
   * Takes recordings in, replacing what was known of the same files; those of a file come together. What was read of the same file again, and says
   * the same, is no change.
   */
  store(recordings: readonly Stored[]): void {
    const changed: RecordingId[] = [];
    const others: Stored[] = [];
    for (const each of recordings) {
      if (fragmentOf(each.id) !== "" || this.#inFile.has(each.id)) others.push(each);
      else if (this.#put(each)) changed.push(each.id);
    }
    for (const [uri, ofFile] of byFile(others)) for (const id of this.#putFile(uri, ofFile)) changed.push(id);
    this.#notify(changed);
  }

  /** Forgets the recordings of these files. */
  remove(uris: readonly string[]): void {
    this.#notify(uris.flatMap((uri) => this.#forgetFile(uri)));
  }

  /** Returns a function that ends the listening. */
  onChange(listener: IndexListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Gives the ids of those that are news. */
  #putFile(uri: string, recordings: readonly Stored[]): readonly RecordingId[] {
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
    return gone;
  }

  /** Says whether it is news. */
  #put(stored: Stored): boolean {
    const known = this.#entries.get(stored.id);
    if (known && stored.stamp !== undefined && known.stamp === stored.stamp && isSame(known.packed, stored.packed)) {
      known.validity = stored.validity;
      return false;
    }
    if (stored.testId !== undefined) this.#tests.add(stored.testId);
    if (known?.testId === stored.testId && known) this.#replace(known, stored);
    else this.#add(stored, known);
    return true;
  }

  #replace(entry: Entry, stored: Stored): void {
    this.#partial += Number(stored.partial) - Number(entry.partial);
    entry.replace(stored);
    this.#byModule.touch(entry);
  }

  #add(stored: Stored, known: Entry | undefined): void {
    if (known) this.#forget(known.id);
    const { testId } = stored;
    const entry = new Entry(stored, testId === undefined ? undefined : this.#byTestId.first(testId));
    this.#entries.set(entry.id, entry);
    if (entry.partial) this.#partial++;
    if (testId !== undefined) this.#byTestId.add(testId, entry);
    this.#byModule.add(entry);
    this.#byHash.add(entry);
  }

  #forget(id: RecordingId): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    this.#isLoss = true;
    const { testId } = entry;
    if (entry.partial) this.#partial--;
    if (testId !== undefined) {
      this.#tests.add(testId);
      this.#byTestId.delete(testId, entry);
    }
    this.#byModule.delete(entry);
    this.#byHash.delete(entry);
    return this.#entries.delete(id);
  }

  #summaries(entries: readonly Entry[]): readonly RecordingSummary[] {
    const summaries = entries.map((entry) => this.#unpacked.summaryOf(entry));
    return summaries.sort((a, b) => byTestThenTurn(a, b, a.conversation.length - b.conversation.length));
  }

  #testRecordings(entries: readonly Entry[]): readonly TestRecording[] {
    return this.#summaries(entries).flatMap((summary) => {
      const nodeId = nodeIdOf(summary);
      return nodeId ? { summary, nodeId } : [];
    });
  }

  #notify(ids: readonly RecordingId[]): void {
    const [isLoss, tests] = [this.#isLoss, this.#tests];
    [this.#isLoss, this.#tests] = [false, new Set()];
    if (ids.length > 0) for (const listener of this.#listeners) listener(ids, isLoss, tests);
  }
}
