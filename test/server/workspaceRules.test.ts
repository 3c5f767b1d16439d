/** What is wrong with a recording among the others: its name, its folder, its test, the conversation around it. */
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { nameUnder } from "../support/hashJudge";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type ClientOptions, type TestClient } from "../support/languageClient";
import { corpusFolder } from "../support/corpus";
import { chatCompletion } from "../support/recordings";

const timeout = 60_000;
const asking = (content: string, testId = "tests/chat/test_chat.py::test_hello", more: object = {}) =>
  chatCompletion("Hi", { testId, body: { messages: [{ role: "user", content }], ...more } });
const at = (folder: string, text: string) => `${folder}/${nameUnder("4", text)}`;
const home = "tests/chat/recordings";
const modules = {
  "tests/chat/test_chat.py": "def test_hello():\n    pass\n",
  "tests/tools/test_tools.py": "def test_tool():\n    pass\n",
};

let client: TestClient;
let folder: string;
afterEach(() => client.stop());
const corpus = corpusFolder();

async function open(files: Readonly<Record<string, string>>, options: ClientOptions = {}): Promise<void> {
  folder = await makeWorkspace({ ...modules, ...files });
  client = await startClient([folder], options);
}

async function found(path: string): Promise<string[]> {
  const report = await client.diagnostics(path);
  const items = report.kind === "full" ? report.items : [];
  return items
    .filter(({ code }) => /^(recording|chain)\./.test(String(code)))
    .map((each) => `${String(each.code)}: ${each.message as string}`);
}

const becomes = (path: string) => expect.poll(() => found(path), { timeout });

describe("a recording whose test is gone", () => {
  const renamed = asking("Hello", "tests/chat/test_chat.py::test_helo[gpt-4o]");

  test("is told from one whose test is there, and the nearest test is named", async () => {
    await open({ [at(home, renamed)]: renamed, [at(home, asking("Hello"))]: asking("Hello") });
    expect(await found(at(home, renamed))).toEqual([
      'recording.test-gone: "tests/chat/test_chat.py" no longer has "test_helo", so no test uses this recording; the closest match is "test_hello".',
    ]);
    expect(await found(at(home, asking("Hello")))).toEqual([]);
    const report = await client.diagnostics(at(home, renamed));
    expect(report.kind === "full" && report.items.find(({ code }) => code === "recording.test-gone")?.range).toMatchObject({
      start: { line: 1, character: 13 },
    });
  });

  test("is fine while the test is typed in the editor, and gone when it is deleted", async () => {
    await open({ [at(home, renamed)]: renamed });
    await client.open("tests/chat/test_chat.py");
    await client.type("tests/chat/test_chat.py", "def test_helo(model):\n    pass\n");
    await becomes(at(home, renamed)).toEqual([]);
    await client.type("tests/chat/test_chat.py", "def test_other_thing_entirely():\n    pass\n");
    await becomes(at(home, renamed)).toEqual([expect.stringMatching(/^recording\.test-gone: .*recording\.$/)]);
    await client.write({ "tests/chat/test_chat.py": "def test_helo():\n    pass\n" });
    await client.close("tests/chat/test_chat.py");
    await becomes(at(home, renamed)).toEqual([]);
  });

  test("with its whole module is found where the project has other tests, and the module's new name is too", async () => {
    const moved = asking("Hello", "tests/chat/test_chats.py::test_hello");
    await open({ [at(home, moved)]: moved, [at(home, asking("Hello"))]: asking("Hello") });
    expect(await found(at(home, moved))).toEqual([
      'recording.test-gone: "tests/chat/test_chats.py" no longer exists, so no test uses this recording; the closest match is "tests/chat/test_chat.py::test_hello".',
    ]);
    await client.write({ "tests/chat/test_chats.py": "def test_hello():\n    pass\n" }, 1);
    await becomes(at(home, moved)).toEqual([]);
    await client.remove("tests/chat/test_chats.py");
    await becomes(at(home, moved)).toHaveLength(1);
  });

  test("is gone with its module, though an editor still shows it", async () => {
    await open({
      [at(home, asking("Hello"))]: asking("Hello"),
      "tests/tools/recordings/a.json": asking("Hi", "tests/tools/test_tools.py::test_tool"),
    });
    await client.open("tests/chat/test_chat.py");
    await becomes(at(home, asking("Hello"))).toEqual([]);
    await client.write({ "tests/chat/test_greetings.py": "def test_hello():\n    pass\n" }, 1);
    await client.remove("tests/chat/test_chat.py");
    await becomes(at(home, asking("Hello"))).toEqual([
      expect.stringContaining('it is now "tests/chat/test_greetings.py::test_hello"'),
    ]);
    await client.write({ "tests/chat/test_chat.py": "def test_hello():\n    pass\n" }, 1);
    await becomes(at(home, asking("Hello"))).toEqual([]);
  });

  test("names module and tests whole, however long they are", async () => {
    const long = "tests/integration/conversations/test_openai_chat_completion.py";
    const gone = asking("Hi", `${long}::test_openai_chat_completion_with_tools_and_streamin`);
    await open({
      [long]: "def test_openai_chat_completion_with_tools_and_streaming():\n    pass\n",
      [at("tests/integration/conversations/recordings", gone)]: gone,
    });
    expect(await found(at("tests/integration/conversations/recordings", gone))).toEqual([
      `recording.test-gone: "${long}" no longer has "test_openai_chat_completion_with_tools_and_streamin", so no test uses this recording; the closest match is "test_openai_chat_completion_with_tools_and_streaming".`,
    ]);
  });

  test("is nobody's business where no test of its project is in the workspace", async () => {
    const foreign = asking("Hello", "suite/test_elsewhere.py::test_x");
    await open({ "vendored/recordings/a.json": foreign, [at("vendored/recordings", foreign)]: foreign });
    expect(await found(at("vendored/recordings", foreign))).toEqual([]);
  });

  test("with a hostile test id is no reason to look outside of the workspace", async () => {
    const ids = [
      "../../../../etc/test_x.py::f",
      "/etc/test_x.py::f",
      "tests/\u0000.py::f",
      "a:b/test_x.py::f",
      "tests//test_x.py::f[",
      "\ud800.py::f",
    ];
    const files = ids.map((id) => asking("Hello", id));
    await open({
      ...Object.fromEntries(files.map((text, index) => [`${home}/${String(index).repeat(64)}.json`, text])),
      [at(home, asking("Hello"))]: asking("Hello"),
    });
    for (const index of ids.keys())
      expect((await found(`${home}/${String(index).repeat(64)}.json`)).join()).not.toContain("test-gone");
  });

  test("is told to editors that are sent problems instead of asking", async () => {
    await open({ [at(home, renamed)]: renamed }, { capabilities: { textDocument: { publishDiagnostics: {} } } });
    const codes = () => client.published.get(client.uri(at(home, renamed)))?.map(({ code }) => code);
    await expect.poll(codes, { timeout }).toContain("recording.test-gone");
    await client.write({ "tests/chat/test_chat.py": "def test_helo():\n    pass\n" });
    await expect.poll(() => codes() ?? [], { timeout }).not.toContain("recording.test-gone");
  });
});

describe("a recording in a folder where replay does not look", () => {
  const tool = asking("Tool", "tests/tools/test_tools.py::test_tool");

  test("is found, where recordings are kept beside their tests", async () => {
    await open({
      [at("tests/tools/recordings", asking("Hello"))]: asking("Hello"),
      [at("tests/tools/recordings", tool)]: tool,
      [at(home, asking("Bye"))]: asking("Bye"),
    });
    expect(await found(at("tests/tools/recordings", asking("Hello")))).toEqual([
      'recording.misplaced: The recording is in "tests/tools/recordings" but replay of its test looks in "tests/chat/recordings" and in the common recordings, so it is not found.',
    ]);
    expect(await found(at("tests/tools/recordings", tool))).toEqual([]);
  });

  test("is found by replay all the same, where a link leads there", async () => {
    const other = asking("Other", "tests/other/test_other.py::test_other");
    const misplaced = at("tests/tools/recordings", asking("Hello"));
    await open({
      [misplaced]: asking("Hello"),
      [at("tests/tools/recordings", tool)]: tool,
      [at("tests/other/recordings", other)]: other,
    });
    expect(await found(misplaced)).toEqual([expect.stringMatching(/^recording\.misplaced/)]);
    await client.stop();
    symlinkSync("../tools/recordings", join(folder, home));
    client = await startClient([folder]);
    expect(await found(misplaced)).toEqual([]);
  });

  test("is where a suite keeps all of them, for all we know", async () => {
    const texts = [
      asking("a"),
      asking("b"),
      tool,
      asking("c", "tests/test_top.py::test_top"),
      asking("d", "tests/test_top.py::test_top"),
    ];
    await open({
      "tests/test_top.py": "def test_top():\n    pass\n",
      ...Object.fromEntries(texts.map((text) => [at("tests/recordings", text), text])),
    });
    for (const text of texts) expect(await found(at("tests/recordings", text))).toEqual([]);
  });

  test("is not the common one", async () => {
    await open({ [at("tests/integration/common/recordings", tool)]: tool, [at(home, asking("a"))]: asking("a") });
    expect(await found(at("tests/integration/common/recordings", tool))).toEqual([]);
  });
});

test("a recording that lies beside its test too is never served from the common folder", async () => {
  const common = "tests/integration/common/recordings";
  await open({
    [at(common, asking("a"))]: asking("a"),
    [at(home, asking("a"))]: asking("a"),
    [at(common, asking("b"))]: asking("b"),
  });
  expect(await found(at(common, asking("a")))).toEqual([expect.stringMatching(/^recording\.duplicate: /)]);
  expect(await found(at(home, asking("a")))).toEqual([]);
  expect(await found(at(common, asking("b")))).toEqual([]);
});

test("a copy under a name of its own is found among those named by their hash, and nowhere else", async () => {
  await open({
    [at(home, asking("a"))]: asking("a"),
    [`${home}/copy.json`]: asking("a"),
    "tests/tools/recordings/one.json": asking("b", "tests/tools/test_tools.py::test_tool"),
  });
  expect(await found(`${home}/copy.json`)).toEqual([expect.stringMatching(/^recording\.name: /)]);
  expect(await found("tests/tools/recordings/one.json")).toEqual([]);
});

describe("a request that quotes a tool call", () => {
  const call = { id: "call_1", type: "function", function: { name: "f", arguments: "{}" } };
  const said = { role: "assistant", content: null, tool_calls: [call] };
  const question = [{ role: "user", content: "?" }];
  const answering = (id: string) =>
    asking("", undefined, {
      messages: [...question, { ...said, tool_calls: [{ ...call, id }] }, { role: "tool", tool_call_id: id, content: "1" }],
    });
  const calling = chatCompletion(said, {
    testId: "tests/chat/test_chat.py::test_hello",
    body: { messages: question, tools: [{ type: "function", function: { name: "f" } }] },
    finish: "tool_calls",
  });

  test("that an answer of the test brings is fine, and another is not", async () => {
    const [good, bad] = [answering("call_1"), answering("call_2")];
    await open({ [at(home, calling)]: calling, [at(home, good)]: good, [at(home, bad)]: bad });
    expect(await found(at(home, good))).toEqual([]);
    expect(await found(at(home, bad))).toEqual([
      'chain.unknown-call: No recording of this test contains the tool call "call_2", so its answer was recorded again, is missing, or is made up by the test.',
    ]);
    await client.write({ [at(home, calling)]: calling.replace("call_1", "call_2") });
    await becomes(at(home, bad)).toEqual([]);
    expect(await found(at(home, good))).toHaveLength(1);
    expect(readFileSync(`${folder}/${at(home, bad)}`, "utf8")).toContain("call_2");
  });

  test("is left alone where its test is gone: the answer may have gone on to the test's new name", async () => {
    const bad = answering("call_2");
    await open({ [at(home, bad)]: bad, "tests/chat/test_chat.py": "def test_greets():\n    pass\n" });
    expect(await found(at(home, bad))).toEqual([expect.stringMatching(/^recording\.test-gone: /)]);
  });
});

test.skipIf(corpus === undefined)("among real recordings of other people, only what is true is found", async () => {
  client = await startClient([`${corpus!}/current`, `${corpus!}/legacy`]);
  const { items } = await client.workspaceDiagnostics();
  const counts: Record<string, number> = {};
  for (const { code } of items.flatMap((report) => (report.kind === "full" ? report.items : [])))
    if (/^(recording|chain)\./.test(String(code))) counts[String(code)] = (counts[String(code)] ?? 0) + 1;
  console.info(counts);
  // Every test exists and has its recordings beside it; the quoted calls are those of first turns that were recorded again.
  expect(Object.keys(counts)).toEqual(["chain.unknown-call"]);
});
