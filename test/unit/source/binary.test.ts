/** Files that are not text: told in a word, and nothing of them fills a line. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { utf8Of } from "../../../server/src/disk/utf8";
import { namePlace, nameValue, shortPrintable } from "../../../server/src/recording/json";
import { parseDocument } from "../../../server/src/source/json/parse";
import { readYaml } from "../../../server/src/source/yaml/syntaxProblem";
import { seeded } from "../../support/seeded";

const random = seeded(7);
const noise = Buffer.from(Array.from({ length: 3000 }, () => Math.floor(random() * 256)));
const archive = gzipSync(Buffer.from(Array.from({ length: 3000 }, (_, at) => `line ${at * 7919}`).join("\n")));
const message = "The file is binary, not text, so it cannot be replayed.";

describe("a file that is not text", () => {
  test.each([
    ["random bytes", noise],
    ["an archive", archive],
    ["nothing but zeros", Buffer.alloc(500)],
    ["random bytes behind a first line", Buffer.concat([Buffer.from("interactions:\n- request:\n"), noise])],
  ])("is called binary: %s", (_, bytes) => {
    const text = utf8Of(bytes);
    expect(parseDocument(text).problem).toMatchObject({ kind: "binary", message, range: { start: 0, end: 1 } });
    expect(readYaml(text).problem).toMatchObject({ kind: "binary", message });
  });

  test.each([
    ["a stray control character", '{"a": "\u0000"}', "syntax"],
    ["a terminal's colours", '{"a": "' + "\u001b[31mred\u001b[0m".repeat(50) + '"}', "syntax"],
    ["an older encoding", Buffer.from('{"a": "' + "é".repeat(500) + '", x}', "latin1"), "syntax"],
  ])("is not what text with %s is called", (_, text, kind) => {
    expect(parseDocument(typeof text === "string" ? text : utf8Of(text)).problem).toMatchObject({ kind });
  });
});

describe("what a message quotes", () => {
  const bytes = utf8Of(noise).replaceAll("\\", "");

  test("stays short where most of it is escapes, and ends with no half of one", () => {
    for (let start = 0; start < 500; start++) {
      const text = bytes.slice(start, start + 300);
      for (const shown of [shortPrintable(text, 30), nameValue(text), namePlace(text)]) {
        expect(shown.length).toBeLessThan(130);
        expect(shown.replaceAll(/\\u[\da-f]{4}|\\["\\bfnrt]/g, "")).not.toContain("\\");
      }
    }
  });

  test("is whole where it is short", () => {
    expect([nameValue('a "b"\n'), namePlace("tests/test_a.py"), shortPrintable("abc", 3)]).toEqual([
      '"a \\"b\\"\\n"',
      '"tests/test_a.py"',
      "abc",
    ]);
    expect(namePlace(`${"x".repeat(200)}end`)).toBe(`"…${"x".repeat(116)}end"`);
  });
});
