/** The Python files of a project, and the tests that its cassettes belong to. All paths are absolute, with forward slashes. */
import { lazy } from "../../recording/lazy";
import { formatNodeId } from "../nodeId";
import { isTestModule } from "../testModule";
import type { ModuleSources } from "./expected";
import { CassetteLinks, type CassetteLink, type CassetteTest } from "./links";
import { isTestName, withoutSuffix } from "./names";
import { Reached } from "./reached";
import type { CassetteSource } from "./source";

/** Files that mark the folder where pytest's node ids start. */
export const projectFiles: readonly string[] = ["pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg", "setup.py"];

/** Globs for all files that determine which test a cassette belongs to, and which code may open it. */
export const projectGlobs = {
  include: ["**/*.py", `**/{${projectFiles.join(",")}}`],
  exclude: ["**/site-packages/**", "**/.tox/**", "**/.nox/**"],
};

export interface ProjectFolders {
  /** Folders that node ids may be relative to. */
  readonly all: ReadonlySet<string>;
  /** Those with a file that says so. */
  readonly projects: ReadonlySet<string>;
}

export class CassetteProject {
  readonly #links: CassetteLinks;
  readonly #reached: () => Reached;
  /** The number of test modules with each path relative to their root. */
  readonly #places = lazy(() => {
    const counts = new Map<string, number>();
    for (const path of this.#testModules().flatMap((module) => this.placeOf(module)?.path ?? []))
      counts.set(path, (counts.get(path) ?? 0) + 1);
    return counts;
  });
  /** By file, the test modules that may run its code. */
  readonly #runners = new Map<string, readonly string[]>();
  /** Modules that contain tests. */
  readonly #testModules: () => readonly string[];
  readonly #roots: ReadonlySet<string>;
  readonly #projects: ReadonlySet<string>;
  readonly #sources: ReadonlyMap<string, CassetteSource>;

  /** `sources` by path; `md5` returns the digest of a text in hex digits. */
  constructor(sources: ReadonlyMap<string, CassetteSource>, { all, projects }: ProjectFolders, md5: (text: string) => string) {
    this.#links = new CassetteLinks(modulesOf(sources), md5);
    this.#roots = all;
    this.#projects = projects;
    this.#sources = sources;
    this.#testModules = lazy(() =>
      [...sources].flatMap(([path, { tests }]) => (isTestModule(path) && tests.length > 0 ? [path] : [])),
    );
    this.#reached = lazy(() => new Reached(sources, (file) => this.#projectOf(file), conftestsOf(sources)));
  }

  /** A cassette that code may open is not reported as belonging to a removed test. */
  of(cassette: string): CassetteLink {
    const link = this.#links.of(cassette);
    const by = link.kind === "gone" && isTestName(link.name) ? this.#reached().by(withoutSuffix(cassette)) : undefined;
    return by ? { kind: "unknown", doubt: { kind: "opened", ...by } } : link;
  }

  /**
   * The test modules (paths relative to their roots) that have to run to find out whether a cassette is opened by code outside of its
   * own tests; undefined if there is such code that no test runs.
   */
  runners(cassette: string): ReadonlySet<string> | undefined {
    const found = new Set<string>();
    for (const file of this.#reached().filesWith(withoutSuffix(cassette))) {
      const modules = this.#runners.get(file) ?? this.#runnersOf(file);
      this.#runners.set(file, modules);
      if (modules.length === 0) return undefined;
      for (const path of modules) found.add(path.slice((rootOf(cassette, path, this.#roots) ?? "").length + 1));
    }
    return found;
  }

  /** The test modules that may run the code of a file; none for a script. */
  #runnersOf(file: string): readonly string[] {
    if (isTestModule(file)) return [file];
    const isConftest = file.endsWith("/conftest.py");
    const folder = `${isConftest ? parentOf(file) : this.#projectOf(file)}/`;
    return isConftest || this.#isBesideTests(file) ? this.#testModules().filter((path) => path.startsWith(folder)) : [];
  }

  #isBesideTests(file: string): boolean {
    return /\/tests?\//.test(file) || this.#testModules().some((path) => parentOf(path) === parentOf(file));
  }

  /** As node ids; empty if unknown. */
  testIds(cassette: string): readonly string[] {
    return testIdsOf(cassette, this.of(cassette), this.#roots);
  }

  /** Where code in a file may find files with relative names: in its project, or else next to its tests. */
  #projectOf(file: string): string {
    const project = rootOf(file, file, this.#projects);
    if (project !== undefined) return project;
    const root = rootOf(file, file, this.#roots) ?? "";
    const names = file.slice(root.length + 1).split("/");
    const tests = names.findIndex((name) => /^tests?$/.test(name));
    const own = file.endsWith("/conftest.py") ? names.length - 1 : 0;
    return [root, ...names.slice(0, tests < 0 ? own : tests)].join("/");
  }

  /** Test modules whose fixtures have to run to tell where their cassettes are. */
  unreadModules(): readonly string[] {
    return [...modulesOf(this.#sources)].flatMap(({ path, source, conftests }) =>
      [source, ...conftests].some(({ unread }) => unread !== undefined) ? [path] : [],
    );
  }

  /** Whether test modules in several roots have this path, so that their node ids are the same. */
  isShared(path: string): boolean {
    return (this.#places().get(path) ?? 0) > 1;
  }

  /** The root of a test module, and its path relative to it. */
  placeOf(module: string): { readonly root: string; readonly path: string } | undefined {
    const root = rootOf(module, module, this.#roots);
    return root === undefined ? undefined : { root, path: module.slice(root.length + 1) };
  }
}

/** The tests that a cassette belongs to, as node ids relative to the nearest of these folders. */
export function testIdsOf(cassette: string, link: CassetteLink, roots: ReadonlySet<string>): readonly string[] {
  return link.kind === "tests" ? link.tests.flatMap((test) => nodeIdOf(cassette, test, roots) ?? []) : [];
}

function nodeIdOf(cassette: string, { module, names, param }: CassetteTest, roots: ReadonlySet<string>): string | undefined {
  const root = rootOf(cassette, module, roots);
  return root === undefined ? undefined : formatNodeId({ path: module.slice(root.length + 1), names, param });
}

/** The nearest root that contains both; undefined if there is none. */
function rootOf(file: string, module: string, roots: ReadonlySet<string>): string | undefined {
  for (let root = parentOf(file); root !== ""; root = parentOf(root))
    if (roots.has(root) && module.startsWith(`${root}/`)) return root;
  return undefined;
}

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 0));

/** Each test module with the conftests above it. */
function* modulesOf(sources: ReadonlyMap<string, CassetteSource>): Generator<ModuleSources> {
  const conftests = conftestsOf(sources);
  for (const [path, source] of sources) if (isTestModule(path)) yield { path, source, conftests: conftests(path) };
}

/** The conftests above a file, nearest first. */
function conftestsOf(sources: ReadonlyMap<string, CassetteSource>): (file: string) => readonly CassetteSource[] {
  const known = new Map<string, readonly CassetteSource[]>();
  const above = (folder: string): readonly CassetteSource[] => {
    const found = known.get(folder);
    if (found) return found;
    const own = sources.get(`${folder}/conftest.py`);
    const outer = folder === "" ? [] : above(parentOf(folder));
    const all = own ? [own, ...outer] : outer;
    known.set(folder, all);
    return all;
  };
  return (file) => above(parentOf(file));
}
