/** Finds the tests that removed ones may have become: from earlier versions of their modules, and from which tests have recordings. */
import { editDistance } from "../../pytest/likeness";
import { formatNodeId, type NodeId } from "../../pytest/nodeId";
import { appeared, mayBe, rank, renamedTo, type Candidate, type Outline, type Parameters } from "../../pytest/renamed";
import type { TestCandidate } from "../../rules/workspaceRule";
import type { RecordingIndex } from "../store/recordingIndex";
import { quickNamesIn, definitelyMissing, type SourceModule } from "./sourceModule";

/** Returns the texts of a file (URI) in its last commits, newest first, up to the one that defines all of these functions. May reject. */
export type EarlierTexts = (uri: string, functions: readonly string[]) => Promise<readonly string[]>;

export class Renamings {
  readonly #index: RecordingIndex;
  readonly #earlier: EarlierTexts;
  /** By module (URI) and test (names joined by `::`): the module when it last had the test. */
  readonly #before = new Map<string, Map<string, Outline>>();
  /** By module (path of a node id): the parameters in the index, until it changes. */
  readonly #parameters = new Map<string, ReadonlyMap<string, Parameters>>();
  /** Git is asked for one module after the other. */
  #asked: Promise<unknown> = Promise.resolve();

  constructor(index: RecordingIndex, earlier: EarlierTexts) {
    this.#index = index;
    this.#earlier = earlier;
    index.onChange(() => this.#parameters.clear());
  }

  clear(): void {
    this.#before.clear();
  }

  /** A module was read again, and recordings expect these tests in it; undefined if it did not or does not exist. */
  moduleChanged(uri: string, wanted: Iterable<string>, before: Outline | undefined, now: Outline | undefined): void {
    for (const name of wanted) {
      if (now?.has(name)) this.#before.get(uri)?.delete(name);
      else if (before?.has(name)) this.#remember(uri, name, before);
    }
  }

  /** Asks git for tests that were removed from a module before it was first read. Returns whether it found any; never rejects. */
  async lookBack(uri: string, module: SourceModule, wanted: Iterable<string>): Promise<boolean> {
    const isLost = (name: string) => !this.#before.get(uri)?.has(name) && definitelyMissing(module, name.split("::")) === true;
    const lost = [...wanted].filter(isLost);
    if (lost.length === 0) return false;
    const functions = lost.map((name) => name.slice(name.lastIndexOf(":") + 1));
    const answer = this.#asked.then(() => this.#earlier(uri, functions)).catch(() => []);
    this.#asked = answer;
    const outlines = (await answer).map(quickNamesIn);
    for (const name of lost) {
      const before = outlines.find((outline) => outline.has(name));
      if (before) this.#remember(uri, name, before);
    }
    return outlines.length > 0;
  }

  #remember(uri: string, name: string, before: Outline): void {
    const known = this.#before.get(uri) ?? new Map<string, Outline>();
    this.#before.set(uri, known.set(name, before));
  }

  /** For a test whose module exists; `tests` are those in the module, named like those above. `isTaken`: whether a test (base id) gets recordings of another one. */
  inModule(
    uri: string,
    id: NodeId,
    module: SourceModule,
    tests: readonly string[],
    isTaken: (testId: string) => boolean,
  ): readonly TestCandidate[] {
    const name = id.names.join("::");
    const before = this.#before.get(uri)?.get(name);
    const asId = (each: string) => formatNodeId({ path: id.path, names: each.split("::"), param: undefined });
    const sure = before && renamedTo(before, module.quickNames, name);
    if (sure !== undefined && tests.includes(sure)) return [{ testId: asId(sure), isSure: true, isLikely: true }];
    const fresh = before && new Set(appeared(before, module.quickNames));
    // A test that existed at the same time is a different one.
    const possible = fresh ? tests.filter((each) => fresh.has(each)) : tests;
    const candidates = possible.map((each) => {
      const candidate = this.#candidate(id.path, each, module);
      return isTaken(asId(each)) ? { ...candidate, parameters: anyOnes } : candidate;
    });
    return rank(name, this.#parametersOf(id.path, name), candidates).map(({ name: found, isLikely }) => ({
      testId: asId(found),
      isSure: false,
      isLikely,
    }));
  }

  /**
   * Whether the module got tests since it had this one to which its recordings may belong: they have none of their own. false if its earlier version
   * is unknown. The arguments are those of `inModule`.
   */
  isReplaced(uri: string, id: NodeId, module: SourceModule, tests: readonly string[]): boolean {
    const name = id.names.join("::");
    const before = this.#before.get(uri)?.get(name);
    if (before === undefined) return false;
    const parameters = this.#parametersOf(id.path, name);
    const added = appeared(before, module.quickNames).filter((each) => tests.includes(each));
    return added.some((each) => mayBe(parameters, this.#candidate(id.path, each, module)));
  }

  /** For a test whose module exists at none of these places: the same test in other modules, by path relative to the root. */
  ofModule(
    places: readonly string[],
    id: NodeId,
    modules: ReadonlyMap<string, { readonly quickNames: Outline }>,
    isTaken: (testId: string) => boolean,
  ): readonly TestCandidate[] {
    const name = id.names.join("::");
    const print = places.map((place) => this.#before.get(place)?.get(name)?.get(name)).find((each) => each !== undefined);
    const near = [...modules].flatMap(([path, { quickNames }]) => {
      const distance = editDistance(id.path, path);
      const testId = formatNodeId({ path, names: id.names, param: undefined });
      const isSame = print !== undefined && quickNames.get(name) === print;
      const isLikely = this.#parametersOf(path, name).size === 0 && !isTaken(testId);
      const isNear = isSame || distance <= Math.max(id.path.length, path.length) / 2;
      return isNear ? [{ testId, isSame, isLikely, distance }] : [];
    });
    const isSure = near.filter(({ isSame, isLikely }) => isSame && isLikely).length === 1;
    near.sort(
      (a, b) => Number(b.isSame) - Number(a.isSame) || Number(b.isLikely) - Number(a.isLikely) || a.distance - b.distance,
    );
    return near.slice(0, 3).map(({ testId, isLikely }, index) => ({ testId, isSure: isSure && index === 0, isLikely }));
  }

  #candidate(path: string, name: string, module: SourceModule): Candidate {
    return { name, parameters: this.#parametersOf(path, name), parameterIds: module.parsed?.parameterIds.get(name) };
  }

  /** The parameters of a test's recordings. */
  #parametersOf(path: string, name: string): Parameters {
    const known = this.#parameters.get(path) ?? this.#index.parametersIn(path);
    this.#parameters.set(path, known);
    return known.get(name) ?? none;
  }
}

const none: Parameters = new Set();

/** For tests that get recordings. */
const anyOnes: Parameters = new Set([undefined]);
