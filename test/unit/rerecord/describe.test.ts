import { describe, expect, test } from "vitest";
import { nameOf, replayVerdict, verdict } from "../../../server/src/rerecord/describe";
import type { EntryKind } from "../../../server/src/rerecord/review";
import type { RunResult } from "../../../server/src/rerecord/run";

const entries = (kinds: Partial<Record<EntryKind, number>>) =>
  Object.entries(kinds).flatMap(([kind, count]) => Array.from({ length: count }, () => ({ kind: kind as EntryKind })));

function messageFor(result: RunResult, kinds: Partial<Record<EntryKind, number>> = {}, pytest = true): string {
  return verdict({ nodeIds: ["tests/test_chat.py::test_x"], commandLine: { pytest }, result, entries: entries(kinds) }).message;
}

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
      "pytest failed while re-recording test_chat.py::test_x. Until then: 1 recording changed. The workspace is as it was.",
    );
  });

  test("that nothing was collected, in so many words", () => {
    expect(messageFor(ended(5))).toBe("pytest collected no test for test_chat.py::test_x. The workspace is as it was.");
    expect(messageFor(ended(4))).toBe(
      "pytest did not run test_chat.py::test_x: it found no such test, or does not know one of the options. The workspace is as it was.",
    );
  });

  test("the exit status of a command of one's own, which need not mean what pytest means by it", () => {
    expect(messageFor(ended(5), {}, false)).toBe(
      "The command that re-records test_chat.py::test_x ended with exit status 5. The workspace is as it was.",
    );
  });

  test("that it was cancelled, took too long, could not be started, or was ended by somebody else", () => {
    expect(messageFor({ kind: "cancelled" })).toBe(
      "Re-recording test_chat.py::test_x was cancelled. The workspace is as it was.",
    );
    expect(messageFor({ kind: "timedOut" })).toBe(
      "Re-recording test_chat.py::test_x took longer than tapedeck.rerecord.timeout allows. The workspace is as it was.",
    );
    expect(messageFor({ kind: "failed", reason: '"uv" could not be started: it was not found.' })).toBe(
      'Nothing was recorded: "uv" could not be started: it was not found.',
    );
    expect(messageFor(ended(null))).toBe("Re-recording test_chat.py::test_x was ended from outside. The workspace is as it was.");
  });

  test("of a replay, whether the test passes with its recordings", () => {
    const replayed = (result: RunResult) =>
      replayVerdict({ nodeIds: ["t.py::a"], commandLine: { pytest: true }, result }).message;

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
