/** The folders that links may lead into: a committed link must not show files outside of them. */
import { realpathSync } from "node:fs";
import { dirname, sep } from "node:path";

/** Caches what it looked up, so a new one is needed for each batch of questions. */
export class Roots {
  readonly folders: readonly string[];
  readonly #inside = new Map<string, boolean>();
  #real: readonly string[] | undefined;

  /** Absolute paths; they may be links themselves. */
  constructor(folders: readonly string[]) {
    this.folders = folders;
  }

  /** Whether no link on the way to this folder (an absolute path) leads outside. A folder outside of all roots becomes a root itself. */
  holdFolder(folder: string): boolean {
    const known = this.#inside.get(folder);
    if (known !== undefined) return known;
    const inside = !this.folders.some((root) => isBelow(folder, root)) || this.#holdReal(realpathSync.native(folder));
    this.#inside.set(folder, inside);
    return inside;
  }

  /** Whether a link (an absolute path) may be followed to `real`, the result of `realpath`. */
  holdTarget(link: string, real: string): boolean {
    const named = this.folders.some((root) => isBelow(link, root));
    return this.#holdReal(real) || (!named && isBelow(real, realPath(dirname(link)) ?? link));
  }

  #holdReal(real: string): boolean {
    this.#real ??= this.folders.flatMap((folder) => realPath(folder) ?? []);
    return this.#real.some((root) => isBelow(real, root));
  }
}

/** Whether `path` is `folder` or below it, judged by the names alone; both absolute. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Whether two paths lead to the same file or folder. */
export function isSamePlace(one: string, other: string): boolean {
  const real = realPath(one);
  return real !== undefined && real === realPath(other);
}

/** The path without links; undefined if it leads nowhere or in a circle. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
