/**
 * Finds the tests of files whose recordings name none, by their paths: pytest's plugins for VCR.py, or a project's own code, derive these from
 * tests. Python files are only searched for if there is such a file, and are read by the workers.
 */
import { createHash } from "node:crypto";
import type { CassetteLink } from "../../pytest/cassettes/links";
import { openersOf, type OpenedBy } from "../../pytest/cassettes/reached";
import { mayHaveRenamed, testsWithCassettes } from "../../pytest/cassettes/renamedTests";
import { CassetteProject, projectFiles, testIdsOf, type ProjectFolders } from "../../pytest/cassettes/project";
import type { Documents } from "../documents";
import type { Folders } from "../folders";
import { Milestone } from "../milestone";
import type { RecordingIndex } from "../store/recordingIndex";
import type { FoundBeside } from "../scan/scanner";
import type { FoundFiles, Globs } from "../scan/walk";
import type { CollectedCassette, Settings } from "../../protocol";
import { CassetteSources, pythonGlobs, type PythonFiles } from "./cassetteSources";
import { CollectedCassettes } from "./collectedCassettes";
import { KeptLinks } from "./keptLinks";
import { modulesToCollect } from "./modulesToCollect";
import { baseName, hasAncestor, isWithin, mayBeFolder, slashPath, uriOfPath } from "../uris";

const unknown: CassetteLink = { kind: "unknown" };

export class CassetteTests implements FoundBeside {
  readonly #index: RecordingIndex;
  readonly #folders: () => Folders;
  /** What the Python files say. */
  readonly sources: CassetteSources;
  readonly #collected = new CollectedCassettes();
  /** What was found for each file, as long as the sources are the same. */
  readonly #found = new Map<string, CassetteLink>();
  /** Which tests have cassettes, made of that when it is asked for. */
  #having: ReturnType<typeof testsWithCassettes> | undefined;
  /** Those (URIs) whose test no longer exists. */
  #gone: ReadonlySet<string> = new Set();
  /** Results of earlier runs. */
  readonly kept = new KeptLinks();
  /** Created on first use, and again if it was unused for a while. */
  #project: WeakRef<CassetteProject> | undefined;
  /** The `news` of the sources that it was made from; undefined until they are read. */
  #newsRead: number | undefined;
  #searched: Folders | undefined;
  /** Set while the scan's search also collects the Python files. */
  #searching: Milestone | undefined;
  /** Whether there may be other files than the last search found. */
  #isOutdated = false;
  #isBehind = false;
  #reading: Promise<void> | undefined;

  /** `folders` returns the current folders. */
  constructor(index: RecordingIndex, documents: Documents, folders: () => Folders, files: PythonFiles) {
    this.#index = index;
    this.#folders = folders;
    this.sources = new CassetteSources(documents, files, (uri) => this.#collected.forget(uri));
    index.onChange(() => {
      this.#isBehind = true;
      this.#readAhead();
    });
  }

  globsIn(settings: Settings): Globs {
    return pythonGlobs(settings);
  }

  begin(folders: Folders): boolean {
    if (this.#reading || this.#searching) return false;
    this.#searching = new Milestone();
    this.kept.load(folders);
    this.sources.beginSearch(folders);
    return true;
  }

  found(files: FoundFiles): void {
    this.sources.found(files);
    this.#readAhead();
  }

  end(folders: Folders | undefined): void {
    this.#searched = folders;
    if (folders) {
      this.sources.endSearch();
      this.#isOutdated = false;
    }
    this.#searching?.reach();
    this.#searching = undefined;
  }

  /** There are cassettes, so the sources will be needed. */
  #readAhead(): void {
    if (this.#searching && this.#index.namedByPath.size > 0 && this.sources.isBehind) void this.sources.read();
  }

  /** The result for a file (URI): "unknown" also if its recordings name their tests. */
  of(uri: string): CassetteLink {
    return this.#found.get(uri) ?? unknown;
  }

  /** The line (from 1) of code that may open a cassette. */
  lineOf({ file, at }: OpenedBy): number {
    const source = this.sources.of(uriOfPath(file));
    return (source && openersOf(source)[at]?.line) ?? 1;
  }

  /** Whether a removed test of a module (path) may be one of its tests without cassettes: see `renamedTests.ts`. */
  mayHaveRenamed(module: string, name: string): boolean {
    this.#having ??= testsWithCassettes(this.#found.values());
    return mayHaveRenamed(name, this.sources.of(uriOfPath(module))?.tests ?? [], this.#having.get(module) ?? new Set());
  }

  /** See `CassetteProject.runners`; undefined while there are no cassettes. */
  runners(uri: string): ReadonlySet<string> | undefined {
    return this.#newsRead === undefined ? new Set() : this.#currentProject().runners(slashPath(uri));
  }

  /** See `CassetteProject.isShared`. */
  isShared(module: string): boolean {
    return this.#newsRead !== undefined && this.#currentProject().isShared(module);
  }

  /** The tests (node ids) whose cassette would be at a URI where no file exists; empty while there are no cassettes. */
  expectedBy(uri: string): readonly string[] {
    return this.#newsRead === undefined ? [] : this.#currentProject().testIds(slashPath(uri));
  }

  /** Whether there are modules whose fixtures have to run to tell where their cassettes are; false while there are no cassettes. */
  hasUnreadModules(): boolean {
    return this.#newsRead !== undefined && this.#currentProject().unreadModules().length > 0;
  }

  /** Test modules (paths relative to their roots, which are URIs) whose tests or cassettes only pytest can tell. */
  modulesToCollect(): ReadonlyMap<string, readonly string[]> {
    return this.#newsRead === undefined ? new Map() : modulesToCollect(this.#currentProject(), this.#found.values());
  }

  /** Adds what pytest reported about the tests below a root (URI). */
  async told(root: string, cassettes: readonly CollectedCassette[]): Promise<void> {
    this.#collected.take(root, cassettes);
    if (cassettes.length === 0) return;
    this.#found.clear();
    this.#isBehind = true;
    await this.refresh();
  }

  /** Something happened to these files or folders (URIs). Says whether `refresh` may find other tests. */
  changed(uris: readonly string[]): boolean {
    if (this.#searched === undefined) return false;
    const folders = new Set(uris.filter(mayBeFolder));
    const isSearchedAgain = folders.size > 0 || uris.some((uri) => projectFiles.includes(baseName(uri)));
    const files = uris.filter((uri) => this.#isWanted(uri));
    for (const uri of files) this.sources.changed(uri);
    for (const uri of folders.size > 0 ? this.sources.uris() : []) if (hasAncestor(uri, folders)) this.sources.changed(uri);
    this.#isOutdated ||= isSearchedAgain;
    return isSearchedAgain || files.length > 0;
  }

  /** Checks for Python files that changed unnoticed. Returns the same. */
  verify(): boolean {
    this.#isOutdated = this.#searched !== undefined;
    return this.#isOutdated;
  }

  /** Links what is not linked yet. Does nothing if all recordings name their tests. Never rejects. */
  async refresh(): Promise<void> {
    while (this.#searching || this.#reading || this.#hasWork()) {
      if (this.#searching) {
        await this.#searching.reached;
        continue;
      }
      this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
      await this.#reading;
    }
  }

  #hasWork(): boolean {
    if (!this.#isBehind && !this.sources.isBehind && !this.#isSearchDue) return false;
    return this.#index.namedByPath.size > 0 || this.#found.size > 0;
  }

  get #isSearchDue(): boolean {
    return this.#searched !== undefined && (this.#isOutdated || this.#searched !== this.#folders());
  }

  async #read(): Promise<void> {
    const folders = this.#folders();
    if (this.#searched === undefined || this.#isSearchDue) {
      this.#searched = folders;
      this.#isOutdated = false;
      this.kept.load(folders);
      await this.sources.search(folders);
    }
    await this.sources.read();
    const { news } = this.sources;
    if (news !== this.#newsRead) {
      this.#newsRead = news;
      this.#project = undefined;
      this.#found.clear();
    }
    const print = this.#collected.wasAsked ? undefined : this.sources.print();
    const isNews = this.#linkAll(await this.kept.knownWith(print));
    this.kept.take(print, this.#found, isNews);
    // Ignores what linking itself reported to the listeners.
    this.#isBehind = false;
  }

  #currentProject(): CassetteProject {
    const known = this.#project?.deref();
    const project = known ?? new CassetteProject(this.sources.byPath(), this.#projectFolders(), md5);
    if (!known) this.#project = new WeakRef(project);
    return project;
  }

  #projectFolders(): ProjectFolders {
    const projects = [...this.sources.projects].map(slashPath);
    const folders = this.#folders().all.map(({ uri }) => slashPath(uri));
    return { all: new Set([...projects, ...folders]), projects: new Set(projects) };
  }

  /** `known` returns the result of an earlier run. Returns whether any result changed. */
  #linkAll(known: (uri: string) => CassetteLink | undefined): boolean {
    this.#having = undefined;
    const { all: roots } = this.#projectFolders();
    const now = new Map<string, readonly string[]>();
    const cassettes = this.#index.namedByPath;
    let isNews = false;
    for (const uri of this.#found.keys()) if (!cassettes.has(uri)) this.#found.delete(uri);
    for (const uri of cassettes) {
      if (this.#found.has(uri)) continue;
      const path = slashPath(uri);
      const kept = known(uri);
      isNews ||= kept === undefined;
      const link = kept ?? this.#linkOf(path);
      this.#found.set(uri, link);
      now.set(uri, testIdsOf(path, link, roots));
    }
    const gone = new Set([...this.#found].flatMap(([uri, { kind }]) => (kind === "gone" ? [uri] : [])));
    const others = new Set([...gone, ...this.#gone].filter((uri) => gone.has(uri) !== this.#gone.has(uri)));
    this.#gone = gone;
    this.#index.link(now, others);
    return isNews;
  }

  #linkOf(path: string): CassetteLink {
    const collected = this.#collected.testsOf(path);
    return collected.length > 0 ? { kind: "tests", tests: collected } : this.#currentProject().of(path);
  }

  #isWanted(uri: string): boolean {
    if (!this.sources.isWanted(uri)) return false;
    return this.sources.has(uri) || this.#folders().all.some((folder) => isWithin(uri, folder.uri));
  }
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
