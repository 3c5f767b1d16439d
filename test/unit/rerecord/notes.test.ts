import { expect, test } from "vitest";
import { readNotes } from "../../../server/src/rerecord/notes";

test("What a plugin tells is read as far as it is whole, and means files of the project", () => {
  const lines = [
    '{"loaded": true}',
    '{"test": "tests/test_a.py::test_a", "path": "tests/cassettes/test_a/test_a.yaml", "wrote": true}',
    '{"test": "tests/test_a.py::test_b", "path": "x.yaml", "wrote": 1}',
    '{"test": ["x"], "path": null, "wrote": false}',
    '{"test": "tests/test_a.py::test_c", "path": "x.yaml", "wro',
  ];

  expect(readNotes(lines.join("\n"), "/project")).toEqual([
    { testId: "tests/test_a.py::test_a", path: "/project/tests/cassettes/test_a/test_a.yaml", wrote: true },
  ]);
  expect(readNotes("", "/project")).toEqual([]);
});
