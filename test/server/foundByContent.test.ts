/** In folders of cassettes lie other files too: only recordings are read, whatever the files are called, and what changes is followed. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FileChangeType } from "vscode-languageserver/node";
import { tapedeckIn } from "../support/commandLine";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type TestClient } from "../support/languageClient";

const sent = `{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}`;
const said = `{"id": "c1", "object": "chat.completion", "created": 1, "model": "gpt-4o", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello!"}}]}`;
const call = (body: string) => `- request:
    body: '${body}'
    headers: {content-type: [application/json]}
    method: POST
    uri: https://api.openai.com/v1/chat/completions
  response:
    body: {string: '${said}'}
    headers: {content-type: [application/json]}
    status: {code: 200, message: OK}
`;
const cassette = `interactions:\n${call(sent)}version: 1\n`;
const base64 = (text: string) => Buffer.from(text).toString("base64");
const langchain = `requests:
- body: !!binary |
    ${base64(sent)}
  headers: {Content-Type: ['**REDACTED**']}
  method: POST
  uri: https://api.openai.com/v1/chat/completions
responses:
- body: {string: !!binary "${base64(said)}"}
  headers: {Content-Type: ['**REDACTED**']}
  status: {code: 200, message: OK}
`;
const pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n";
const files = {
  "tests/cassettes/test_a.yaml": cassette,
  "tests/cassettes/index.json": '{"test_a": "test_a.yaml"}',
  "tests/cassettes/pod.yaml": pod,
  "tests/cassettes/ws.yaml": "version: 1\ninteractions:\n- kind: message\n  direction: sent\n  data: {}\n",
  "tests/fixtures/pod.yaml": pod,
  "tests/fixtures/empty.yaml": "",
};

let client: TestClient | undefined;
afterEach(async () => {
  await client?.stop();
  client = undefined;
});

async function start(): Promise<{ readonly folder: string; readonly client: TestClient }> {
  const folder = await makeWorkspace(files);
  writeFileSync(join(folder, "tests/cassettes/test_b.yaml.gz"), gzipSync(langchain));
  client = await startClient([folder]);
  return { folder, client };
}

describe("A workspace with cassettes and other files", () => {
  test("has the recordings alone, those in compressed files among them", async () => {
    const { client } = await start();
    expect(await client.whenIndexed()).toBe(3);
    const view = await client.request("tapedeck/streamView", { uri: client.uri("tests/cassettes/test_b.yaml.gz") });
    expect(view).toMatchObject({ familyTitle: "OpenAI chat completion", modelAsked: "gpt-4o" });
  });

  test("shows nothing in other files, and names what it does not read", async () => {
    const { client } = await start();
    for (const path of ["tests/cassettes/pod.yaml", "tests/fixtures/pod.yaml", "tests/cassettes/index.json"]) {
      await client.open(path);
      expect(await client.lenses(path)).toEqual([]);
      expect(await client.codes(path)).toEqual([]);
      expect(await client.symbols(path)).toBeNull();
    }
    await client.open("tests/cassettes/ws.yaml");
    expect((await client.lenses("tests/cassettes/ws.yaml")).map(({ title }) => title)).toContain(
      "WebSocket recording of pydantic-ai: not read",
    );
    expect(await client.codes("tests/cassettes/ws.yaml")).toEqual([]);
  });

  test("follows a file that becomes a cassette, on disk and in the editor, and one that is none any more", async () => {
    const { client } = await start();
    await client.write({ "tests/fixtures/pod.yaml": cassette });
    await vi.waitFor(async () => expect(await client.whenIndexed()).toBe(4));
    await client.write({ "tests/fixtures/pod.yaml": pod });
    await vi.waitFor(async () => expect(await client.whenIndexed()).toBe(3));
    await client.open("tests/cassettes/pod.yaml");
    await client.type("tests/cassettes/pod.yaml", cassette);
    await vi.waitFor(async () => expect(await client.whenIndexed()).toBe(4));
    await client.type("tests/cassettes/pod.yaml", pod);
    await vi.waitFor(async () => expect(await client.whenIndexed()).toBe(3));
  });

  test("says of a compressed file that is broken that it cannot be read, and not of its text what an editor shows", async () => {
    const { client, folder } = await start();
    const path = "tests/cassettes/test_b.yaml.gz";
    writeFileSync(join(folder, path), gzipSync(langchain).subarray(0, 100));
    await client.reportChanges([path], FileChangeType.Changed);
    await vi.waitFor(async () => expect(await client.codes(path)).toEqual(["recording.unreadable"]));
    writeFileSync(join(folder, path), gzipSync(langchain));
    await client.reportChanges([path], FileChangeType.Changed);
    await client.open(path, "\x1f\uFFFD\b");
    await vi.waitFor(async () => expect(await client.codes(path)).toEqual([]));
  });
});

test("At the command line a folder has its recordings, and a file that is none says so", async () => {
  const folder = await makeWorkspace(files);
  writeFileSync(join(folder, "tests/cassettes/test_b.yaml.gz"), gzipSync(langchain));
  const tapedeck = tapedeckIn(folder);
  expect(tapedeck("check", "--no-cache").stdout).toContain("3 recordings, no findings");
  expect(tapedeck("list", "tests/cassettes").stdout).toBe(tapedeck("list").stdout);
  expect(tapedeck("show", "tests/cassettes/test_b.yaml.gz#0").stdout).toContain("Hello!");
  expect(tapedeck("check", "--no-cache", "tests/cassettes/pod.yaml")).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringContaining("tests/cassettes/pod.yaml is not a recording.") as string,
  });
});
