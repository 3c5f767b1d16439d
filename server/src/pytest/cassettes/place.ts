/** The position of a cassette relative to test modules. */
import { lazy } from "../../recording/lazy";
import { isRecordingFolder } from "./names";

/** The parts of a test module's path that determine where its cassettes are. */
export interface Module {
  readonly path: string;
  /** Its folder, without slashes at either end. */
  readonly folder: string;
  /** Its name without `.py`. */
  readonly stem: string;
}

interface Variant {
  readonly path: string;
  readonly name: string;
  readonly param: string | undefined;
}

/** The most nested folders for recordings to consider. */
const mostRoots = 4;

/** A cassette's path without suffix. */
export class Place {
  readonly name: string;
  readonly #path: string;
  readonly #folders: readonly string[];
  /** The path with each folder for recordings left out, and the parent of that folder; innermost first. */
  readonly #beside = lazy(() => this.#roots.map((at) => joined([...this.#folders.slice(0, at), ...this.#folders.slice(at + 1)])));
  readonly #around = lazy(() => this.#roots.map((at) => joined(this.#folders.slice(0, at))));
  /** The indices of folders for recordings, innermost first. */
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

  /** Paths (without `.py`) of the modules that a folder may be named after. */
  modulePaths(): readonly string[] {
    const last = this.#folders.length - 1;
    return this.#beside().filter((_, index) => this.#roots[index] !== last);
  }

  /** In a parallel tree; if that has no depth, in a folder next to the module. */
  isBeside({ folder }: Module): boolean {
    return this.#beside().includes(folder);
  }

  /** The folders between the one for recordings and the file, innermost first. */
  ownFolders(): readonly string[] {
    const [root] = this.#roots;
    return root === undefined ? [] : this.#folders.slice(root + 1).reverse();
  }

  /** Whether the outermost folder for recordings is in the module's folder. */
  isAround({ folder }: Module): boolean {
    return this.#around().includes(folder);
  }

  /** Whether the module is below the parent of the folder for recordings. */
  isBelow({ folder }: Module): boolean {
    const outermost = this.#around().at(-1);
    return outermost !== undefined && (outermost === "" || folder === outermost || folder.startsWith(`${outermost}/`));
  }

  /** The number of steps between the module's folder and the file's; undefined if they only share the root. */
  distance({ folder }: Module): number | undefined {
    const folders = folder.split("/");
    let common = 0;
    while (common < folders.length && folders[common] === this.#folders[common]) common++;
    return common === 0 ? undefined : folders.length + this.#folders.length - 2 * common;
  }
}

const joined = (names: readonly string[]): string => names.join("/");
