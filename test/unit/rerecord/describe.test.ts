import { describe, expect, test } from "vitest";
import { nameOf, replayVerdict, verdict } from "../../../server/src/rerecord/describe";
import type { EntryKind } from "../../../server/src/rerecord/review";
import type { RunResult } from "../../../server/src/rerecord/run";

const entries = (kinds: Partial<Record<EntryKind, number>>) =>
  Object.entries(kinds).flatMap(([kind, count]) => Array.from({ length: count }, () => ({ kind: kind as EntryKind })));

const commandLine = { pytest: true, command: "/usr/bin/python3", args: ["-m", "pytest", "tests/test_chat.py::test_x"] };

function verdictFor(result: RunResult, kinds: Partial<Record<EntryKind, number>> = {}, pytest = true, problem?: string) {
  const nodeIds = ["tests/test_chat.py::test_x"];
  return verdict({ nodeIds, commandLine: { ...commandLine, pytest }, result, entries: entries(kinds), failed: [], problem });
}
const messageFor = (...of: Parameters<typeof verdictFor>): string => verdictFor(...of).message;

const ended = (status: number | null): RunResult => ({ kind: "ended", status });

describe("After a run one reads", () => {
  test("what changed, appeared and is no longer produced", () => {
    expect(messageFor(ended(0), { changed: 2, new: 1, unproduced: 1 })).toBe(
      "Re-recorded test_chat.py::test_x: 2 recordings changed, 1 new, 1 no longer produced.",
    );
    expect(messageFor(ended(0), { changed: 1, "same-meaning": 2 })).toBe(
      "Re-recorded test_chat.py::test_x: 1 recording changed, 2 with the same meaning.",
    );
    expect(messageFor(ended(0), { new: 3 })).toBe("Re-recorded test_chat.py::test_x: 3 new recordings.");
  });

  test("that nothing did, and whether anything was recorded at all", () => {
    expect(messageFor(ended(0), { unchanged: 1 })).toBe("Re-recorded test_chat.py::test_x: the recording is the same as before.");
    expect(messageFor(ended(0), { "same-meaning": 1 })).toBe(
      "Re-recorded test_chat.py::test_x: the recording means the same as before.",
    );
    expect(messageFor(ended(0))).toBe("test_chat.py::test_x passed, and no recording was made.");
  });

  test("that the test failed, what it had recorded until then, and that nothing is lost", () => {
    expect(messageFor(ended(1), { changed: 1 })).toBe(
      "pytest failed while re-recording test_chat.py::test_x. Recorded so far: 1 recording changed.",
    );
  });

  test("which tests failed, first of all", () => {
    const [a, b] = ["tests/test_chat.py::test_a", "tests/test_chat.py::test_b[x]"];
    const messageOf = (nodeIds: readonly string[], failed: readonly string[], pytest = true, status = 1) =>
      verdict({
        ...{ nodeIds, failed, entries: [], problem: undefined },
        ...{ commandLine: { ...commandLine, pytest }, result: ended(status) },
      }).message.replace("", "");
    expect(messageOf([a], [a])).toBe("test_chat.py::test_a failed while re-recording.");
    expect(messageOf(["tests/test_chat.py"], [b])).toBe("test_chat.py::test_b[x] failed while re-recording test_chat.py.");
    expect(messageOf(["tests/test_chat.py"], [b, a])).toBe(
      "test_chat.py::test_b[x] and 1 more failed while re-recording test_chat.py.",
    );
    expect(messageOf([a], [a], false, 5)).toBe("test_chat.py::test_a failed while re-recording.");
    expect(messageOf([a], [a], true, 2)).toBe("pytest was interrupted while re-recording test_chat.py::test_a.");
  });

  test("that nothing was collected, in so many words", () => {
    expect(messageFor(ended(5))).toBe("pytest collected no test for test_chat.py::test_x.");
    expect(messageFor(ended(4))).toBe(
      "pytest did not run test_chat.py::test_x: it found no such test, or one of the options is unknown.",
    );
  });

  test("why pytest could not start, in its own words, and with which interpreter", () => {
    const lacking = "ModuleNotFoundError: No module named 'ogx'";
    expect(verdictFor(ended(4), {}, true, lacking)).toEqual({
      kind: "failure",
      message: `pytest did not run test_chat.py::test_x with /usr/bin/python3: ${lacking}.`,
      wantsInterpreter: true,
    });
    expect(verdictFor(ended(4), {}, true, "unrecognized arguments: --setup=x")).toEqual({
      kind: "failure",
      message: "pytest did not run test_chat.py::test_x with /usr/bin/python3: unrecognized arguments: --setup=x.",
    });
    expect(messageFor(ended(1), {}, false, lacking)).toBe(`pytest did not run test_chat.py::test_x: ${lacking}.`);
    const uv = { ...commandLine, command: "/usr/bin/uv", args: ["run", "--", "python", "-m", "pytest", "t.py::a"] };
    expect(replayVerdict({ nodeIds: ["t.py::a"], commandLine: uv, result: ended(4), failed: [], problem: lacking })).toEqual({
      kind: "failure",
      message: `pytest did not run t.py::a with /usr/bin/uv run -- python: ${lacking}.`,
      wantsInterpreter: true,
    });
  });

  test("the exit status of a command of one's own, which need not mean what pytest means by it", () => {
    expect(messageFor(ended(5), {}, false)).toBe("The command that re-records test_chat.py::test_x ended with exit status 5.");
  });

  test("that it was cancelled, took too long, could not be started, or was ended by somebody else", () => {
    expect(messageFor({ kind: "cancelled" })).toBe("Re-recording test_chat.py::test_x was cancelled.");
    expect(messageFor({ kind: "timedOut" })).toBe(
      "Re-recording test_chat.py::test_x took longer than tapedeck.rerecord.timeout allows.",
    );
    expect(messageFor({ kind: "failed", reason: '"uv" could not be started: it was not found.' })).toBe(
      'Nothing was recorded: "uv" could not be started: it was not found.',
    );
    expect(messageFor(ended(null))).toBe("Re-recording test_chat.py::test_x was ended by another process.");
  });

  test("of a replay, whether the test passes with its recordings", () => {
    const replayed = (result: RunResult) =>
      replayVerdict({ nodeIds: ["t.py::a"], commandLine, result, failed: [], problem: undefined }).message;

    expect(replayed(ended(0))).toBe("t.py::a passes with its recordings.");
    expect(replayed(ended(1))).toBe("pytest failed while replaying t.py::a.");
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
