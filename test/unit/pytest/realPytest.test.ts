/** pytest itself judges the parameter ids: what it collects, we list. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatNodeId } from "../../../server/src/pytest/nodeId";
import { parseTestModule, type TestItem } from "../../../server/src/pytest/testModule";
import { findPytestPython } from "../../support/python";

const module = String.raw`
import pytest

@pytest.mark.parametrize("a, b", [(1, "x"), (-2.5, None), (True, 'it\'s'), pytest.param(1e3, 2, id="named ü"), (0.0001, 3)])
def test_values(a, b): pass

@pytest.mark.parametrize("x", [0, 1])
@pytest.mark.parametrize("y", ["p", "q"])
def test_stacked(x, y): pass

@pytest.mark.parametrize("v", ["é\n\t\\", "日", "😀", "\x7f\0", "\101\u00e9\U0001F600", r"\d", """tri""", "a" "b", u'u', "line\
d"])
def test_strings(v): pass

@pytest.mark.parametrize("v", [[1], {"a": 1}, (1,), {1}, 10.0, 100000.5, 12.50, 0.5, 0.0, -0.0, 0, 12345678901234567890], ids=None)
def test_displays_and_numbers(v): pass

@pytest.mark.parametrize(["v", "w"], [[1, 2], (3, [4])])
def test_listed_names(v, w): pass

@pytest.mark.parametrize("v", [1, 2, pytest.param(3, id="own")], ids=["one", None, "three"])
def test_listed_ids(v): pass

@pytest.mark.parametrize(argvalues=[1, 2], argnames="v", ids=("a[b]", "c::d"))  # a comment
@pytest.mark.filterwarnings("ignore")
def test_keywords(v, tmp_path): pass

@pytest.mark.parametrize("c", ["cls"])
class TestC:
    @pytest.mark.parametrize(
        "m",
        [
            1,  # one
            pytest.param(2, marks=pytest.mark.skip),
        ],
    )
    async def test_m(self, c, m): pass
`;

function pytestPython(): string | undefined {
  try {
    return findPytestPython();
  } catch (error) {
    console.warn(`SKIPPED: pytest does not judge the parameter ids. ${String(error)}`);
    return undefined;
  }
}

const python = pytestPython();

test.skipIf(python === undefined)("parameter ids are spelled and ordered as pytest does", () => {
  const folder = mkdtempSync(join(tmpdir(), "tapedeck-pytest-"));
  try {
    writeFileSync(join(folder, "test_ids.py"), module);
    writeFileSync(join(folder, "pytest.ini"), "[pytest]\n");
    const output = execFileSync(python!, ["-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"], {
      cwd: folder,
      encoding: "utf8",
    });
    const collected = output.split("\n").filter((line) => line.startsWith("test_ids.py::"));
    expect(collected).toHaveLength(40);
    expect(parseTestModule(module).items.flatMap(nodeIds)).toEqual(collected);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function nodeIds(item: TestItem): string[] {
  if (item.kind === "class") return item.children.flatMap(nodeIds);
  return (item.parameterIds ?? ["unknown"]).map((param) => formatNodeId({ path: "test_ids.py", names: item.names, param }));
}
