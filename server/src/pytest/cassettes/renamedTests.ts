/** Whether a removed test whose cassette is left may have a new name. Pure. */
import { likeness } from "../likeness";
import type { CassetteLink } from "./links";
import type { NamedTest } from "./testNames";

/** The tests with cassettes (names joined by `::`), by module. */
export function testsWithCassettes(links: Iterable<CassetteLink>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const link of links) {
    for (const { module, names } of link.kind === "tests" ? link.tests : [])
      found.set(module, (found.get(module) ?? new Set()).add(names.join("::")));
  }
  return found;
}

/**
 * Whether one of a module's tests has no cassette, and may be the new name of the removed test `name` (`[Class.]name`): its mark says that it plays one,
 * or in a module without marks its name is similar.
 */
export function mayHaveRenamed(name: string, tests: readonly NamedTest[], having: ReadonlySet<string>): boolean {
  const marked = tests.filter(({ isMarked }) => isMarked);
  const removed = name.replaceAll(".", "::");
  const possible = marked.length > 0 ? marked : tests.filter(({ names }) => likeness(removed, names.join("::")) >= 0.5);
  return possible.some(({ names }) => !having.has(names.join("::")));
}
