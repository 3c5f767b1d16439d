import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { summarize } from "../../../server/src/index/scan/summarize";
import { chatChunk, chatCompletion, chatStream } from "../../support/recordings";
import { summaryOf } from "../../support/summaries";

const path = `/w/tests/recordings/${"0123456789ab".padEnd(64, "0")}.json`;

describe("a summary", () => {
  test("says in a few fields what a stream is", () => {
    const summary = summaryOf(path, chatStream(["Hello ", "there"], { testId: "tests/test_a.py::test_f[x]" }));
    expect(summary).toMatchObject({
      testId: "tests/test_a.py::test_f[x]",
      hash: "0123456789ab".padEnd(64, "0"),
      family: "openai.chat",
      model: "gpt-4o",
      streaming: true,
      chunkCount: 3,
      finishReasons: ["stop"],
      broken: false,
      findings: [],
    });
    expect(summary.preview).toContain("Hello there");
  });

  test("knows where the test id stands, quotes included", () => {
    const { testIdRange } = summaryOf(path, chatCompletion("Hi", { testId: 'tests/test_a.py::test_f["q"]' }));
    expect(testIdRange).toEqual({
      start: { line: 1, character: 13 },
      end: { line: 1, character: 13 + '"tests/test_a.py::test_f[\\"q\\"]"'.length },
    });
  });

  test.each([
    ["tests/test_a.py::test_f[txt=a/b:1-x]", "[txt=a/b:1-x]"],
    ["tests/test_a.py::test_f[a[0]-caf\u00e9]", "[a[0]-caf\\u00e9]"],
    ['tests/test_a.py::test_f["q"]', '[\\"q\\"]'],
    ["tests/test_a.py::test_f", undefined],
    ["no node id [at all]", undefined],
  ])("knows where the parameters of %s stand", (testId, expected) => {
    const text = chatCompletion("Hi", { testId });
    for (const whole of [text, text.replace(/("test_id": .*),\n([^]*)\n\}\n$/, "$2,\n  $1\n}\n")]) {
      const { parameterRange: range } = summaryOf(path, whole);
      const shown = range && whole.split("\n")[range.start.line]!.slice(range.start.character, range.end.character);
      expect(shown).toBe(expected);
    }
  });

  test("knows where the test id stands when it does not come first", () => {
    const text = `{\n "response": {"body": null},\n "request": {"method": "POST"},\n "test_id": "tests/test_a.py::test_f"\n}`;
    expect(summaryOf(path, text).testIdRange.start).toEqual({ line: 3, character: 12 });
  });

  test("of a truncated file is broken, and keeps the test it belongs to", () => {
    const whole = chatStream(["Hello", " there"], { testId: "tests/test_a.py::test_f" });
    const summary = summaryOf(path, whole.slice(0, whole.length / 2));
    expect(summary).toMatchObject({ broken: true, testId: "tests/test_a.py::test_f" });
    expect(summary.findings.map(({ code }) => code)).toContain("json.syntax");
  });

  test.each(["", "null", "[]", "7", "{}", "<<<<<<< HEAD", '{"request": {"body": {"messages": "no list"}}, "response": []}'])(
    "of %j is broken",
    (text) => {
      const summary = summaryOf(path, text);
      expect(summary.broken).toBe(true);
      expect(summary.findings.length).toBeGreaterThan(0);
    },
  );

  test("can be made of anything", () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (json, text) => {
        expect(() => [
          summaryOf(path, json),
          summaryOf(path, text),
          summaryOf(path, `{"test_id": ${json}, "request": ${json}`),
        ]).not.toThrow();
      }),
    );
  });
});

describe("whatever ends the lines", () => {
  const call = { id: "call_1", type: "function", function: { name: "f", arguments: "{}" } };
  const messages = [
    { role: "assistant", content: "a\u2028b", tool_calls: [call] },
    { role: "tool", tool_call_id: "call_1", content: "4\u0085" },
  ];
  const text = chatStream(["Hi", chatChunk({ choices: "none" })], { body: { messages } }).replaceAll("\\u2028", "\u2028");

  test.each(["\n", "\r\n", "\r", "\n\r", "\r\r\n"])("(%j) all places are those of the protocol", (ending) => {
    expect(placesIn(text.replaceAll("\n", ending))).toEqual(['"tests/test_chat.py::test_hello"', '"call_1"', '"none"']);
  });

  test.each(["\r", "\n\r"])("(%j) what is no JSON is marked on its line alone", (ending) => {
    const broken = text.replace('"none"', "none").replaceAll("\n", ending);
    const [finding] = summarize("file:///a.json", broken).findings;
    expect(TextDocument.create("", "json", 0, broken).getText(finding!.range)).toBe("none");
  });

  function placesIn(each: string) {
    const document = TextDocument.create("file:///a.json", "json", 0, each);
    const { testIdRange, quotedCalls, findings } = summarize("file:///a.json", each);
    const shapes = findings.filter(({ code }) => code === "chunk.shape");
    const ranges = [testIdRange, ...quotedCalls.map(({ range }) => range), ...shapes.map(({ range }) => range)];
    return ranges.map((range) => document.getText(range));
  }
});
