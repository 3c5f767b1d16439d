/** What pytest says it collected is read as it is; where it says less than all, that is noticed. */
import { describe, expect, test } from "vitest";
import { parseCollected } from "../../../server/src/pytest/collected";
import { collectTests } from "../../../server/src/rerecord/collect";
import { defaultRerecordSettings } from "../../../server/src/rerecord/settings";
import { makeWorkspace } from "../../support/editor/workspace";
import { findPytestPython } from "../../support/python";

const timeout = 60_000;
const parametrized = `
import pytest

@pytest.mark.parametrize("x", ["a b", "c::d", "e[f]", "=== g ===", "line\\nbreak"])
def test_a(x):
    pass

class TestC:
    def test_m(self):
        pass
`;

describe("what pytest itself prints", () => {
  const collect = async (
    files: Readonly<Record<string, string>>,
    more: readonly string[] = [],
    signal = new AbortController().signal,
  ) => {
    const root = await makeWorkspace(files);
    const settings = {
      ...defaultRerecordSettings,
      python: findPytestPython(),
      command: ["false", "${nodeIds}"],
      arguments: more,
    };
    const modules = Object.keys(files).filter((path) => path.includes("test_"));
    return collectTests({ root, workspaceFolder: root, modules, settings, cache: await makeWorkspace({}), signal });
  };
  const collected = async (...given: Parameters<typeof collect>) => {
    const collection = await collect(...given);
    if (collection.kind !== "collected") throw new Error(JSON.stringify(collection));
    return collection.collected;
  };

  test(
    "is read whatever the parameters look like, and whatever pytest's own settings say of its output",
    { timeout },
    async () => {
      const files = { "pytest.ini": "[pytest]\naddopts = -q -q --color=yes\n", "t/test_a.py": parametrized };
      const { testIds, failed, complete } = await collected(files);
      const sets = ["a b", "c::d", "e[f]", "=== g ===", "line\\nbreak"];
      expect([...testIds]).toEqual([...sets.map((set) => `t/test_a.py::test_a[${set}]`), "t/test_a.py::TestC::test_m"]);
      expect([failed.size, complete]).toEqual([0, true]);
    },
  );

  test("names the modules that failed, and is complete for the others", { timeout }, async () => {
    const files = { "t/test_a.py": parametrized, "t/test_b.py": 'print("t/test_b.py::test_printed")\nimport nowhere_at_all\n' };
    const { testIds, failed, complete } = await collected(files);
    expect([testIds.size, [...failed], complete]).toEqual([6, ["t/test_b.py"], true]);
  });

  test("is not complete where tests were deselected", { timeout }, async () => {
    const { testIds, complete } = await collected({ "t/test_a.py": parametrized }, ["-k", "test_m"]);
    expect([[...testIds], complete]).toEqual([["t/test_a.py::TestC::test_m"], false]);
  });

  test("is shown where there is nothing to read: pytest did not get so far, or was cancelled", { timeout }, async () => {
    const broken = await collect({ "t/conftest.py": "raise RuntimeError('no')\n", "t/test_a.py": parametrized });
    expect(broken).toMatchObject({
      kind: "failed",
      reason: "pytest ended with status 4.",
      output: expect.stringContaining("RuntimeError") as string,
    });
    expect(await collect({ "t/test_a.py": parametrized }, [], AbortSignal.abort())).toEqual({ kind: "cancelled" });
  });
});

describe("text that pytest would not print", () => {
  test.each([
    ["nothing", ""],
    ["a cut", "a/test_x.py::test_y\na/test_x.py::test_z\n"],
    ["a lost line", "a/test_x.py::test_y\n\n2 tests collected in 0.01s\n"],
    ["two ends", "a/test_x.py::test_y\n\n1 test collected in 0.01s\n1 test collected in 0.01s\n"],
    ["a stop", "a/test_x.py::test_y\n\n!!!!!! stopping after 1 failures !!!!!!\n1 test collected, 1 error in 0.01s\n"],
    ["a tree", "<Module test_x.py>\n  <Function test_y>\n\n1 test collected in 0.01s\n"],
  ])("%s is not complete", (_, output) => {
    expect(parseCollected(output).complete).toBe(false);
  });

  test("takes no time and names no tests, however long it is", () => {
    const noise = ["_ ERROR collecting ", "= ", "[".repeat(9), "\u001b[", "::"].map((each) => each.repeat(40_000)).join("\n");
    expect(parseCollected(noise).testIds.size).toBe(0);
  });

  test("with colours and Windows' line ends is read as without", () => {
    const output =
      "a/test_x.py::test_y[\u00e9]\r\n\r\n\u001b[32m\u001b[32m1 test collected\u001b[0m\u001b[32m in 0.01s\u001b[0m\u001b[0m\r\n";
    expect(parseCollected(output)).toEqual({
      testIds: new Set(["a/test_x.py::test_y[\u00e9]"]),
      failed: new Set(),
      complete: true,
    });
  });
});
