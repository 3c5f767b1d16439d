/**
 * Whether the tests of recordings still exist: their modules are read once, in the background, and again when they change. The answers are there at
 * once, or "unknown".
 */
import { setImmediate as pause } from "node:timers/promises";
import { logFailure } from "../../log";
import { parseNodeId, unsafeNodeId, type NodeId } from "../../pytest/nodeId";
import { isTestModule } from "../../pytest/testModule";
import type { Outline } from "../../pytest/renamed";
import type { TestState } from "../../rules/workspaceRule";
import { CollectedTests, type Collection } from "./collectedTests";
import type { Documents } from "../documents";
import type { Folders } from "../folders";
import { fileOf } from "../../recordingId";
import type { RecordingIndex } from "../store/recordingIndex";
import { below, isPlain, keyOf, modulesIn, pathOfKey, rootOf } from "./modulePlaces";
import { Renamings, type EarlierTexts } from "./renamings";
import {
  collects,
  doubtful,
  isInDoubt,
  sourceModule,
  definitelyMissing,
  type ModuleQuestion,
  type SourceModule,
} from "./sourceModule";
import { isFile, isWithin, mayBeFolder, parentOf, slashPath } from "../uris";

const unknown: TestState = { kind: "unknown" };

/** Recordings looked at without a pause. */
const atOnce = 1000;
/** Modules in one question to those that read. */
const together = 16;

/** Test modules on disk; undefined where there is no such file. May reject. */
export interface ModuleFiles {
  modules(questions: readonly ModuleQuestion[]): Promise<readonly (SourceModule | undefined)[]>;
  stamps(uris: readonly string[]): Promise<readonly (string | undefined)[]>;
}

export class TestSources {
  readonly #index: RecordingIndex;
  readonly #documents: Documents;
  readonly #folders: () => Folders;
  readonly #onDisk: ModuleFiles;
  readonly #collected: CollectedTests;
  readonly #renamings: Renamings;
  /** Every place where a module was looked for; undefined where there is none. */
  readonly #modules = new Map<string, SourceModule | undefined>();
  /** By folder of recordings and path of a node id: the places where the module may be, nearest first. */
  readonly #places = new Map<string, readonly string[]>();
  /** By place: the tests (names joined by `::`) that recordings want to find there. */
  readonly #wanted = new Map<string, Set<string>>();
  /** By folder of recordings: the tests whose places are known. Of many recordings of one test the first is looked at. */
  readonly #placed = new Map<string, Set<string>>();
  readonly #roots = new Map<string, number>();
  readonly #states = new Map<string, TestState>();
  readonly #stale = new Set<string>();
  /** Recordings that were taken in, as the index tells them. */
  #unseen: (readonly string[])[] = [];
  /** Whether some of the places may be those of recordings that are none any more. */
  #mayBeUnused = false;
  readonly #listeners = new Set<() => void>();
  #seenFolders: Folders | undefined;
  #reading: Promise<void> | undefined;

  /** `folders` gives those of the moment. */
  constructor(index: RecordingIndex, documents: Documents, folders: () => Folders, onDisk: ModuleFiles, earlier: EarlierTexts) {
    this.#index = index;
    this.#documents = documents;
    this.#folders = folders;
    this.#onDisk = onDisk;
    this.#collected = new CollectedTests(documents);
    this.#renamings = new Renamings(index, earlier);
    index.onChange((ids, isLoss) => {
      this.#unseen.push(ids);
      this.#mayBeUnused ||= isLoss;
      // Which test another one may be now depends on which have recordings.
      for (const [key, { kind }] of this.#states) if (kind === "gone") this.#states.delete(key);
    });
  }

  /** "unknown" until `refresh` has read the module, and where nothing is sure. */
  of(recordingUri: string, testId: string | undefined): TestState {
    const id = testId === undefined ? undefined : parseNodeId(testId);
    if (id === undefined || !isPlain(id.path)) return unknown;
    const key = `${keyOf(recordingUri, id.path)}\n${id.names.join("::")}`;
    const known = this.#states.get(key);
    if (known) return known;
    const places = this.#places.get(keyOf(recordingUri, id.path));
    if (places === undefined || places.some((uri) => !this.#isRead(uri, id.names))) return unknown;
    const state = this.#stateOf(id, places);
    this.#states.set(key, state);
    return state;
  }

  /** Called when answers may have changed. Returns a function that ends the listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something happened to these files or folders (URIs). Says whether it concerns any module that recordings name. */
  changed(uris: readonly string[]): boolean {
    const [modules, others] = [uris.filter((uri) => uri.endsWith(".py")), uris.filter(mayBeFolder)];
    const concerned = [...this.#modules.keys()].filter(
      (uri) => modules.includes(uri) || others.some((folder) => isWithin(uri, folder)),
    );
    for (const uri of concerned) this.#stale.add(uri);
    // What a missing module may be called now.
    const isNews = modules.some((uri) => isTestModule(uri) && !this.#modules.has(uri));
    const isDoubted = this.#collected.changed(uris);
    if (isNews || isDoubted) this.#states.clear();
    return concerned.length > 0 || isNews || isDoubted;
  }

  /** Compares the modules on disk with what was read of them, for `changed` may have missed some. The same answer; never rejects. */
  async verify(): Promise<boolean> {
    const uris = [...this.#modules.keys()].filter((uri) => this.#modules.get(uri) !== doubtful && !this.#isInEditor(uri));
    const stamps = await this.#onDisk.stamps(uris).catch(() => undefined);
    return stamps !== undefined && this.changed(uris.filter((uri, at) => this.#modules.get(uri)?.stamp !== stamps[at]));
  }

  /** Reads what is not read yet. Resolves when every answer is there; never rejects. */
  async refresh(): Promise<void> {
    while (this.#reading || this.#isBehind()) {
      this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
      await this.#reading;
    }
  }

  /** The modules that recordings name and that exist, by pytest's root (URI), as pytest is about to collect them. Waits for the sources. */
  async planCollection(): Promise<ReadonlyMap<string, readonly string[]>> {
    await this.refresh();
    const found = new Map<string, string[]>();
    for (const [key, places] of this.#places) {
      const path = pathOfKey(key);
      const uri = places.find((place) => this.#modules.get(place) !== undefined);
      if (uri === undefined || !isFile(uri) || unsafeNodeId({ path, names: ["test"], param: undefined }) !== undefined) continue;
      const paths = found.get(rootOf(uri, path)) ?? [];
      found.set(rootOf(uri, path), paths.includes(path) ? paths : [...paths, path].sort());
    }
    for (const [root, paths] of found) await this.#collected.plan(root, paths);
    return found;
  }

  /** Takes what pytest collected after `planCollection`, and answers by it from then on. */
  async collected(collection: Collection): Promise<void> {
    await this.#collected.take(collection);
    await this.refresh();
    this.#notify();
  }

  #isBehind(): boolean {
    return this.#unseen.length > 0 || this.#stale.size > 0 || this.#collected.isDoubted || this.#seenFolders !== this.#folders();
  }

  async #read(): Promise<void> {
    if (this.#seenFolders !== this.#folders()) this.#startAnew();
    const isPlaced = await this.#findPlaces();
    const isSettled = await this.#collected.settle();
    const wanted = [...this.#stale];
    this.#stale.clear();
    if (wanted.length === 0 && !isSettled && !isPlaced) return;
    await this.#readModules(wanted.map((uri) => ({ uri, wanted: [...(this.#wanted.get(uri) ?? [])] })));
    await this.#readNeighbours();
    this.#findRoots();
    this.#notify();
    for (const uri of wanted) void this.#lookBack(uri);
  }

  /** Nothing waits for what git knows. */
  async #lookBack(uri: string): Promise<void> {
    const module = this.#modules.get(uri);
    if (module && (await this.#renamings.lookBack(uri, module, this.#wanted.get(uri) ?? []))) this.#notify();
  }

  #notify(): void {
    this.#states.clear();
    for (const listener of this.#listeners) listener();
  }

  async #readModules(questions: readonly ModuleQuestion[]): Promise<void> {
    const isOpen = ({ uri }: ModuleQuestion) => this.#isInEditor(uri);
    const open = questions.filter(isOpen);
    const gone = await this.#goneFrom(open.map(({ uri }) => uri));
    for (const { uri, wanted } of open) {
      const text = gone.has(uri) ? undefined : this.#documents.getOpen(uri)?.getText();
      this.#take(uri, text === undefined ? undefined : sourceModule(text, wanted));
    }
    const onDisk = questions.filter((question) => !isOpen(question));
    const batches: Promise<void>[] = [];
    for (let from = 0; from < onDisk.length; from += together) batches.push(this.#readBatch(onDisk.slice(from, from + together)));
    await Promise.all(batches);
  }

  /** Files that were deleted or moved while an editor shows them: no run finds what is in them. */
  async #goneFrom(uris: readonly string[]): Promise<ReadonlySet<string>> {
    const files = uris.filter(isFile);
    const stamps = files.length === 0 ? [] : await this.#onDisk.stamps(files).catch(() => undefined);
    return new Set(stamps === undefined ? [] : files.filter((_, at) => stamps[at] === undefined));
  }

  #isInEditor(uri: string): boolean {
    return this.#documents.isOpen(uri) || !isFile(uri);
  }

  /** A module that cannot be read in time, or at all, keeps no others from being read. */
  async #readBatch(questions: readonly ModuleQuestion[]): Promise<void> {
    try {
      const modules = await this.#onDisk.modules(questions);
      for (const [at, { uri }] of questions.entries()) this.#take(uri, modules[at]);
    } catch (error) {
      const [first, ...others] = questions;
      if (first === undefined) return;
      if (others.length > 0) {
        for (const question of questions) await this.#readBatch([question]);
        return;
      }
      logFailure(`Reading ${first.uri}`, error);
      this.#modules.set(first.uri, doubtful);
    }
  }

  #take(uri: string, module: SourceModule | undefined): void {
    this.#renamings.moduleChanged(uri, this.#wanted.get(uri) ?? [], this.#modules.get(uri)?.quickNames, module?.quickNames);
    this.#modules.set(uri, module);
  }

  #isRead(uri: string, names: readonly string[]): boolean {
    const module = this.#modules.get(uri);
    return module === undefined ? this.#modules.has(uri) : definitelyMissing(module, names) !== undefined;
  }

  #startAnew(): void {
    this.#seenFolders = this.#folders();
    this.#places.clear();
    this.#placed.clear();
    this.#wanted.clear();
    this.#renamings.clear();
    this.#unseen = [this.#index.ids()];
  }

  /** Whether there are others than before. */
  async #findPlaces(): Promise<boolean> {
    const unused = this.#startOver();
    let isNew = false;
    let count = 0;
    const unseen = this.#unseen;
    this.#unseen = [];
    for (const recording of unseen.flat()) {
      const testId = this.#index.stored(recording)?.testId;
      const uri = fileOf(recording);
      if (testId === undefined || !this.#isNew(parentOf(uri), testId)) continue;
      const id = parseNodeId(testId);
      if (id === undefined || !isPlain(id.path)) continue;
      const key = keyOf(uri, id.path);
      unused.delete(key);
      const places = this.#places.get(key) ?? this.#placesOf(uri, id.path);
      isNew ||= !this.#places.has(key);
      this.#places.set(key, places);
      for (const place of places) this.#want(place, id.names);
      if (++count % atOnce === 0) await pause();
    }
    for (const key of unused) this.#places.delete(key);
    return isNew || unused.size > 0;
  }

  /** Where recordings went, all that are left are looked at. The places (keys) that are not theirs go in the end, so that answers stay until then. */
  #startOver(): Set<string> {
    if (!this.#mayBeUnused) return new Set();
    this.#mayBeUnused = false;
    this.#placed.clear();
    this.#unseen = [this.#index.ids()];
    return new Set(this.#places.keys());
  }

  #isNew(folder: string, testId: string): boolean {
    const placed = this.#placed.get(folder) ?? new Set<string>();
    if (placed.has(testId)) return false;
    this.#placed.set(folder, placed.add(testId));
    return true;
  }

  #want(place: string, names: readonly string[]): void {
    const wanted = this.#wanted.get(place) ?? new Set<string>();
    this.#wanted.set(place, wanted.add(names.join("::")));
    const module = this.#modules.get(place);
    if (module === undefined ? !this.#modules.has(place) : definitelyMissing(module, names) === undefined) this.#stale.add(place);
  }

  /** Below each folder from the recording's own up to the workspace folder; outside of all, nothing is looked for. */
  #placesOf(recordingUri: string, path: string): readonly string[] {
    const top = this.#folders().folderOf(recordingUri);
    if (top === undefined) return [];
    const places: string[] = [];
    for (let folder = parentOf(recordingUri); isWithin(folder, top); folder = parentOf(folder)) places.push(below(folder, path));
    return places;
  }

  /** A module that is gone may have another name now: those beside it are looked at too. */
  async #readNeighbours(): Promise<void> {
    const missing = [...this.#places.values()].filter((places) => places.every((uri) => this.#modules.get(uri) === undefined));
    const folders = [...new Set(missing.flat().map(parentOf))];
    const neighbours = (await Promise.all(folders.map(modulesIn))).flat();
    const unread = neighbours.filter((uri) => this.#modules.get(uri)?.parsed === undefined);
    await this.#readModules(unread.map((uri) => ({ uri, wanted: undefined })));
  }

  /** A folder below which a module lies as node ids say is the root of a project. */
  #findRoots(): void {
    this.#roots.clear();
    for (const [key, places] of this.#places) {
      const uri = places.find((place) => this.#modules.get(place) !== undefined);
      if (uri === undefined) continue;
      const root = rootOf(uri, pathOfKey(key));
      this.#roots.set(root, (this.#roots.get(root) ?? 0) + 1);
    }
  }

  #stateOf(id: NodeId, places: readonly string[]): TestState {
    const uris = places.filter((place) => this.#modules.get(place) !== undefined);
    const isCollected = (uri: string) => this.#collected.has(uri, id.names) === true;
    const has = (uri: string) =>
      definitelyMissing(this.#modules.get(uri) ?? doubtful, id.names) !== true && !this.#isMissed(uri, id);
    const found = uris.find(isCollected) ?? uris.find(has);
    if (found !== undefined) return { kind: "found", root: rootOf(found, id.path) };
    const [uri] = uris;
    if (uri !== undefined) {
      const gone = { kind: "gone", what: "function", root: rootOf(uri, id.path), module: uri } as const;
      const collected = this.#isMissed(uri, id) ? this.#collected.testsIn(uri).size : undefined;
      const tests = [...(this.#modules.get(uri)?.parsed?.tests ?? []), ...this.#collected.testsIn(uri)];
      const candidates = this.#renamings.inModule(uri, id, this.#modules.get(uri) ?? doubtful, [...new Set(tests)]);
      return { ...gone, candidates, ...(collected === undefined ? {} : { collected }) };
    }
    const root = places.map((place) => rootOf(place, id.path)).find((folder) => this.#roots.has(folder));
    if (root === undefined) return unknown;
    return { kind: "gone", what: "module", root, ...this.#movedTo(root, id, places) };
  }

  /** pytest did not collect it, and the source alone could not tell. What the source plainly defines is left to it. */
  #isMissed(uri: string, { names }: NodeId): boolean {
    const module = this.#modules.get(uri);
    return module !== undefined && isInDoubt(module, names) && this.#collected.has(uri, names) === false;
  }

  /** The same test in another module of the project. */
  #movedTo(root: string, id: NodeId, places: readonly string[]) {
    const wanted = id.names.join("::");
    const modules = new Map<string, { readonly uri: string; readonly quickNames: Outline }>();
    for (const [uri, module] of this.#modules) {
      if (module && collects(module, wanted) && isWithin(uri, root))
        modules.set(slashPath(uri).slice(slashPath(root).length + 1), { uri, quickNames: module.quickNames });
    }
    const candidates = this.#renamings.ofModule(places, id, modules);
    const path = candidates[0] && parseNodeId(candidates[0].testId)?.path;
    return { candidates, module: path === undefined ? undefined : modules.get(path)?.uri };
  }
}
