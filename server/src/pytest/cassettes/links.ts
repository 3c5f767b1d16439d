/**
 * Which tests cassettes belong to. Computes the file from each test, and never takes a file's name apart: if code or a plugin's
 * rule determines the place, that is used; otherwise common layouts of projects, as long as only one test fits.
 */
import { lazy } from "../../recording/lazy";
import { nearest, onlyOneModule, withParam, type Candidate, type Linked } from "./candidates";
import { expectedCassettes, defaultName, type ModuleSources } from "./expected";
import { cutNames, isTestName, replaced, withoutSuffix } from "./names";
import { Place, type Module } from "./place";
import type { OpenedBy } from "./reached";
import type { CassetteSource } from "./source";

export interface CassetteTest {
  /** Absolute path of the module, with forward slashes. */
  readonly module: string;
  readonly names: readonly string[];
  /**
   * pytest's id of the parameter set, in the spelling of the file's name if the module does not determine it; undefined if there is none, or if it is
   * unknown.
   */
  readonly param: string | undefined;
}

export type CassetteLink =
  | { readonly kind: "tests"; readonly tests: readonly CassetteTest[] }
  /** The module that recorded it no longer has such a test. */
  | { readonly kind: "gone"; readonly module: string; readonly name: string }
  | { readonly kind: "unknown"; readonly doubt?: Doubt };

/** Why a cassette in the folder of a module without such a test is not reported as belonging to a removed one. */
export type Doubt =
  /** The module generates tests that only pytest can list. */
  | { readonly kind: "made"; readonly module: string }
  /** This code may open it. */
  | ({ readonly kind: "opened" } & OpenedBy);

const unknown: CassetteLink = { kind: "unknown" };

/** A module, and possible names of its tests' cassettes. */
interface KnownModule extends Module {
  readonly source: CassetteSource;
  readonly tests: () => ReadonlyMap<string, readonly Candidate[]>;
  readonly doubtful: () => ReadonlySet<string>;
}

export class CassetteLinks {
  /** Cassettes named in code, by complete path. */
  readonly #byPath = new Map<string, Candidate[]>();
  /** Cassettes named in code, by the last segment of the path, with what precedes it. */
  readonly #byEnd = new Map<string, (Candidate & { readonly end: string })[]>();
  /** By path without `.py`. */
  readonly #modules = new Map<string, KnownModule>();
  /** Tests of all modules by name, and by the joined names of module and test: for cassettes outside of the usual places. */
  readonly #everywhere = lazy(() => {
    const found = new Map<string, Candidate[]>();
    for (const module of this.#modules.values()) this.#namesIn(module, found);
    return found;
  });
  /** Test classes that may inherit tests from elsewhere, by name. */
  readonly #heirs = lazy(() => {
    const found = new Map<string, Candidate[]>();
    for (const module of this.#modules.values())
      for (const names of module.source.open) push(found, names.at(-1) ?? "", { module, test: { names } });
    return found;
  });
  readonly #joined = lazy(() => this.#joinedNames());

  /** `md5` returns the digest of a text in hex digits. */
  constructor(
    modules: Iterable<ModuleSources>,
    private readonly md5: (text: string) => string,
  ) {
    for (const sources of modules) this.#add(sources);
  }

  /** The link of a file, given its absolute path with forward slashes. Never throws. */
  of(path: string): CassetteLink {
    const place = new Place(withoutSuffix(path));
    const sure = [...this.#named(place), ...this.#atUsualPlace(place)];
    if (sure.length > 0) return tests(sure);
    const gone = this.#goneFrom(place);
    const found = this.#inOwnLayout(place, gone !== undefined && gone.kind !== "unknown");
    if (found.length > 0) return tests(found);
    return gone ?? unknown;
  }

  #add(sources: ModuleSources): void {
    const { path, source } = sources;
    const key = path.replace(/^\/+|\.py$/g, "");
    const folder = key.slice(0, Math.max(key.lastIndexOf("/"), 0));
    const stem = key.slice(folder === "" ? 0 : folder.length + 1);
    const tests = lazy(() => this.#namesIn(module, new Map()));
    const module: KnownModule = { path, folder, stem, source, tests, doubtful: lazy(() => new Set(source.doubtful)) };
    this.#modules.set(key, module);
    for (const { test, path, isWhole } of expectedCassettes(sources)) {
      const end = withoutSuffix(path);
      if (isWhole) push(this.#byPath, end, { module, test });
      else if (end !== "") push(this.#byEnd, end.slice(end.lastIndexOf("/") + 1), { module, test, end });
    }
  }

  /** By each name that a cassette of its tests may have. */
  #namesIn(module: KnownModule, found: Map<string, Candidate[]>): Map<string, Candidate[]> {
    for (const test of module.source.tests) {
      const name = defaultName(test);
      push(found, replaced(name), { module, test });
      for (const id of test.ids ?? [])
        for (const cut of cutNames(replaced(`${name}[${id}]`), this.md5)) push(found, cut, { module, test, id });
    }
    return found;
  }

  #joinedNames(): Map<string, Candidate[]> {
    const found = new Map<string, Candidate[]>();
    for (const module of this.#modules.values())
      for (const test of module.source.tests) push(found, [module.stem, ...test.names].join("_"), { module, test });
    return found;
  }

  /** Complete paths first; if only the end is known, the nearest modules. */
  #named(place: Place): readonly Linked[] {
    const whole = place.variants().flatMap(({ path, param }) => withParam(this.#byPath.get(path), param));
    if (whole.length > 0) return whole;
    const ends = place.variants().flatMap(({ path, name, param }) => {
      const fitting = this.#byEnd.get(name)?.filter(({ end }) => path.endsWith(`/${end}`) || path === end);
      return withParam(fitting, param);
    });
    return nearest(ends, ({ module }) => place.distance(module));
  }

  /** pytest-recording's folder named after the module, and similar ones. */
  #atUsualPlace(place: Place): readonly Linked[] {
    const modules = place.modulePaths().flatMap((path) => this.#modules.get(path) ?? []);
    const found = place
      .variants()
      .flatMap(({ name, param }) => modules.flatMap(({ tests }) => withParam(tests().get(name), param)));
    return onlyOneModule(found);
  }

  #ofName(place: Place): readonly Linked[] {
    return place.variants().flatMap(({ name, param }) => withParam(this.#everywhere().get(name), param));
  }

  /** Next to the module, in a parallel tree, in a folder named after the function, with the module's name as prefix, or anywhere below. */
  #inOwnLayout(place: Place, isOfOther: boolean): readonly Linked[] {
    const named = isOfOther ? [] : this.#ofName(place);
    const layouts = [
      () => named.filter(({ module }) => place.isBeside(module)),
      () => this.#ofFolder(place),
      () => place.variants().flatMap(({ name, param }) => withParam(this.#joined().get(name), param)),
      () => named.filter(({ module }) => place.isBelow(module)),
      () => (isOfOther ? [] : this.#heirsOf(place)).filter(({ module }) => place.isBelow(module)),
    ];
    for (const layout of layouts) {
      const found = onlyOneModule(layout());
      if (found.length > 0) return found;
    }
    return [];
  }

  /**
   * A folder named after the function has a file for each parameter set, or for each kind of call: `test_x/async_stream` for `test_x_async_stream`.
   */
  #ofFolder(place: Place): readonly Linked[] {
    const isNear = ({ module }: Candidate) => place.isAround(module);
    for (const folder of place.ownFolders()) {
      const kinds = (this.#everywhere().get(`${folder}_${place.name}`) ?? []).filter(isNear);
      if (kinds.length > 0) return withParam(kinds, undefined);
      const whole = /^test/i.test(place.name) ? [] : (this.#everywhere().get(folder) ?? []).filter(isNear);
      if (whole.length > 0) return withParam(whole, undefined);
    }
    return [];
  }

  /** Tests that a class with this name may inherit from elsewhere. */
  #heirsOf(place: Place): readonly Linked[] {
    return place.variants().flatMap(({ name, param }) => {
      const [className = "", method, ...more] = name.split(".");
      if (method === undefined || more.length > 0 || method.includes("[")) return [];
      const heirs = this.#heirs().get(className) ?? [];
      return heirs.map(({ module, test }) => ({ module, param, test: { names: [...test.names, method] } }));
    });
  }

  /** For a folder named after a module: a test that may be inherited is not missing. */
  #goneFrom(place: Place): CassetteLink | undefined {
    for (const stem of place.modulePaths()) {
      const module = this.#modules.get(stem);
      if (module === undefined) continue;
      const [first] = place.variants().slice(-1);
      if (first === undefined) continue;
      const [className, method, ...more] = first.name.split(".");
      const heir = module.source.open.find((names) => names.at(-1) === className);
      if (heir && method !== undefined && more.length === 0) {
        const names = [...heir, method];
        return { kind: "tests", tests: [{ module: module.path, names, param: first.param }] };
      }
      if (first.name.split(".").some((name) => module.doubtful().has(name.normalize("NFKC")))) return undefined;
      if (module.source.makesNames && !isTestName(first.name)) return undefined;
      if (module.source.makesNames) return { kind: "unknown", doubt: { kind: "made", module: module.path } };
      return { kind: "gone", module: module.path, name: first.name };
    }
    return undefined;
  }
}

function tests(found: readonly Linked[]): CassetteLink {
  const unique = new Map<string, CassetteTest>();
  for (const { module, test, param } of found) {
    const key = `${module.path}::${test.names.join("::")}[${param ?? ""}`;
    unique.set(key, { module: module.path, names: test.names, param });
  }
  return { kind: "tests", tests: [...unique.values()] };
}

function push<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}
