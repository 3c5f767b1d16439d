/** Quick fixes: what they make of a file, that nothing else breaks by them, and that what touches more is previewed. */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { CodeAction, CodeActionParams, TextEdit, WorkspaceEdit } from "vscode-languageserver/node";
import { nameUnder } from "../support/hashJudge";
import { addFiles, makeWorkspace } from "../support/editor/workspace";
import { startClient, type ClientOptions, type TestClient } from "../support/languageClient";
import { cassetteOf } from "../support/cassettes";
import { chatChunk, chatCompletion, chatStream } from "../support/recordings";

const timeout = 60_000;
const capabilities = {
  textDocument: {
    diagnostic: {},
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source"] } },
      resolveSupport: { properties: ["edit"] },
      disabledSupport: true,
      dataSupport: true,
    },
  },
  workspace: {
    configuration: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ["rename" as const], changeAnnotationSupport: {} },
  },
};
const module = { "tests/chat/test_chat.py": "def test_hello():\n    pass\n" };
const testId = "tests/chat/test_chat.py::test_hello";
const home = "tests/chat/recordings";
const named = (text: string) => `${home}/${nameUnder("4", text)}`;
/** With the ids that the recorder would give the answer. */
const faithful = (text: string) => text.replaceAll("rec-0123456789ab", `rec-${nameUnder("4", text).slice(0, 12)}`);
const stream = faithful(chatStream(["Hel", "lo"], { testId }));
const key = `sk-proj-${"aB3dE6gH9jK2mN5pQ8sT1vW4".repeat(2)}`;

let client: TestClient;
let folder: string;
afterEach(() => client.stop());

async function open(files: Readonly<Record<string, string>>, options: ClientOptions = {}): Promise<void> {
  folder = await makeWorkspace({ ...module, ...files });
  client = await startClient([folder], { capabilities, ...options });
}

const wholeFile = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };

async function actions(path: string, only?: string[]): Promise<CodeAction[]> {
  const context = { diagnostics: [], ...(only ? { only } : {}) };
  const params: CodeActionParams = { textDocument: { uri: client.uri(path) }, range: wholeFile, context };
  return (await client.connection.sendRequest<CodeAction[] | null>("textDocument/codeAction", params)) ?? [];
}

async function fix(path: string, title: string | RegExp): Promise<WorkspaceEdit> {
  const action = (await actions(path)).find((each) =>
    typeof title === "string" ? each.title === title : title.test(each.title),
  );
  expect(action, `no fix ${String(title)}`).toBeDefined();
  // What is to be reviewed, our client resolves itself.
  const given = action!.command?.arguments as unknown[] | undefined;
  const data = action!.command?.command === "tapedeck.applyFix" ? given?.[0] : (action!.data as unknown);
  const { edit } = await client.connection.sendRequest<CodeAction>("codeAction/resolve", { ...action, data });
  return edit!;
}

/** What can be fixed in the workspace: what is done to each file, and whether something proves it. */
async function planned(): Promise<readonly (readonly [string, boolean])[]> {
  const review = await client.request("tapedeck/fixPlan", { history: false });
  return review!.causes.flatMap(({ tests, isSure }) =>
    tests.flatMap(({ files }) => files.map(({ labels }) => [labels.join(", "), isSure] as const)),
  );
}

/** The text after an edit, and the file's name. */
function applied(path: string, { changes, documentChanges }: WorkspaceEdit): { path: string; text: string } {
  const uri = client.uri(path);
  const edits: TextEdit[] = [...(changes?.[uri] ?? [])];
  let now = uri;
  for (const change of documentChanges ?? []) {
    if ("edits" in change && change.textDocument.uri === now) edits.push(...(change.edits as TextEdit[]));
    if ("kind" in change && change.kind === "rename" && change.oldUri === now) now = change.newUri;
  }
  const name = now.slice(client.uri("").length);
  const document = TextDocument.create(uri, "json", 0, readFileSync(`${folder}/${path}`, "utf8"));
  return { path: name.replace(/^\//, ""), text: TextDocument.applyEdits(document, edits) };
}

/** Puts a file with this text in its place; nothing is wrong with it, sooner or later. */
async function write(before: string, { path, text }: { path: string; text: string }): Promise<void> {
  if (path !== before) await client.remove(before);
  await addFiles(folder, { [path]: text });
  await client.reportChanges([path], 2);
  await expect.poll(() => client.codes(path), { timeout }).toEqual([]);
}

describe("a chunk that does not belong there", () => {
  const value = JSON.parse(stream) as { response: { body: unknown[] } };
  const withChunk = (at: number, chunk: unknown) => {
    const body = [...value.response.body];
    body.splice(at, 0, chunk);
    return `${JSON.stringify({ ...value, response: { ...value.response, body } }, null, 2)}\n`;
  };
  const foreign = {
    __type__: "ollama._types.ChatResponse",
    __data__: { model: "x", message: { role: "assistant", content: "y" }, done: false },
  };

  test.each([
    ["first", 0],
    ["in the middle", 1],
    ["last", 3],
  ])("is removed with its comma: %s", async (_, at) => {
    const path = named(stream);
    await open({ [path]: withChunk(at, foreign) });
    expect(await client.codes(path)).toContain("chunk.foreign");
    const edit = await fix(path, `Remove chunk ${at + 1}`);
    const after = applied(path, edit);
    expect(after.text).toBe(stream);
    await write(path, after);
  });

  test("is removed by the fix for the whole file, without a question", async () => {
    const path = named(stream);
    await open({ [path]: withChunk(1, foreign) });
    expect((await actions(path)).map(({ kind }) => kind)).not.toContain("source.fixAll.tapedeck");
    const [all, ...others] = await actions(path, ["source.fixAll"]);
    expect([all!.kind, others]).toEqual(["source.fixAll.tapedeck", []]);
    expect(applied(path, all!.edit!).text).toBe(stream);
  });
});

describe("a merge conflict", () => {
  const [ours, theirs] = [
    faithful(chatCompletion("Our answer", { testId })),
    faithful(chatCompletion("Their answer", { testId })),
  ];
  const conflict = ours.replace(
    /^(.*)Our answer(.*)\n/m,
    (line, before: string, after: string) =>
      `<<<<<<< HEAD\n${line}||||||| 1234567\n${before}Base${after}\n=======\n${before}Their answer${after}\n>>>>>>> feature/x\n`,
  );

  test.each([
    ["first side (HEAD)", ours],
    ["second side (feature/x)", theirs],
  ])("is resolved by taking the whole %s", async (which, wanted) => {
    const path = named(ours);
    await open({ [path]: conflict });
    expect(await client.codes(path)).toEqual(["json.syntax"]);
    const after = applied(path, await fix(path, `Resolve the conflict: accept the ${which}`));
    expect(after.text).toBe(wanted);
    await write(path, after);
    expect(await actions(path, ["source.fixAll.tapedeck"])).toEqual([]);
  });

  test("leads to no look at all conflicts: which side is right is chosen in each", async () => {
    const path = named(ours);
    await open({ [path]: conflict });
    const titles = (await actions(path)).map(({ title }) => title);
    expect(titles.filter((title) => title.startsWith("Resolve"))).toHaveLength(2);
    expect(titles).not.toContain("Fix all recordings with this cause…");
  });

  test("is left to people where its markers are not in order", async () => {
    const path = named(ours);
    await open({ [path]: conflict.replace("=======\n", "") });
    expect((await actions(path)).map(({ title }) => title).filter((title) => title.startsWith("Resolve"))).toEqual([]);
  });
});

describe("a recording whose test was renamed", () => {
  const withId = (id: string) => {
    return faithful(chatStream(["Hi"], { testId: id, body: { messages: [{ role: "user", content: "é" }] } }));
  };
  const [old, now] = [withId("tests/chat/test_chat.py::test_helo[gpt-4o]"), withId(`${testId}[gpt-4o]`)];

  test("follows with test id, ids and name as if it had been recorded so, after a preview", async () => {
    await open({ [named(old)]: old });
    const edit = await fix(named(old), `Change the test to ${testId}`);
    expect(Object.values(edit.changeAnnotations!)).toMatchObject([{ needsConfirmation: true }]);
    const after = applied(named(old), edit);
    expect(after).toEqual({ path: named(now), text: now });
    await write(named(old), after);
  });

  test("keeps its name where a server made it without the test", async () => {
    const path = named(old.replace(/"test_id": "[^"]*"/, '"test_id": null'));
    await open({ [path]: old });
    const after = applied(path, await fix(path, `Change the test to ${testId}`));
    expect(after.path).toBe(path);
    expect(after.text).toContain(`"test_id": "${testId}[gpt-4o]"`);
    expect(after.text.replace(`${testId}[gpt-4o]`, "")).toBe(old.replace("tests/chat/test_chat.py::test_helo[gpt-4o]", ""));
  });

  test("is never renamed over another recording", async () => {
    await open({ [named(old)]: old, [named(now)]: now });
    const action = (await actions(named(old))).find(({ title }) => title.startsWith("Change the test"));
    expect(action!.disabled!.reason).toBe("That test already has a recording of this request.");
  });

  test("gets its new name before its text changes, in every editor: one that saves by itself would write the old file again", async () => {
    for (const commands of [true, false]) {
      await open({ [named(old)]: old }, { commands });
      const { documentChanges } = await fix(named(old), `Change the test to ${testId}`);
      expect(documentChanges).toMatchObject([
        { kind: "rename", oldUri: client.uri(named(old)), newUri: client.uri(named(now)), options: { overwrite: false } },
        { textDocument: { uri: client.uri(named(now)), version: null } },
      ]);
      if (commands) await client.stop();
    }
  });

  test("is part of the fix for the workspace, and no more once it is done", async () => {
    await open({ [named(old)]: old });
    expect(await planned()).toEqual([[`Change the test to ${testId}`, true]]);
    await write(named(old), applied(named(old), await fix(named(old), `Change the test to ${testId}`)));
    await expect.poll(planned, { timeout }).toEqual([]);
  });
});

describe("the fix for the workspace", () => {
  const broken = (text: string) =>
    text.replace('"body": [', '"body": [{ "__type__": "ollama._types.ChatResponse", "__data__": {} },');

  test("names what it does", async () => {
    const gone = faithful(chatCompletion("Hi", { testId: "tests/chat/test_chat.py::test_helo" }));
    const secret = faithful(chatCompletion(`Use ${key} here`, { testId: "tests/chat/test_chat.py::test_other" }));
    const misnamed = chatCompletion("Hi", { testId: "tests/chat/test_chat.py::test_other", body: { model: "a" } });
    await open({
      ...{ "tests/chat/test_chat.py": "def test_hello():\n    pass\ndef test_other():\n    pass\n" },
      ...{ [named(gone)]: gone, [named(secret)]: secret, [`${home}/a.json`]: misnamed },
      [named(stream.replace("test_hello", "test_other"))]: broken(faithful(stream.replace("test_hello", "test_other"))),
    });
    const done = [`Change the test to ${testId}`, "Redact credentials", "Remove chunks", "Rename to the request hash"];
    expect(new Set(await planned())).toEqual(new Set(done.map((label) => [label, true])));
  });

  test("waits for the first scan", async () => {
    const options: ClientOptions = { impatient: true, settingsDelay: 100 };
    const text = faithful(chatCompletion(`Use ${key} here`, { testId }));
    await open({ [named(text)]: text }, options);
    expect(await planned()).toEqual([["Redact credentials", true]]);
  });
});

describe("a credential", () => {
  test("in the answer is redacted, and nothing else changes", async () => {
    const text = faithful(chatCompletion(`Use ${key} here`, { testId }));
    const path = named(text);
    await open({ [path]: text });
    expect(await client.codes(path)).toEqual(["secret.key"]);
    const after = applied(path, await fix(path, "Redact the credential"));
    expect(after.text).toBe(text.replace(key, "__REDACTED__"));
    await write(path, after);
  });

  test("that a stream gives in pieces is redacted in each of them, in its tokens as well", async () => {
    const pieces = [key.slice(0, 5), key.slice(5, 30), key.slice(30)];
    const chunks = pieces.map((content) =>
      chatChunk({
        choices: [
          {
            index: 0,
            delta: { content },
            finish_reason: null,
            logprobs: { content: [{ token: content, bytes: [...Buffer.from(content)], logprob: -1, top_logprobs: [] }] },
          },
        ],
      }),
    );
    const text = faithful(chatStream(["The key is ", ...chunks, "."], { testId }));
    const path = named(text);
    await open({ [path]: text });
    // Its text and its tokens are two places of one credential.
    const report = await client.diagnostics(path);
    expect(report).toMatchObject({
      items: [{ code: "secret.key", message: expect.stringMatching(/ at 1 more place\.$/) as string }],
    });
    const after = applied(path, await fix(path, "Redact the credential"));
    for (const piece of pieces.slice(1)) expect(after.text).not.toContain(piece);
    expect(after.text).not.toMatch(/"bytes": \[/);
    await write(path, after);
    expect(await client.codes(path)).toEqual([]);
    const view = await client.request("tapedeck/streamView", { uri: client.uri(path) });
    expect(view?.answer.choices[0]?.content?.text).toBe("The key is __REDACTED__.");
  });

  test("as the cookies of a network, of which a cassette has one finding, is redacted wherever one stands", async () => {
    const [one, other] = ["aB3dE6gH9jK2mN5pQ8sT1vW4", "xY7zA1bC4dE8fG2hJ5kL9mN3"];
    const header = `      set-cookie:\n      - __cf_bm=${one}; path=/;\n        HttpOnly\n      - "_cfuvid=${other}"\n`;
    const path = "tests/cassettes/test_chat/test_hello.yaml";
    const text = cassetteOf("Hi").replace("    status:\n", `${header}    status:\n`);
    await open({ [path]: text });
    const after = applied(path, await fix(path, "Redact the credential"));
    expect(after.text).toBe(text.replace(one, "__REDACTED__").replace(other, "__REDACTED__"));
    await write(path, after);
  });

  test("in the request is redacted after the warning that the hash changes", async () => {
    const text = chatCompletion("Hi", { testId, body: { messages: [{ role: "user", content: `My key is ${key}` }] } });
    await open({ [named(text)]: text });
    const edit = await fix(named(text), "Redact the credential (changes the request hash)");
    expect(Object.values(edit.changeAnnotations!)).toMatchObject([{ needsConfirmation: true }]);
    expect(applied(named(text), edit).text).not.toContain(key.slice(0, 20));
    expect(await actions(named(text), ["source.fixAll.tapedeck"])).toEqual([]);
    const misnamed = "tests/recordings/x.json";
    await open({ [misnamed]: text });
    await fix(misnamed, "Redact the credential (changes the request hash)");
    expect(await actions(misnamed, ["source.fixAll.tapedeck"])).toEqual([]);
  });
});

describe("for every finding, the editor that runs our commands", () => {
  const cut = faithful(chatStream(["Hel"], { testId, finish: null }));

  test("is offered to record the test again, and to turn the rule off", async () => {
    await open({ [named(cut)]: cut });
    const offered = (await actions(named(cut))).map(({ title, command }) => [title, command?.command, command?.arguments]);
    expect(offered).toEqual([
      ["Record the test again…", "tapedeck.rerecord", [client.uri(named(cut))]],
      ["Add to baseline", "tapedeck.addToBaseline", [expect.objectContaining({ uris: [client.uri(named(cut))] })]],
      ["Disable rule stream.unfinished in settings", "tapedeck.disableRule", ["stream.unfinished", client.uri(named(cut))]],
    ]);
  });

  test("and no other is", async () => {
    await open({ [named(cut)]: cut }, { commands: false });
    expect(await actions(named(cut))).toEqual([]);
  });
});
