/**
 * Findings of a rule that many recordings of a test module share, and that are shown as one finding on the module: tracks which recordings have them
 * as files change. Pure.
 */
import type { Severity } from "../rules/rule";

/** What may be folded if other files have it too. */
export interface Foldable {
  /** The test module (URI). */
  readonly module: string;
  readonly code: string;
  readonly severity: Severity;
}

/** A folded finding, with the URIs of the files that have it. */
export interface Fold extends Foldable {
  readonly uris: ReadonlySet<string>;
}

/** Up to this many files show their own finding; more are folded into one. */
export const mostUnfolded = 20;

interface Group extends Fold {
  readonly uris: Set<string>;
}

const keyOf = ({ module, code }: Pick<Foldable, "module" | "code">): string => `${module}\n${code}`;

export class Folds {
  readonly #groups = new Map<string, Group>();
  readonly #ofFile = new Map<string, ReadonlySet<string>>();
  readonly #ofModule = new Map<string, Set<Group>>();

  /** Replaces the findings of a file (URI). Returns the files and modules (URIs) whose shown findings change. */
  set(uri: string, found: readonly Foldable[]): ReadonlySet<string> {
    const changed = new Set<string>();
    const now = new Map(found.map((each) => [keyOf(each), each]));
    const before = this.#ofFile.get(uri) ?? new Set();
    for (const key of before) if (!now.has(key)) this.#remove(uri, key, changed);
    for (const [key, each] of now) if (!before.has(key)) this.#add(uri, key, each, changed);
    if (now.size > 0) this.#ofFile.set(uri, new Set(now.keys()));
    else this.#ofFile.delete(uri);
    return changed;
  }

  /** Whether a file's finding is shown on its module. */
  isFolded(each: Pick<Foldable, "module" | "code">): boolean {
    return isMany(this.#groups.get(keyOf(each)));
  }

  /** The findings shown on a module (URI), sorted by code. */
  at(module: string): readonly Fold[] {
    const groups = [...(this.#ofModule.get(module) ?? [])].filter(isMany);
    return groups.sort((a, b) => (a.code < b.code ? -1 : 1));
  }

  /** The modules (URIs) that show findings. */
  modules(): readonly string[] {
    return [...this.#ofModule.keys()].filter((module) => this.at(module).length > 0);
  }

  /** Removes everything. Returns the modules (URIs) that showed findings. */
  clear(): readonly string[] {
    const modules = this.modules();
    for (const each of [this.#groups, this.#ofFile, this.#ofModule]) each.clear();
    return modules;
  }

  #add(uri: string, key: string, { module, code, severity }: Foldable, changed: Set<string>): void {
    const group = this.#groups.get(key) ?? { module, code, severity, uris: new Set() };
    this.#groups.set(key, group);
    this.#ofModule.set(module, (this.#ofModule.get(module) ?? new Set()).add(group));
    group.uris.add(uri);
    if (group.uris.size === mostUnfolded + 1) addAll(changed, group.uris);
    if (isMany(group)) changed.add(module);
  }

  #remove(uri: string, key: string, changed: Set<string>): void {
    const group = this.#groups.get(key);
    if (!group) return;
    group.uris.delete(uri);
    if (group.uris.size === mostUnfolded) addAll(changed, group.uris);
    if (group.uris.size >= mostUnfolded) changed.add(group.module);
    if (group.uris.size > 0) return;
    this.#groups.delete(key);
    this.#ofModule.get(group.module)?.delete(group);
  }
}

function addAll(into: Set<string>, uris: Iterable<string>): void {
  for (const uri of uris) into.add(uri);
}

const isMany = (group: Fold | undefined): boolean => group !== undefined && group.uris.size > mostUnfolded;
