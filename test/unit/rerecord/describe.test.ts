import { describe, expect, test } from "vitest";
import { nameOf, verdict } from "../../../client/src/rerecord/describe";
import type { Rerecording } from "../../../client/src/rerecord/rerecording";
import type { RunResult } from "../../../client/src/rerecord/run";
import type { Change } from "../../../client/src/rerecord/snapshot";

const changesOf = (kinds: Partial<Record<Change["kind"], number>>): readonly Change[] =>
  Object.entries(kinds).flatMap(([kind, count]) => Array.from({ length: count }, () => ({ kind }) as Change));

function messageFor(result: RunResult, run: Partial<Rerecording> = {}, pytest = true): string {
  return verdict({
    plan: { kind: "plan", root: "/", nodeIds: ["tests/test_chat.py::test_x"], folders: [], recordings: [], parameterSets: [] },
    commandLine: { kind: "command", command: "python", args: [], environment: {}, pytest },
    changes: [],
    rewritten: [],
    noLongerProduced: [],
    result,
    ...run,
  }).message;
}

const ended = (status: number | null): RunResult => ({ kind: "ended", status });

describe("After a run one reads", () => {
  test("what changed, appeared and went", () => {
    expect(messageFor(ended(0), { changes: changesOf({ changed: 2, added: 1 }), noLongerProduced: ["a.json"] })).toBe(
      "Re-recorded test_chat.py::test_x: 2 recordings changed, 1 new, 1 no longer produced.",
    );
    expect(messageFor(ended(0), { changes: changesOf({ changed: 1, removed: 1 }) })).toBe(
      "Re-recorded test_chat.py::test_x: 1 recording changed, 1 deleted.",
    );
    expect(messageFor(ended(0), { changes: changesOf({ added: 3 }) })).toBe(
      "Re-recorded test_chat.py::test_x: 3 new recordings.",
    );
  });

  test("that nothing did, and whether anything was written at all", () => {
    expect(messageFor(ended(0), { rewritten: ["a.json"] })).toBe(
      "Re-recorded test_chat.py::test_x: the recording is the same as before.",
    );
    expect(messageFor(ended(0))).toBe("test_chat.py::test_x passed, and no recording was written.");
  });

  test("that the test failed, and what it had written until then", () => {
    expect(messageFor(ended(1), { changes: changesOf({ changed: 1 }) })).toBe(
      "pytest failed while re-recording test_chat.py::test_x. Until then: 1 recording changed.",
    );
  });

  test("that nothing was collected, in so many words", () => {
    expect(messageFor(ended(5))).toBe("pytest collected no test for test_chat.py::test_x. No recording has changed.");
    expect(messageFor(ended(4))).toBe(
      "pytest did not run test_chat.py::test_x: it found no such test, or does not know one of the options. No recording has changed.",
    );
  });

  test("the exit status of a command of one's own, which need not mean what pytest means by it", () => {
    expect(messageFor(ended(5), {}, false)).toBe(
      "The command that re-records test_chat.py::test_x ended with exit status 5. No recording has changed.",
    );
  });

  test("that it was cancelled, could not be started, or was ended by somebody else", () => {
    expect(messageFor({ kind: "cancelled" })).toBe("Re-recording test_chat.py::test_x was cancelled. No recording has changed.");
    expect(messageFor({ kind: "failed", reason: '"uv" could not be started: it was not found.' })).toBe(
      'Nothing was recorded: "uv" could not be started: it was not found.',
    );
    expect(messageFor(ended(null))).toBe("Re-recording test_chat.py::test_x was ended from outside. No recording has changed.");
  });
});

describe("A test's name in a notification", () => {
  test("is its node id without the folders", () => {
    expect(nameOf(["tests/integration/chat/test_x.py::TestC::test_f[a/b.py::c]"])).toBe("test_x.py::TestC::test_f[a/b.py::c]");
    expect(nameOf(["tests/integration/chat/test_x.py"])).toBe("test_x.py");
    expect(nameOf(["test_x.py::test_a", "test_x.py::test_b"])).toBe("test_x.py::test_a and 1 more");
  });

  test("is cut where it is long", () => {
    expect(nameOf([`test_x.py::test_f[${"long ".repeat(1000)}]`])).toHaveLength(100);
  });
});
