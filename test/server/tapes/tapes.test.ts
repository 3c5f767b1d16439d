/** A file with several recordings, wherever the editor and the command line show recordings: by a format that is this folder's own. */
import { rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { FileChangeType, type CodeAction, type Diagnostic, type InlayHint, type Location } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { byHash } from "../../support/explained";
import { tapedeckIn, type Ran } from "../../support/commandLine";
import { makeWorkspace } from "../../support/editor/workspace";
import { startClient, type TestClient } from "../../support/languageClient";
import { pythonJson } from "../../support/recordings";
import { superlinear } from "../../growth/growth";
import { RecordingIndex } from "../../../server/src/index/store/recordingIndex";
import { summarizeText } from "../../../server/src/index/scan/summarize";
import { Workspace } from "../../../server/src/index/workspace";
import { readDocument } from "../../../server/src/formats/readDocument";
import { codeLenses } from "../../../server/src/features/codeLens";
import { maskedText } from "../../../server/src/rules/secrets/mask";
import { tapeBundles } from "./bundles";
import { withTapes } from "./tape";

const weather = "tests/test_chat.py::test_weather";
const hello = "tests/test_chat.py::test_hello[gpt-4o]";
const url = "https://api.example.com/v1/chat/completions";

const request = (messages: readonly unknown[], model = "gpt-4o", more: object = {}) => ({
  url,
  body: { model, messages, ...more },
});
const asked = [{ role: "user", content: "Weather in Paris?" }];
const call = { id: "call_1", type: "function", function: { name: "get_weather", arguments: "{}" } };
const tools = [{ type: "function", function: { name: "get_weather", parameters: { type: "object", properties: {} } } }];
const completion = (message: object, finish: string) => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 0,
  model: "gpt-4o",
  choices: [{ index: 0, finish_reason: finish, message: { role: "assistant", content: null, ...message } }],
  usage: { prompt_tokens: 8, completion_tokens: 5, total_tokens: 13 },
});
const chunk = (delta: object, finish: string | null = null) => ({
  id: "chatcmpl-2",
  object: "chat.completion.chunk",
  created: 0,
  model: "gpt-4o",
  choices: [{ index: 0, delta, finish_reason: finish }],
});
const calls = {
  test: weather,
  request: request(asked, "gpt-4o", { tools }),
  answer: completion({ tool_calls: [call] }, "tool_calls"),
};
const answers = {
  test: weather,
  request: request([
    ...asked,
    { role: "assistant", tool_calls: [call] },
    { role: "tool", tool_call_id: "call_1", content: "Sunny" },
  ]),
  answer: completion({ content: "It is sunny." }, "stop"),
};
const greets = (
  chunks: readonly unknown[] = [chunk({ role: "assistant", content: "Hel" }), chunk({ content: "lo" }), chunk({}, "stop")],
) => ({
  test: hello,
  request: request([{ role: "user", content: "Say hello" }], "gpt-4o-mini", { stream: true }),
  answer: chunks,
});
const tape = (...entries: readonly unknown[]) => pythonJson({ recorder: "tape 1", tape: entries });

const path = "tests/recordings/chat.tape.json";
const source = "def test_weather():\n    pass\n\n\ndef test_hello(model):\n    pass\n";
const files = { [path]: tape(calls, answers, greets()), "tests/test_chat.py": source };

let bundles = "";
beforeAll(async () => {
  bundles = await tapeBundles();
});
afterAll(() => rm(bundles, { recursive: true }));

const clients: TestClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

async function started(workspace: Readonly<Record<string, string>> = files, folder?: string, more: object = {}) {
  const formats = { known: withTapes, workerScript: join(bundles, "worker.js") };
  const client = await startClient([folder ?? (await makeWorkspace(workspace))], { formats, ...more });
  clients.push(client);
  return client;
}

/** The id of a recording in the tape. */
const idOf = (client: TestClient, number: number) => `${client.uri(path)}#/tape/${number}`;
const everywhere = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };
const lineOf = (text: string, needle: string) => text.slice(0, text.indexOf(needle)).split("\n").length;

async function diagnosticsOf(client: TestClient): Promise<Diagnostic[]> {
  const report = await client.diagnostics(path);
  return report.kind === "full" ? report.items : [];
}

describe("in the editor, each recording", () => {
  test("has its lenses above it, which name it, and its turn", async () => {
    const client = await started();
    await client.open(path);
    const lenses = await client.lenses(path);
    const views = lenses.filter(({ title }) => title === "Open stream view");
    expect(views.map((lens) => lens.arguments)).toEqual([0, 1, 2].map((number) => [idOf(client, number)]));
    const text = client.text(path);
    const starts = [...text.matchAll(/\{\n\s*"test"/g)].map(({ index }) => text.slice(0, index).split("\n").length);
    expect(views.map(({ line }) => line)).toEqual(starts);
    expect(lenses.filter(({ command }) => command === "").map(({ title }) => title)).toEqual([
      "openai.chat · tool_calls · 13 tokens · turn 1 of 2",
      "openai.chat · stop · 13 tokens · turn 2 of 2",
      "openai.chat · 3 chunks · stop",
    ]);
    // Nobody knows how such a file is made.
    expect(lenses.filter(({ title }) => title === "Re-record fixture")).toEqual([]);
  });

  test("says in a hover which test and turn it is, and what a chunk of it adds", async () => {
    const client = await started();
    await client.open(path);
    const second = files[path].split(weather);
    const place = `${weather}"`;
    expect(await client.hover(path, place)).toContain("Turn 1 of 2");
    const before = second.slice(0, 2).join(weather).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)!.length + 3 };
    const hover = await client.connection.sendRequest<{ contents: { value: string } }>("textDocument/hover", {
      textDocument: { uri: client.uri(path) },
      position,
    });
    expect(hover.contents.value).toContain("Turn 2 of 2");
    expect(hover.contents.value).toContain(encodeURIComponent(idOf(client, 0)).slice(0, 20));
    const chunkHover = await client.hover(path, '"lo"');
    expect(chunkHover).toContain("Chunk 2 of 3");
    expect(chunkHover).toContain("Hello");
  });

  test("is a branch of the outline", async () => {
    const client = await started();
    await client.open(path);
    const symbols = await client.symbols(path);
    expect(symbols?.map(({ name, detail }) => [name, detail])).toEqual([
      [`#0 ${weather}`, "gpt-4o"],
      [`#1 ${weather}`, "gpt-4o"],
      [`#2 ${hello}`, "gpt-4o-mini"],
    ]);
    const [, , third] = symbols ?? [];
    const response = third?.children?.find(({ name }) => name === "response");
    expect(response?.children?.map(({ name }) => name)).toEqual(['#1 text "Hel"', '#2 text "lo"', '#3 finish "stop"']);
  });

  test("has hints at the chunks of its own stream", async () => {
    const client = await started({ ...files, [path]: tape(greets(), calls, greets()) });
    await client.open(path);
    const ask = async (range: object) => {
      const params = { textDocument: { uri: client.uri(path) }, range };
      return (await client.connection.sendRequest<InlayHint[] | null>("textDocument/inlayHint", params)) ?? [];
    };
    expect((await ask(everywhere)).map(({ label }) => label)).toEqual(
      [0, 0].flatMap(() => ["1 · text “Hel”", "2 · text “lo”", "3 · finish “stop”"]),
    );
    const half = { ...everywhere, start: { line: lineOf(client.text(path), "call_1"), character: 0 } };
    const [first, ...others] = await ask(half);
    expect(others).toHaveLength(2);
    const resolved = await client.connection.sendRequest<InlayHint>("inlayHint/resolve", first!);
    expect(JSON.stringify(resolved.tooltip)).toContain("Chunk 1 of 3");
  });

  test("has its findings where it stands, and a file one report; a fix solves the one that it is about", async () => {
    const foreign = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "?" } };
    const mixed = [chunk({ role: "assistant", content: "Hel" }), foreign, chunk({ content: "lo" }), chunk({}, "stop")];
    const client = await started({ ...files, [path]: tape(calls, greets(mixed), greets()) });
    await client.open(path);
    const found = await diagnosticsOf(client);
    const text = client.text(path);
    expect(found.map(({ code, range }) => [code, range.start.line + 1])).toEqual([["chunk.foreign", expect.any(Number)]]);
    expect(found[0]!.range.start.line).toBeGreaterThan(lineOf(text, '"call_1"'));
    expect(found[0]!.range.start.line).toBeLessThan(text.slice(0, text.lastIndexOf(hello)).split("\n").length);
    const { range } = found[0]!;
    const actions = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: client.uri(path) },
      range,
      context: { diagnostics: [] },
    });
    const titles = actions.map(({ title }) => title);
    expect(titles).toContain("Remove chunk 2");
    expect(actions.find(({ title }) => title.startsWith("Record"))?.command?.arguments).toEqual([idOf(client, 1)]);
    const report = await client.workspaceDiagnostics();
    expect(report.items.map(({ uri }) => uri)).toEqual([client.uri(path)]);
  });

  test("is there as far as it can be read, and what is none is said at its place", async () => {
    const client = await started({ ...files, [path]: tape(calls, "nonsense", { test: hello }) });
    await client.open(path);
    expect((await diagnosticsOf(client)).map(({ code, message }) => [code, message])).toEqual([
      ["recording.shape", "This is not a recording."],
      ["recording.shape", "The request is missing."],
      ["recording.shape", "The answer is missing."],
    ]);
    await client.type(path, '{"tape": 1}\n');
    expect((await diagnosticsOf(client)).map(({ message }) => message)).toEqual(["The file has no list of recordings."]);
    await client.type(path, tape(calls, answers).slice(0, -20));
    expect((await diagnosticsOf(client)).map(({ code }) => code)).toEqual(["json.syntax"]);
    expect((await client.lenses(path)).filter(({ title }) => title === "Open stream view")).toHaveLength(2);
  });
});

describe("from elsewhere, each recording", () => {
  test("is found from its test: lens, references, links, symbols and definition", async () => {
    const client = await started();
    await client.open("tests/test_chat.py");
    const titles = (await client.lenses("tests/test_chat.py")).map(({ title }) => title);
    expect(titles).toEqual(
      expect.arrayContaining(["3 recordings of 2 tests", "2 recordings · gpt-4o", "1 recording · gpt-4o-mini"]),
    );
    const params = { textDocument: { uri: client.uri("tests/test_chat.py") }, position: { line: 0, character: 6 } };
    const references = await client.connection.sendRequest<Location[]>("textDocument/references", {
      ...params,
      context: { includeDeclaration: false },
    });
    const text = client.text(path);
    // By what each was asked last.
    const lines = ["Weather in Paris?", "Sunny"].map((said) => text.slice(0, text.indexOf(said)).split("\n").length - 1);
    expect(references.map(({ uri, range }) => [uri, range.start.line])).toEqual(lines.map((line) => [client.uri(path), line]));
    expect(await client.references("tests/test_chat.py", "test_hello")).toEqual(["[gpt-4o]"]);
    await client.open(path);
    expect(await client.definition(path, hello)).toEqual(["tests/test_chat.py:5"]);
    expect((await client.links(path)).map(({ target }) => target?.replace(/^.*#/, ""))).toEqual(["L1", "L1", "L5"]);
    const symbols = await client.workspaceSymbols("hello");
    expect(symbols.map(({ location }) => [location.uri, location.range.start.line])).toEqual([
      [client.uri(path), text.slice(0, text.indexOf(hello)).split("\n").length - 1],
    ]);
    expect(await client.hover("tests/test_chat.py", "test_weather")).toContain("**2 recordings**");
  });

  test("has a stream view of its own, with the way to the others of its file", async () => {
    const client = await started();
    const view = await client.request("tapedeck/streamView", { uri: idOf(client, 2) });
    expect(view).toMatchObject({
      id: idOf(client, 2),
      uri: client.uri(path),
      testId: hello,
      modelAsked: "gpt-4o-mini",
      turns: [],
    });
    expect(view?.siblings).toEqual([
      { id: idOf(client, 0), model: "gpt-4o", preview: "get_weather()" },
      { id: idOf(client, 1), model: "gpt-4o", preview: "It is sunny." },
      { id: idOf(client, 2), model: "gpt-4o-mini", preview: "Hello" },
    ]);
    const text = client.text(path);
    expect(view?.chunkRanges.map(({ start }) => start.line + 1)).toEqual(
      [...text.matchAll(/\{\n\s*"id": "chatcmpl-2"/g)].map(({ index }) => text.slice(0, index).split("\n").length),
    );
    const first = await client.request("tapedeck/streamView", { uri: client.uri(path) });
    expect(first?.id).toBe(idOf(client, 0));
    expect(first?.turns.map(({ id, number }) => [id, number])).toEqual(
      [0, 1].map((number) => [idOf(client, number), number + 1]),
    );
    expect(await client.request("tapedeck/streamView", { uri: idOf(client, 7) })).toBeNull();
    // As VS Code spells it.
    const spelled = `${client.uri(path)}#%2Ftape%2F1`;
    expect((await client.request("tapedeck/streamView", { uri: spelled }))?.id).toBe(idOf(client, 1));
    const position = client.position(path, '"lo"');
    expect(await client.request("tapedeck/recordingAt", { uri: client.uri(path), position })).toBe(idOf(client, 2));
    const start = { line: 0, character: 0 };
    expect(await client.request("tapedeck/recordingAt", { uri: client.uri(path), position: start })).toBe(idOf(client, 0));
    const place = await client.request("tapedeck/recordingPlace", { id: idOf(client, 2) });
    expect(place?.range.start.line).toBe(text.slice(0, text.indexOf(hello)).split("\n").length - 2);
  });

  test("is an entry of lists, can be copied, compared, and led to its test", async () => {
    const client = await started();
    const items = await client.request("tapedeck/recordings", {});
    expect(items.map(({ id, uri, preview }) => [id, uri, preview])).toEqual([
      [idOf(client, 2), client.uri(path), "Hello"],
      [idOf(client, 0), client.uri(path), "get_weather()"],
      [idOf(client, 1), client.uri(path), "It is sunny."],
    ]);
    const copied = await client.request("tapedeck/copyAs", { uri: idOf(client, 1), format: "text" });
    expect(copied).toEqual({ kind: "text", text: "It is sunny." });
    const [before, after] = [{ uri: idOf(client, 0) }, { uri: idOf(client, 1) }];
    const comparison = await client.request("tapedeck/compare", { before, after });
    expect(comparison?.difference).toMatchObject({ identical: false, sameMeaning: false, sameRequest: false });
    expect([comparison?.before.fileName, comparison?.after.fileName]).toEqual(["chat.tape.json#0", "chat.tape.json#1"]);
    const same = await client.request("tapedeck/compare", { before: after, after: { ...after, text: tape(calls, answers) } });
    expect(same?.difference.identical).toBe(true);
    const missing = await client.request("tapedeck/compare", { before, after: { uri: idOf(client, 9) } });
    expect(missing?.difference.unread).toEqual([{ side: "after", message: "The file has no such recording." }]);
    const found = await client.request("tapedeck/findTest", { from: idOf(client, 2) });
    expect(found?.range.start.line).toBe(4);
    const plan = await client.request("tapedeck/rerecordPlan", { kind: "recording", uri: idOf(client, 2) });
    expect(plan).toMatchObject({ kind: "refused", reason: expect.stringMatching(/^[^.]+\.$/) as string });
    const { explanation } = byHash(await client.request("tapedeck/explain", { text: "", testId: weather }));
    expect(explanation.nearest.map(({ fileName }) => fileName)).toEqual(["chat.tape.json#0", "chat.tape.json#1"]);
  });
});

describe("as files change", () => {
  const listed = async (client: TestClient) =>
    (await client.request("tapedeck/recordings", {})).map(({ id }) => id.slice(id.indexOf("#"))).sort();

  test("recordings come and go with their file, in the editor and on disk", async () => {
    const client = await started();
    expect(await listed(client)).toEqual(["#/tape/0", "#/tape/1", "#/tape/2"]);
    await client.open(path);
    await client.type(path, tape(greets()));
    await expect.poll(() => listed(client)).toEqual(["#/tape/0"]);
    await client.close(path);
    await expect.poll(() => listed(client)).toHaveLength(3);
    await client.write({ [path]: tape(calls, answers) });
    await expect.poll(() => listed(client)).toEqual(["#/tape/0", "#/tape/1"]);
    await client.write({ [path]: tape(greets(), greets(), calls, answers) });
    await expect.poll(() => listed(client)).toHaveLength(4);
    await client.remove(path);
    await expect.poll(() => listed(client)).toEqual([]);
    await client.write({ [path]: tape() }, FileChangeType.Created);
    await expect
      .poll(async () => (await client.request("tapedeck/recordings", {})).map(({ id }) => id))
      .toEqual([client.uri(path)]);
  });

  test("they are kept between two runs, in their order", async () => {
    const many = tape(...Array.from({ length: 12 }, (_, at) => ({ ...greets(), test: `${weather}[${at}]` })));
    const folder = await makeWorkspace({ ...files, [path]: many });
    const cacheFolder = await makeWorkspace({});
    // A file that has just changed is not trusted to stay as it is.
    await utimes(join(folder, path), new Date(0), new Date(0));
    const first = await started({}, folder, { cacheFolder });
    const before = await first.request("tapedeck/recordings", {});
    await first.stop();
    clients.splice(0);
    const second = await started({}, folder, { cacheFolder });
    expect(await second.request("tapedeck/recordings", {})).toEqual(before);
    const view = await second.request("tapedeck/streamView", { uri: idOf(second, 11) });
    expect(view?.siblings.map(({ id }) => id)).toEqual(before.map((_, at) => idOf(second, at)));
  });

  test("two files, of which one has a single recording, are told apart", async () => {
    const other = "tests/recordings/other.tape.json";
    const client = await started({ ...files, [other]: tape(greets()) });
    expect((await client.request("tapedeck/recordings", {})).map(({ id }) => id)).toContain(`${client.uri(other)}#/tape/0`);
    expect((await client.request("tapedeck/streamView", { uri: client.uri(other) }))?.siblings).toEqual([]);
  });
});

describe("at the command line", () => {
  const key = `sk-proj-${"aB3dE5gH7j".repeat(5)}`;
  const shown = async (...args: readonly string[]): Promise<Ran> => {
    const secret = { ...answers, answer: completion({ content: `It is ${key}.` }, "stop") };
    const folder = await makeWorkspace({ ...files, [path]: tape(calls, secret, greets()) });
    return tapedeckIn(folder, {}, { script: join(bundles, "cli.js") })(...args);
  };

  test("show and list print each recording, or the one that is named", async () => {
    const all = await shown("show", "--format", "json", path);
    const printed = JSON.parse(all.stdout) as readonly {
      readonly file: string;
      readonly index: number;
      readonly testId: string;
    }[];
    expect(printed.map(({ file, index, testId }) => [file, index, testId])).toEqual([
      [path, 0, weather],
      [path, 1, weather],
      [path, 2, hello],
    ]);
    const third = await shown("show", "--format", "json", `${path}#2`);
    expect(JSON.parse(third.stdout)).toMatchObject({ file: path, index: 2, testId: hello, chunkCount: 3 });
    const text = (await shown("show", `${path}#1`)).stdout;
    expect(text).toContain(`${path}#1\n`);
    expect(text).toContain("turn 2 of 2, after turn 1");
    expect(text).not.toContain(hello);
    expect(text).not.toContain(key);
    const list = (await shown("list", path)).stdout;
    expect(list.match(/chat\.tape\.json#\d/g)).toEqual(["chat.tape.json#0", "chat.tape.json#1", "chat.tape.json#2"]);
    const ofTest = await shown("list", "--test", "tests/test_chat.py::test_hello", "--format", "json");
    expect(JSON.parse(ofTest.stdout)).toMatchObject([{ file: path, index: 2, preview: "Hello" }]);
    expect((await shown("show", hello)).stdout).toContain(`${path}#2\n`);
    const none = await shown("show", `${path}#7`);
    expect(none.stderr).toContain("has no recording 7");
  });

  test("check says what is wrong with which, and counts recordings", async () => {
    const { stdout } = await shown("check", "--format", "json", "--no-cache");
    const { findings, summary } = JSON.parse(stdout) as {
      readonly findings: readonly { readonly file: string; readonly code: string; readonly pointer: string }[];
      readonly summary: { readonly recordings: number };
    };
    expect(findings.map(({ file, code, pointer }) => [file, code, pointer])).toEqual([
      [path, "secret.key", "/tape/1/answer/choices/0/message/content"],
    ]);
    expect(summary.recordings).toBe(3);
    const one = await shown("check", "--format", "json", "--no-cache", `${path}#0`);
    expect(JSON.parse(one.stdout)).toMatchObject({ findings: [], summary: { recordings: 1 } });
    expect((await shown("check", "--no-cache")).stdout).not.toContain(key);
    const none = await shown("check", "--no-cache", `${path}#7`);
    expect(none).toMatchObject({ status: 2, stdout: "" });
    expect(none.stderr).toContain("has no recording 7: the last is 2.");
  });
});

test("credentials beside the recordings of a file are found and masked as those in them", async () => {
  const key = `sk-proj-${"aB3dE5gH7j".repeat(5)}`;
  const text = pythonJson({ recorder: `with ${key}`, tape: [calls, { ...answers, note: key }] });
  const client = await started({ ...files, [path]: text });
  await client.open(path);
  const found = await diagnosticsOf(client);
  expect(found.map(({ code, range }) => [code, range.start.line])).toEqual([
    ["secret.key", lineOf(text, "with sk-") - 1],
    ["secret.key", lineOf(text, '"note"') - 1],
  ]);
  expect(maskedText(readDocument(path, text, withTapes)).text).not.toContain(key);
});

describe("the work grows with a file's recordings and no faster", () => {
  const uri = "file:///w/tests/recordings/many.tape.json";
  const many = (size: number) =>
    tape(...Array.from({ length: Math.ceil(size / 400) }, (_, at) => (at % 2 === 0 ? calls : answers)));

  test("when they are read, checked and kept", () => {
    expect(superlinear(many, (text) => summarizeText(uri, text, withTapes))).toBeUndefined();
    const index = new RecordingIndex();
    const work = (text: string) => {
      index.update(summarizeText(uri, text, withTapes));
      return [index.inFile(uri), index.byTestId(weather), index.listings()];
    };
    expect(superlinear(many, work)).toBeUndefined();
  });

  test("when their lenses are made", async () => {
    const workspace = new Workspace(join(bundles, "worker.js"), { formats: withTapes });
    const client = { commands: true, markdown: true } as Parameters<typeof codeLenses>[0]["client"];
    let version = 0;
    const work = (text: string) => {
      const document = TextDocument.create(uri, "json", ++version, text);
      workspace.index.update(workspace.documents.summaries(document));
      return codeLenses({ workspace, client }, document);
    };
    expect(superlinear(many, work)).toBeUndefined();
    await workspace.dispose();
  });
});
