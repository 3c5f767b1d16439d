/** Where a cassette lies, seen from the modules of tests. */
import { isRecordingFolder } from "./names";

/** A test module, as far as it matters where cassettes lie. */
export interface Module {
  readonly path: string;
  /** Names of the folders that it lies in, outermost first. */
  readonly folders: readonly string[];
  readonly stem: string;
  readonly open: readonly (readonly string[])[];
  readonly makesNames: boolean;
}

interface Variant {
  readonly path: string;
  readonly name: string;
  readonly param: string | undefined;
}

/** Folders for recordings within each other that are looked at. */
const mostRoots = 4;

/** A cassette's path without suffix, seen from the modules. */
export class Place {
  readonly name: string;
  readonly #path: string;
  readonly #folders: readonly string[];
  /** Where the folder of recordings stands among the folders, innermost first. */
  readonly #roots: readonly number[];

  constructor(path: string) {
    this.#path = path;
    const names = path.split("/").filter((name) => name !== "");
    this.name = names.pop() ?? "";
    this.#folders = names;
    this.#roots = names
      .flatMap((name, at) => (isRecordingFolder(name) ? [at] : []))
      .reverse()
      .slice(0, mostRoots);
  }

  /** The name as it is, and as that of a test followed by `[parameters]`. */
  variants(): readonly Variant[] {
    const { name } = this;
    const whole = { path: this.#path, name, param: undefined };
    const bracket = name.indexOf("[");
    if (bracket <= 0) return [whole];
    const param = name.endsWith("]") ? name.slice(bracket + 1, -1) : undefined;
    const path = this.#path.slice(0, bracket - name.length);
    return [whole, { path, name: name.slice(0, bracket), param }];
  }

  /** Paths (without `.py`) of the modules that a folder with a module's name may mean. */
  modulePaths(): readonly string[] {
    const last = this.#folders.length - 1;
    return this.#roots.flatMap((at) =>
      at === last ? [] : [[...this.#folders.slice(0, at), ...this.#folders.slice(at + 1)].join("/")],
    );
  }

  /** In a tree of the same shape: of no depth, in a folder beside the module. */
  isBeside({ folders }: Module): boolean {
    const wanted = folders.join("/");
    return this.#roots.some((at) => [...this.#folders.slice(0, at), ...this.#folders.slice(at + 1)].join("/") === wanted);
  }

  /** Folders between the one for recordings and the file, innermost first. */
  ownFolders(): readonly string[] {
    const [root] = this.#roots;
    return root === undefined ? [] : this.#folders.slice(root + 1).reverse();
  }

  /** Whether the outermost folder for recordings lies in the module's folder. */
  isAround({ folders }: Module): boolean {
    return this.#roots.some((at) => this.#folders.slice(0, at).join("/") === folders.join("/"));
  }

  /** Whether the module lies below the folder that the folder for recordings lies in. */
  isBelow({ folders }: Module): boolean {
    const outermost = this.#roots.at(-1);
    if (outermost === undefined) return false;
    return this.#folders.slice(0, outermost).every((name, at) => folders[at] === name);
  }

  /** Steps between the module's folder and the file's; undefined where they have no more than a root in common. */
  distance({ folders }: Module): number | undefined {
    let common = 0;
    while (common < folders.length && folders[common] === this.#folders[common]) common++;
    return common === 0 ? undefined : folders.length + this.#folders.length - 2 * common;
  }
}
