/** Inlay hints: what each chunk of a stream adds, where it stands. */
import type { InlayHint, Range } from "vscode-languageserver/node";
import { afterEach, describe, expect, test } from "vitest";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type TestClient } from "../support/languageClient";
import { chatChunk, chatCompletion, chatStream, recordingText } from "../support/recordings";

const path = `tests/recordings/${"a".repeat(64)}.json`;
const whole: Range = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };

const clients: TestClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

async function opened(text: string, settings?: unknown): Promise<TestClient> {
  const client = await startClient([await makeWorkspace({ [path]: text })], { settings });
  clients.push(client);
  await client.open(path);
  return client;
}

async function hints(client: TestClient, range = whole): Promise<InlayHint[]> {
  const params = { textDocument: { uri: client.uri(path) }, range };
  return (await client.connection.sendRequest<InlayHint[] | null>("textDocument/inlayHint", params)) ?? [];
}

const labelOf = ({ label }: Pick<InlayHint, "label">) =>
  typeof label === "string" ? label : label.map(({ value }) => value).join("");

/** The text up to the hint on its line, and the hint. */
const shown = (text: string, found: readonly InlayHint[]) =>
  found.map(
    ({ position, label }) => `${text.split("\n")[position.line]!.slice(0, position.character).trim()} ${labelOf({ label })}`,
  );

const call = (index: number, part: object) => ({ tool_calls: [{ index, ...part }] });

describe("the user sees at each chunk", () => {
  test("its number and what it adds", async () => {
    const text = chatStream([
      { role: "assistant", content: "" },
      "Once\nupon",
      call(0, { id: "call_1", type: "function", function: { name: "look", arguments: "" } }),
      call(0, { function: { arguments: '{"a": 1}' } }),
      chatChunk({ choices: [] }),
      "long ".repeat(30),
      "\u202eright to left",
    ]);
    const found = shown(text, await hints(await opened(text)));
    expect(found).toEqual([
      "{ 1 · role “assistant”",
      "{ 2 · text “Once↵upon”",
      "{ 3 · tool “look”",
      '{ 4 · tool “{"a": 1}”',
      "{ 5 · empty",
      `{ 6 · text “${"long ".repeat(8).slice(0, 39)}…”`,
      "{ 7 · text “\\u202eright to left”",
      "{ 8 · finish “stop”",
    ]);
  });

  test("behind the line, where a chunk is a line of server-sent events", async () => {
    const lines = [
      "event: message_start",
      'data: {"type": "message_start", "message": {"id": "m", "type": "message", "role": "assistant", "model": "claude", "content": []}}',
      "",
    ];
    const text = recordingText(lines, true, { url: "https://api.example.com/v1/messages" });
    const found = await hints(await opened(text));
    expect(found.map(({ position }) => text.split("\n")[position.line]!.slice(position.character).trim())).toEqual([
      ",",
      ",",
      "",
    ]);
    expect(found.map((hint) => labelOf(hint).split(" ")[0])).toEqual(["1", "2", "3"]);
  });

  test("the answer so far, pointing at it", async () => {
    const text = chatStream(["Hello", " there"]);
    const client = await opened(text);
    const [, second] = await hints(client);
    const { tooltip } = await client.connection.sendRequest<InlayHint>("inlayHint/resolve", second);
    expect(tooltip).toMatchObject({ kind: "markdown", value: expect.stringContaining("Hello there") as unknown });
    expect(tooltip).toMatchObject({ value: expect.stringContaining("**Chunk 2 of 3**") as unknown });
  });
});

describe("hints are given", () => {
  test("for what the editor shows, no more", async () => {
    const text = chatStream(Array.from({ length: 1500 }, (_, at) => `word${at} `));
    const client = await opened(text);
    const all = await hints(client);
    expect(all).toHaveLength(1501);
    const [first, last] = [all[700]!.position.line, all[702]!.position.line];
    const range = { start: { line: first, character: 0 }, end: { line: last, character: 200 } };
    expect(shown(text, await hints(client, range))).toEqual(
      [701, 702, 703].map((number) => `{ ${number} · text “word${number - 1} ”`),
    );
  });

  test("anew when the text changes", async () => {
    const client = await opened(chatStream(["Hello"]));
    await client.type(path, chatStream(["Good", "bye"]));
    expect((await hints(client)).map(({ label }) => label)).toEqual(["1 · text “Good”", "2 · text “bye”", "3 · finish “stop”"]);
  });

  test("of a truncated stream as far as it goes", async () => {
    const text = chatStream(["Hello", "there", "again"]);
    const cut = text.slice(0, text.indexOf("again"));
    expect((await hints(await opened(cut))).slice(0, 2).map(({ label }) => label)).toEqual([
      "1 · text “Hello”",
      "2 · text “there”",
    ]);
  });

  test.each([
    ["a response that is no stream", chatCompletion("Hi"), undefined],
    ["a broken file", "{", undefined],
    ["a huge file", chatStream(["x".repeat(9 * 1024 * 1024)]), undefined],
    ["a user who wants none", chatStream(["Hello"]), { inlayHints: { enabled: false } }],
  ])("not for %s", async (_, text, settings) => {
    expect(await hints(await opened(text, settings))).toEqual([]);
  });
});
