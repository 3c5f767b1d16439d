/** What runs with coverage say of recordings: which were opened, and which surely are not. */
import type { RecordingSummary } from "../../index/store/summary";
import type { Workspace } from "../../index/workspace";
import { Outcomes, type Coverage, type CoveredFile } from "../../pytest/coverage/coverage";
import type { KeptKind, PruneKind } from "./reasons";

export type Covered =
  | { readonly kind: "opened" }
  | { readonly kind: "unopened"; readonly why: Extract<PruneKind, "never-opened" | "never-played"> }
  /** Nobody opened it, and that says nothing. */
  | { readonly kind: "unsure"; readonly why: KeptKind };

export class CoveredRecordings {
  readonly #files: ReadonlyMap<string, CoveredFile>;
  readonly #outcomes: Outcomes;

  /** `uriOf` makes a normalized URI of a file as the coverage names it. */
  constructor(
    coverage: Coverage,
    private readonly workspace: Pick<Workspace, "index" | "findings">,
    uriOf: (file: string) => string,
  ) {
    this.#files = new Map(coverage.files.map((each) => [uriOf(each.file), each]));
    this.#outcomes = new Outcomes(coverage);
  }

  /** `number` is that of the recording in its file. */
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

  /** Whether all other tests ran that may open a file; undefined where code may open it that no test runs. */
  #othersRun(uri: string): boolean | undefined {
    const { index, findings } = this.workspace;
    if (!index.namedByPath.has(uri)) return true;
    const modules = findings.cassettes.runners(uri);
    return modules && [...modules].every((module) => this.#outcomes.modulePassed(module) && !this.#isShared(module));
  }

  /** The coverage does not say of which project a test is: of two with the same node id it is not known which ran. */
  #isShared(module: string): boolean {
    return this.workspace.findings.cassettes.isShared(module);
  }

  /** undefined: it was opened, or may have been. */
  #unopened({ runs, recordings }: CoveredFile, uri: string, number: number) {
    if (runs.length === 0) return "never-opened" as const;
    // Another number of them: the file was changed since.
    if (recordings === undefined || recordings.length !== this.workspace.index.idsIn(uri).length) return undefined;
    return recordings[number]?.plays === 0 ? ("never-played" as const) : undefined;
  }
}

/** The path in a node id. */
const moduleOf = (testId: string): string => testId.slice(0, Math.max(testId.indexOf("::"), 0));
