import { describe, expect, test } from "vitest";
import { lacks, namesIn } from "../../../server/src/pytest/definedNames";
import { pythonTree } from "../../../server/src/pytest/pythonTree";

const isGone = (source: string, ...names: string[]) => {
  const module = namesIn(pythonTree(source));
  return module !== undefined && lacks(module, names);
};

describe("a test is gone", () => {
  test.each([
    ["a function of another name", "def test_b():\n    pass\n", ["test_a"]],
    ["an empty module", "", ["test_a"]],
    ["a function in a comment or a string", '# def test_a(): ...\ntext = """\ndef test_a():\n    pass\n"""\n', ["test_a"]],
    ["a method that moved out of its class", "class TestC:\n    x = 1\ndef test_a():\n    pass\n", ["TestC", "test_a"]],
    ["a class that is gone with its methods", "def test_a():\n    pass\n", ["TestC", "test_a"]],
    ["a method that no base in the module has", "class B:\n    pass\nclass TestC(B):\n    pass\n", ["TestC", "test_a"]],
    ["a method of a plain unittest", "import unittest\nclass T(unittest.TestCase):\n    pass\n", ["T", "test_a"]],
    ["a name that only a function's inside has", "def test_b():\n    test_a = 1\n    return test_a\n", ["test_a"]],
    ["a parametrized neighbour", "@pytest.mark.parametrize('a', [1])\ndef test_a(a):\n    pass\n", ["test_a_more"]],
    ["monkeypatching elsewhere", "def test_b(monkeypatch):\n    monkeypatch.setattr('a.b', 1)\n", ["test_a"]],
  ])("with %s", (_, source, names) => expect(isGone(source, ...names)).toBe(true));
});

describe("a test may be there", () => {
  test.each([
    ["under a condition", "if True:\n    def test_a():\n        pass\n", ["test_a"]],
    ["as a coroutine", "async def test_a():\n    pass\n", ["test_a"]],
    ["imported", "from others import test_a\n", ["test_a"]],
    ["imported under this name", "from others import thing as test_a\n", ["test_a"]],
    ["imported with everything else", "from others import *\n", ["test_a"]],
    ["assigned", "test_a = make_test()\n", ["test_a"]],
    ["made while the module is loaded", "for n in 'ab':\n    globals()['test_' + n] = make(n)\n", ["test_a"]],
    ["made of scenarios", "scenarios('x.feature')\n", ["test_a"]],
    ["inherited from a class elsewhere", "from b import B\nclass TestC(B):\n    pass\n", ["TestC", "test_a"]],
    [
      "inherited in the module",
      "class B:\n    def test_a(self):\n        pass\nclass TestC(B):\n    pass\n",
      ["TestC", "test_a"],
    ],
    ["inherited over two classes", "from x import A\nclass B(A):\n    pass\nclass TestC(B):\n    pass\n", ["TestC", "test_a"]],
    ["inherited from a class with parameters", "class TestC(Base[int]):\n    pass\n", ["TestC", "test_a"]],
    ["made by a class decorator", "@ddt\nclass TestC:\n    pass\n", ["TestC", "test_a"]],
    ["made by a decorator", "@parameterized.expand([1])\ndef test_a(a):\n    pass\n", ["test_a_0"]],
    ["inside of a describing function", "def describe_a():\n    def it_b():\n        pass\n", ["describe_a", "it_b"]],
    ["by a name that is no name", "def test_b():\n    pass\n", ["test_a.inner"]],
    ["in code that is being typed", "def test_b(:\n    pass\n", ["test_a"]],
    ["in a circle of classes", "class TestC(TestC):\n    def test_a(self):\n        pass\n", ["TestC", "test_a"]],
  ])("%s", (_, source, names) => expect(isGone(source, ...names)).toBe(false));

  test("in brackets nested a hundred thousand deep", () => {
    expect(isGone("(".repeat(100_000), "test_a")).toBe(false);
  });
});
