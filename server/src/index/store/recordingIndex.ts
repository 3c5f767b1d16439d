/** All recordings of the workspace, by file, test and request: maps and queries, no file system. */
import { parseNodeId, type NodeId } from "../../pytest/nodeId";
import { formatOfName, hashOfName } from "../../formats/byName";
import { sameHash } from "../../recording/naming";
import { fileOf, fragmentOf, inFileOrder, type RecordingId } from "../../recordingId";
import { byFile } from "./encodedBatch";
import { Groups } from "./groups";
import { holds, isSame, unpack, unpackListing, type Listing, type Packed } from "./packed";
import { storedOf, type Stored, type Validity } from "./stored";
import type { RecordingSummary } from "./summary";
import { baseName, slashPath } from "../uris";

/** Recordings (ids) that appeared, changed or went; whether any went, or is now of another test; the tests that they are of, or were. */
export type IndexListener = (ids: readonly RecordingId[], isLoss: boolean, testIds: ReadonlySet<string>) => void;

class Entry implements Stored {
  summary: RecordingSummary | undefined;
  readonly id: RecordingId;
  readonly testId: string | undefined;
  /** Of the test's module, as the node id has it. */
  readonly modulePath: string | undefined;
  evidence: string | undefined;
  packed: Packed;
  stamp: string | undefined;
  validity: Validity;
  partial: boolean;

  constructor({ id, testId, evidence, packed, stamp, validity, partial }: Stored, modulePath: string | undefined) {
    this.id = id;
    this.testId = testId;
    this.modulePath = modulePath;
    this.evidence = evidence;
    this.packed = packed;
    this.stamp = stamp;
    this.validity = validity;
    this.partial = partial;
  }

  get uri(): string {
    return fileOf(this.id);
  }

  /** What is known now of the same recording, of the same test. */
  replace({ evidence, packed, stamp, validity, partial }: Stored): void {
    this.summary = undefined;
    this.evidence = evidence;
    this.packed = packed;
    this.stamp = stamp;
    this.validity = validity;
    this.partial = partial;
  }
}

/** A recording with its node id taken apart; what module queries give. */
export interface TestRecording {
  readonly summary: RecordingSummary;
  readonly nodeId: NodeId;
}

/** Summaries are unpacked when asked for; of those asked for last, so many stay. */
const unpackedKept = 4000;

/** Ids and URIs are normalized (see uris.ts). Every list is in the order of test ids, then turns, then file names. */
export class RecordingIndex {
  readonly #entries = new Map<RecordingId, Entry>();
  /** Of files whose recordings have ids of their own: those, in their order. */
  readonly #inFile = new Map<string, readonly RecordingId[]>();
  readonly #byTestId = new Groups<Entry>();
  readonly #byModulePath = new Groups<Entry>();
  readonly #byHash = new Groups<Entry>();
  readonly #moduleStamps = new Map<string, number>();
  readonly #listeners = new Set<IndexListener>();
  #unpacked: Entry[] = [];
  #isLoss = false;
  #tests = new Set<string>();
  #stamps = 0;
  #partial = 0;

  get size(): number {
    return this.#entries.size;
  }

  /** How many recordings are not read yet: of them only names, tests and places are known. */
  get unread(): number {
    return this.#partial;
  }

  get(id: RecordingId): RecordingSummary | undefined {
    const entry = this.#entries.get(id);
    return entry && this.#summary(entry);
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
    const ofPath = this.#byModulePath.get(base?.path ?? "");
    return this.#summaries(ofPath.filter((entry) => nodeIdOf(entry)?.names.join("::") === names));
  }

  /** By test (names joined by `::`) of a module, as node ids have its path: the parameters of its recordings, undefined for none. */
  parametersIn(modulePath: string): ReadonlyMap<string, ReadonlySet<string | undefined>> {
    const found = new Map<string, Set<string | undefined>>();
    for (const entry of this.#byModulePath.get(modulePath)) {
      const id = nodeIdOf(entry);
      const name = id?.names.join("::") ?? "";
      found.set(name, (found.get(name) ?? new Set()).add(id?.param));
    }
    return found;
  }

  /** Recordings of the tests in a module, wherever below the project's root they lie. */
  ofModule(moduleUri: string): readonly TestRecording[] {
    return this.#testRecordings(this.#entriesOf(moduleUri));
  }

  /** Changes when something about the recordings of a module's tests does. */
  moduleStamp(moduleUri: string): number {
    let latest = 0;
    for (const { rest } of splits(slashPath(moduleUri))) latest = Math.max(latest, this.#moduleStamps.get(rest) ?? 0);
    return latest;
  }

  /** Recordings of one test or, where `names` are those of a class, of all its tests. */
  ofTest(moduleUri: string, names: readonly string[]): readonly TestRecording[] {
    const isOf = (entry: Entry) => {
      const ofEntry = nodeIdOf(entry)?.names;
      return names.every((name, index) => ofEntry?.[index] === name);
    };
    return this.#testRecordings(this.#entriesOf(moduleUri).filter(isOf));
  }

  /** By the full 64 digits, or by 12 or more first ones; a file named by 12 digits only is found by its 64 too. */
  byHash(hash: string): readonly RecordingSummary[] {
    return this.#summaries(this.#entriesOfHash(hash));
  }

  /** Those whose request has this hash under any scheme that was tried, whatever their name: digits as above. Looks through all that is kept. */
  byComputedHash(hash: string): readonly RecordingSummary[] {
    const start = `"${hash.slice(0, digitsOfKey)}`;
    const entries = [...this.#entries.values()].filter(({ packed }) => holds(packed, start));
    const hasIt = ({ uri, naming, hash: named }: RecordingSummary) =>
      naming !== undefined && (formatOfName(baseName(uri)).naming?.hashesLike(naming, named, hash) ?? []).length > 0;
    return this.#summaries([...new Set([...entries, ...this.#entriesOfHash(hash)])]).filter(hasIt);
  }

  /** What lists show: of a test or a hash, asked for as above, or of all. */
  listings({ testId, hash }: { readonly testId?: string; readonly hash?: string } = {}): readonly Listing[] {
    const ofHash = () => (hash === undefined ? [...this.#entries.values()] : this.#entriesOfHash(hash));
    const entries = testId === undefined ? ofHash() : this.#byTestId.get(testId);
    const listings = entries.map(({ id, packed }) => unpackListing(id, packed));
    return listings.sort((a, b) => byTestThenTurn(a, b, a.messages - b.messages));
  }

  /** Takes recordings in, as an editor has them, replacing what was known of the same files. Those of a file come together. */
  update(recordings: readonly RecordingSummary[]): void {
    this.store(recordings.map((each) => storedOf(each, { partial: false })));
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

  /**
   * A module's path ends with the path of its tests' node ids, and what comes before is the project's root: so the
   * answer needs no disk, and nested projects, several roots and a folder opened above the project all work.
   */
  #entriesOf(moduleUri: string): readonly Entry[] {
    const found: Entry[] = [];
    for (const { root, rest } of splits(slashPath(moduleUri))) {
      for (const entry of this.#byModulePath.get(rest)) if (slashPath(entry.uri).startsWith(root)) found.push(entry);
    }
    return found;
  }

  #entriesOfHash(hash: string): readonly Entry[] {
    return this.#byHash.get(hash.slice(0, digitsOfKey)).filter(({ uri }) => sameHash(hashOfName(baseName(uri)) ?? "-", hash));
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
    this.#stampModule(entry);
  }

  #add(stored: Stored, known: Entry | undefined): void {
    if (known) this.#forget(known.id);
    const { testId } = stored;
    const entry = new Entry(stored, testId === undefined ? undefined : moduleOf(this.#byTestId.first(testId), testId));
    this.#entries.set(entry.id, entry);
    if (entry.partial) this.#partial++;
    if (testId !== undefined) this.#byTestId.add(testId, entry);
    if (entry.modulePath !== undefined) this.#byModulePath.add(entry.modulePath, entry);
    this.#stampModule(entry);
    this.#byHash.add(hashKey(entry.uri), entry);
  }

  #forget(id: RecordingId): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    this.#isLoss = true;
    const { testId, modulePath } = entry;
    if (entry.partial) this.#partial--;
    if (testId !== undefined) {
      this.#tests.add(testId);
      this.#byTestId.delete(testId, entry);
    }
    if (modulePath !== undefined) this.#byModulePath.delete(modulePath, entry);
    this.#stampModule(entry);
    this.#byHash.delete(hashKey(entry.uri), entry);
    return this.#entries.delete(id);
  }

  #stampModule({ modulePath }: Entry): void {
    if (modulePath !== undefined) this.#moduleStamps.set(modulePath, ++this.#stamps);
  }

  #summary(entry: Entry): RecordingSummary {
    if (entry.summary) return entry.summary;
    if (this.#unpacked.length >= unpackedKept) {
      for (const each of this.#unpacked) each.summary = undefined;
      this.#unpacked = [];
    }
    this.#unpacked.push(entry);
    return (entry.summary = unpack(entry.id, entry.packed));
  }

  #summaries(entries: readonly Entry[]): readonly RecordingSummary[] {
    const summaries = entries.map((entry) => this.#summary(entry));
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

function nodeIdOf({ testId }: Pick<Stored, "testId">): NodeId | undefined {
  return testId === undefined ? undefined : parseNodeId(testId);
}

/** The path of a test's module: of many recordings of one test, the node id is taken apart for the first. */
function moduleOf(other: Entry | undefined, testId: string): string | undefined {
  return other ? other.modulePath : parseNodeId(testId)?.path;
}

/** The shortest hashes in names; of a name that carries none, anything. */
const digitsOfKey = 12;

function hashKey(uri: string): string {
  const name = baseName(uri);
  return (hashOfName(name) ?? name).slice(0, digitsOfKey);
}

/** Every way to part a path at a slash: what may be a project's root, its slash included, and the path within it. */
function* splits(path: string): Generator<{ readonly root: string; readonly rest: string }> {
  for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
    yield { root: path.slice(0, slash + 1), rest: path.slice(slash + 1) };
  }
}

type Keyed = Pick<RecordingSummary, "testId" | "id" | "uri">;

/** `turn` says which of two recordings of one test comes first. */
function byTestThenTurn(a: Keyed, b: Keyed, turn: number): number {
  return compare(a.testId ?? "", b.testId ?? "") || turn || compare(a.uri, b.uri) || inFileOrder(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
