/** Turns of a conversation, as the editor shows them. */
import { afterEach, expect, test } from "vitest";
import { copySample, makeWorkspace } from "../support/editor/workspace";
import { startClient, type ClientOptions, type TestClient } from "../support/languageClient";
import { chatCompletion } from "../support/recordings";

const testId = "tests/test_chat.py::test_weather";
const place = (digit: string) => `tests/recordings/${digit.repeat(64)}.json`;
const asked = [{ role: "user", content: "Weather in Paris?" }];
const calls = {
  role: "assistant",
  content: null,
  tool_calls: [{ id: "call_1", type: "function", function: { name: "get_weather", arguments: "{}" } }],
};
const second = [...asked, calls, { role: "tool", tool_call_id: "call_1", content: "Sunny" }];
const third = [...second, { role: "assistant", content: "It is sunny." }, { role: "user", content: "And Rome?" }];
const files = {
  [place("a")]: chatCompletion(calls, { testId, body: { messages: asked } }),
  [place("b")]: chatCompletion("It is sunny.", { testId, body: { messages: second } }),
  [place("c")]: chatCompletion("Rainy.", { testId, body: { messages: third } }),
};

const clients: TestClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

async function started(options: ClientOptions = {}, folder?: string): Promise<TestClient> {
  const client = await startClient([folder ?? (await makeWorkspace(files))], options);
  clients.push(client);
  return client;
}

test("a recording's lens counts its turn, and its hover leads to the turns around it", async () => {
  const client = await started();
  await client.open(place("b"));
  expect((await client.lenses(place("b"))).map(({ title }) => title)).toContainEqual(expect.stringContaining(" · turn 2 of 3"));
  const hover = await client.hover(place("b"), testId);
  expect(hover).toContain("**Turn 2 of 3**, after [turn 1](command:tapedeck.openStreamView");
  expect(hover).toContain("before [turn 3](command:tapedeck.openStreamView");
  expect(hover).toContain(encodeURIComponent(client.uri(place("a"))));
  expect(await client.hover(place("a"), testId)).toContain("**Turn 1 of 3**, before [turn 2]");
  expect(await client.hover(place("c"), testId)).toMatch(/\*\*Turn 3 of 3\*\*, after \[turn 1\]\S* and \[turn 2\]\S*$/);
});

test("an editor without our commands follows links to the files, and one without Markdown reads plain words", async () => {
  const linked = await started({ commands: false });
  await linked.open(place("b"));
  expect(await linked.hover(place("b"), testId)).toContain(`after [turn 1](${linked.uri(place("a"))})`);
  const plain = await started({ commands: false, capabilities: {} });
  await plain.open(place("b"));
  expect(await plain.hover(place("b"), testId)).toContain("Turn 2 of 3, after turn 1, before turn 3");
});

test("the stream view has the whole conversation", async () => {
  const client = await started();
  const view = await client.request("tapedeck/streamView", { uri: client.uri(place("c")) });
  expect(view?.turns).toEqual([
    {
      id: client.uri(place("a")),
      number: 1,
      model: "gpt-4o",
      preview: "get_weather()",
      finishReasons: ["stop"],
      predecessors: [],
      successors: [2, 3],
    },
    {
      id: client.uri(place("b")),
      number: 2,
      model: "gpt-4o",
      preview: "It is sunny.",
      finishReasons: ["stop"],
      predecessors: [1],
      successors: [3],
    },
    {
      id: client.uri(place("c")),
      number: 3,
      model: "gpt-4o",
      preview: "Rainy.",
      finishReasons: ["stop"],
      predecessors: [1, 2],
      successors: [],
    },
  ]);
});

test("an edit of the answer takes a turn out of the conversation at once, and back", async () => {
  const client = await started();
  const text = client.text(place("a"));
  await client.open(place("a"));
  const lens = async () => (await client.lenses(place("a"))).at(-1)?.title;
  expect(await lens()).toContain("turn 1 of 3");
  await client.type(place("a"), text.replaceAll("call_1", "call_9"));
  expect(await lens()).not.toContain("turn");
  await client.type(place("a"), text);
  expect(await lens()).toContain("turn 1 of 3");
});

test("the sample suite's conversation is found", async () => {
  const client = await started({}, await copySample());
  const found = await client.request("tapedeck/recordings", {});
  const views = await Promise.all(found.map(({ uri }) => client.request("tapedeck/streamView", { uri })));
  const conversations = new Set(
    views.map((view) => view?.turns.map(({ id }) => id).join("\n") ?? "").filter((uris) => uris !== ""),
  );
  expect(conversations.size).toBeGreaterThan(0);
});
