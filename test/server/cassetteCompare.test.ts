/** Two versions of a cassette, recording by recording: those of the same request are compared, and tests are recorded again by what made them. */
import { afterEach, expect, test } from "vitest";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type TestClient } from "../support/languageClient";

const path = "tests/cassettes/test_chat/test_weather.yaml";

const call = (question: string, answer: string) => `- request:
    body: '{"model": "m", "messages": [{"role": "user", "content": "${question}"}]}'
    headers: {}
    method: POST
    uri: https://api.openai.com/v1/chat/completions
  response:
    body:
      string: '{"id": "c", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "${answer}"}}]}'
    headers: {}
    status: {code: 200, message: OK}
`;
const cassette = (...calls: readonly string[]) => `interactions:\n${calls.join("")}version: 1\n`;

let client: TestClient;
afterEach(() => client.stop());

async function changes(before: string, after: string, number: number) {
  const folder = await makeWorkspace({ [path]: after });
  client = await startClient([folder]);
  const uri = `${client.uri(path)}#/interactions/${number}`;
  const comparison = await client.request("tapedeck/compare", { before: { uri, text: before }, after: { uri } });
  return comparison!.difference;
}

const [oslo, paris] = [call("Oslo?", "Cold."), call("Paris?", "Warm.")];

test("one that moved down is the same as before", async () => {
  expect(await changes(cassette(paris), cassette(oslo, paris), 1)).toMatchObject({ identical: true });
});

test("of requests that are alike, the first is compared with the first", async () => {
  const again = call("Oslo?", "Colder.");
  expect(await changes(cassette(oslo, again), cassette(paris, oslo, again), 2)).toMatchObject({ identical: true });
});

test("a test whose recordings are cassettes is recorded again by VCR.py", async () => {
  const folder = await makeWorkspace({
    [path]: cassette(oslo),
    "tests/test_chat.py": "import pytest\n\n\n@pytest.mark.vcr\ndef test_weather():\n    pass\n",
  });
  client = await startClient([folder]);
  await client.request("tapedeck/whenIndexed", {});
  const uri = client.uri("tests/test_chat.py");
  const plan = await client.request("tapedeck/rerecordPlan", { kind: "test", uri, names: ["test_weather"] });
  expect(plan).toMatchObject({ kind: "plan", recorder: "vcr", recordings: [client.uri(path)] });
});

test("one that is new has nothing to be compared with", async () => {
  const { unread } = await changes(cassette(paris), cassette(oslo, paris), 0);
  expect(unread).toEqual([{ side: "before", message: "This version of the file has no such recording." }]);
});
