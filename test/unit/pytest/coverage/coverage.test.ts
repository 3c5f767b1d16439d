/** What is made of what the processes of a run tell, and of several runs. */
import { describe, expect, test } from "vitest";
import { joinedCoverage, Outcomes, readCoverage, type Coverage } from "../../../../server/src/pytest/coverage/coverage";
import { Opened, playedOf } from "../../../../server/src/pytest/coverage/opened";

function openedBy(...events: readonly object[]) {
  const opened = new Opened();
  for (const event of events) opened.add(JSON.stringify(event));
  return opened.done();
}
const began = (testId: string, at: number, pid = 1) => ({ event: "began", testId, pid, at });
const ran = (testId: string, at: number, pid = 1, outcome = "passed") => ({ event: "ran", testId, pid, at, outcome });
const opens = (at: number, testId: string | null = null, pid = 9) => ({ event: "opened", path: "/a", testId, pid, at });

describe("a file that another process opens", () => {
  test("is of the only test that runs then, in whatever order the lines come", () => {
    const { files } = openedBy(opens(2), began("one", 1), ran("one", 3), began("two", 4), opens(5), ran("two", 6));
    expect([...(files.get("/a")?.during ?? [])]).toEqual(["one", "two"]);
    expect(files.get("/a")?.untold).toBe(false);
  });

  test("is of nobody between tests, and while two of them run", () => {
    expect(openedBy(opens(0), began("one", 1)).files.get("/a")).toMatchObject({ untold: true });
    const { files } = openedBy(began("one", 1), began("two", 1.5, 2), opens(2), ran("one", 3), ran("two", 3, 2));
    expect(files.get("/a")).toMatchObject({ untold: true, during: new Set() });
  });
});

test("what was played of a cassette is told where all that opened it tell", () => {
  const closed = (testId: string, ...plays: readonly number[]) => ({
    event: "closed",
    testId,
    cassette: "/a",
    recordings: 2,
    plays,
  });
  const own = [began("one", 1), opens(2, "one", 1), closed("one", 1, 0), ran("one", 3)];
  const played = (...events: readonly object[]) => playedOf(openedBy(...events).files.get("/a")!);
  expect(played(...own)).toEqual([
    { plays: 1, tests: ["one"] },
    { plays: 0, tests: [] },
  ]);
  expect(played(...own, began("two", 4), opens(5, "two", 1))).toBeUndefined();
  expect(played(...own, began("two", 4), opens(5))).toBeUndefined();
  expect(played(...own, opens(9, "", 1))).toBeUndefined();
  // A fixture keeps it open over two tests.
  const kept = { ...closed("two", 1, 0), opener: "one" };
  expect(played(began("one", 1), opens(2, "one", 1), ran("one", 3), began("two", 4), kept, ran("two", 5))).toEqual([
    { plays: 1, tests: ["one", "two"] },
    { plays: 0, tests: [] },
  ]);
});

test("lines that are cut off or of wrong types are left out", () => {
  const opened = new Opened();
  for (const line of [
    "",
    "{",
    "3",
    "null",
    '{"event": 1}',
    '{"event": "opened", "at": "x"}',
    '{"event": "closed"}',
    '{"event": "ran"}',
  ])
    opened.add(line);
  expect(opened.done()).toMatchObject({ files: new Map(), tests: [] });
  expect(new Opened().done().isTold).toBe(false);
});

describe("several runs", () => {
  const run = (...tests: readonly (readonly [string, "passed" | "failed" | "skipped"])[]): Coverage["runs"][number] => ({
    ...{ command: [], began: "", ended: "", status: 0, tests: tests.map(([testId, outcome]) => ({ testId, outcome })) },
  });
  const file = (runs: readonly number[], ...plays: readonly number[]): Coverage["files"][number] => ({
    ...{ file: "a", runs, tests: [], untold: false },
    ...(plays.length > 0 && { recordings: plays.map((each) => ({ plays: each, tests: [] })) }),
  });
  const joined = (...files: readonly Coverage["files"][number][]) =>
    joinedCoverage(files.map((each) => ({ version: 1, runs: [run()], files: [each] }))).files[0];

  test("add up: numbers of runs go on, and so do plays", () => {
    expect(joined(file([0], 1, 0), file([]), file([0], 0, 2))).toEqual(file([0, 2], 1, 2));
  });

  test("tell nothing of a cassette that was another one, or that one of them only opened", () => {
    expect(joined(file([0], 1, 0), file([0], 1))).toEqual(file([0, 1]));
    expect(joined(file([0], 1, 0), file([0]))).toEqual(file([0, 1]));
  });

  test("a test passed that failed in none of them, and without parameters all of those that ran", () => {
    const outcomes = new Outcomes({
      runs: [
        run(["t.py::a", "skipped"], ["t.py::b", "passed"], ["t.py::c[1]", "passed"]),
        run(["t.py::a", "passed"], ["t.py::b", "failed"], ["t.py::c[2]", "failed"], ["t.py::d[1]", "passed"]),
      ],
    });
    expect(["a", "b", "c", "c[1]", "d", "d[2]", "e"].filter((each) => outcomes.passed(`t.py::${each}`))).toEqual([
      "a",
      "c[1]",
      "d",
    ]);
  });
});

test("a file of other JSON, or of none, is no coverage", () => {
  for (const text of ["", "{", "[]", '{"version": 2}', '{"version": 1, "runs": [], "files": [{"file": 3}]}'])
    expect(readCoverage(text)).toBeUndefined();
  expect(readCoverage('{"version": 1, "runs": [], "files": []}')).toEqual({ version: 1, runs: [], files: [] });
});
