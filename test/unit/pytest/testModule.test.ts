import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { findTest, isTestModule, parseTestModule, testAt, type TestItem } from "../../../server/src/pytest/testModule";

const outline = (items: readonly TestItem[]): string[] =>
  items.flatMap((item) => [`${item.kind} ${item.names.join("::")}`, ...outline(item.children)]);
const testsOf = (text: string) => outline(parseTestModule(text).items);
const idsOf = (text: string, ...names: string[]) => findTest(parseTestModule(text), names)?.parameterIds;

const module = `import pytest

def helper():
    def test_inner(): pass

@pytest.mark.slow
async def test_top(client):
    assert client

class Base:
    def test_shared(self): pass
    def setup_method(self): pass

class TestA(Base):
    def test_one(self): pass
    class TestInner:
        def test_deep(self): pass
    def check(self): pass

class TestB(TestA):
    def test_two(self): pass

class Legacy(unittest.TestCase):
    def test_old(self): pass

if CONDITION:
    def test_sometimes(): pass
else:
    class TestElse:
        def test_e(self): pass
`;

describe("the tests of a module", () => {
  test("functions, classes and methods that pytest would collect, in order", () => {
    expect(testsOf(module)).toEqual([
      "function test_top",
      "class TestA",
      "method TestA::test_one",
      "class TestA::TestInner",
      "method TestA::TestInner::test_deep",
      "class TestB",
      "method TestB::test_two",
      "class Legacy",
      "method Legacy::test_old",
      "function test_sometimes",
      "class TestElse",
      "method TestElse::test_e",
    ]);
  });

  test("ranges: the name alone, and the definition with its decorators", () => {
    const item = findTest(parseTestModule(module), ["test_top"])!;
    expect(module.slice(item.nameRange.start, item.nameRange.end)).toBe("test_top");
    expect(module.slice(item.range.start, item.range.end)).toMatch(/^@pytest[^]*assert client$/);
  });

  test("an inherited test is found in its base class", () => {
    const tests = parseTestModule(module);
    expect(findTest(tests, ["TestA", "test_shared"])?.names).toEqual(["Base", "test_shared"]);
    expect(findTest(tests, ["TestB", "test_shared"])?.names).toEqual(["Base", "test_shared"]);
    expect(findTest(tests, ["TestB", "TestInner", "test_deep"])?.names).toEqual(["TestA", "TestInner", "test_deep"]);
    expect(findTest(tests, ["TestB", "test_gone"])).toBeUndefined();
    expect(findTest(tests, ["test_shared"])).toBeUndefined();
    expect(findTest(tests, [])).toBeUndefined();
  });

  test("classes that inherit from each other end the search", () => {
    expect(
      findTest(parseTestModule("class TestA(TestB): pass\nclass TestB(TestA): pass\n"), ["TestA", "test_x"]),
    ).toBeUndefined();
  });

  test("the second of two definitions counts, as for Python", () => {
    const text = "def test_a(): pass\ndef test_a(): return 2\n";
    expect(findTest(parseTestModule(text), ["test_a"])?.range.start).toBe(text.indexOf("def", 3));
  });

  test("under the cursor: the innermost", () => {
    const at = (words: string) => testAt(parseTestModule(module), module.indexOf(words))?.names.join("::");
    expect(at("@pytest.mark.slow")).toBe("test_top");
    expect(at("test_deep")).toBe("TestA::TestInner::test_deep");
    expect(at("def check")).toBe("TestA");
    expect(at("import pytest")).toBeUndefined();
    expect(at("test_inner")).toBeUndefined();
  });

  test("at the start of a definition right below another: the lower one", () => {
    const text = "def test_a(): pass\ndef test_b():\n    pass\n@pytest.mark.slow\ndef test_c(): pass\n";
    expect(testAt(parseTestModule(text), text.indexOf("def test_b"))?.name).toBe("test_b");
    expect(testAt(parseTestModule(text), text.indexOf("@"))?.name).toBe("test_c");
  });

  test.each([
    ["test_x.py", true],
    ["file:///a/test_x.py", true],
    ["C:\\a\\x_test.py", true],
    ["a/x_test.py", true],
    ["a/conftest.py", false],
    ["tests/x.py", false],
    ["test_dir/x.py", false],
    ["test_x.pyi", false],
    ["latest.py", false],
    ["_test.py", true],
    ["test-x.py", true],
    ["tests.py", true],
    ["a/x_tests.py", true],
    ["contests.py", false],
    ["test.py", false],
  ])("%s is a test module: %s", (path, expected) => expect(isTestModule(path)).toBe(expected));
});

describe("while somebody is typing", () => {
  test("tests around the half-written one are still there", () => {
    const text =
      "def test_a():\n    pass\n\nclass Test\n    def test_c(self):\n        x = [1,\n\ndef test_d():\n    pass\n\n@pytest.mark.parametrize('a', [\ndef test_e(): pass\n";
    expect(testsOf(text)).toEqual(expect.arrayContaining(["function test_a", "function test_d", "function test_e"]));
  });

  test("every beginning of a module can be read", () => {
    for (let length = 0; length <= module.length; length++) expect(() => parseTestModule(module.slice(0, length))).not.toThrow();
  });

  test("a module is read to its end on a machine that stands still meanwhile", () => {
    let now = 0;
    const clock = vi.spyOn(Date, "now").mockImplementation(() => (now += 10_000));
    try {
      expect(testsOf(`${module}\ndef test_last(): pass\n`)).toContain("function test_last");
    } finally {
      clock.mockRestore();
    }
  });

  test("anything can be read", () => {
    const pieces = fc.constantFrom(
      "def ",
      "test_a",
      "class Test",
      "(",
      ")",
      ":",
      "\n",
      "    ",
      "@pytest.mark.parametrize",
      "[",
      "]",
      ",",
      "'",
      "=",
      "\\",
      "\0",
      "é",
    );
    fc.assert(
      fc.property(
        fc.array(pieces).map((all) => all.join("")),
        (text) => {
          for (const item of parseTestModule(text).items)
            expect(text.slice(item.nameRange.start, item.nameRange.end)).toBe(item.name);
        },
      ),
    );
  });

  test.each(["a(", "[", "@pytest.mark.parametrize('a',[", "class A:"])(
    "half a megabyte of %j neither hangs nor throws",
    (piece) => {
      expect(parseTestModule(piece.repeat(500_000 / piece.length)).items).toEqual([]);
    },
  );
});

describe("parameter ids that only running the module would tell", () => {
  const decorated = (decorator: string, args = "v") => idsOf(`@${decorator}\ndef test_f(${args}): pass\n`, "test_f");

  test("known, for comparison", () => expect(decorated("pytest.mark.parametrize('v', [1, 2])")).toEqual(["1", "2"]));

  test.each([
    "pytest.mark.parametrize('v', VALUES)",
    "pytest.mark.parametrize('v', [1, value])",
    "pytest.mark.parametrize('v', [1, *MORE])",
    "pytest.mark.parametrize('v', [n for n in range(3)])",
    "pytest.mark.parametrize('v', [1, 2], ids=str)",
    "pytest.mark.parametrize('v', [1, 2], ids=['a', NAME])",
    "pytest.mark.parametrize('v', [1, 2], ids=['a'])",
    "pytest.mark.parametrize('v', [1, 1])",
    "pytest.mark.parametrize('v', [])",
    "pytest.mark.parametrize('v', [b'x'])",
    "pytest.mark.parametrize('v', [f'x{1}'])",
    "pytest.mark.parametrize('v', ['\\N{BULLET}'])",
    "pytest.mark.parametrize('v', [0x10])",
    "pytest.mark.parametrize('v', [1e5])",
    "pytest.mark.parametrize('v,w', [1, 2])",
    // Up to pytest 8 the tuple itself is the value, from 9 on what is in it.
    "pytest.mark.parametrize('v,', [(1,), (2,)])",
    "pytest.mark.parametrize('v', [pytest.param(1, id=name())])",
    "pytest.mark.parametrize(*ARGS)",
    "pytest.mark.parametrize",
    "pytest.mark.usefixtures('models')",
    "cases",
  ])("@%s", (decorator) => expect(decorated(decorator)).toBeUndefined());

  test("an argument that a fixture with parameters might fill", () => {
    expect(decorated("pytest.mark.parametrize('v', [1])", "v, client")).toBeUndefined();
    expect(decorated("pytest.mark.parametrize('v', [1])", "v, tmp_path, retries=3, *rest")).toEqual(["1"]);
  });

  test("marks of the whole module", () => {
    const text = "pytestmark = pytest.mark.parametrize('m', [1])\n@pytest.mark.parametrize('v', [1])\ndef test_f(v): pass\n";
    expect(idsOf(text, "test_f")).toBeUndefined();
  });

  test("decorators of an heir", () => {
    const text =
      "class TestA:\n    @pytest.mark.parametrize('v', [1])\n    def test_f(self, v): pass\nclass TestB(TestA): pass\n";
    expect(idsOf(text, "TestA", "test_f")).toEqual(["1"]);
    expect(idsOf(text, "TestB", "test_f")).toBeUndefined();
  });

  test("stacked decorators do not multiply without end", () => {
    const one = `@pytest.mark.parametrize('v', [${Array.from({ length: 40 }, (_, n) => n).join(", ")}])\n`;
    expect(idsOf(`${one.repeat(10)}def test_f(v): pass\n`, "test_f")).toBeUndefined();
  });
});
