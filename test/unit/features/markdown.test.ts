/** Whatever a recording holds, it shows as what it is, and the only links and elements are our own: read by the parsers that editors use. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  block,
  code,
  commandLink,
  inline,
  link,
  prose,
  shortenMiddle,
  shown,
  strong,
  table,
  unbroken,
} from "../../../server/src/features/markdown";
import { oneLine, shorten } from "../../../server/src/recording/json";
import { renderers } from "../../support/rendered";

const attacks = [
  ...["![](https://host/p.png)", "[x](command:evil)", "](command:evil)", "[x]: https://host", "[x][y]", "<img src=https://host>"],
  ...[
    "<https://host>",
    "https://host/a",
    "www.host.com",
    "a@host.com",
    "mailto:a@host.com",
    "//host.com",
    "ftp://host",
    "host.py",
  ],
  ...[
    "$(sync~spin)",
    "\\$(x)",
    "&lt;b&gt;",
    "&#36;",
    "&copy;",
    "&",
    "<script>",
    "<!--",
    "-->",
    "</a>",
    "<span style='color:#f00'>",
  ],
  ...[
    "`",
    "``",
    "```",
    "~~~",
    "**",
    "__",
    "*a*",
    "_b_",
    "~~",
    "~",
    "^",
    "==",
    "|",
    "\\|",
    "\\",
    "[ ] ",
    "[!NOTE]",
    "[^1]",
    ":smile:",
  ],
  ...[
    "# ",
    "- ",
    "+ ",
    "1. ",
    "1) ",
    "> ",
    "---",
    "===",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u2028",
    "\u0085",
    "  \n",
    "$$",
    "$",
  ],
  ...[
    "\0",
    "\u001b[201~",
    "\u007f",
    "\u009b",
    "\u202e",
    "\u2066",
    "\u200f",
    "\ud800",
    "\udc00",
    "\ufeff",
    "\u00a0",
    "😀",
    "ß",
    "!",
    "@",
    "1",
  ],
  ...[
    "test_x[a-b]",
    "tests/test_x.py::test_y[p]",
    "{}",
    '"',
    "'",
    "(",
    ")",
    "file:///a/b",
    "data:text/html,x",
    "javascript:x",
    "%28",
  ],
];
const hostile = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...attacks) }, fc.string({ unit: "binary", maxLength: 6 })), {
    maxLength: 9,
  })
  .map((parts) => parts.join(""));
const runs = { numRuns: 2000 };

/** What is left of a text on one line: blanks for what cannot be seen, a replacement for what cannot be sent. */
const seen = (text: string) => oneLine(text).replace(/\p{Cs}/gu, "\ufffd");
const flat = (text: string) => text.replace(/\s+/g, " ").trim();
/** Without what our own words add. */
const own = (text: string) => (seen(text) === "" ? "" : seen(text));

describe.each(Object.entries(renderers))("in %s, recorded text", (_, render) => {
  test("shows as what it is: in prose, headings, lists, tables and the labels of links", () => {
    fc.assert(
      fc.property(hostile, hostile, (one, two) => {
        const cells = [inline(one), link(prose`x${inline(two)}`, "file:///a"), commandLink(prose`x${inline(one)}`, "c.d", two)];
        const page = prose`# x ${inline(one)}\n\n${inline(two)}\n\n- x ${inline(one)}\n1. x ${inline(two)}\n\n${table([{ title: "a" }, { title: "b", align: "--:" }, { title: "c" }], [cells])}\n\n${inline(one)}`;
        const { text, elements, targets, cells: found } = render(page);
        expect(found).toEqual([own(one), `x${own(two)}`, `x${own(one)}`]);
        expect(flat(text)).toBe(
          flat(`x ${own(one)} ${own(two)} x ${own(one)} x ${own(two)} a b c ${own(one)} x${own(two)} x${own(one)} ${own(one)}`),
        );
        expect(targets).toHaveLength(2);
        expect(targets[0]).toBe("file:///a");
        expect(JSON.parse(decodeURIComponent(targets[1]!.slice("command:c.d?".length)))).toEqual([two]);
        const paragraphs = [one, two].filter((each) => own(each) !== "").map(() => "p");
        const rest = [
          "h1",
          "ul",
          "li",
          "ol",
          "li",
          "table",
          "thead",
          "tr",
          "th",
          "th",
          "th",
          "tbody",
          "tr",
          "td",
          "td",
          "a",
          "td",
          "a",
        ];
        expect([...elements].sort()).toEqual([...rest, ...paragraphs].sort());
      }),
      runs,
    );
  }, 120_000);

  test("stays in its block, line by line", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { text: all, elements, targets, blocks } = render(prose`a\n\n${block(text)}\n\nb`);
        const lines = (each: string) => each.replace(/\n+$/, "");
        expect(lines(blocks[0]!)).toBe(
          lines(
            text
              .replace(/\r\n?/g, "\n")
              .replace(/(?![\n\t])[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, "\ufffd")
              .replace(/\p{Cs}/gu, "\ufffd"),
          ),
        );
        expect([elements, targets]).toEqual([["p", "pre", "code", "p"], []]);
        expect(all.trim()).toMatch(/^a[^]*b$/);
      }),
      runs,
    );
  }, 120_000);

  test("is code where it is written as code", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { text: all, elements, targets } = render(prose`## x ${code(text)}\n\n- y: ${code(text)} z`);
        expect(flat(all)).toBe(flat(`x ${own(text)} y: ${own(text)} z`));
        const codes = own(text) === "" ? [] : ["code"];
        expect([elements, targets]).toEqual([["h2", ...codes, "ul", "li", ...codes], []]);
      }),
      runs,
    );
  }, 120_000);

  test("leads only where its link says, whatever the address holds", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { text: all, elements, targets } = render(link(prose`file`, `file:///a${text}`));
        expect([all.trim(), elements]).toEqual(["file", ["p", "a"]]);
        expect(targets).toHaveLength(1);
        expect(targets[0]).toMatch(/^file:\/\/\/a[\w\-./:?#%]*$/);
      }),
      runs,
    );
  }, 120_000);
});

test("names of tests read well in a hover: only punctuation is spelled otherwise", () => {
  expect(inline("tests/test_a.py::test_b[é 😀 “x”]")).toBe("tests&#47;test&#95;a&#46;py&#58;&#58;test&#95;b&#91;é 😀 “x”&#93;");
  expect(unbroken("re-record it")).toBe("re\u2011record\u00a0it");
});

test("a client that shows no Markdown gets plain text", () => {
  const plain = { markdown: false };
  expect([shown(plain, "a_b\n|c|"), strong(plain, "1 recording")]).toEqual(["a_b |c|", "1 recording"]);
  expect(strong({ markdown: true }, "1 recording")).toBe("**1 recording**");
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
