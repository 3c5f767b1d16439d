/** What a test may be called now. */
import { describe, expect, test } from "vitest";
import { quickNamesIn } from "../../../server/src/index/tests/sourceModule";
import { likeness } from "../../../server/src/pytest/likeness";
import { rank, renamedTo, type Candidate } from "../../../server/src/pytest/renamed";

describe("what names have in common", () => {
  test.each([
    ["test_helo", "test_hello", 0.8],
    ["test_include_usage", "test_usage_included", 1],
    ["TestA::test_usage", "TestA::test_usage", 1],
    ["TestTokens::test_usage", "TestToken::test_usage", 1],
    ["TestTokens::test_usage", "TestElsewhere::test_usages", 0],
    ["test_a", "test_b", 0],
    ["test_include_usage", "test_capital", 2 / 13],
  ])("%s and %s", (a, b, expected) => {
    expect(likeness(a, b)).toBeCloseTo(expected, 2);
    expect(likeness(b, a)).toBe(likeness(a, b));
  });

  test("of endless names nobody asks", () => {
    expect(likeness("test_".repeat(100_000), "test_".repeat(100_001))).toBe(0);
  });
});

describe("what a module was before tells", () => {
  const usage = "def test_usage(client):\n    chunks = client.ask()\n    assert chunks\n";
  const before = `def test_first():\n    pass\n\n\n@mark\n${usage}\n\n# The last\ndef test_last():\n    assert 1\n`;
  const after = (text: string) => renamedTo(quickNamesIn(before), quickNamesIn(text), "test_usage");

  test.each([
    ["a new name, and other decorators and neighbours", before.replace("test_usage", "test_x").replace("@mark", "@other\n@mark")],
    ["a new name, elsewhere", `${before.replace(usage, "")}${usage.replace("test_usage", "test_x")}`],
    ["a signature on several lines", before.replace(usage, usage.replace("test_usage", "test_x"))],
  ])("%s", (_, text) => {
    expect(after(text)).toBe("test_x");
  });

  test.each([
    ["it was deleted", before.replace(usage, "")],
    ["two others have its body", before.replace(usage, usage.replace("usage", "x") + usage.replace("usage", "y"))],
    ["all is new", before.replace(usage, "def test_x():\n    assert 7\n")],
    ["what is new is no test", before.replace("test_usage", "usage_of")],
  ])("nothing where %s", (_, text) => {
    expect(after(text)).toBeUndefined();
  });

  test("a body ends where the next line stands no deeper, and not at the end of a bracket", () => {
    const long = "def test_usage(\n    client,\n):\n    assert 1\n\nx = 1\n";
    expect(quickNamesIn(long).get("test_usage")).toBe(quickNamesIn(long.replace("x = 1", "y = 2")).get("test_usage"));
    expect(quickNamesIn(long).get("test_usage")).not.toBe(quickNamesIn(long.replace("assert 1", "assert 2")).get("test_usage"));
  });
});

describe("without that, names and recordings tell", () => {
  const candidate = (name: string, parameters: string[] = [], parameterIds?: string[]): Candidate => ({
    name,
    parameters: new Set(parameters),
    parameterIds,
  });
  const ranked = (...candidates: Candidate[]) => rank("test_usage", new Set(["a"]), candidates).map(({ name }) => name);

  test("a test without recordings comes before one with, however near that is", () => {
    expect(ranked(candidate("test_usages", ["a"]), candidate("test_the_usage"))).toEqual(["test_the_usage", "test_usages"]);
    expect(ranked(candidate("test_the_usage", ["a"]))).toEqual([]);
  });

  test("so does one whose parameters may be those of the recordings", () => {
    expect(ranked(candidate("test_usages", [], ["b"]), candidate("test_the_usage", [], ["a"]))).toEqual([
      "test_the_usage",
      "test_usages",
    ]);
  });

  test("three at most", () => {
    expect(ranked(...["test_usage1", "test_usage2", "test_usage3", "test_usage4"].map((name) => candidate(name)))).toHaveLength(
      3,
    );
  });
});
