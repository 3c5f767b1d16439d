import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baseId, findNodeIds, formatNodeId, parseNodeId, unsafeNodeId, type NodeId } from "../../../server/src/pytest/nodeId";

const identifier = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/);
const path = fc
  .tuple(fc.array(fc.stringMatching(/^[A-Za-z0-9_][\w.+-]{0,8}$/), { maxLength: 4 }), identifier)
  .map(([folders, name]) => [...folders, `${name}.py`].join("/"));
const anyText = fc.string({ unit: "binary" });
const nodeId: fc.Arbitrary<NodeId> = fc.record({
  path,
  names: fc.array(identifier, { minLength: 1, maxLength: 3 }),
  param: fc.option(anyText, { nil: undefined }),
});

describe("taking a node id apart", () => {
  test("a method with a parameter id", () => {
    expect(parseNodeId("tests/chat/test_x.py::TestChat::test_ask[txt=openai/gpt-4o-paris]")).toEqual({
      path: "tests/chat/test_x.py",
      names: ["TestChat", "test_ask"],
      param: "txt=openai/gpt-4o-paris",
    });
  });

  test.each(["a[b]", "[", "]", "x::y", 'say "hi"', "a/b.py::c[d]", "日本 語", "", "line\nbreak"])(
    "a parameter id may be %j",
    (param) => {
      expect(parseNodeId(`test_x.py::test_f[${param}]`)).toEqual({ path: "test_x.py", names: ["test_f"], param });
    },
  );

  test.each([
    "",
    "test_x.py",
    "test_x.py::",
    "test_x::test_f",
    ".py::test_f",
    "tests/.py::test_f",
    "::test_f",
    "test_x.py::::test_f",
    "test_x.py::test_f[a",
    "test_x.py::test_f[a] ",
    "test_x.py::[a]",
    "just words",
  ])("%j is no node id", (text) => {
    expect(parseNodeId(text)).toBeUndefined();
    expect(baseId(text)).toBe(text);
  });

  test("parameter sets share their base id", () => {
    expect(baseId("test_x.py::TestC::test_f[a[0]]")).toBe("test_x.py::TestC::test_f");
  });

  test("formatting and parsing undo each other, whatever the parameter id", () => {
    fc.assert(
      fc.property(nodeId, (id) => {
        expect(parseNodeId(formatNodeId(id))).toEqual(id);
      }),
    );
    fc.assert(
      fc.property(anyText, (tail) => {
        const text = `t.py::f${tail}`;
        const id = parseNodeId(text);
        if (id) expect(formatNodeId(id)).toBe(text);
      }),
    );
  });
});

const found = (text: string) => findNodeIds(text).map((id) => id.text);

describe("finding node ids in text", () => {
  test.each([
    ["FAILED tests/x.py::test_a[b c] - RuntimeError: Recording not found [1]", "tests/x.py::test_a[b c]"],
    ["tests/x.py::TestC::test_f PASSED                              [ 50%]", "tests/x.py::TestC::test_f"],
    ["[gw0] [ 10%] PASSED tests/x.py::test_a[b[c]-d] ", "tests/x.py::test_a[b[c]-d]"],
    ["ERROR tests/x.py::test_a - assert 1 == 2", "tests/x.py::test_a"],
    ['  "test_id": "tests/x.py::test_a[txt=ollama/llama3.2:3b]",', "tests/x.py::test_a[txt=ollama/llama3.2:3b]"],
    ['{"test_id":"t.py::test_a[one [ bracket]","n":[1]}', "t.py::test_a[one [ bracket]"],
    ['{"log":"run \\"t.py::test_a[x ] y]\\" again"}', "t.py::test_a[x ] y]"],
    ['{"log":"first\\ntests/x.py::test_a\\nlast"}', "tests/x.py::test_a"],
    ["Run `tests/x.py::test_a[b c]`, then look.", "tests/x.py::test_a[b c]"],
    ["It fails (see tests/x.py::test_a).", "tests/x.py::test_a"],
    ["**tests/x.py::test_a[b]**", "tests/x.py::test_a[b]"],
    ["[tests/x.py::test_a[b]](x.md)", "tests/x.py::test_a[b]"],
    ["“tests/x.py::test_ä”", "tests/x.py::test_ä"],
    ["- tests/x.py::test_a[b]  # slow", "tests/x.py::test_a[b]"],
    ["tests/x.py::test_a: flaky", "tests/x.py::test_a"],
    ["pytest --deselect=tests/x.py::test_a", "tests/x.py::test_a"],
    ["file:///home/me/tests/x.py::test_a", "/home/me/tests/x.py::test_a"],
    ["./tests/x.py::test_a[b", "./tests/x.py::test_a"],
    ["x.py::test_a[no end\ny]", "x.py::test_a"],
    ["it's 'x.py::test_a[it's]' there", "x.py::test_a[it's]"],
  ])("%s", (text, id) => {
    expect(found(text)).toEqual([id]);
  });

  test("several on one line, each with its place", () => {
    const text = "a.py::test_a[x], b/c.py::TestD::test_e; and a.py::test_a";
    expect(found(text)).toEqual(["a.py::test_a[x]", "b/c.py::TestD::test_e", "a.py::test_a"]);
    for (const { text: id, start, end } of findNodeIds(text)) expect(text.slice(start, end)).toBe(id);
  });

  test.each([
    "std::vector",
    "see test_x.py",
    "test_x.py:: nothing",
    "test_x.py::1",
    "a.pyc::test_f",
    ".py::x",
    "https://x.org/a.py",
  ])("nothing in %j", (text) => expect(found(text)).toEqual([]));

  test("an id is found between any other words", () => {
    const prose = fc.string({ unit: "binary" }).filter((words) => !words.includes(".py::"));
    const tame = fc.stringMatching(/^[\w =/:.\-"'`{}]{0,20}$/);
    fc.assert(
      fc.property(prose, prose, path, identifier, fc.option(tame), (before, after, file, name, param) => {
        const id = `${file}::${name}${param === null ? "" : `[${param}]`}`;
        expect(found(`${before} ${id} ${after}`)).toEqual([id]);
      }),
    );
  });

  test("in quotes, the parameter id may hold unbalanced brackets", () => {
    const wild = fc.stringMatching(/^[\w [\]:]{0,20}$/);
    fc.assert(
      fc.property(path, identifier, wild, (file, name, param) => {
        const id = `${file}::${name}[${param}]`;
        expect(found(JSON.stringify({ test_id: id, list: [1] }))).toEqual([id]);
      }),
    );
  });

  // Quadratic time on these would take minutes, far beyond the test's time limit.
  test.each([
    "a.py::",
    "a.py::f[",
    '"a.py::f[',
    "'a.py::f[\"a.py::f[`a.py::f[",
    '\\"a.py::f[',
    "a",
    "[",
    "]",
    "a.py::f::",
    "//",
    "😀a.py::é[",
  ])("a megabyte of %j is read quickly", (piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    for (const id of findNodeIds(text)) expect(id.end).toBeLessThanOrEqual(text.length);
  });
});

describe("what pytest may be given", () => {
  const refusal = (id: Partial<NodeId>) => unsafeNodeId({ path: "tests/test_x.py", names: ["test_f"], param: undefined, ...id });

  test.each<Partial<NodeId>>([
    {},
    { param: "a b; rm -rf / $(x) `y` \"z\" 'w' -p @f ..\\ é 日" },
    { param: "" },
    { names: ["TestC", "TestD", "test_é"] },
    { path: "a/..b/test_x.py" },
    { path: "./a b/test_x.py" },
  ])("%j is fine", (id) => expect(refusal(id)).toBeUndefined());

  test.each<[string, Partial<NodeId>]>([
    ["option", { path: "-ptests/evil.py" }],
    ["option", { path: "--rootdir=/x.py" }],
    ["file of arguments", { path: "@args.py" }],
    ["absolute", { path: "/etc/test_x.py" }],
    ["absolute", { path: "//host/share/test_x.py" }],
    ["drive", { path: "C:/test_x.py" }],
    ["drive", { path: "c:test_x.py" }],
    ["backslash", { path: "tests\\test_x.py" }],
    ["`..`", { path: "tests/../../test_x.py" }],
    ["`..`", { path: "../test_x.py" }],
    ["control", { param: "a\0b" }],
    ["control", { param: "a\nb" }],
    ["control", { path: "te\u001b[31msts/test_x.py" }],
    ["control", { param: "\ud800" }],
    ["empty", { path: "" }],
    ["empty", { names: [] }],
    ["empty", { names: ["TestC", ""] }],
    ["Python file", { path: "tests" }],
    ["Python file", { path: "tests/.py" }],
    ["tell its path", { path: "tests/[x]/test_x.py" }],
    ["names are not", { names: ["test_f[x] other"] }],
    ["names are not", { names: ["test_f", "a b"] }],
  ])("refused, and says so (%s): %j", (why, id) => {
    const sentence = refusal(id);
    expect(sentence).toContain(why);
    expect(sentence).not.toMatch(/\p{Cc}/u);
  });

  test("whatever passes is read by pytest as the one id it is", () => {
    const hostile = fc.oneof(path, anyText, fc.constantFrom("-x.py", "@x.py", "a/../b.py", "a[b.py"));
    fc.assert(
      fc.property(
        hostile,
        fc.array(fc.oneof(identifier, anyText)),
        fc.option(anyText, { nil: undefined }),
        (file, names, param) => {
          const id = { path: file, names, param };
          if (unsafeNodeId(id) === undefined) expect(parseNodeId(formatNodeId(id))).toEqual(id);
        },
      ),
    );
  });
});
