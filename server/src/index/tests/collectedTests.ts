/**
 * What pytest collected on request, kept for each module until that module, or a `conftest.py` above it, changes. Only functions are
 * used, because a collection knows the parameters of only one setup.
 */
import { createHash } from "node:crypto";
import { parseNodeId } from "../../pytest/nodeId";
import type { Documents } from "../documents";
import { baseName, childUri, isWithin, parentOf, slashPath, uriOfPath } from "../uris";

/** The result of one run. */
export interface Collection {
  /** pytest's rootdir (URI). */
  readonly root: string;
  /** The modules that pytest was asked to collect, relative to the root. */
  readonly modules: readonly string[];
  readonly testIds: readonly string[];
  /** Those that it could not collect. */
  readonly failed: readonly string[];
  /** Whether the ids of the other modules are complete. */
  readonly complete: boolean;
}

interface CollectedModule {
  readonly root: string;
  readonly stamp: string;
  /** Names joined by `::`, without parameters. */
  readonly tests: ReadonlySet<string>;
  /** Whether any other test certainly does not exist. */
  readonly isWhole: boolean;
}

type Read = (uri: string) => Promise<string | undefined>;

export class CollectedTests {
  readonly #modules = new Map<string, CollectedModule>();
  /** The modules that pytest is about to read. */
  readonly #planned = new Map<string, Pick<CollectedModule, "root" | "stamp" | "isWhole">>();
  readonly #doubted = new Set<string>();
  /** Modules that have changed since pytest read them; closing an editor without saving can undo that. */
  readonly #unlike = new Set<string>();
  /** Modules that are being read again. */
  readonly #settling = new Set<string>();
  readonly #read: Read;
  readonly #readSaved: Read;

  constructor(documents: Documents) {
    this.#read = async (uri) => (await documents.get(uri))?.getText();
    this.#readSaved = (uri) => documents.getSaved(uri);
  }

  /** Call before pytest runs: what changes meanwhile, or is not saved, is not what pytest read. */
  async plan(root: string, modules: readonly string[]): Promise<void> {
    for (const path of modules) {
      const uri = moduleUri(root, path);
      this.#planned.set(uri, { root, stamp: "", isWhole: true });
      const stamp = stampOf(await sourcesOf(root, uri, this.#readSaved));
      this.#planned.set(uri, { root, isWhole: true, ...this.#planned.get(uri), stamp });
    }
  }

  /** Modules that were not planned are ignored. Call `settle` afterwards. */
  async take({ root, modules, testIds, failed, complete }: Collection): Promise<void> {
    const tests = testsByModule(testIds);
    for (const path of modules) {
      const uri = moduleUri(root, path);
      const planned = this.#planned.get(uri);
      const sources = await sourcesOf(root, uri, this.#read);
      this.#planned.delete(uri);
      this.#modules.delete(uri);
      const names = tests.get(path);
      if (names === undefined || failed.includes(path) || planned?.stamp !== stampOf(sources)) continue;
      this.#modules.set(uri, { ...planned, tests: names, isWhole: planned.isWhole && complete && !maySelect(sources) });
      // A change that came while the sources were read.
      this.#doubted.add(uri);
    }
  }

  /** Whether pytest collected a test with these names in a module; undefined if unknown or outdated. */
  has(uri: string, names: readonly string[]): boolean | undefined {
    const module = this.#doubted.has(uri) || this.#settling.has(uri) ? undefined : this.#known(uri);
    if (module === undefined) return undefined;
    return module.tests.has(names.join("::")) || (module.isWhole ? false : undefined);
  }

  /** The tests collected in a module, names joined by `::`; empty if unknown. */
  testsIn(uri: string): ReadonlySet<string> {
    return this.#known(uri)?.tests ?? new Set();
  }

  #known(uri: string): CollectedModule | undefined {
    return this.#unlike.has(uri) ? undefined : this.#modules.get(uri);
  }

  /** These files or folders (URIs) may have changed; until `settle` nothing is known about the modules concerned. Returns whether there are any. */
  changed(uris: readonly string[]): boolean {
    const before = this.#doubted.size;
    let isConcerned = false;
    for (const uri of uris) {
      const isConftest = baseName(uri) === "conftest.py";
      for (const [module, known] of this.#planned) {
        if (uri !== module && mayHoldTests(uri) && isWithin(uri, known.root))
          this.#planned.set(module, { ...known, isWhole: false });
      }
      for (const [module, known] of this.#modules) {
        if (uri === module || (isConftest && isWithin(module, parentOf(uri)))) this.#doubted.add(module);
        else if (known.isWhole && mayHoldTests(uri) && isWithin(uri, known.root)) {
          // Tests may be imported or inherited from there.
          this.#modules.set(module, { ...known, isWhole: false });
          isConcerned = true;
        }
      }
    }
    return isConcerned || this.#doubted.size > before;
  }

  get isDoubted(): boolean {
    return this.#doubted.size > 0;
  }

  /** Reads again what may have changed, as a module may only have been opened or saved. Returns whether there was any. */
  async settle(): Promise<boolean> {
    const doubted = [...this.#doubted];
    for (const uri of doubted) {
      this.#settling.add(uri);
      this.#doubted.delete(uri);
      const known = this.#modules.get(uri);
      const isSame = known !== undefined && stampOf(await sourcesOf(known.root, uri, this.#read)) === known.stamp;
      if (isSame) this.#unlike.delete(uri);
      else this.#unlike.add(uri);
      this.#settling.delete(uri);
    }
    return doubted.length > 0;
  }
}

interface Sources {
  readonly module: string | undefined;
  readonly conftests: readonly (string | undefined)[];
}

async function sourcesOf(root: string, module: string, read: Read): Promise<Sources> {
  const conftests: (string | undefined)[] = [];
  for (let folder = parentOf(module); isWithin(folder, root); folder = parentOf(folder))
    conftests.push(await read(childUri(folder, "conftest.py")));
  return { module: await read(module), conftests };
}

function stampOf({ module, conftests }: Sources): string {
  return createHash("sha256")
    .update(JSON.stringify([module, ...conftests]))
    .digest("hex");
}

/** Whether a run on another machine or with other options may collect more tests. */
function maySelect({ module, conftests }: Sources): boolean {
  return conditional.test(module ?? "") || conftests.some((text) => selecting.test(text ?? ""));
}

const conditional =
  /\b(?:environ|getenv|platform|version_info|find_spec|ImportError|ModuleNotFoundError|importorskip|allow_module_level)\b/;
const selecting =
  /\b(?:pytest_collection_modifyitems|pytest_pycollect_\w+|pytest_ignore_collect|pytest_collect_file|collect_ignore)/;

/** A Python file, or a folder that may contain some. */
function mayHoldTests(uri: string): boolean {
  if (uri.endsWith(".py")) return true;
  return !/\.\w+$/.test(uri) && !/\/(?:recordings|__pycache__|\.[^/]*)(?:\/|$)/.test(uri);
}

function testsByModule(testIds: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const text of testIds) {
    const id = parseNodeId(text);
    if (id === undefined) continue;
    const names = found.get(id.path) ?? new Set();
    found.set(id.path, names.add(id.names.join("::")));
  }
  return found;
}

const moduleUri = (root: string, path: string): string => uriOfPath(`${slashPath(root)}/${path}`);
