/**
 * Which tests the files belong to whose recordings name none: their paths are those that pytest's plugins for VCR.py, or a project's own code, give to
 * the cassettes of its tests. Python files are looked for once there is such a file, and read in the workers.
 */
import { createHash } from "node:crypto";
import type { CassetteLink, CassetteTest } from "../../pytest/cassettes/links";
import { withoutSuffix } from "../../pytest/cassettes/names";
import { normalized } from "../../pytest/cassettes/pathText";
import { parseNodeId, unsafeNodeId } from "../../pytest/nodeId";
import type { CollectedCassette } from "../../protocol";
import { CassetteProject, projectFiles, projectGlobs } from "../../pytest/cassettes/project";
import { cassetteSource, isSameSource, type CassetteSource } from "../../pytest/cassettes/source";
import { isTestModule } from "../../pytest/testModule";
import { logFailure } from "../../log";
import type { Documents } from "../documents";
import type { Folders } from "../folders";
import type { RecordingIndex } from "../store/recordingIndex";
import type { WorkerPool } from "../scan/workerPool";
import {
  baseName,
  childUri,
  hasAncestor,
  isFile,
  isWithin,
  mayBeFolder,
  parentOf,
  pathOfUri,
  slashPath,
  uriOfPath,
} from "../uris";

/** What reads Python files; the pool does. */
export type PythonFiles = Pick<WorkerPool, "find" | "cassetteSources">;

/** Files in one question. */
const together = 40;

const unknown: CassetteLink = { kind: "unknown" };

export class CassetteTests {
  readonly #index: RecordingIndex;
  readonly #documents: Documents;
  readonly #folders: () => Folders;
  readonly #files: PythonFiles;
  /** By URI. */
  readonly #sources = new Map<string, CassetteSource>();
  /** Folders (URIs) that node ids may be relative to. */
  readonly #projects = new Set<string>();
  /** Python files that are to be read. */
  readonly #stale = new Set<string>();
  /** What pytest said of cassettes (paths without suffix), until the module or a conftest above it says something else. */
  #told = new Map<string, readonly CassetteTest[]>();
  /** What was found for each file, as long as the sources are the same. */
  readonly #found = new Map<string, CassetteLink>();
  /** Of the Python files that the last search found. */
  #stamps: ReadonlyMap<string, string | undefined> = new Map();
  #project: CassetteProject | undefined;
  #searched: Folders | undefined;
  /** Whether there may be other files than the last search found. */
  #isOutdated = false;
  #isBehind = false;
  #reading: Promise<void> | undefined;

  /** `folders` gives those of the moment. */
  constructor(index: RecordingIndex, documents: Documents, folders: () => Folders, files: PythonFiles) {
    this.#index = index;
    this.#documents = documents;
    this.#folders = folders;
    this.#files = files;
    index.onChange(() => (this.#isBehind = true));
  }

  /** What was found for a file (URI): "unknown" also for one whose recordings name their tests. */
  of(uri: string): CassetteLink {
    return this.#found.get(uri) ?? unknown;
  }

  /** Test modules (paths from their roots, which are URIs) whose cassettes pytest alone can tell; none before there are cassettes. */
  unreadModules(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const { root, path } of this.#project?.unreadModules() ?? []) {
      if (unsafeNodeId({ path, names: ["test"], param: undefined }) !== undefined) continue;
      const uri = uriOfPath(root);
      const paths = found.get(uri) ?? [];
      paths.push(path);
      found.set(uri, paths);
    }
    return found;
  }

  /** Takes what pytest said of the tests below a root (URI). */
  async told(root: string, cassettes: readonly CollectedCassette[]): Promise<void> {
    for (const { testId, path } of cassettes) {
      const id = parseNodeId(testId);
      if (id === undefined) continue;
      const { names, param } = id;
      const key = withoutSuffix(normalized(path.replaceAll("\\", "/")));
      const test = { module: `${slashPath(root)}/${id.path}`, names, param };
      this.#told.set(key, [...(this.#told.get(key) ?? []).filter((each) => !isSameTest(each, test)), test]);
    }
    if (cassettes.length === 0) return;
    this.#found.clear();
    this.#isBehind = true;
    await this.refresh();
  }

  /** A module, or a conftest and so all modules below it, says something else than when pytest was asked. */
  #forgetTold(uri: string): void {
    const path = slashPath(uri);
    const isOf = ({ module }: CassetteTest) =>
      module === path || (path.endsWith("/conftest.py") && isWithin(module, slashPath(parentOf(uri))));
    if (this.#told.size > 0)
      this.#told = new Map([...this.#told].map(([key, tests]) => [key, tests.filter((test) => !isOf(test))]));
  }

  /** Something happened to these files or folders (URIs). Says whether `refresh` may find other tests. */
  changed(uris: readonly string[]): boolean {
    if (this.#searched === undefined) return false;
    const folders = new Set(uris.filter(mayBeFolder));
    const isSearchedAgain = folders.size > 0 || uris.some((uri) => projectFiles.includes(baseName(uri)));
    const files = uris.filter((uri) => this.#isWanted(uri));
    for (const uri of files) this.#stale.add(uri);
    for (const uri of folders.size > 0 ? this.#sources.keys() : []) if (hasAncestor(uri, folders)) this.#stale.add(uri);
    this.#isOutdated ||= isSearchedAgain;
    return isSearchedAgain || files.length > 0;
  }

  /** Looks for Python files that changed unseen. The same answer. */
  verify(): boolean {
    this.#isOutdated = this.#searched !== undefined;
    return this.#isOutdated;
  }

  /** Links what is not linked yet. Costs nothing where all recordings name their tests. Never rejects. */
  async refresh(): Promise<void> {
    while (this.#reading || this.#hasWork()) {
      this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
      await this.#reading;
    }
  }

  #hasWork(): boolean {
    if (!this.#isBehind && this.#stale.size === 0 && !this.#isSearchDue) return false;
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
      await this.#search(folders);
    }
    const isOther = await this.#readStale();
    if (isOther || this.#project === undefined) {
      this.#project = this.#readProject();
      this.#found.clear();
    }
    this.#linkAll(this.#project);
    // What linking told the listeners of is no news here.
    this.#isBehind = false;
  }

  async #search(folders: Folders): Promise<void> {
    this.#projects.clear();
    const seen = new Map<string, string | undefined>();
    const { include, exclude } = projectGlobs;
    for (const { uri, settings } of folders.all) {
      const search = { folder: pathOfUri(uri), include, exclude: [...settings.recordings.exclude, ...exclude] };
      const take: Parameters<PythonFiles["find"]>[1] = (found) => {
        for (const { folder, names, stamps } of found) {
          for (const [at, name] of names.entries()) {
            if (projectFiles.includes(name)) this.#projects.add(folder);
            else seen.set(childUri(folder, name), stamps[at]);
          }
        }
        return true;
      };
      await this.#files.find(search, take).catch((error: unknown) => logFailure(`Looking for tests in ${uri}`, error));
    }
    const before = this.#stamps;
    this.#stamps = seen;
    const isSame = (uri: string) => before.has(uri) && seen.has(uri) && before.get(uri) === seen.get(uri);
    for (const uri of [...before.keys(), ...seen.keys()]) if (!isSame(uri)) this.#stale.add(uri);
  }

  /** Whether any says something else than before. */
  async #readStale(): Promise<boolean> {
    const uris = [...this.#stale];
    this.#stale.clear();
    let isOther = false;
    const take = (uri: string, source: CassetteSource | undefined) => {
      if (isSameSource(this.#sources.get(uri), source)) return;
      isOther = true;
      this.#forgetTold(uri);
      if (source === undefined) this.#sources.delete(uri);
      else this.#sources.set(uri, source);
    };
    const onDisk: string[] = [];
    for (const uri of uris) {
      const open = this.#documents.getOpen(uri);
      if (open) take(uri, cassetteSource(slashPath(uri), open.getText()));
      else if (isFile(uri)) onDisk.push(uri);
    }
    const batches = Array.from({ length: Math.ceil(onDisk.length / together) }, (_, at) =>
      onDisk.slice(at * together, (at + 1) * together),
    );
    const read = async (batch: readonly string[]) => {
      const sources = await this.#files.cassetteSources(batch);
      for (const [at, uri] of batch.entries()) take(uri, sources[at]);
    };
    await Promise.all(
      batches.map((batch) => read(batch).catch((error: unknown) => logFailure("Reading tests for cassettes", error))),
    );
    return isOther;
  }

  #readProject(): CassetteProject {
    const sources = new Map([...this.#sources].map(([uri, source]) => [slashPath(uri), source]));
    const roots = [...this.#projects, ...this.#folders().all.map(({ uri }) => uri)];
    return new CassetteProject(sources, new Set(roots.map(slashPath)), md5);
  }

  #linkAll(project: CassetteProject): void {
    const now = new Map<string, readonly string[]>();
    const cassettes = this.#index.namedByPath;
    for (const uri of this.#found.keys()) if (!cassettes.has(uri)) this.#found.delete(uri);
    for (const uri of cassettes) {
      if (this.#found.has(uri)) continue;
      const path = slashPath(uri);
      const told = this.#told.get(withoutSuffix(path)) ?? [];
      const link: CassetteLink = told.length > 0 ? { kind: "tests", tests: told } : project.of(path);
      this.#found.set(uri, link);
      now.set(uri, project.testIds(path, link));
    }
    this.#index.link(now);
  }

  #isWanted(uri: string): boolean {
    if (!isFile(uri) || !(isTestModule(uri) || baseName(uri) === "conftest.py")) return false;
    return this.#sources.has(uri) || this.#folders().all.some((folder) => isWithin(uri, folder.uri));
  }
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

function isSameTest(one: CassetteTest, other: CassetteTest): boolean {
  return one.module === other.module && one.param === other.param && one.names.join("::") === other.names.join("::");
}
