/** A workspace with a test module and its recordings, as an editor sees it; once in this process, once through each bundle. */
import { afterEach, describe, expect, test } from "vitest";
import { shortenMiddle } from "../../server/src/features/markdown";
import { oneLine } from "../../server/src/recording/json";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type ClientOptions, type TestClient } from "../support/languageClient";
import { chatCompletion, chatStream, recordingText } from "../support/recordings";
import { renderers } from "../support/rendered";

const module = `import pytest

@pytest.mark.parametrize("model", ["gpt-4o", "llama"])
def test_hello(model):
    pass

class TestTools:
    def test_call(self):
        pass

def test_unrecorded():
    pass
`;
const name = (digit: string) => `tests/recordings/${digit.repeat(64)}.json`;
const hello = (model: string) => `tests/test_chat.py::test_hello[${model}]`;
const files = {
  "tests/test_chat.py": module,
  [name("a")]: chatStream(["Hello", " there"], { testId: hello("gpt-4o") }),
  [name("b")]: chatCompletion("Hi", { testId: hello("llama"), model: "llama3.2:3b" }),
  [name("c")]: chatCompletion("Done", { testId: "tests/test_chat.py::TestTools::test_call" }),
  "notes.md": "See `tests/test_chat.py::test_hello[llama]`, and tests/test_gone.py::test_x.\n",
};

let client: TestClient;
afterEach(() => client.stop());

async function open(options?: ClientOptions, more: Readonly<Record<string, string>> = {}): Promise<void> {
  client = await startClient([await makeWorkspace({ ...files, ...more })], options);
}

describe.each(["in-band", "server.js", "cli.js"] as const)("a server that runs as %s", (server) => {
  test("finds the recordings and answers the first questions", async () => {
    await open({ server });
    expect(await client.whenIndexed()).toBe(3);
    await client.open("tests/test_chat.py");
    expect((await client.lenses("tests/test_chat.py")).map(({ line, title }) => `${line} ${title}`)).toEqual([
      "1 3 recordings of 2 tests",
      "1 Re-record",
      "4 2 recordings · gpt-4o, llama3.2:3b",
      "4 Re-record",
      "7 1 recording of 1 test",
      "7 Re-record",
      "8 1 recording · gpt-4o",
      "8 Re-record",
    ]);
    expect(await client.hover("tests/test_chat.py", "test_hello")).toContain("Hello there");
    expect(await client.definition(name("a"), "test_hello")).toEqual(["tests/test_chat.py:4"]);
  });
});

describe("a test module", () => {
  test("says what its lenses do", async () => {
    await open();
    const lenses = await client.lenses("tests/test_chat.py");
    const uri = client.uri("tests/test_chat.py");
    const [shows, rerecords] = lenses.filter(({ line }) => line === 4);
    expect(shows).toMatchObject({ command: "tapedeck.showRecordings", arguments: [uri, ["test_hello"]] });
    expect(await client.request("tapedeck/lensRecordings", { uri, names: ["test_hello"] })).toMatchObject({
      position: { line: 3, character: 4 },
      locations: [{ uri: client.uri(name("a")) }, { uri: client.uri(name("b")) }],
    });
    expect(await client.request("tapedeck/lensRecordings", { uri, names: [] })).toMatchObject({ locations: [{}, {}, {}] });
    expect(await client.request("tapedeck/lensRecordings", { uri, names: ["test_gone"] })).toBeNull();
    expect(rerecords).toMatchObject({ command: "tapedeck.rerecord", arguments: [{ kind: "test", uri, names: ["test_hello"] }] });
    expect(lenses[1]).toMatchObject({ arguments: [{ kind: "module", uri }] });
  });

  test("has lenses without commands in an editor that has none of ours", async () => {
    await open({ commands: false });
    const lenses = await client.lenses("tests/test_chat.py");
    expect(lenses.map(({ title }) => title)).toContain("2 recordings · gpt-4o, llama3.2:3b");
    expect(new Set(lenses.map(({ command }) => command))).toEqual(new Set([""]));
  });

  test("has no lens when the settings say so, and none where there are no recordings", async () => {
    await open({ settings: { codeLens: { enabled: false } } }, { "tests/test_other.py": "def test_x():\n    pass\n" });
    expect(await client.lenses("tests/test_chat.py")).toEqual([]);
    expect(await client.lenses("tests/test_other.py")).toEqual([]);
  });

  test("hovers over a test with a row for each recording, and links", async () => {
    await open();
    const text = await client.hover("tests/test_chat.py", "test_hello");
    expect(text).toContain("**2 recordings** of test_hello");
    expect(text).toMatch(/\| \[gpt-4o\]\(command:tapedeck.openStreamView\?[^ ]*\) \| gpt-4o \| .*Hello there.* \| stop \|/);
    expect(text).toMatch(/\| \[llama\]\([^ ]*\) \| llama3\.2:3b \| .*Hi.* \| stop \| 8\s→\s5 \|/);
    expect(text).toContain(`[file](${client.uri(name("a"))})`);
    expect(text).toContain("command:tapedeck.rerecord?");
  });

  test("names in the hover's title the model that all recordings share, and links what has no parameters by its own words", async () => {
    await open();
    const text = await client.hover("tests/test_chat.py", "test_call");
    expect(text).toContain("**1 recording** of TestTools::test_call · gpt-4o\n");
    expect(text!.match(/gpt-4o/g)).toHaveLength(1);
    expect(text).toMatch(/\| \[stream\sview\]\(command:tapedeck.openStreamView\?[^ ]*\)\s·\s\[file\]/);
  });

  test("keeps the hover narrow: long parameters and answers are cut, links do not break", async () => {
    const testId = `tests/test_chat.py::test_unrecorded[client_with_models-txt=ollama/llama3.2:3b-inference:chat_01]`;
    await open({}, { [name("d")]: chatCompletion("word ".repeat(40), { testId }) });
    const row = (await client.hover("tests/test_chat.py", "test_unrecorded"))!.split("\n").at(-1)!;
    const cells = row.split(" | ").map((cell) => cell.replace(/\]\([^)]*\)/g, "]"));
    expect(cells.slice(0, 2)).toEqual(["| [client_with_model…inference:chat_01]", `${"word ".repeat(11)}word…`]);
    expect(cells.at(-1)).toBe("[file]\u00A0·\u00A0[re\u2011record] |");
  });

  test("shows answers first, and counts what else was recorded on the way", async () => {
    const testId = "tests/test_chat.py::test_unrecorded";
    const models = recordingText([{ __type__: "openai.types.model.Model", __data__: { id: "m", object: "model" } }], false, {
      testId,
    });
    const pull = recordingText([{ __type__: "ollama._types.ProgressResponse", __data__: { status: "success" } }], true, {
      testId,
    });
    await open(
      {},
      { [name("d")]: models, [name("e")]: models, [name("f")]: chatCompletion("Hi", { testId }), [name("9")]: pull },
    );
    const text = (await client.hover("tests/test_chat.py", "test_unrecorded"))!;
    expect(text).toContain("**4 recordings**");
    expect(text.split("\n").filter((line) => line.startsWith("| "))).toHaveLength(3);
    expect(text).toMatch(/\n\[… and 2 model lists, 1 model download\]\(command:tapedeck\.pickRecording\?\S+\)$/);
    const asked = { uri: client.uri("tests/test_chat.py"), names: ["test_unrecorded"] };
    expect(await client.request("tapedeck/lensRecordings", asked)).toMatchObject({ locations: null });
    const choices = await client.request("tapedeck/recordingChoices", { uri: asked.uri, position: { line: 10, character: 4 } });
    expect(choices).toHaveLength(4);
    expect(choices[0]).toMatchObject({ id: client.uri(name("f")) });
  });

  test("shows model lists as rows when there is nothing else", async () => {
    const testId = "tests/test_chat.py::test_unrecorded";
    const models = recordingText([{ __type__: "openai.types.model.Model", __data__: { id: "m", object: "model" } }], false, {
      testId,
    });
    await open({}, { [name("d")]: models });
    const text = await client.hover("tests/test_chat.py", "test_unrecorded");
    expect(text).toContain("| m |");
    expect(text).not.toContain("…");
  });

  test("hovers with plain links in an editor without our commands, and with plain text where that is all it shows", async () => {
    await open({ commands: false });
    expect(await client.hover("tests/test_chat.py", "test_hello")).not.toContain("command:");
    await client.stop();
    for (const capabilities of [
      {},
      { textDocument: { hover: { contentFormat: ["markdown" as const, "plaintext" as const] } } },
    ]) {
      await open({ capabilities });
      expect(await client.hover("tests/test_chat.py", "test_hello")).not.toMatch(/[|*\\&]/);
      await client.stop();
    }
    await open({});
  });

  test("hovers over a class with all its tests, and not over a test without recordings", async () => {
    await open();
    expect(await client.hover("tests/test_chat.py", "TestTools")).toContain("1 recording");
    expect(await client.hover("tests/test_chat.py", "test_unrecorded")).toBeNull();
    expect(await client.hover("tests/test_chat.py", "import")).toBeNull();
  });

  test("shows at most twenty rows", async () => {
    const many = Array.from({ length: 25 }, (_, index) => [
      `tests/recordings/${String(index).padStart(64, "0")}.json`,
      chatCompletion("Hi", { testId: `tests/test_chat.py::test_unrecorded[${index}]` }),
    ]);
    await open({}, Object.fromEntries(many) as Record<string, string>);
    const text = await client.hover("tests/test_chat.py", "test_unrecorded");
    expect(text!.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(22);
    expect(text).toContain("… and 5 more");
  });

  test("finds a test's recordings as references", async () => {
    await open();
    expect(await client.references("tests/test_chat.py", "test_hello")).toEqual(["[gpt-4o]", "[llama]"]);
    expect(await client.references("tests/test_chat.py", "test_call")).toEqual(['"tests/test_chat.py::TestTools::test_call"']);
    expect(await client.definition("tests/test_chat.py", "test_hello")).toEqual([]);
  });

  test("references to several recordings of one test id lead in order to what tells them apart: what was asked last, or the answer", async () => {
    const [asked, answered] = ["tests/test_chat.py::test_asked", "tests/test_chat.py::test_answered"];
    const ask = (...texts: readonly string[]) => ({
      testId: asked,
      body: { messages: texts.map((content) => ({ role: "user", content: [{ type: "text", text: content }] })) },
    });
    const same = { testId: answered, body: { messages: [{ role: "user", content: "How is it?" }] } };
    await open(
      {},
      {
        "tests/test_chat.py": "def test_asked():\n    pass\n\n\ndef test_answered():\n    pass\n",
        [name("1")]: chatStream(["Cold"], ask("How is it in Rome?", "And in Oslo?")),
        [name("2")]: chatStream(["Cold"], ask("How is it in Rome?")),
        [name("3")]: chatStream(["Cold"], ask("How is it in Bonn?")),
        [name("4")]: chatCompletion("It is warm.", same),
        [name("5")]: chatCompletion("It is cold.", { ...same, model: "llama" }),
      },
    );
    expect(await client.references("tests/test_chat.py", "test_asked")).toEqual([
      '"How is it in Bonn?"',
      '"How is it in Rome?"',
      '"And in Oslo?"',
    ]);
    expect(await client.references("tests/test_chat.py", "test_answered")).toEqual(['"It is cold."', '"It is warm."']);
  });
});

describe("a node id in prose", () => {
  test("hovers, leads to the test, and is a link", async () => {
    await open();
    await client.open("notes.md");
    expect(await client.hover("notes.md", "tests/test_chat.py::test_hello[llama]")).toContain("**1 recording**");
    expect(await client.definition("notes.md", "tests/test_chat.py")).toEqual(["tests/test_chat.py:4"]);
    const references = await client.references("notes.md", "tests/test_chat.py", true);
    expect(references.sort()).toEqual(["[llama]", "test_hello"]);
    const links = await client.links("notes.md");
    expect(links.map(({ target }) => target)).toEqual([`${client.uri("tests/test_chat.py")}#L4`]);
  });

  test.each(["run.log", "ci.yml", "out.txt"])("works in %s as well", async (path) => {
    await open({}, { [path]: `FAILED tests/test_chat.py::test_hello[gpt-4o] - RuntimeError\n` });
    await client.open(path);
    expect(await client.hover(path, "test_hello")).toContain("Hello there");
    expect(await client.links(path)).toHaveLength(1);
  });

  test("in the terminal leads to the test", async () => {
    await open();
    const line = "FAILED tests/test_chat.py::test_hello[gpt-4o] - oops";
    const [found] = await client.request("tapedeck/nodeIds", { text: line });
    expect(found).toEqual({ text: hello("gpt-4o"), start: 7, end: 7 + hello("gpt-4o").length });
    expect(await client.request("tapedeck/findTest", { testId: found!.text })).toMatchObject({
      uri: client.uri("tests/test_chat.py"),
      range: { start: { line: 3, character: 4 }, end: { line: 3, character: 14 } },
    });
    expect(await client.request("tapedeck/findTest", { testId: "tests/test_gone.py::test_x" })).toBeNull();
    expect(await client.request("tapedeck/findTest", { testId: "../../etc/passwd.py::test_x" })).toBeNull();
  });

  test("of a request's hash hovers with its recordings", async () => {
    await open({}, { "run.log": `RuntimeError: Recording not found for request hash: ${"b".repeat(64)}\n` });
    await client.open("run.log");
    expect(await client.hover("run.log", "b".repeat(64))).toContain("llama3.2:3b");
  });
});

describe("a recording", () => {
  test("has its lenses at the test id", async () => {
    await open();
    const lenses = await client.lenses(name("a"));
    expect(lenses.map(({ line, title }) => `${line} ${title}`)).toEqual([
      "2 Open stream view",
      "2 Go to test",
      "2 Re-record fixture",
      "2 openai.chat · 3 chunks · stop",
    ]);
    expect(lenses[2]).toMatchObject({ arguments: [{ kind: "recording", uri: client.uri(name("a")) }] });
  });

  test("without a test id has them at its start, and none for a test", async () => {
    await open({}, { [name("d")]: chatCompletion("Hi", { testId: null }) });
    const lenses = await client.lenses(name("d"));
    expect(lenses.map(({ line, title }) => `${line} ${title}`)).toEqual([
      "1 Open stream view",
      "1 openai.chat · stop · 13 tokens",
    ]);
  });

  test.each([
    ["not JSON: empty file", ""],
    [
      "not JSON: truncated · openai.chat",
      chatStream(["Hello", " there"], { testId: null }).split('"finish_reason": "stop"')[0]!.slice(0, -400),
    ],
    ["not JSON: merge conflict", "<<<<<<< HEAD\n"],
    ["not JSON: Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n"],
    ["not JSON: syntax error", '{"request": 1,, "response": 2}'],
    ["not a recording", "[]"],
    ["not a recording", "{}"],
    ["no response", '{"test_id": null, "request": {"method": "POST", "url": "u", "endpoint": "e", "body": {}}}'],
    ["no request · openai.chat", chatCompletion("Hi").replace('"request":', '"asked":')],
    ["wrong is_streaming", chatCompletion("Hi", { testId: null }).replace('"is_streaming": false', '"is_streaming": 1')],
    ["incomplete request", chatCompletion("Hi", { testId: null }).replace('"url":', '"uri":')],
  ])("that is broken says so: %s", async (title, text) => {
    await open({}, { [name("d")]: text });
    const shown = (await client.lenses(name("d"))).at(-1)!.title;
    expect(shown.slice(0, title.length)).toBe(title);
  });

  test("says which turn of a conversation it is", async () => {
    const testId = "tests/test_chat.py::test_unrecorded";
    const messages = ["user", "assistant", "user"].map((role, index) => ({ role, content: String(index) }));
    await open(
      {},
      {
        [name("d")]: chatCompletion("1", { testId, body: { messages: messages.slice(0, 1) } }),
        [name("e")]: chatCompletion("Hi", { testId, body: { messages } }),
      },
    );
    expect((await client.lenses(name("e"))).at(-1)!.title).toContain("turn 2 of 2");
  });

  test("hovers over a chunk with what it adds and the text so far", async () => {
    await open();
    const text = await client.hover(name("a"), '" there"');
    expect(text).toContain("**Chunk 2 of 3** adds text");
    expect(text).toContain("Text so far, 11 characters:\n\n```text\nHello there\n```");
    expect(await client.hover(name("a"), '"delta"')).not.toContain("there");
    expect(await client.hover(name("a"), '"method"')).toBeNull();
  });

  test("has an outline with every chunk at its place", async () => {
    await open();
    const symbols = (await client.symbols(name("a")))!;
    expect(symbols.map((symbol) => symbol.name)).toEqual([hello("gpt-4o"), "request", "response"]);
    expect(symbols[1]!.children!.map((each) => each.name)).toEqual(["messages"]);
    expect(symbols[2]!.children!.map((each) => each.name)).toEqual([
      '#1 text "Hello"',
      '#2 text " there"',
      expect.stringMatching(/^#3 finish/),
    ]);
    const line = client
      .text(name("a"))
      .split("\n")
      .findIndex((each) => each.includes('" there"'));
    const { range } = symbols[2]!.children![1]!;
    expect([range.start.line < line, line < range.end.line]).toEqual([true, true]);
  });

  test("is found by its test's name and by its hash", async () => {
    await open();
    expect((await client.workspaceSymbols("tst_hello")).map((symbol) => symbol.name)).toEqual([
      "test_hello[gpt-4o]",
      "test_hello[llama]",
    ]);
    expect((await client.workspaceSymbols("bbbbbbbb")).map(({ location }) => location.uri)).toEqual([client.uri(name("b"))]);
  });

  test("gives all that the stream view shows", async () => {
    await open();
    const view = await client.request("tapedeck/streamView", { uri: client.uri(name("a")) });
    expect(view).toMatchObject({
      testId: hello("gpt-4o"),
      modelAsked: "gpt-4o",
      test: { uri: client.uri("tests/test_chat.py") },
    });
    expect(await client.request("tapedeck/streamView", { uri: client.uri("notes.md") })).toBeNull();
  });

  test("can be planned to be recorded again", async () => {
    await open();
    const plan = await client.request("tapedeck/rerecordPlan", { kind: "recording", uri: client.uri(name("a")) });
    expect(plan).toMatchObject({ kind: "plan", root: client.folders[0], nodeIds: [hello("gpt-4o")] });
  });
});

describe("hostile recordings", () => {
  const evil = "x] | [click](command:evil) <img src=x> `\n\n# big";

  test("stay in their cell of the table", async () => {
    const testId = `tests/test_chat.py::test_unrecorded[${evil}]`;
    await open({}, { [name("d")]: chatStream([evil], { testId, model: evil }) });
    const text = (await client.hoverMarkdown("tests/test_chat.py", "test_unrecorded"))!;
    const { cells, elements, targets } = renderers["a hover"]!(text);
    expect(cells.slice(0, 2)).toEqual([oneLine(shortenMiddle(evil, 36)), oneLine(evil)]);
    expect(elements).not.toContain("img");
    for (const target of targets) expect(target).toMatch(/^(?:command:tapedeck\.(?:openStreamView|rerecord)\?|file:)/);
  });

  test("load nothing by the label of a link", async () => {
    const testId = "tests/test_chat.py::test_unrecorded[![](https://host/p.png)]";
    await open({}, { [name("d")]: chatStream(["Hi"], { testId }) });
    const text = (await client.hoverMarkdown("tests/test_chat.py", "test_unrecorded"))!;
    const { cells, elements } = renderers["a hover"]!(text);
    expect(cells[0]).toBe("![](https://host/p.png)");
    expect(elements).not.toContain("img");
  });

  test("stay in their block of a chunk's hover", async () => {
    await open({}, { [name("d")]: chatStream(["a\n```\n[x](command:evil)\n````\n# b"], { testId: null }) });
    const text = (await client.hover(name("d"), "command:evil"))!;
    expect(text).toContain("`````text\na\n```");
    expect(text.split("`````")).toHaveLength(5);
  });

  test("do not keep others from being read", async () => {
    await open(
      {},
      {
        [name("d")]: "<<<<<<< HEAD\n",
        [name("e")]: "[".repeat(100_000),
        [name("f")]: '{"test_id": 7, "request": [], "response": null}',
      },
    );
    expect(await client.whenIndexed()).toBe(6);
    for (const path of [name("d"), name("e"), name("f")]) {
      expect((await client.codes(path)).length).toBeGreaterThan(0);
      await client.lenses(path);
      await client.symbols(path);
    }
    expect(client.log).toEqual([]);
  });
});
