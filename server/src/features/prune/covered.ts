/** What runs with coverage tell about recordings: which were opened, and which certainly were not. */
import type { RecordingSummary } from "../../index/store/summary";
import type { Workspace } from "../../index/workspace";
import { Outcomes, type Coverage, type CoveredFile } from "../../pytest/coverage/coverage";
import type { KeptKind, PruneKind } from "./reasons";

export type Covered =
  | { readonly kind: "opened" }
  | { readonly kind: "unopened"; readonly why: Extract<PruneKind, "never-opened" | "never-played"> }
  /** Nothing opened it, but that proves nothing. */
  | { readonly kind: "unsure"; readonly why: KeptKind };

export class CoveredRecordings {
  readonly #files: ReadonlyMap<string, CoveredFile>;
  readonly #outcomes: Outcomes;

  /** `uriOf` makes a normalized URI from a file's path in the coverage. */
  constructor(
    coverage: Coverage,
    private readonly workspace: Pick<Workspace, "index" | "findings">,
    uriOf: (file: string) => string,
  ) {
    this.#files = new Map(coverage.files.map((each) => [uriOf(each.file), each]));
    this.#outcomes = new Outcomes(coverage);
  }

  /** `number` is the recording's index in its file. */
  of({ uri, testId }: Pick<RecordingSummary, "uri" | "testId">, number: number): Covered {
    const file = this.#files.get(uri);
    if (file === undefined) return { kind: "unsure", why: "not-covered" };
    const why = this.#unopened(file, uri, number);
    if (why === undefined) return { kind: "opened" };
    const linked = this.workspace.index.linkedTests(uri);
    const tests = linked.length > 0 || testId === undefined ? linked : [testId];
    if (tests.length === 0) return { kind: "unsure", why: "of-no-test" };
    const others = this.#othersRun(uri);
    if (others === undefined) return { kind: "unsure", why: "opened-by-code" };
    const isRun = others && tests.every((test) => this.#outcomes.passed(test) && !this.#isShared(moduleOf(test)));
    return isRun ? { kind: "unopened", why } : { kind: "unsure", why: "not-run" };
  }

  /** Whether all other tests that may open a file ran; undefined if code may open it that no test runs. */
  #othersRun(uri: string): boolean | undefined {
    const { index, findings } = this.workspace;
    if (!index.namedByPath.has(uri)) return true;
    const modules = findings.cassettes.runners(uri);
    return modules && [...modules].every((module) => this.#outcomes.modulePassed(module) && !this.#isShared(module));
  }

  /** The coverage does not name a test's project: if two have the same node id, it is unknown which one ran. */
  #isShared(module: string): boolean {
    return this.workspace.findings.cassettes.isShared(module);
  }

  /** undefined if it was opened, or may have been. */
  #unopened({ runs, recordings }: CoveredFile, uri: string, number: number) {
    if (runs.length === 0) return "never-opened" as const;
    // A different number means that the file was changed since.
    if (recordings === undefined || recordings.length !== this.workspace.index.idsIn(uri).length) return undefined;
    return recordings[number]?.plays === 0 ? ("never-played" as const) : undefined;
  }
}

/** The path in a node id. */
const moduleOf = (testId: string): string => testId.slice(0, Math.max(testId.indexOf("::"), 0));
