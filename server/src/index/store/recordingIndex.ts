/**
 * All recordings of the workspace, by file, test and request: queries on `entries.ts`, with unpacked and sorted results. Does not access the disk.
 */
import { formats as knownFormats, type Formats } from "../../formats/formats";
import { fileOf, fragmentOf, type RecordingId } from "../../recordingId";
import { byFile } from "./encodedBatch";
import { Entry, nodeIdsOf, type EntryTest } from "./entry";
import { Groups } from "./groups";
import { HashGroups } from "./hashGroups";
import { ModuleGroups } from "./moduleGroups";
import { byTestThenTurn, compare } from "./order";
import { holds, isSame, unpackListing, type Listing } from "./packed";
import { storedOf, type Stored } from "./stored";
import type { RecordingSummary, Summaries } from "./summary";
import type { EntryOfTest } from "./testGroups";
import { Unpacked, withTest } from "./unpacked";

/** A recording with its parsed node id, as in the result of module queries. */
export interface TestRecording {
  readonly summary: RecordingSummary;
  readonly nodeId: NodeId;
}

/** Ids and URIs are normalized (see uris.ts). Every list is ordered by test id, then turn, then file name. */
export class RecordingIndex {
  readonly #entries: Entries;
  readonly #unpacked: Unpacked;

  constructor(readonly formats: Formats = knownFormats) {
    this.#entries = new Entries(formats);
    this.#unpacked = new Unpacked(formats);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The number of recordings that are not read yet: only their names, tests and ranges are known. */
  get unread(): number {
    return this.#entries.partial;
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
    return this.#entries.idsIn(uri);
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
    return this.#entries.ids();
  }

  /** All files with recordings, unordered. */
  uris(): readonly string[] {
    return this.#entries.uris();
  }

  /** The stored data of a recording, not unpacked. */
  stored(id: RecordingId): Stored | undefined {
    return this.#entries.get(id);
  }

  /** The stored data of a file (URI): that of its first recording. */
  storedFile(uri: string): Stored | undefined {
    return this.#entries.firstIn(uri);
  }

  /** Everything, unordered and not unpacked. */
  allStored(): Iterable<Stored> {
    return this.#entries.all();
  }

  all(): readonly RecordingSummary[] {
    return this.#summaries([...this.#entries.all()]);
  }

  /** By exact node id, including parameters. */
  byTestId(testId: string): readonly RecordingSummary[] {
    return this.#summaries(this.#entries.byTest.ofTestId(testId)).map((summary) => withTest(summary, testId));
  }

  /** Files (URIs) that name no test, and whose format finds it by their path. */
  get namedByPath(): ReadonlySet<string> {
    return this.#entries.links.files;
  }

  /** The test ids set by `link` for a file (URI); empty if its recordings name their tests. */
  linkedTests(uri: string): readonly string[] {
    return this.#entries.links.testsOf(uri).map(({ testId }) => testId);
  }

  /** Every recording with each of its tests; undefined for those without. Unordered. */
  *namedTests(): Generator<Pick<RecordingSummary, "id" | "testId">> {
    for (const { id, tests } of this.#entries.all()) {
      if (tests.length === 0) yield { id, testId: undefined };
      for (const { testId } of tests) yield { id, testId };
    }
  }

  /** All parameter sets of a test; `baseTestId` has no brackets. */
  byBaseTestId(baseTestId: string): readonly RecordingSummary[] {
    return this.#testRecordings(this.#entries.byTest.ofBaseTestId(baseTestId)).map(({ summary }) => summary);
  }

  /** By test (names joined by `::`) of a module (path as in node ids): the parameters of its recordings, undefined for none. */
  parametersIn(modulePath: string): ReadonlyMap<string, ReadonlySet<string | undefined>> {
    return this.#entries.byTest.parametersIn(modulePath);
  }

  /** Recordings of the tests in a module, anywhere below the project's root. */
  ofModule(moduleUri: string): readonly TestRecording[] {
    return this.ofTest(moduleUri, []);
  }

  /** Changes if the recordings of a module's tests do. */
  moduleStamp(moduleUri: string): number {
    return this.#entries.byTest.moduleStamp(moduleUri);
  }

  /** Recordings of one test or, if `names` are those of a class, of all its tests. */
  ofTest(moduleUri: string, names: readonly string[]): readonly TestRecording[] {
    return this.#testRecordings(this.#entries.byTest.ofTest(moduleUri, names));
  }

  /** By all 64 digits of a hash, or by the first 12 or more; a file named with 12 digits is also found by its 64. */
  byHash(hash: string): readonly RecordingSummary[] {
    return this.#summaries(this.#entries.byHash.of(hash));
  }

  /** Recordings whose request has this hash under any scheme that was tried, whatever their name; digits as above. Searches everything. */
  byComputedHash(hash: string): readonly RecordingSummary[] {
    const hasIt = ({ uri, naming, hash: named }: RecordingSummary) =>
      naming !== undefined && (this.formats.ofName(baseName(uri)).naming?.hashesLike(naming, named, hash) ?? []).length > 0;
    return this.#summaries(this.#entries.byHash.maybeComputed(hash, this.#entries.all())).filter(hasIt);
  }

  /** What lists show: for a test or hash, as above, or for all recordings. */
  listings({ testId, hash }: { readonly testId?: string; readonly hash?: string } = {}): readonly Listing[] {
    const ofHash = () => (hash === undefined ? [...this.#entries.all()] : this.#entries.byHash.of(hash));
    const entries = testId === undefined ? ofHash() : this.#entries.byTest.ofTestId(testId);
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
    this.#entries.store(recordings);
  }

  /** Forgets the recordings of these files. */
  remove(uris: readonly string[]): void {
    this.#entries.remove(uris);
  }

  /**
   * Sets the tests of files (URIs) without test ids of their own; an empty list for none. Listeners are also told that something else changed for
   * `others`.
   */
  link(links: ReadonlyMap<string, readonly string[]>, others: ReadonlySet<string> = new Set()): void {
    this.#entries.link(links, others);
  }

  /** Returns a function that removes the listener. */
  onChange(listener: IndexListener): () => void {
    return this.#entries.onChange(listener);
  }

  #summaries(entries: readonly Entry[]): readonly RecordingSummary[] {
    const summaries = entries.map((entry) => this.#unpacked.summaryOf(entry));
    return summaries.sort(inOrder);
  }

  #testRecordings(found: readonly EntryOfTest[]): readonly TestRecording[] {
    const recordings = found.map(({ entry, testId, nodeId }) => {
      return { summary: withTest(this.#unpacked.summaryOf(entry), testId), nodeId };
    });
    return recordings.sort((a, b) => inOrder(a.summary, b.summary));
  }
}

function inOrder(a: RecordingSummary, b: RecordingSummary): number {
  const turn = a.conversation.length - b.conversation.length;
  return byTestThenTurn(a, b, turn || compare(a.asked, b.asked) || compare(a.preview, b.preview));
}
