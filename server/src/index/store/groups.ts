/** A map with several values per key. Most keys of an index have a single value, which is stored without a set. */
export class Groups<T extends object> {
  readonly #groups = new Map<string, T | Set<T>>();

  get(key: string): readonly T[] {
    const group = this.#groups.get(key);
    if (group === undefined) return [];
    return group instanceof Set ? [...group] : [group];
  }

  /** Any value; undefined if there is none. */
  first(key: string): T | undefined {
    const group = this.#groups.get(key);
    return group instanceof Set ? group.values().next().value : group;
  }

  add(key: string, value: T): void {
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, value);
    else if (group instanceof Set) group.add(value);
    else if (group !== value) this.#groups.set(key, new Set([group, value]));
  }

  delete(key: string, value: T): void {
    const group = this.#groups.get(key);
    if (group instanceof Set) group.delete(value);
    if (group === value || (group instanceof Set && group.size === 0)) this.#groups.delete(key);
  }
}
