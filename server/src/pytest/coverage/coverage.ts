/** Which recordings tests opened in some runs: what `tapedeck coverage` writes and `tapedeck prune` reads. Pure. */
import * as z from "zod/mini";
import { baseId } from "../nodeId";

const outcome = z.enum(["passed", "failed", "skipped"]);
const count = z.int().check(z.gte(0));

export const coverageRun = z.object({
  command: z.array(z.string()),
  began: z.string(),
  ended: z.string(),
  /** The exit status of the command; null if a signal ended it, or it is unknown. */
  status: z.nullable(z.int()),
  tests: z.array(z.object({ testId: z.string(), outcome })),
});

export const coveredFile = z.object({
  file: z.string(),
  /** The indices of runs that opened it; empty if none did. */
  runs: z.array(count),
  /** The tests that opened it, sorted. */
  tests: z.array(z.string()),
  /** Whether it was opened by something whose test is unknown, such as a server that answers several tests. */
  untold: z.boolean(),
  /** How often each recording of a cassette was played, in file order; absent if the recorder does not report it. */
  recordings: z.optional(z.array(z.object({ plays: count, tests: z.array(z.string()) }))),
});

const coverage = z.object({
  version: z.literal(1),
  runs: z.array(coverageRun),
  /** Every file with recordings, opened or not; paths are relative to the folder of the run, with forward slashes. */
  files: z.array(coveredFile),
});

type ReadOnly<T> = T extends (infer Item)[]
  ? readonly ReadOnly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: ReadOnly<T[Key]> }
    : T;

export type Coverage = ReadOnly<z.infer<typeof coverage>>;
export type CoverageRun = Coverage["runs"][number];
export type CoveredFile = Coverage["files"][number];
export type Outcome = z.infer<typeof outcome>;

/** Parses a coverage file; undefined if it is not one. Never throws. */
export function readCoverage(text: string): Coverage | undefined {
  try {
    const read = coverage.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined; // Not JSON.
  }
}

/** Combines all runs. */
export function joinedCoverage(all: readonly Coverage[]): Coverage {
  const files = new Map<string, CoveredFile>();
  const runs: CoverageRun[] = [];
  for (const each of all) {
    for (const file of each.files) {
      const shifted = { ...file, runs: file.runs.map((run) => run + runs.length) };
      const known = files.get(file.file);
      files.set(file.file, known === undefined ? shifted : joinedFile(known, shifted));
    }
    for (const run of each.runs) runs.push(run);
  }
  return { version: 1, runs, files: [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1)) };
}

function joinedFile(one: CoveredFile, other: CoveredFile): CoveredFile {
  const told = joinedRecordings(one, other);
  return {
    file: one.file,
    runs: [...one.runs, ...other.runs],
    tests: sorted([...one.tests, ...other.tests]),
    untold: one.untold || other.untold,
    ...(told && { recordings: told }),
  };
}

/** undefined if a file that was opened has no such data, or the file has changed. */
function joinedRecordings(one: CoveredFile, other: CoveredFile): CoveredFile["recordings"] {
  if (one.runs.length === 0) return other.recordings;
  if (other.runs.length === 0) return one.recordings;
  const [mine, others] = [one.recordings, other.recordings];
  if (mine === undefined || mine.length !== others?.length) return undefined;
  return mine.map(({ plays, tests }, at) => ({
    plays: plays + (others[at]?.plays ?? 0),
    tests: sorted([...tests, ...(others[at]?.tests ?? [])]),
  }));
}

const sorted = (tests: readonly string[]): readonly string[] => [...new Set(tests)].sort();

/** The outcomes of tests in all runs together. */
export class Outcomes {
  readonly #outcomes = new Map<string, Outcome>();
  readonly #bases = new Map<string, Outcome>();
  readonly #modules = new Map<string, Outcome>();

  constructor({ runs }: Pick<Coverage, "runs">) {
    for (const { testId, outcome: ended } of runs.flatMap(({ tests }) => tests)) {
      this.#add(this.#outcomes, testId, ended);
      this.#add(this.#bases, baseId(testId), ended);
      this.#add(this.#modules, testId.slice(0, Math.max(testId.indexOf("::"), 0)), ended);
    }
  }

  /** Whether it passed in some run and failed in none; for a test without parameters, all of its parameter sets that ran. */
  passed(testId: string): boolean {
    return (this.#outcomes.get(testId) ?? (testId === baseId(testId) ? this.#bases.get(testId) : undefined)) === "passed";
  }

  /** Whether tests of a module (its path in their ids) passed, and none failed. */
  modulePassed(path: string): boolean {
    return this.#modules.get(path) === "passed";
  }

  #add(to: Map<string, Outcome>, testId: string, ended: Outcome): void {
    const known = to.get(testId);
    if (known === undefined || known === "skipped" || ended === "failed") to.set(testId, ended);
  }
}
