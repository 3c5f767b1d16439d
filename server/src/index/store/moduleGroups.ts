/** Recordings by the module of their test. */
import { Groups } from "./groups";
import type { Entry } from "./entry";
import { slashPath } from "../uris";

export class ModuleGroups {
  readonly #byPath = new Groups<Entry>();
  readonly #stamps = new Map<string, number>();
  #last = 0;

  add(entry: Entry): void {
    for (const { modulePath } of entry.tests) if (modulePath !== undefined) this.#byPath.add(modulePath, entry);
    this.touch(entry);
  }

  delete(entry: Entry): void {
    for (const { modulePath } of entry.tests) if (modulePath !== undefined) this.#byPath.delete(modulePath, entry);
    this.touch(entry);
  }

  /** Marks a recording as changed. */
  touch({ tests }: Entry): void {
    for (const { modulePath } of tests) if (modulePath !== undefined) this.#stamps.set(modulePath, ++this.#last);
  }

  /** By the path in node ids. */
  ofPath(modulePath: string): readonly Entry[] {
    return this.#byPath.get(modulePath);
  }

  /**
   * A module's path ends with the path in its tests' node ids, and what precedes that is the project's root: so the
   * answer needs no disk access, and nested projects, several roots and a folder opened above the project all work.
   */
  ofModule(moduleUri: string): readonly Entry[] {
    const found: Entry[] = [];
    for (const { root, rest } of splits(slashPath(moduleUri))) {
      for (const entry of this.#byPath.get(rest)) if (slashPath(entry.uri).startsWith(root)) found.push(entry);
    }
    return found;
  }

  /** Changes if the recordings of a module's tests do. */
  stamp(moduleUri: string): number {
    let latest = 0;
    for (const { rest } of splits(slashPath(moduleUri))) latest = Math.max(latest, this.#stamps.get(rest) ?? 0);
    return latest;
  }
}

/** Every way to split a path at a slash, into a possible root, with its slash, and the path within it. */
function* splits(path: string): Generator<{ readonly root: string; readonly rest: string }> {
  for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
    yield { root: path.slice(0, slash + 1), rest: path.slice(slash + 1) };
  }
}
