/** The files that a run opened, by test. Pure. */
import { isObject, numberOf, stringOf } from "../../recording/json";
import { replayedEvent, type ClosedEvent, type RanEvent } from "../cassettes/replayed";
import type { CoveredFile, CoverageRun } from "./coverage";

/** What is known about a file that was opened. */
export interface OpenedFile {
  /** The tests that opened it themselves. */
  readonly tests: Set<string>;
  /** Tests during which another process opened it, while no other test ran. */
  readonly during: Set<string>;
  /** Whether it was opened by something whose test is unknown. */
  untold: boolean;
  /** What was played from it as a cassette, each time a test was done with it. */
  readonly closed: ClosedEvent[];
}

export interface OpenedFiles {
  /** By real path. */
  readonly files: ReadonlyMap<string, OpenedFile>;
  readonly tests: CoverageRun["tests"];
  /** Whether any Python process reported anything. */
  readonly isTold: boolean;
  /** The plugin's messages about its failures. */
  readonly failures: readonly string[];
}

interface Timed {
  readonly event: "began" | "opened" | "ran";
  readonly at: number;
  readonly pid: number;
  /** null: a process that runs no tests; empty: outside of all tests. */
  readonly testId: string | null;
  readonly path: string;
}

/** Processes the lines of a run one by one. */
export class Opened {
  readonly #timed: Timed[] = [];
  readonly #closed: ClosedEvent[] = [];
  readonly #ran = new Map<string, RanEvent["outcome"]>();
  readonly #failures = new Set<string>();
  #isTold = false;

  /** Skips lines that are cut off or garbled. Never throws. */
  add(line: string): void {
    const value = parsed(line);
    const [event, at, pid] = [stringOf(value["event"]), numberOf(value["at"]), numberOf(value["pid"])];
    this.#isTold ||= event !== undefined;
    const told = replayedEvent(line);
    if (told?.event === "broken") this.#failures.add(told.message);
    if (told?.event === "closed") this.#closed.push(told);
    if (told?.event === "ran" && this.#ran.get(told.testId) !== "failed") this.#ran.set(told.testId, told.outcome);
    if ((event === "began" || event === "opened" || event === "ran") && at !== undefined && pid !== undefined)
      this.#timed.push({ event, at, pid, testId: stringOf(value["testId"]) ?? null, path: stringOf(value["path"]) ?? "" });
  }

  done(): OpenedFiles {
    const files = new Map<string, OpenedFile>();
    const fileOf = (path: string): OpenedFile => {
      const file = files.get(path) ?? { tests: new Set(), during: new Set(), untold: false, closed: [] };
      files.set(path, file);
      return file;
    };
    /** The test that each process runs. */
    const running = new Map<number, string>();
    for (const { event, pid, testId, path } of this.#timed.sort((a, b) => a.at - b.at)) {
      if (event === "began") running.set(pid, testId ?? "");
      else if (event === "ran") running.delete(pid);
      else if (testId !== null && testId !== "") fileOf(path).tests.add(testId);
      else {
        const [only, ...others] = running.values();
        if (testId === null && only !== undefined && others.length === 0) fileOf(path).during.add(only);
        else fileOf(path).untold = true;
      }
    }
    for (const each of this.#closed) files.get(each.cassette)?.closed.push(each);
    const tests = [...this.#ran].map(([testId, outcome]) => ({ testId, outcome }));
    return { files, tests, isTold: this.#isTold, failures: [...this.#failures] };
  }
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : {};
  } catch {
    return {}; // The line is cut off.
  }
}

/** How often each recording of a cassette was played; undefined if something that opened it does not report it. */
export function playedOf({ tests, during, untold, closed }: OpenedFile) {
  const tellers = new Set(closed.flatMap(({ testId, opener }) => [testId, opener]));
  const [first] = closed;
  if (first === undefined || untold || during.size > 0 || [...tests].some((testId) => !tellers.has(testId))) return undefined;
  if (closed.some(({ recordings }) => recordings !== first.recordings)) return undefined;
  return Array.from({ length: first.recordings }, (_, index) => {
    const by = closed.filter(({ plays }) => (plays[index] ?? 0) > 0);
    return {
      plays: by.reduce((sum, { plays }) => sum + (plays[index] ?? 0), 0),
      tests: [...new Set(by.flatMap(({ testId, opener }) => [opener, testId]))].sort(),
    };
  });
}

/** A file in the coverage of one run; without `opened` it was not opened. */
export function coveredFile(file: string, opened: OpenedFile | undefined): CoveredFile {
  if (opened === undefined) return { file, runs: [], tests: [], untold: false };
  const tests = [...new Set([...opened.tests, ...opened.during])].sort();
  const recordings = playedOf(opened);
  return { file, runs: [0], tests, untold: opened.untold, ...(recordings && { recordings }) };
}
