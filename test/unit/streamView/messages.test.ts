import { describe, expect, test } from "vitest";
import { chunkAt } from "../../../client/src/streamView/chunkAt";
import { parseMessage, rememberedUri } from "../../../client/src/streamView/messages";
import { pageHtml } from "../../../client/src/streamView/pageHtml";

describe("messages of the page are believed only in their exact form", () => {
  test.each([
    { kind: "ready" },
    { kind: "openTest" },
    { kind: "openFile" },
    { kind: "revealChunk", index: 3 },
    { kind: "revealFinding", index: 0 },
    { kind: "copy", text: "" },
    { kind: "copyAs" },
    { kind: "compare" },
    { kind: "chunkSelected", index: 3 },
    { kind: "openTurn", index: 1 },
    { kind: "openSibling", index: 2 },
    { kind: "applyFix", finding: 0, fix: 1 },
    { kind: "openLink", url: "https://example.com/a?b#c" },
  ])("%j", (message) => {
    expect(parseMessage(message)).toEqual(message);
  });

  test("what else stands in a message is dropped", () => {
    expect(parseMessage({ kind: "openFile", uri: "file:///etc/passwd", command: "workbench.action.quit" })).toEqual({
      kind: "openFile",
    });
  });

  test.each([
    undefined,
    null,
    "ready",
    7,
    [],
    [{ kind: "ready" }],
    {},
    { kind: "constructor" },
    { kind: "command", command: "workbench.action.quit" },
    { kind: "revealChunk" },
    { kind: "revealChunk", index: "3" },
    { kind: "revealChunk", index: -1 },
    { kind: "revealChunk", index: 1.5 },
    { kind: "revealChunk", index: Number.NaN },
    { kind: "copy", text: 7 },
    { kind: "applyFix", finding: 0 },
    { kind: "applyFix", finding: 0, fix: "1" },
    { kind: "openLink", url: "command:workbench.action.quit" },
    { kind: "openLink", url: "file:///etc/passwd" },
    { kind: "openLink", url: "javascript:alert(1)//https://example.com" },
    { kind: "openLink", url: "https://" },
    { kind: "copy", text: "x".repeat(20_000_001) },
  ])("refused: case %#", (message) => {
    expect(parseMessage(message)).toBeUndefined();
  });

  test.each([undefined, null, 7, "file:///a.json", { uri: 7 }, []])("no recording is remembered in %j", (state) => {
    expect(rememberedUri(state)).toBeUndefined();
  });
});

test("the cursor finds its chunk, and none between chunks", () => {
  const range = (startLine: number, endLine: number) => ({
    start: { line: startLine, character: 4 },
    end: { line: endLine, character: 5 },
  });
  const ranges = [range(10, 20), range(21, 31), range(32, 40)];
  const at = (line: number, character: number) => chunkAt(ranges, { line, character });
  expect([at(10, 4), at(20, 5), at(25, 0), at(40, 5)]).toEqual([0, 0, 1, 2]);
  expect([at(0, 0), at(10, 3), at(20, 6), at(41, 0)]).toEqual([undefined, undefined, undefined, undefined]);
  expect(chunkAt([], { line: 0, character: 0 })).toBeUndefined();
});

test("nothing in a file's name gets out of the page's attributes", () => {
  const html = pageHtml({
    cspSource: "https://x.test",
    script: "s.js",
    codicons: "c.css",
    nonce: "n",
    element: "tapedeck-stream-view",
    data: { uri: 'file:///a"><script>alert(1)</script>.json' },
  });
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).toContain("default-src 'none'");
});
