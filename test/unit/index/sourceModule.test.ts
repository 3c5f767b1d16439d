/** Whether a test is in a module: most are plain to see, and only for the others is the module parsed. */
import { describe, expect, test } from "vitest";
import {
  collects,
  doubtful,
  sourceModule,
  definitelyPresent,
  definitelyMissing,
} from "../../../server/src/index/tests/sourceModule";

const text = `import pytest

def test_plain(client):
    def test_inner(): pass

async   def test_async (client): pass

class TestChat(Base):
    """def test_quoted(): pass"""
    @pytest.mark.asyncio
    async def test_stream(self):
        def test_deeper(): pass
    def test_other(self): pass
    class TestInner:
        def test_nested(self): pass
x = 1
def test_last(): pass
`;

describe("at a glance", () => {
  test.each(["test_plain", "test_async", "TestChat::test_stream", "TestChat::test_other", "test_last"])("%s is there", (name) => {
    const module = sourceModule(text, [name]);
    expect(module.parsed).toBeUndefined();
    expect(definitelyPresent(module, name.split("::"))).toBe(true);
    expect(definitelyMissing(module, name.split("::"))).toBe(false);
    expect(collects(module, name)).toBe(true);
  });

  test("a module without anything that is looked for needs no parser", () => {
    expect(sourceModule("def test_a(: pass", []).parsed).toBeUndefined();
  });
});

describe("what a glance does not find, the parser decides", () => {
  test.each([
    ["test_gone", true],
    ["test_inner", true],
    ["TestChat::TestInner::test_nested", false],
    ["TestGone::test_stream", true],
    // Base may have it.
    ["TestChat::test_quoted", false],
    ["TestChat::test_deeper", false],
  ])("%s", (name, gone) => {
    const module = sourceModule(text, ["test_plain", name]);
    expect(module.parsed).toBeDefined();
    expect(definitelyPresent(module, name.split("::"))).toBe(false);
    expect(definitelyMissing(module, name.split("::"))).toBe(gone);
  });

  test("and everything, where everything is asked", () => {
    expect(sourceModule(text, undefined).parsed?.tests).toContain("TestChat::TestInner::test_nested");
  });
});

test("of a module that is being typed, or that nobody could read, nothing is sure", () => {
  expect(definitelyMissing(sourceModule("def test_b(:\n    pass\n", ["test_a"]), ["test_a"])).toBe(false);
  expect(definitelyMissing(doubtful, ["test_a"])).toBe(false);
});

test("lines of nothing but blanks take no time", () => {
  expect(sourceModule(" ".repeat(1_000_000), []).quickNames.size).toBe(0);
  expect(sourceModule("    \n".repeat(200_000), []).quickNames.size).toBe(0);
});
