/** Notifications, lists and lenses show recorded text, and VS Code finds neither links nor icons in it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plain, plainItem, plainProgress } from "../../client/src/plainText";
import { nameOf } from "../../server/src/rerecord/describe";

/** As VS Code looks for them: in notifications, and in lists, lenses and the status bar. */
const links = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
const icons = /(\\)?\$\(([a-z0-9_-]+(?:~[a-z0-9_-]+)?)\)/gi;
const looks = (text: string) => text.replaceAll("\u2060", "");

const pieces = [
  "[",
  "]",
  "(",
  ")",
  "[x]",
  "](",
  "(command:a.b)",
  "command:a",
  "https://h",
  'file:///x "t"',
  "$",
  "$(sync~spin)",
  "\\",
];
const hostile = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: "binary", maxLength: 4 })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(""));

describe("recorded text", () => {
  test.each([
    ["[click](command:workbench.action.quit)", "[click]\u2060(command:workbench.action.quit)"],
    ["see $(sync~spin) it", "see $\u2060(sync~spin) it"],
    ["\u202egnp.exe\u001b[31m\nline", " gnp.exe [31m\nline"],
    ["test_x.py::test_y[a-b]", "test_x.py::test_y[a-b]"],
  ])("%j becomes %j", (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test("has no link and no icon, whatever it is made of, and looks as before", () => {
    fc.assert(
      fc.property(hostile, hostile, (one, two) => {
        const text = `Tapedeck cannot re-record ${plain(one)}: ${plain(two)}`;
        expect(text.match(links)).toBeNull();
        expect(text.match(icons)).toBeNull();
        expect(looks(plain(one))).toBe(looks(one).replace(/(?!\n)[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, " "));
      }),
      { numRuns: 5000 },
    );
  });

  test("is plain in every part of a list's item, whose icon is our own", () => {
    expect(plainItem({ icon: "json", label: "$(x)", description: "[a](command:b)", detail: "$(y)" })).toEqual({
      label: "$(json) $\u2060(x)",
      description: "[a]\u2060(command:b)",
      detail: "$\u2060(y)",
    });
  });

  test("is plain in the server's progress", () => {
    expect(plainProgress({ kind: "begin", title: "$(x)", message: "[a](command:b)", percentage: 3 })).toEqual({
      ...{ kind: "begin", title: "$\u2060(x)", message: "[a]\u2060(command:b)", percentage: 3 },
    });
  });

  test("a test id with a link in it is named without one", () => {
    const nodeId = "tests/test_x.py::test_f[[click](command:evil)]";
    expect(plain(nameOf([nodeId]))).toBe("test_x.py::test_f[[click]\u2060(command:evil)]");
  });
});
