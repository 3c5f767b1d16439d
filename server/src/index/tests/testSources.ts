/**
 * Whether the tests of recordings still exist: their modules are read once, in the background, and again when they change. Answers are
 * immediate, or "unknown".
 */
import { formatNodeId, parseNodeId, unsafeNodeId, type NodeId } from "../../pytest/nodeId";
import { isTestModule } from "../../pytest/testModule";
import type { Outline } from "../../pytest/renamed";
import type { TestState } from "../../rules/workspaceRule";
import { CollectedTests, type Collection } from "./collectedTests";
import type { Documents } from "../documents";
import type { Folders } from "../folders";
import type { RecordingIndex } from "../store/recordingIndex";
import { isPlain, keyOf, modulesIn, pathOfKey, rootOf } from "./modulePlaces";
import { Modules, type ModuleFiles } from "./modules";
import { Places } from "./places";
import { Renamings, type EarlierTexts } from "./renamings";
import { collects, definitelyMissing, doubtful, isInDoubt } from "./sourceModule";
import { isFile, isWithin, mayBeFolder, parentOf, slashPath } from "../uris";

const unknown: TestState = { kind: "unknown" };

export class TestSources {
  readonly #collected: CollectedTests;
  readonly #renamings: Renamings;
  readonly #modules: Modules;
  readonly #places: Places;
  readonly #roots = new Map<string, number>();
  readonly #states = new Map<string, TestState>();
  readonly #stale = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #reading: Promise<void> | undefined;

  /** `folders` returns the current folders. */
  constructor(index: RecordingIndex, documents: Documents, folders: () => Folders, onDisk: ModuleFiles, earlier: EarlierTexts) {
    this.#modules = new Modules(documents, onDisk, (uri, before, now) =>
      this.#renamings.moduleChanged(uri, this.#places.wantedAt(uri), before?.quickNames, now?.quickNames),
    );
    this.#places = new Places(index, folders, (place, names) => {
      if (!this.#isRead(place, names)) this.#stale.add(place);
    });
    this.#collected = new CollectedTests(documents);
    this.#renamings = new Renamings(index, earlier);
    index.onChange(() => {
      // What a removed test may have become depends on which tests have recordings.
      for (const [key, { kind }] of this.#states) if (kind === "gone") this.#states.delete(key);
    });
  }

  /**
   * "unknown" until `refresh` has read the module, and if nothing is certain. `isOfAnother`: whether a test gets the recordings of another test than
   * this one (base ids), so it is no likely candidate.
   */
  of(recordingUri: string, testId: string | undefined, isOfAnother?: (testId: string, than: string) => boolean): TestState {
    const id = testId === undefined ? undefined : parseNodeId(testId);
    if (id === undefined || !isPlain(id.path)) return unknown;
    const key = `${keyOf(recordingUri, id.path)}\n${id.names.join("::")}`;
    const known = this.#states.get(key);
    if (known && (isOfAnother === undefined || known.kind !== "gone")) return known;
    const places = this.#places.of(recordingUri, id.path);
    if (places === undefined || places.some((uri) => !this.#isRead(uri, id.names))) return unknown;
    const than = formatNodeId({ ...id, param: undefined });
    const state = this.#stateOf(id, places, (test) => isOfAnother?.(test, than) === true);
    if (isOfAnother === undefined) this.#states.set(key, state);
    return state;
  }

  /** Whether only a collection by pytest can tell if a test exists, because names may be imported, inherited or generated. */
  isInDoubt(recordingUri: string, testId: string | undefined): boolean {
    const id = testId === undefined ? undefined : parseNodeId(testId);
    if (id === undefined || this.of(recordingUri, testId).kind !== "found") return false;
    const places = this.#places.of(recordingUri, id.path) ?? [];
    const modules = places.filter((uri) => this.#modules.get(uri) !== undefined);
    return modules.every(
      (uri) => isInDoubt(this.#modules.get(uri) ?? doubtful, id.names) && this.#collected.has(uri, id.names) === undefined,
    );
  }

  /** Called when answers may have changed. Returns a function that removes the listener. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** These files or folders (URIs) may have changed. Returns whether that affects any module that recordings name. */
  changed(uris: readonly string[]): boolean {
    const [modules, others] = [uris.filter((uri) => uri.endsWith(".py")), uris.filter(mayBeFolder)];
    const concerned = this.#modules
      .uris()
      .filter((uri) => modules.includes(uri) || others.some((folder) => isWithin(uri, folder)));
    for (const uri of concerned) this.#stale.add(uri);
    // It may be the new name of a missing module.
    const isNews = modules.some((uri) => isTestModule(uri) && !this.#modules.has(uri));
    const isDoubted = this.#collected.changed(uris);
    if (isNews || isDoubted) this.#states.clear();
    return concerned.length > 0 || isNews || isDoubted;
  }

  /** Compares the modules on disk with what was read, because `changed` may have missed some. Returns the same; never rejects. */
  async verify(): Promise<boolean> {
    return this.changed(await this.#modules.outdated());
  }

  /** Reads what is not read yet. Resolves when every answer is available; never rejects. */
  async refresh(): Promise<void> {
    while (this.#reading || this.#isBehind()) {
      this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
      await this.#reading;
    }
  }

  /** The existing modules that recordings name, by pytest's rootdir (URI), as pytest is about to collect them. Waits for the sources. */
  async planCollection(): Promise<ReadonlyMap<string, readonly string[]>> {
    await this.refresh();
    const found = new Map<string, string[]>();
    for (const [key, places] of this.#places.all()) {
      const path = pathOfKey(key);
      const uri = places.find((place) => this.#modules.get(place) !== undefined);
      if (uri === undefined || !isFile(uri) || unsafeNodeId({ path, names: ["test"], param: undefined }) !== undefined) continue;
      const paths = found.get(rootOf(uri, path)) ?? [];
      found.set(rootOf(uri, path), paths.includes(path) ? paths : [...paths, path].sort());
    }
    for (const [root, paths] of found) await this.#collected.plan(root, paths);
    return found;
  }

  /** Adds what pytest collected after `planCollection`, which answers then use. */
  async collected(collection: Collection): Promise<void> {
    await this.#collected.take(collection);
    await this.refresh();
    this.#notify();
  }

  #isBehind(): boolean {
    return this.#places.isBehind || this.#stale.size > 0 || this.#collected.isDoubted;
  }

  async #read(): Promise<void> {
    if (this.#places.isOfOtherFolders) {
      this.#places.startAnew();
      this.#renamings.clear();
    }
    const isPlaced = await this.#places.find();
    const isSettled = await this.#collected.settle();
    const wanted = [...this.#stale];
    this.#stale.clear();
    if (wanted.length === 0 && !isSettled && !isPlaced) return;
    await this.#modules.read(wanted.map((uri) => ({ uri, wanted: this.#places.wantedAt(uri) })));
    await this.#readNeighbours();
    this.#findRoots();
    this.#notify();
    for (const uri of wanted) void this.#lookBack(uri);
  }

  /** Asks git, which must be known, about all tests that were removed. Never rejects. */
  async lookBack(): Promise<void> {
    await Promise.all([...this.#modules.all()].map(([uri]) => this.#lookBack(uri)));
  }

  /** Nothing waits for git while modules are read. */
  async #lookBack(uri: string): Promise<void> {
    const module = this.#modules.get(uri);
    if (module && (await this.#renamings.lookBack(uri, module, this.#places.wantedAt(uri)))) this.#notify();
  }

  #notify(): void {
    this.#states.clear();
    for (const listener of this.#listeners) listener();
  }

  #isRead(uri: string, names: readonly string[]): boolean {
    const module = this.#modules.get(uri);
    return module === undefined ? this.#modules.has(uri) : definitelyMissing(module, names) !== undefined;
  }

  /** A missing module may have been renamed, so the ones next to it are read too. */
  async #readNeighbours(): Promise<void> {
    const missing = [...this.#places.all()].filter(([, places]) => places.every((uri) => this.#modules.get(uri) === undefined));
    const folders = [...new Set(missing.flatMap(([, places]) => places.map(parentOf)))];
    const neighbours = (await Promise.all(folders.map(modulesIn))).flat();
    const unread = neighbours.filter((uri) => this.#modules.get(uri)?.parsed === undefined);
    await this.#modules.read(unread.map((uri) => ({ uri, wanted: undefined })));
  }

  /** A folder is a project root if a module lies below it as node ids say. */
  #findRoots(): void {
    this.#roots.clear();
    for (const [key, places] of this.#places.all()) {
      const uri = places.find((place) => this.#modules.get(place) !== undefined);
      if (uri === undefined) continue;
      const root = rootOf(uri, pathOfKey(key));
      this.#roots.set(root, (this.#roots.get(root) ?? 0) + 1);
    }
  }

  #stateOf(id: NodeId, places: readonly string[], isTaken: (testId: string) => boolean): TestState {
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
      const module = this.#modules.get(uri) ?? doubtful;
      const tests = [...new Set([...(module.parsed?.tests ?? []), ...this.#collected.testsIn(uri)])];
      const candidates = this.#renamings.inModule(uri, id, module, tests, isTaken);
      const isReplaced = this.#renamings.isReplaced(uri, id, module, tests);
      return { ...gone, candidates, isReplaced, ...(collected === undefined ? {} : { collected }) };
    }
    const root = places.map((place) => rootOf(place, id.path)).find((folder) => this.#roots.has(folder));
    if (root === undefined) return unknown;
    return { kind: "gone", what: "module", root, ...this.#movedTo(root, id, places, isTaken) };
  }

  /** pytest did not collect it, and the source alone could not tell. What the source clearly defines is not affected. */
  #isMissed(uri: string, { names }: NodeId): boolean {
    const module = this.#modules.get(uri);
    return module !== undefined && isInDoubt(module, names) && this.#collected.has(uri, names) === false;
  }

  /** The same test in another module of the project. */
  #movedTo(root: string, id: NodeId, places: readonly string[], isTaken: (testId: string) => boolean) {
    const wanted = id.names.join("::");
    const modules = new Map<string, { readonly uri: string; readonly quickNames: Outline }>();
    for (const [uri, module] of this.#modules.all()) {
      if (module && collects(module, wanted) && isWithin(uri, root))
        modules.set(slashPath(uri).slice(slashPath(root).length + 1), { uri, quickNames: module.quickNames });
    }
    const candidates = this.#renamings.ofModule(places, id, modules, isTaken);
    const path = candidates[0] && parseNodeId(candidates[0].testId)?.path;
    return { candidates, module: path === undefined ? undefined : modules.get(path)?.uri };
  }
}
