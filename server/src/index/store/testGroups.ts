/** Recordings by their tests, and by the modules of those. */
import { parseNodeId, type NodeId } from "../../pytest/nodeId";
import { slashPath } from "../uris";
import { entryTest, nodeIdsOf, type Entry, type EntryTest } from "./entry";
import { Groups } from "./groups";
import { ModuleGroups } from "./moduleGroups";

/** A recording with one of its tests. */
export interface EntryOfTest {
  readonly entry: Entry;
  readonly testId: string;
  readonly nodeId: NodeId;
}

/** All lists are unordered. Delete an entry before its tests change, and add it again afterwards. */
export class TestGroups {
  readonly #byTestId = new Groups<Entry>();
  readonly #byModule = new ModuleGroups();

  add(entry: Entry): void {
    for (const { testId } of entry.tests) this.#byTestId.add(testId, entry);
    this.#byModule.add(entry);
  }

  delete(entry: Entry): void {
    for (const { testId } of entry.tests) this.#byTestId.delete(testId, entry);
    this.#byModule.delete(entry);
  }

  /** A recording changed, but not its tests. */
  touch(entry: Entry): void {
    this.#byModule.touch(entry);
  }

  /** By exact node id, including parameters. */
  ofTestId(testId: string): readonly Entry[] {
    return this.#byTestId.get(testId);
  }

  /** All parameter sets of a test; `baseTestId` has no brackets. */
  ofBaseTestId(baseTestId: string): readonly EntryOfTest[] {
    const base = parseNodeId(baseTestId);
    const names = base?.names.join("::");
    const isOf = (id: NodeId) => id.path === base?.path && id.names.join("::") === names;
    return ofTests(this.#byModule.ofPath(base?.path ?? ""), isOf);
  }

  /** Recordings of one test or, if `names` are those of a class, of all its tests; without names, of all tests of the module. */
  ofTest(moduleUri: string, names: readonly string[]): readonly EntryOfTest[] {
    const path = slashPath(moduleUri);
    const isOf = (id: NodeId) => path.endsWith(`/${id.path}`) && names.every((name, at) => id.names[at] === name);
    return ofTests(this.#byModule.ofModule(moduleUri), isOf);
  }

  /** By test (names joined by `::`) of a module (path as in node ids): the parameters of its recordings, undefined for none. */
  parametersIn(modulePath: string): ReadonlyMap<string, ReadonlySet<string | undefined>> {
    const found = new Map<string, Set<string | undefined>>();
    for (const { path, names, param } of this.#byModule.ofPath(modulePath).flatMap(nodeIdsOf)) {
      if (path !== modulePath) continue;
      const name = names.join("::");
      found.set(name, (found.get(name) ?? new Set()).add(param));
    }
    return found;
  }

  /** Changes if the recordings of a module's tests do. */
  moduleStamp(moduleUri: string): number {
    return this.#byModule.stamp(moduleUri);
  }

  /** A test with its parsed node id, which is parsed only for the first of many recordings. */
  testOf(testId: string): EntryTest {
    return this.#byTestId.first(testId)?.tests.find((test) => test.testId === testId) ?? entryTest(testId);
  }
}

/** Each recording once for each of its tests that is wanted. */
function ofTests(entries: readonly Entry[], isWanted: (id: NodeId) => boolean): readonly EntryOfTest[] {
  return entries.flatMap((entry) =>
    entry.tests.flatMap(({ testId }) => {
      const nodeId = parseNodeId(testId);
      return nodeId && isWanted(nodeId) ? [{ entry, testId, nodeId }] : [];
    }),
  );
}
