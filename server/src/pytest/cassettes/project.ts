/** The Python files of a project, and the tests that its cassettes belong to. All paths are absolute, with slashes. */
import { formatNodeId } from "../nodeId";
import { isTestModule } from "../testModule";
import type { ModuleSources } from "./expected";
import { CassetteLinks, type CassetteLink, type CassetteTest } from "./links";
import type { CassetteSource } from "./source";

/** Names of files that lie where pytest's node ids begin. */
export const projectFiles: readonly string[] = ["pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg", "setup.py"];

/** Globs for everything that says which test a cassette belongs to. */
export const projectGlobs = {
  include: ["**/test_*.py", "**/*_test.py", "**/conftest.py", `**/{${projectFiles.join(",")}}`],
  exclude: ["**/site-packages/**", "**/.tox/**", "**/.nox/**"],
};

export class CassetteProject {
  readonly #links: CassetteLinks;
  readonly #roots: ReadonlySet<string>;
  readonly #sources: ReadonlyMap<string, CassetteSource>;

  /** `sources` by path; `roots` are the folders that node ids may be relative to; `md5` gives the digest of a text in hex digits. */
  constructor(sources: ReadonlyMap<string, CassetteSource>, roots: ReadonlySet<string>, md5: (text: string) => string) {
    this.#links = new CassetteLinks(modulesOf(sources), md5);
    this.#roots = roots;
    this.#sources = sources;
  }

  of(cassette: string): CassetteLink {
    return this.#links.of(cassette);
  }

  /** As node ids; none where that is not known. */
  testIds(cassette: string): readonly string[] {
    return testIdsOf(cassette, this.of(cassette), this.#roots);
  }

  /** Test modules whose cassettes lie where only running their fixtures tells, each with its root. */
  unreadModules(): readonly { readonly root: string; readonly path: string }[] {
    return [...modulesOf(this.#sources)].flatMap(({ path, source, conftests }) => {
      const isUnread = [source, ...conftests].some(({ unread }) => unread !== undefined);
      const root = isUnread ? rootOf(path, path, this.#roots) : undefined;
      return root === undefined ? [] : [{ root, path: path.slice(root.length + 1) }];
    });
  }
}

/** The tests that a cassette was found to belong to, as node ids relative to the nearest of these folders. */
export function testIdsOf(cassette: string, link: CassetteLink, roots: ReadonlySet<string>): readonly string[] {
  return link.kind === "tests" ? link.tests.flatMap((test) => nodeIdOf(cassette, test, roots) ?? []) : [];
}

function nodeIdOf(cassette: string, { module, names, param }: CassetteTest, roots: ReadonlySet<string>): string | undefined {
  const root = rootOf(cassette, module, roots);
  return root === undefined ? undefined : formatNodeId({ path: module.slice(root.length + 1), names, param });
}

/** The nearest root that holds both; undefined where there is none. */
function rootOf(file: string, module: string, roots: ReadonlySet<string>): string | undefined {
  for (let root = parentOf(file); root !== ""; root = parentOf(root))
    if (roots.has(root) && module.startsWith(`${root}/`)) return root;
  return undefined;
}

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 0));

/** Each test module with the conftests above it. */
function* modulesOf(sources: ReadonlyMap<string, CassetteSource>): Generator<ModuleSources> {
  const conftests = new Map<string, readonly CassetteSource[]>();
  const above = (folder: string): readonly CassetteSource[] => {
    const known = conftests.get(folder);
    if (known) return known;
    const own = sources.get(`${folder}/conftest.py`);
    const outer = folder === "" ? [] : above(parentOf(folder));
    const all = own ? [own, ...outer] : outer;
    conftests.set(folder, all);
    return all;
  };
  for (const [path, source] of sources) if (isTestModule(path)) yield { path, source, conftests: above(parentOf(path)) };
}
