/** What pytest itself says where it cannot start: real runs of it, and texts that only look like it. */
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { PytestOutput } from "../../../server/src/rerecord/pytestOutput";
import { lacksModule } from "../../../server/src/rerecord/startFailure";
import { makeWorkspace } from "../../support/editor/workspace";
import { findPytestPython } from "../../support/python";

const python = findPytestPython();
const good = "def test_x():\n    pass\n";

async function problemOf(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string | undefined> {
  const folder = await makeWorkspace(files);
  const { stdout, stderr } = spawnSync(python, ["-m", "pytest", "-vv", "-p", "no:cacheprovider", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, PY_COLORS: "1", FORCE_COLOR: "1" },
  });
  return problemIn(stdout, stderr);
}

function problemIn(...texts: readonly string[]): string | undefined {
  const output = new PytestOutput();
  for (const text of texts) output.write(`${text}\n`);
  return output.problem;
}

describe("Where pytest cannot start, one reads", () => {
  test.each([
    [
      "a conftest.py that imports what is not installed",
      { "conftest.py": "import ogx_missing\n" },
      [],
      "ModuleNotFoundError: No module named 'ogx_missing'",
    ],
    ["a conftest.py with an error", { "conftest.py": "x = 1 / 0\n" }, [], "ZeroDivisionError: division by zero"],
    [
      "a test module that imports what is not installed",
      { "test_a.py": `import ogx_missing\n${good}` },
      [],
      "ModuleNotFoundError: No module named 'ogx_missing'",
    ],
    ["an option that nobody knows", {}, ["--setup=x"], "unrecognized arguments: --setup=x"],
    ["a plugin that is not installed", {}, ["-p", "ogx_missing"], /No module named 'ogx_missing'/],
    ["a test that there is not", {}, ["test_a.py::test_gone"], /^not found: .*test_a\.py::test_gone/],
    ["a file that there is not", {}, ["test_gone.py"], "file or directory not found: test_gone.py"],
  ] as const)("%s", async (_, files, args, expected) => {
    const problem = await problemOf({ "test_a.py": good, ...files }, ...(args.length > 0 ? args : ["test_a.py::test_x"]));
    if (typeof expected === "string") expect(problem).toBe(expected);
    else expect(problem).toMatch(expected);
  });

  test("a Python without pytest", () => {
    expect(problemIn("/usr/bin/python3: No module named pytest")).toBe("No module named pytest");
  });
});

test("What tests say themselves is no reason", async () => {
  const failing = "def test_x():\n    print('ValueError: printed')\n    raise ValueError('raised')\n";
  expect(await problemOf({ "test_a.py": failing }, "-s", "test_a.py")).toBeUndefined();
  const inFixture = "import pytest\n@pytest.fixture\ndef f():\n    import ogx_missing\ndef test_x(f):\n    pass\n";
  expect(await problemOf({ "test_a.py": inFixture }, "test_a.py")).toBeUndefined();
  expect(problemIn("collected 1 item", "ValueError: printed")).toBeUndefined();
});

test("Another interpreter may help where a module is missing", () => {
  expect(
    ["ModuleNotFoundError: No module named 'a'", "ImportError: cannot import name 'a' from 'b'", "No module named pytest"].map(
      lacksModule,
    ),
  ).toEqual([true, true, true]);
  expect(["unrecognized arguments: -x", "ZeroDivisionError: division by zero"].map(lacksModule)).toEqual([false, false]);
});
