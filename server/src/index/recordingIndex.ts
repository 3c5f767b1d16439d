/** All recordings of the workspace, by file, test and request: maps and queries, no file system. */
import { parseNodeId, type NodeId } from "../pytest/nodeId";
import type { RecordingSummary } from "./summary";
import { slashPath } from "./uris";

/** Called with the URIs of recordings that appeared, changed or went. */
export type IndexListener = (uris: readonly string[]) => void;

interface Entry {
  readonly summary: RecordingSummary;
  readonly nodeId: NodeId | undefined;
  readonly path: string;
}

/** A recording with its node id taken apart; what module queries give. */
export interface TestRecording {
  readonly summary: RecordingSummary;
  readonly nodeId: NodeId;
}

/** URIs are normalized (see uris.ts). Every list is in the order of test ids, then turns, then file names. */
export class RecordingIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #byTestId = new Map<string, Set<Entry>>();
  readonly #byModulePath = new Map<string, Set<Entry>>();
  readonly #byHash = new Map<string, Set<Entry>>();
  readonly #listeners = new Set<IndexListener>();

  get size(): number {
    return this.#entries.size;
  }

  get(uri: string): RecordingSummary | undefined {
    return this.#entries.get(uri)?.summary;
  }

  /** Of all recordings, in no order. */
  uris(): readonly string[] {
    return [...this.#entries.keys()];
  }

  all(): readonly RecordingSummary[] {
    return [...this.#entries.values()].map(({ summary }) => summary).sort(byTestThenTurn);
  }

  /** The exact node id, parameters included. */
  byTestId(testId: string): readonly RecordingSummary[] {
    return summaries(this.#byTestId.get(testId));
  }

  /** All parameter sets of a test; `baseTestId` has no brackets. */
  byBaseTestId(baseTestId: string): readonly RecordingSummary[] {
    const base = parseNodeId(baseTestId);
    const ofPath = [...(this.#byModulePath.get(base?.path ?? "") ?? [])];
    return summaries(ofPath.filter(({ nodeId }) => nodeId?.names.join("::") === base?.names.join("::")));
  }

  /** Recordings of the tests in a module, wherever below the project's root they lie. */
  ofModule(moduleUri: string): readonly TestRecording[] {
    const found = this.#entriesOf(moduleUri).flatMap(({ summary, nodeId }) => (nodeId ? { summary, nodeId } : []));
    return found.sort((a, b) => byTestThenTurn(a.summary, b.summary));
  }

  /** Recordings of one test or, where `names` are those of a class, of all its tests. */
  ofTest(moduleUri: string, names: readonly string[]): readonly TestRecording[] {
    return this.ofModule(moduleUri).filter(({ nodeId }) => names.every((name, index) => nodeId.names[index] === name));
  }

  /** By the full 64 digits, or by 12 or more first ones; a file named by 12 digits only is found by its 64 too. */
  byHash(hash: string): readonly RecordingSummary[] {
    const agrees = (other: string) => other.startsWith(hash) || hash.startsWith(other);
    const candidates = [...(this.#byHash.get(hash.slice(0, 12)) ?? [])];
    return summaries(candidates.filter(({ summary }) => summary.hash !== undefined && agrees(summary.hash)));
  }

  /** Takes recordings in, replacing what was known of the same files. */
  update(recordings: readonly RecordingSummary[]): void {
    for (const summary of recordings) {
      this.#forget(summary.uri);
      this.#remember(summary);
    }
    this.#tell(recordings.map(({ uri }) => uri));
  }

  remove(uris: readonly string[]): void {
    this.#tell(uris.filter((uri) => this.#forget(uri)));
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
    const modulePath = slashPath(moduleUri);
    const found: Entry[] = [];
    for (let slash = modulePath.indexOf("/"); slash >= 0; slash = modulePath.indexOf("/", slash + 1)) {
      const root = modulePath.slice(0, slash + 1);
      const entries = this.#byModulePath.get(modulePath.slice(slash + 1)) ?? [];
      for (const entry of entries) if (entry.path.startsWith(root)) found.push(entry);
    }
    return found;
  }

  #remember(summary: RecordingSummary): void {
    const nodeId = summary.testId === undefined ? undefined : parseNodeId(summary.testId);
    const entry = { summary, nodeId, path: slashPath(summary.uri) };
    this.#entries.set(summary.uri, entry);
    for (const [map, key] of this.#places(entry)) {
      const set = map.get(key) ?? new Set();
      map.set(key, set.add(entry));
    }
  }

  #forget(uri: string): boolean {
    const entry = this.#entries.get(uri);
    if (!entry) return false;
    for (const [map, key] of this.#places(entry)) {
      map.get(key)?.delete(entry);
      if (map.get(key)?.size === 0) map.delete(key);
    }
    return this.#entries.delete(uri);
  }

  #places({ summary, nodeId }: Entry): readonly [Map<string, Set<Entry>>, string][] {
    const places: [Map<string, Set<Entry>>, string][] = [];
    if (summary.testId !== undefined) places.push([this.#byTestId, summary.testId]);
    if (nodeId) places.push([this.#byModulePath, nodeId.path]);
    if (summary.hash !== undefined) places.push([this.#byHash, summary.hash.slice(0, 12)]);
    return places;
  }

  #tell(uris: readonly string[]): void {
    if (uris.length > 0) for (const listener of this.#listeners) listener(uris);
  }
}

function summaries(entries: Iterable<Entry> | undefined): readonly RecordingSummary[] {
  return [...(entries ?? [])].map(({ summary }) => summary).sort(byTestThenTurn);
}

function byTestThenTurn(a: RecordingSummary, b: RecordingSummary): number {
  return compare(a.testId ?? "", b.testId ?? "") || a.conversation.length - b.conversation.length || compare(a.uri, b.uri);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
