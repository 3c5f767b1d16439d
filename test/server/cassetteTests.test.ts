/** Cassettes of VCR.py name no test: which one they belong to, wherever the editor says it. */
import { FileChangeType, type Location } from "vscode-languageserver/node";
import { afterEach, describe, expect, test } from "vitest";
import { cassetteOf } from "../support/cassettes";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type ClientOptions, type TestClient } from "../support/languageClient";

const module = "tests/test_chat.py";
const source = `import pytest


@pytest.mark.vcr
def test_hello():
    pass


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.vcr("shared/more.yaml")
def test_models(model):
    pass


class TestAgent:
    def test_run(self):
        pass
`;
const folder = "tests/cassettes/test_chat";
const hello = `${folder}/test_hello.yaml`;
const files = {
  "pytest.ini": "[pytest]\n",
  [module]: source,
  [hello]: cassetteOf("Hello!", "Hello again!"),
  [`${folder}/test_models[a].yaml`]: cassetteOf("A"),
  [`${folder}/TestAgent.test_run.yaml`]: cassetteOf("Ran"),
  [`${folder}/shared/more.yaml`]: cassetteOf("More"),
  [`${folder}/test_gone.yaml`]: cassetteOf("Gone"),
};

const clients: TestClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

async function started(options: ClientOptions = {}, workspace: Readonly<Record<string, string>> = files): Promise<TestClient> {
  const client = await startClient([await makeWorkspace(workspace)], options);
  clients.push(client);
  return client;
}

const titles = async (client: TestClient, path = module) =>
  (await client.lenses(path)).map(({ line, title }) => `${line}: ${title}`);

describe("the test module", () => {
  test("has a lens over each test with cassettes, which counts recordings and files, and two for what can be done with them", async () => {
    const client = await started();
    await client.open(module);
    const found = await titles(client);
    const offered = found.filter((title) => /: (?:Re-record|Check for drift)$/.test(title));
    expect(offered).toEqual([1, 5, 11, 15, 16].flatMap((line) => [`${line}: Re-record`, `${line}: Check for drift`]));
    expect(found.filter((title) => !offered.includes(title))).toEqual([
      "1: 5 recordings of 3 tests",
      "5: 2 recordings in 1 cassette · gpt-4o",
      "11: 2 recordings in 2 cassettes · gpt-4o",
      "15: 1 recording of 1 test",
      "16: 1 recording in 1 cassette · gpt-4o",
    ]);
  });

  test("shows them in the hover of a test, and finds them as its references", async () => {
    const client = await started();
    await client.open(module);
    expect(await client.hover(module, "test_hello")).toContain("Hello again!");
    const references = { textDocument: { uri: client.uri(module) }, position: client.position(module, "test_hello") };
    const context = { includeDeclaration: false };
    const found: Location[] = await client.connection.sendRequest("textDocument/references", { ...references, context });
    const lines = cassetteOf("Hello!", "Hello again!").split("\n");
    // Both were asked the same, so each is shown by its answer.
    const answers = ["Hello!", "Hello again!"].map((answer) => lines.findIndex((line) => line.includes(answer)));
    expect(found.map(({ uri, range }) => [uri, range.start.line])).toEqual(answers.map((line) => [client.uri(hello), line]));
  });

  test("links the cassettes that its code names", async () => {
    const client = await started();
    await client.open(module);
    const links = await client.links(module);
    expect(links.map(({ target }) => target)).toEqual([client.uri(`${folder}/shared/more.yaml`)]);
  });
});

describe("a cassette", () => {
  test("leads to its test", async () => {
    const client = await started();
    await client.open(hello);
    const lenses = await client.lenses(hello);
    expect(lenses.map(({ title }) => title)).toContain("Go to test");
    const found = await client.request("tapedeck/findTest", { from: client.uri(hello) });
    expect(found?.uri).toBe(client.uri(module));
    expect(found?.range.start.line).toBe(4);
  });

  test("of a function that is no more, or that two tests may mean, names none", async () => {
    const client = await started();
    const gone = `${folder}/test_gone.yaml`;
    await client.open(gone);
    expect((await client.lenses(gone)).map(({ title }) => title)).not.toContain("Go to test");
  });

  test("is listed under its test, parameters included, and found by name", async () => {
    const client = await started();
    const items = await client.request("tapedeck/recordings", {});
    expect(new Set(items.map(({ testId }) => testId))).toEqual(
      new Set([
        `${module}::test_hello`,
        `${module}::test_models[a]`,
        `${module}::TestAgent::test_run`,
        `${module}::test_models`,
        null,
      ]),
    );
    expect((await client.workspaceSymbols("test_run")).map(({ name }) => name)).toEqual(["TestAgent::test_run"]);
    expect(await client.request("tapedeck/recordings", { testId: `${module}::test_models[a]` })).toHaveLength(1);
  });

  test("is not blamed for calls that its test makes up: replay asks for none of them", async () => {
    const call = { id: "call_made_up", type: "function", function: { name: "look", arguments: "{}" } };
    const messages = [
      { role: "user", content: "Hi" },
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: call.id, content: "1" },
    ];
    const quoting = cassetteOf("Hello!").replace('[{"role":"user","content":"Hi"}]', JSON.stringify(messages));
    expect(quoting).toContain(call.id);
    const client = await started({}, { ...files, [hello]: quoting });
    expect(await client.codes(hello)).toEqual([]);
  });

  test("is found by node ids in logs", async () => {
    const client = await started({}, { ...files, "log.txt": `FAILED ${module}::TestAgent::test_run - it\n` });
    await client.open("log.txt");
    expect(await client.hover("log.txt", "TestAgent")).toContain("Ran");
  });
});

describe("while people work", () => {
  test("a test that is renamed in the editor loses its cassette, unsaved, and has it again when it is undone", async () => {
    const client = await started();
    await client.open(module);
    await client.type(module, source.replace("test_hello", "test_hi"));
    await expect.poll(() => titles(client)).toContain("1: 3 recordings of 2 tests");
    await client.type(module, source);
    await expect.poll(() => titles(client)).toContain("5: 2 recordings in 1 cassette · gpt-4o");
  });

  test("modules and cassettes that come and go are followed", async () => {
    const client = await started();
    const [other, cassette] = ["tests/test_other.py", "tests/cassettes/test_other/test_new.yaml"];
    await client.write({ [cassette]: cassetteOf("New") }, FileChangeType.Created);
    await client.write({ [other]: "def test_new(): ...\n" }, FileChangeType.Created);
    await client.open(other);
    await expect.poll(() => titles(client, other)).toContain("1: 1 recording in 1 cassette · gpt-4o");
    await client.write({ [other]: "def test_newer(): ...\n" });
    await client.type(other, "def test_newer(): ...\n");
    await expect.poll(() => titles(client, other)).toEqual([]);
    await client.type(other, "def test_new(): ...\n");
    await expect.poll(() => titles(client, other)).toContain("1: 1 recording in 1 cassette · gpt-4o");
    await client.remove(cassette);
    await expect.poll(() => titles(client, other)).toEqual([]);
  });

  test("a conftest that says where cassettes lie counts from then on", async () => {
    const mine = "tests/elsewhere/test_hello.yaml";
    const settings = { recordings: { include: ["tests/**/*.yaml"] } };
    const client = await started({ settings }, { [module]: source, [mine]: cassetteOf("Mine") });
    await client.open(module);
    expect(await titles(client)).toEqual(["5: Record", "11: Record"]);
    const fixture =
      "import os, pytest\n@pytest.fixture\ndef vcr_cassette_dir():\n    return os.path.join(os.path.dirname(__file__), 'elsewhere')\n";
    await client.write({ "tests/conftest.py": fixture }, FileChangeType.Created);
    await expect.poll(() => titles(client)).toContain("5: 1 recording in 1 cassette · gpt-4o");
  });
});
