import { expect, test } from "vitest";
import { PytestOutput } from "../../../server/src/rerecord/pytestOutput";

function read(...pieces: readonly string[]) {
  const output = new PytestOutput();
  for (const piece of pieces) output.write(piece);
  return { collected: output.collected, outcomes: Object.fromEntries(output.outcomes) };
}

test("Tests and their outcomes are read as pytest writes them, in colour and in pieces", () => {
  expect(
    read(
      "\u001b[1mcollecting ... \u001b[0mcollected 4 ite",
      "ms\n\ntests/test_a.py::test_one[New Zealand] \u001b[32mPASSED\u001b[0m\u001b[32m   [ 25%]\u001b[0m\ntests/test_a.py::test_two FAI",
      "LED [ 50%]\r\ntests/test_a.py::TestC::test_three SKIPPED (no key) [ 75%]\ntests/test_a.py::test_four ERROR [100%]\n",
    ),
  ).toEqual({
    collected: 4,
    outcomes: {
      "tests/test_a.py::test_one[New Zealand]": "passed",
      "tests/test_a.py::test_two": "failed",
      "tests/test_a.py::TestC::test_three": "skipped",
      "tests/test_a.py::test_four": "failed",
    },
  });
});

test("Of deselected tests those count that will run", () => {
  expect(read("collecting ... collected 9 items / 7 deselected / 2 selected\n").collected).toBe(2);
});

test("A test that passes and then fails in its teardown has failed", () => {
  expect(read("t.py::a PASSED [ 50%]\nt.py::a ERROR [ 50%]\nt.py::a PASSED [ 50%]\n").outcomes).toEqual({ "t.py::a": "failed" });
});

test("A test that prints has its outcome on a line of its own", () => {
  expect(read("t.py::a \nhello\nPASSED [100%]\n").outcomes).toEqual({ "t.py::a": "passed" });
});

test("The lines of pytest-xdist, and of the summary, are known too", () => {
  expect(
    read("[gw1] [ 33%] PASSED t.py::a[x y] \n[gw0] [ 66%] FAILED t.py::b \n", "FAILED t.py::c[1] - assert 1 == 2\n").outcomes,
  ).toEqual({ "t.py::a[x y]": "passed", "t.py::b": "failed", "t.py::c[1]": "failed" });
});

test("A line that never ends costs no time", () => {
  const output = new PytestOutput();
  for (let piece = 0; piece < 200; piece++) output.write("x".repeat(10_000));

  expect(output.outcomes.size).toBe(0);
});
