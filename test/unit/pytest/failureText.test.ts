/** The failed test, as pytest's report tells it. */
import { describe, expect, test } from "vitest";
import { readFailureText } from "../../../server/src/pytest/failureText";

const hash = "0123456789abcdef".repeat(4);
const read = (text: string) => readFailureText(text, text.indexOf(hash));
const message = `E   RuntimeError: Recording not found for request hash: ${hash}`;
const session = [
  "tests/a/test_a.py::test_one FAILED  [ 50%]",
  "tests/b/test_b.py::TestC::test_two[x.y] FAILED [100%]",
  "=================================== FAILURES ===================================",
  "___________________________________ test_one ___________________________________",
  "tests/a/test_a.py:3: in test_one",
  "    ask()",
  "_____________________________ TestC.test_two[x.y] ______________________________",
  "tests/b/test_b.py:12: in test_two",
  "    ask()",
  "recorder.py:345: in patched",
  "    raise RuntimeError(",
  message,
  "=========================== short test summary info ============================",
  "FAILED tests/a/test_a.py::test_one - ValueError",
];

describe("a failure is put down to", () => {
  test("the section that it stands in, whatever ran before or after it", () => {
    expect(read(session.join("\n"))).toEqual({
      testId: "tests/b/test_b.py::TestC::test_two[x.y]",
      title: "TestC::test_two[x.y]",
      places: [
        { path: "tests/b/test_b.py", line: 12 },
        { path: "recorder.py", line: 345 },
      ],
    });
  });

  test("the section's headline and lines, where no id is named", () => {
    const quiet = session.slice(5, 12).join("\n");
    expect(read(quiet)).toMatchObject({ testId: undefined, title: "TestC::test_two[x.y]" });
    expect(read(`____ ERROR at setup of test_x ____\n${message}`)).toMatchObject({ title: "test_x" });
    expect(read(`  File "/w/tests/test_x.py", line 7, in test_x\n${message}`).places).toEqual([
      { path: "/w/tests/test_x.py", line: 7 },
    ]);
  });

  test("the module that the failure passed, of two with a test of this name", () => {
    const ids = "tests/a/test_a.py::test_x\ntests/b/test_b.py::test_x\n";
    const section = `____ test_x ____\ntests/b/test_b.py:4: in test_x\n${message}`;
    expect(read(ids + section).testId).toBe("tests/b/test_b.py::test_x");
  });

  test("the line of the summary that names the hash, or the id above it", () => {
    const summary = (id: string) => `FAILED ${id} - RuntimeError: Recording not found for request hash: `;
    expect(read(`tests/test_a.py::test_a ran\n${summary("tests/test_b.py::test_b[1 - 2]")}${hash}`).testId).toBe(
      "tests/test_b.py::test_b[1 - 2]",
    );
    expect(read(`tests/test_a.py::test_a ran\n${message}`).testId).toBe("tests/test_a.py::test_a");
  });
});

test("hostile text takes linear time", () => {
  for (const piece of ["_", "___ x", "____ x ____", "tests/test_x.py:1", "a.py::b - ", "=", "/"]) {
    const text = piece.repeat(Math.ceil(300_000 / piece.length)) + hash;
    const started = performance.now();
    readFailureText(text, text.length - hash.length);
    expect(performance.now() - started).toBeLessThan(5_000);
  }
});
