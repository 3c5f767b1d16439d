/** Two recordings compared from wherever their texts come: editor, disk, git, or nowhere. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { ComparedText } from "../../server/src/protocol";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type TestClient } from "../support/languageClient";
import { chatStream } from "../support/recordings";

const path = "tests/recordings/a.json";
let client: TestClient;
let root: string;
afterEach(() => client.stop());

async function compared(before: Omit<ComparedText, "uri">, after: Omit<ComparedText, "uri"> = {}) {
  const uri = client.uri(path);
  const comparison = await client.request("tapedeck/compare", { before: { uri, ...before }, after: { uri, ...after } });
  return comparison!.difference;
}

test("the editor's unsaved text counts, and one that is being typed is not called the same", async () => {
  root = await makeWorkspace({ [path]: chatStream(["Hi"]) });
  client = await startClient([root]);
  await client.open(path);
  expect(await compared({ text: chatStream(["H", "i"]) })).toMatchObject({ summary: "Only chunk boundaries changed." });
  await client.type(path, chatStream(["Hi"]).replace('"request": {', '"request": '));
  expect(await compared({ text: chatStream(["Hi"]) })).toMatchObject({
    sameMeaning: false,
    unread: [{ side: "after", message: expect.stringContaining("so the file cannot be replayed.") as string }],
  });
});

test("a side that is not there is said, and nothing is compared with it", async () => {
  root = await makeWorkspace({ [path]: chatStream(["Hi"]) });
  client = await startClient([root]);
  expect(await compared({ missing: "The file does not exist in HEAD." })).toMatchObject({
    unread: [{ side: "before", message: "The file does not exist in HEAD." }],
    answer: [],
    summary: "Nothing can be compared.",
  });
  await client.open(path);
  await rm(join(root, path));
  expect(await compared({ text: chatStream(["Hi"]) })).toMatchObject({
    unread: [{ side: "after", message: "The file does not exist." }],
    sameMeaning: false,
  });
});
