/** What pytest said of cassettes when it collected the tests, until the module or a conftest above it says something else. */
import type { CassetteTest } from "../../pytest/cassettes/links";
import { withoutSuffix } from "../../pytest/cassettes/names";
import { normalized } from "../../pytest/cassettes/pathText";
import { parseNodeId } from "../../pytest/nodeId";
import type { CollectedCassette } from "../../protocol";
import { isWithin, parentOf, slashPath } from "../uris";

export class CollectedCassettes {
  /** By path without suffix. */
  #tests = new Map<string, readonly CassetteTest[]>();

  /** Whether pytest ever said anything, also where that is forgotten by now. */
  get wasAsked(): boolean {
    return this.#tests.size > 0;
  }

  /** The tests of a file, by its absolute path with slashes. */
  testsOf(path: string): readonly CassetteTest[] {
    return this.#tests.get(withoutSuffix(path)) ?? [];
  }

  /** Takes what pytest said of the tests below a root (URI). */
  take(root: string, cassettes: readonly CollectedCassette[]): void {
    for (const { testId, path } of cassettes) {
      const id = parseNodeId(testId);
      if (id === undefined) continue;
      const { names, param } = id;
      const key = withoutSuffix(normalized(path.replaceAll("\\", "/")));
      const test = { module: `${slashPath(root)}/${id.path}`, names, param };
      this.#tests.set(key, [...(this.#tests.get(key) ?? []).filter((each) => !isSameTest(each, test)), test]);
    }
  }

  /** A module (URI), or a conftest and so all modules below it, says something else than when pytest was asked. */
  forget(uri: string): void {
    const path = slashPath(uri);
    const isOf = ({ module }: CassetteTest) =>
      module === path || (path.endsWith("/conftest.py") && isWithin(module, slashPath(parentOf(uri))));
    if (this.wasAsked) this.#tests = new Map([...this.#tests].map(([key, tests]) => [key, tests.filter((test) => !isOf(test))]));
  }
}

function isSameTest(one: CassetteTest, other: CassetteTest): boolean {
  return one.module === other.module && one.param === other.param && one.names.join("::") === other.names.join("::");
}
