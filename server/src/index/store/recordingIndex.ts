/** All recordings of the workspace, by file, test and request: maps and queries, without access to the disk. */
import { parseNodeId, type NodeId } from "../../pytest/nodeId";
import { formats as knownFormats, type Formats } from "../../formats/formats";
import { fileOf, fragmentOf, type RecordingId } from "../../recordingId";
import { byFile } from "./encodedBatch";
import { Entry, nodeIdsOf, type EntryTest } from "./entry";
import { Groups } from "./groups";
import { HashGroups } from "./hashGroups";
import { ModuleGroups } from "./moduleGroups";
import { byTestThenTurn } from "./order";
import { holds, isSame, unpackListing, type Listing } from "./packed";
import { storedOf, type Stored } from "./stored";
import type { RecordingSummary, Summaries } from "./summary";
import { Unpacked, withTest } from "./unpacked";
import { baseName, slashPath } from "../uris";

/**
 * Receives the recordings (ids) that were added, changed or removed; whether any was removed or now belongs to another test; and their present and
 * former tests.
 */
export type IndexListener = (ids: readonly RecordingId[], isLoss: boolean, testIds: ReadonlySet<string>) => void;

/** A recording with its parsed node id, as in the result of module queries. */
export interface TestRecording {
  readonly summary: RecordingSummary;
  readonly nodeId: NodeId;
}

/** Ids and URIs are normalized (see uris.ts). Every list is ordered by test id, then turn, then file name. */
export class RecordingIndex {
  readonly #entries = new Map<RecordingId, Entry>();
  /** The ids of recordings in files that contain several, in order. */
  readonly #inFile = new Map<string, readonly RecordingId[]>();
  readonly #byTestId = new Groups<Entry>();
  readonly #byModule = new ModuleGroups();
  readonly #byHash: HashGroups;
  readonly #namedByPath = new Set<string>();
  /** The tests that such files belong to. */
  readonly #links = new Map<string, readonly EntryTest[]>();
  readonly #listeners = new Set<IndexListener>();
  readonly #unpacked: Unpacked;
  #isLoss = false;
  #tests = new Set<string>();
  #partial = 0;

  constructor(readonly formats: Formats = knownFormats) {
    this.#byHash = new HashGroups(formats);
    this.#unpacked = new Unpacked(formats);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The number of recordings that are not read yet: only their names, tests and ranges are known. */
  get unread(): number {
    return this.#partial;
  }

  get(id: RecordingId): RecordingSummary | undefined {
    const entry = this.#entries.get(id);
    return entry && this.#unpacked.summaryOf(entry);
  }

  /** The recordings of a file (URI), in order; empty if the file is unknown. */
  inFile(uri: string): readonly RecordingSummary[] {
    return this.idsIn(uri).flatMap((id) => this.get(id) ?? []);
  }

  /** The ids of the recordings of a file. */
  idsIn(uri: string): readonly RecordingId[] {
    return this.#inFile.get(uri) ?? (this.#entries.has(uri) ? [uri] : []);
  }

  /** The recordings of a file (URI), if they were read completely when it had this stamp; otherwise undefined. */
  summariesAsOf(uri: string, stamp: string | undefined): Summaries | undefined {
    const stored = this.storedFile(uri);
    if (stamp === undefined || stored?.stamp !== stamp || stored.partial || stored.validity === "passing") return undefined;
    const [first, ...others] = this.inFile(uri);
    return first && [first, ...others];
  }

  /** All recordings, unordered. */
  ids(): readonly RecordingId[] {
    return [...this.#entries.keys()];
  }

  /** All files with recordings, unordered. */
  uris(): readonly string[] {
    if (this.#inFile.size === 0) return this.ids();
    return [...this.ids().filter((id) => fragmentOf(id) === ""), ...this.#inFile.keys()];
  }

  /** The stored data of a recording, not unpacked. */
  stored(id: RecordingId): Stored | undefined {
    return this.#entries.get(id);
  }

  /** The stored data of a file (URI): that of its first recording. */
  storedFile(uri: string): Stored | undefined {
    return this.#entries.get(this.#inFile.get(uri)?.[0] ?? uri);
  }

  /** Everything, unordered and not unpacked. */
  allStored(): Iterable<Stored> {
    return this.#entries.values();
  }

  all(): readonly RecordingSummary[] {
    return this.#summaries([...this.#entries.values()]);
  }

  /** By exact node id, including parameters. */
  byTestId(testId: string): readonly RecordingSummary[] {
    return this.#summaries(this.#byTestId.get(testId)).map((summary) => withTest(summary, testId));
  }

  /** Files (URIs) that name no test, and whose format finds it by their path. */
  get namedByPath(): ReadonlySet<string> {
    return this.#namedByPath;
  }

  /** The test ids set by `link` for a file (URI); empty if its recordings name their tests. */
  linkedTests(uri: string): readonly string[] {
    return (this.#links.get(uri) ?? []).map(({ testId }) => testId);
  }

  /** Every recording with each of its tests; undefined for those without. Unordered. */
  *namedTests(): Generator<Pick<RecordingSummary, "id" | "testId">> {
    for (const { id, tests } of this.#entries.values()) {
      if (tests.length === 0) yield { id, testId: undefined };
      for (const { testId } of tests) yield { id, testId };
    }
  }

  /** All parameter sets of a test; `baseTestId` has no brackets. */
  byBaseTestId(baseTestId: string): readonly RecordingSummary[] {
    const base = parseNodeId(baseTestId);
    const names = base?.names.join("::");
    const isOf = (id: NodeId) => id.path === base?.path && id.names.join("::") === names;
    return this.#testRecordings(this.#byModule.ofPath(base?.path ?? ""), isOf).map(({ summary }) => summary);
  }

  /** By test (names joined by `::`) of a module (path as in node ids): the parameters of its recordings, undefined for none. */
  parametersIn(modulePath: string): ReadonlyMap<string, ReadonlySet<string | undefined>> {
    const found = new Map<string, Set<string | undefined>>();
    for (const { path, names, param } of this.#byModule.ofPath(modulePath).flatMap(nodeIdsOf)) {
      if (path !== modulePath) continue;
      const name = names.join("::");
      found.set(name, (found.get(name) ?? new Set()).add(param));
    }
    return found;
  }

  /** Recordings of the tests in a module, anywhere below the project's root. */
  ofModule(moduleUri: string): readonly TestRecording[] {
    return this.ofTest(moduleUri, []);
  }

  /** Changes if the recordings of a module's tests do. */
  moduleStamp(moduleUri: string): number {
    return this.#byModule.stamp(moduleUri);
  }

  /** Recordings of one test or, if `names` are those of a class, of all its tests. */
  ofTest(moduleUri: string, names: readonly string[]): readonly TestRecording[] {
    const path = slashPath(moduleUri);
    const isOf = (id: NodeId) => path.endsWith(`/${id.path}`) && names.every((name, at) => id.names[at] === name);
    return this.#testRecordings(this.#byModule.ofModule(moduleUri), isOf);
  }

  /** By all 64 digits of a hash, or by the first 12 or more; a file named with 12 digits is also found by its 64. */
  byHash(hash: string): readonly RecordingSummary[] {
    return this.#summaries(this.#byHash.of(hash));
  }

  /** Recordings whose request has this hash under any scheme that was tried, whatever their name; digits as above. Searches everything. */
  byComputedHash(hash: string): readonly RecordingSummary[] {
    const hasIt = ({ uri, naming, hash: named }: RecordingSummary) =>
      naming !== undefined && (this.formats.ofName(baseName(uri)).naming?.hashesLike(naming, named, hash) ?? []).length > 0;
    return this.#summaries(this.#byHash.maybeComputed(hash, this.#entries.values())).filter(hasIt);
  }

  /** What lists show: for a test or hash, as above, or for all recordings. */
  listings({ testId, hash }: { readonly testId?: string; readonly hash?: string } = {}): readonly Listing[] {
    const ofHash = () => (hash === undefined ? [...this.#entries.values()] : this.#byHash.of(hash));
    const entries = testId === undefined ? ofHash() : this.#byTestId.get(testId);
    const listings = entries.map(({ id, packed, tests }) => withTest(unpackListing(id, packed), testId ?? tests[0]?.testId));
    return listings.sort((a, b) => byTestThenTurn(a, b, a.messages - b.messages));
  }

  /** Adds recordings from an editor, replacing those of the same files. Recordings of a file must be adjacent. */
  update(recordings: readonly RecordingSummary[]): void {
    this.store(recordings.map((each) => storedOf(each, { partial: false }, this.formats)));
  }

  /**
   * Adds recordings, replacing those of the same files, which must be adjacent. Reading a file again with the same result is not a
   * change.
   */
  store(recordings: readonly Stored[]): void {
    const changed: RecordingId[] = [];
    const others: Stored[] = [];
    for (const each of recordings) {
      if (fragmentOf(each.id) !== "" || this.#inFile.has(each.id)) {
        others.push(each);
        continue;
      }
      this.#note(each.id, [each]);
      if (this.#put(each)) changed.push(each.id);
    }
    for (const [uri, ofFile] of byFile(others)) for (const id of this.#putFile(uri, ofFile)) changed.push(id);
    this.#notify(changed);
  }

  /** Forgets the recordings of these files. */
  remove(uris: readonly string[]): void {
    this.#notify(uris.flatMap((uri) => this.#forgetFile(uri)));
  }

  /**
   * Sets the tests of files (URIs) without test ids of their own; an empty list for none. Listeners are also told that something else changed for
   * `others`.
   */
  link(links: ReadonlyMap<string, readonly string[]>, others: ReadonlySet<string> = new Set()): void {
    const changed: RecordingId[] = [...others].flatMap((uri) => this.idsIn(uri));
    for (const [uri, testIds] of links) {
      if (testIds.join("\n") === this.linkedTests(uri).join("\n")) continue;
      if (testIds.length === 0) this.#links.delete(uri);
      else this.#links.set(uri, testIds.map(testOf));
      for (const id of this.idsIn(uri)) if (this.#relink(id)) changed.push(id);
    }
    this.#notify(changed);
  }

  /** Returns a function that removes the listener. */
  onChange(listener: IndexListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #isNamedByPath({ id, packed }: Stored): boolean {
    if (this.formats.ofName(baseName(id)).isNamedByTest === true) return true;
    return this.formats.all.some((format) => format.isNamedByTest === true && holds(packed, `"format":"${format.id}"`));
  }

  /** Returns the ids of recordings that changed. */
  #putFile(uri: string, recordings: readonly Stored[]): readonly RecordingId[] {
    this.#note(uri, recordings);
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
    this.#namedByPath.delete(uri);
    this.#links.delete(uri);
    return gone;
  }

  #note(uri: string, recordings: readonly Stored[]): void {
    if (recordings.some((each) => each.testId === undefined && this.#isNamedByPath(each))) this.#namedByPath.add(uri);
    else if (this.#namedByPath.delete(uri)) this.#links.delete(uri);
  }

  /** Returns whether it changed. */
  #put(stored: Stored): boolean {
    const known = this.#entries.get(stored.id);
    if (known && stored.stamp !== undefined && known.stamp === stored.stamp && isSame(known.packed, stored.packed)) {
      known.validity = stored.validity;
      return false;
    }
    for (const { testId } of known?.tests ?? []) this.#tests.add(testId);
    if (known?.testId === stored.testId && known) this.#replace(known, stored);
    else this.#add(stored, known);
    return true;
  }

  /** Returns whether it changed. */
  #relink(id: RecordingId): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.testId !== undefined) return false;
    this.#leave(entry);
    entry.tests = this.#links.get(entry.uri) ?? [];
    entry.summary = undefined;
    this.#join(entry);
    return true;
  }

  /** Makes the entry findable by its tests. */
  #join(entry: Entry): void {
    for (const { testId } of entry.tests) {
      this.#tests.add(testId);
      this.#byTestId.add(testId, entry);
    }
    this.#byModule.add(entry);
  }

  #leave(entry: Entry): void {
    for (const { testId } of entry.tests) {
      this.#isLoss = true;
      this.#tests.add(testId);
      this.#byTestId.delete(testId, entry);
    }
    this.#byModule.delete(entry);
  }

  #replace(entry: Entry, stored: Stored): void {
    this.#partial += Number(stored.partial) - Number(entry.partial);
    entry.replace(stored);
    this.#byModule.touch(entry);
  }

  #add(stored: Stored, known: Entry | undefined): void {
    if (known) this.#forget(known.id);
    const { testId } = stored;
    const entry = new Entry(stored, testId === undefined ? this.#links.get(fileOf(stored.id)) : [this.#testOf(testId)]);
    this.#entries.set(entry.id, entry);
    if (entry.partial) this.#partial++;
    this.#join(entry);
    this.#byHash.add(entry);
  }

  #forget(id: RecordingId): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    this.#isLoss = true;
    if (entry.partial) this.#partial--;
    this.#leave(entry);
    this.#byHash.delete(entry);
    return this.#entries.delete(id);
  }

  #summaries(entries: readonly Entry[]): readonly RecordingSummary[] {
    const summaries = entries.map((entry) => this.#unpacked.summaryOf(entry));
    return summaries.sort(inOrder);
  }

  /** Each recording once for each of its tests that is wanted. */
  #testRecordings(entries: readonly Entry[], isWanted: (id: NodeId) => boolean): readonly TestRecording[] {
    const found = entries.flatMap((entry) =>
      entry.tests.flatMap(({ testId }) => {
        const nodeId = parseNodeId(testId);
        return nodeId && isWanted(nodeId) ? [{ summary: withTest(this.#unpacked.summaryOf(entry), testId), nodeId }] : [];
      }),
    );
    return found.sort((a, b) => inOrder(a.summary, b.summary));
  }

  /** Parses the node id only for the first of many recordings of a test. */
  #testOf(testId: string): EntryTest {
    return this.#byTestId.first(testId)?.tests.find((test) => test.testId === testId) ?? testOf(testId);
  }

  #notify(ids: readonly RecordingId[]): void {
    const [isLoss, tests] = [this.#isLoss, this.#tests];
    [this.#isLoss, this.#tests] = [false, new Set()];
    if (ids.length > 0) for (const listener of this.#listeners) listener(ids, isLoss, tests);
  }
}

function inOrder(a: RecordingSummary, b: RecordingSummary): number {
  return byTestThenTurn(a, b, a.conversation.length - b.conversation.length);
}

function testOf(testId: string): EntryTest {
  return { testId, modulePath: parseNodeId(testId)?.path };
}
