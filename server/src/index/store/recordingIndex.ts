/** All recordings of the workspace, by file, test and request: what is asked of `entries.ts`, unpacked and in order. No file system. */
import { formats as knownFormats, type Formats } from "../../formats/formats";
import type { NodeId } from "../../pytest/nodeId";
import type { RecordingId } from "../../recordingId";
import { baseName } from "../uris";
import { Entries } from "./entries";
import type { Entry } from "./entry";
import type { IndexListener } from "./indexChanges";
import { byTestThenTurn, compare } from "./order";
import { unpackListing, type Listing } from "./packed";
import { storedOf, type Stored } from "./stored";
import type { RecordingSummary, Summaries } from "./summary";
import type { EntryOfTest } from "./testGroups";
import { Unpacked, withTest } from "./unpacked";

/** A recording with its node id taken apart; what module queries give. */
export interface TestRecording {
  readonly summary: RecordingSummary;
  readonly nodeId: NodeId;
}

/** Ids and URIs are normalized (see uris.ts). Every list is in the order of test ids, then turns, then file names. */
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

  /** How many recordings are not read yet: of them only names, tests and places are known. */
  get unread(): number {
    return this.#entries.partial;
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
    return this.#entries.idsIn(uri);
  }

  /** The recordings of a file (URI) that were read whole when it had this stamp; undefined where they were not. */
  summariesAsOf(uri: string, stamp: string | undefined): Summaries | undefined {
    const stored = this.storedFile(uri);
    if (stamp === undefined || stored?.stamp !== stamp || stored.partial || stored.validity === "passing") return undefined;
    const [first, ...others] = this.inFile(uri);
    return first && [first, ...others];
  }

  /** Of all recordings, in no order. */
  ids(): readonly RecordingId[] {
    return this.#entries.ids();
  }

  /** Of all files with recordings, in no order. */
  uris(): readonly string[] {
    return this.#entries.uris();
  }

  /** What is kept of a recording, not unpacked. */
  stored(id: RecordingId): Stored | undefined {
    return this.#entries.get(id);
  }

  /** What is kept of a file (URI), which is read as a whole: that of its first recording. */
  storedFile(uri: string): Stored | undefined {
    return this.#entries.firstIn(uri);
  }

  /** Everything, in no order; not unpacked. */
  allStored(): Iterable<Stored> {
    return this.#entries.all();
  }

  all(): readonly RecordingSummary[] {
    return this.#summaries([...this.#entries.all()]);
  }

  /** The exact node id, parameters included. */
  byTestId(testId: string): readonly RecordingSummary[] {
    return this.#summaries(this.#entries.byTest.ofTestId(testId)).map((summary) => withTest(summary, testId));
  }

  /** Files (URIs) that name no test, and whose format says that their path leads to it. */
  get namedByPath(): ReadonlySet<string> {
    return this.#entries.links.files;
  }

  /** The test ids that `link` gave a file (URI); none where its recordings name their tests. */
  linkedTests(uri: string): readonly string[] {
    return this.#entries.links.testsOf(uri).map(({ testId }) => testId);
  }

  /** Every recording with each of its tests; undefined for those without. In no order. */
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

  /** By test (names joined by `::`) of a module, as node ids have its path: the parameters of its recordings, undefined for none. */
  parametersIn(modulePath: string): ReadonlyMap<string, ReadonlySet<string | undefined>> {
    return this.#entries.byTest.parametersIn(modulePath);
  }

  /** Recordings of the tests in a module, wherever below the project's root they lie. */
  ofModule(moduleUri: string): readonly TestRecording[] {
    return this.ofTest(moduleUri, []);
  }

  /** Changes when something about the recordings of a module's tests does. */
  moduleStamp(moduleUri: string): number {
    return this.#entries.byTest.moduleStamp(moduleUri);
  }

  /** Recordings of one test or, where `names` are those of a class, of all its tests. */
  ofTest(moduleUri: string, names: readonly string[]): readonly TestRecording[] {
    return this.#testRecordings(this.#entries.byTest.ofTest(moduleUri, names));
  }

  /** By the full 64 digits, or by 12 or more first ones; a file named by 12 digits only is found by its 64 too. */
  byHash(hash: string): readonly RecordingSummary[] {
    return this.#summaries(this.#entries.byHash.of(hash));
  }

  /** Those whose request has this hash under any scheme that was tried, whatever their name: digits as above. Looks through all that is kept. */
  byComputedHash(hash: string): readonly RecordingSummary[] {
    const hasIt = ({ uri, naming, hash: named }: RecordingSummary) =>
      naming !== undefined && (this.formats.ofName(baseName(uri)).naming?.hashesLike(naming, named, hash) ?? []).length > 0;
    return this.#summaries(this.#entries.byHash.maybeComputed(hash, this.#entries.all())).filter(hasIt);
  }

  /** What lists show: of a test or a hash, asked for as above, or of all. */
  listings({ testId, hash }: { readonly testId?: string; readonly hash?: string } = {}): readonly Listing[] {
    const ofHash = () => (hash === undefined ? [...this.#entries.all()] : this.#entries.byHash.of(hash));
    const entries = testId === undefined ? ofHash() : this.#entries.byTest.ofTestId(testId);
    const listings = entries.map(({ id, packed, tests }) => withTest(unpackListing(id, packed), testId ?? tests[0]?.testId));
    return listings.sort((a, b) => byTestThenTurn(a, b, a.messages - b.messages));
  }

  /** Takes recordings in, as an editor has them, replacing what was known of the same files. Those of a file come together. */
  update(recordings: readonly RecordingSummary[]): void {
    this.store(recordings.map((each) => storedOf(each, { partial: false }, this.formats)));
  }

  /**
   * Takes recordings in, replacing what was known of the same files; those of a file come together. What was read of the same file again, and says
   * the same, is not a change.
   */
  store(recordings: readonly Stored[]): void {
    this.#entries.store(recordings);
  }

  /** Forgets the recordings of these files. */
  remove(uris: readonly string[]): void {
    this.#entries.remove(uris);
  }

  /**
   * Says of files (URIs) without test ids of their own which tests they belong to; none for an empty list. Of `others` something else became known,
   * which listeners hear as well.
   */
  link(links: ReadonlyMap<string, readonly string[]>, others: ReadonlySet<string> = new Set()): void {
    this.#entries.link(links, others);
  }

  /** Returns a function that ends the listening. */
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
  return byTestThenTurn(a, b, a.conversation.length - b.conversation.length || byWords(a, b));
}

/** Names of files with one recording tell nothing of it, so they are ordered by what is read first; those of a file keep its order. */
function byWords(a: RecordingSummary, b: RecordingSummary): number {
  const isAlone = ({ id, uri }: RecordingSummary) => id === uri;
  if (isAlone(a) !== isAlone(b)) return isAlone(a) ? -1 : 1;
  return isAlone(a) ? compare(a.asked, b.asked) || compare(a.preview, b.preview) : 0;
}
