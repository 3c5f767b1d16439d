import { describe, expect, test } from "vitest";
import { block, commandLink, inline, shortenMiddle } from "../../../server/src/features/markdown";
import { shorten } from "../../../server/src/recording/json";

describe("recorded text within a line", () => {
  test.each([
    ["a | b", "a \\| b"],
    ["`code`", "\\`code\\`"],
    ["[x](command:evil)", "\\[x\\](command:evil)"],
    ["![x](https://evil)", "!\\[x\\](https\\://evil)"],
    ["<img src=x onerror=y>", "&lt;img src=x onerror=y\\>"],
    ["&lt;b&gt;", "&amp;lt;b&amp;gt;"],
    ["a\nb\r\nc\u2028d", "a b c d"],
    ["x \\| y", "x \\\\\\| y"],
    ["**bold** _it_ ~~no~~", "\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~"],
    ["see www.evil.com or a@b.c", "see www\\.evil.com or a\\@b.c"],
    ["\u202Egnp.exe", " gnp.exe"],
    ["$(sync~spin)", "\\$(sync\\~spin)"],
  ])("%j becomes %j", (text, expected) => {
    expect(inline(text)).toBe(expected);
  });
});

test("ids that begin alike stay apart when they are cut", () => {
  const ids = ["01", "02"].map((number) => `client_with_models-txt=ollama/llama3.2:3b-inference:${number}`);
  expect(new Set(ids.map((id) => shortenMiddle(id, 30))).size).toBe(2);
  expect(shortenMiddle(ids[0]!, 30).length).toBeLessThanOrEqual(30);
});

test("a block's fence is longer than any within", () => {
  expect(block("a\n````\nb")).toBe("`````text\na\n````\nb\n`````");
  expect(block("plain", "json")).toBe("```json\nplain\n```");
});

test("cutting never splits a character", () => {
  expect(shorten("ab😀cd", 4)).toBe("ab…");
  expect(shorten("ab😀", 4)).toBe("ab😀");
  expect(shortenMiddle("a😀bcdef😀g", 5)).toBe("a…g");
});

test("a command link's arguments cannot end the link", () => {
  const text = commandLink("open", "tapedeck.openRecording", "file:///a) [x](y'!*");
  expect(text).toMatch(/^\[open\]\(command:tapedeck\.openRecording\?[^()' !*]+\)$/);
  const encoded = /\?(.*)\)$/.exec(text)?.[1] ?? "";
  expect(JSON.parse(decodeURIComponent(encoded))).toEqual(["file:///a) [x](y'!*"]);
});
