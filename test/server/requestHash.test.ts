/** Recordings by the wrong name, and recordings that replay does not find: what the editor says, and what it offers. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { CodeAction, CodeActionParams } from "vscode-languageserver/node";
import { byHash } from "../support/explained";
import { hashesUnder, nameUnder } from "../support/hashJudge";
import { makeWorkspace } from "../support/editor/workspace";
import { read, startClient, type ClientOptions, type TestClient } from "../support/languageClient";
import { chatCompletion, recordingText } from "../support/recordings";

const testId = "tests/chat/test_chat.py::test_hello";
const folder = "tests/chat/recordings";
const asking = (content: string, more: object = {}) =>
  chatCompletion("Hi", { testId, body: { messages: [{ role: "user", content }], ...more } });
const fine = asking("Hello");
const searched = asking("score: 0.5");
const named = (scheme: Parameters<typeof nameUnder>[0], text: string) => `${folder}/${nameUnder(scheme, text)}`;
const module = { "tests/chat/test_chat.py": "def test_hello():\n    pass\n" };

let client: TestClient;
let root: string;
afterEach(() => client.stop());

const fixes = {
  textDocument: {
    diagnostic: {},
    publishDiagnostics: { relatedInformation: true },
    hover: { contentFormat: ["markdown" as const] },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } },
      resolveSupport: { properties: ["edit"] },
      disabledSupport: true,
      dataSupport: true,
    },
  },
  workspace: {
    configuration: true,
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ["rename" as const],
      changeAnnotationSupport: {},
    },
  },
};

async function open(files: Readonly<Record<string, string>>, options: ClientOptions = {}): Promise<void> {
  root = await makeWorkspace({ ...module, ...files });
  client = await startClient([root], { capabilities: fixes, ...options });
}

async function messages(path: string): Promise<string[]> {
  const report = await client.diagnostics(path);
  return report.kind === "full"
    ? report.items
        .filter(({ code }) => String(code).startsWith("hash."))
        .map(({ code, message }) => `${String(code)}: ${message as string}`)
    : [];
}

async function quickFixes(path: string): Promise<CodeAction[]> {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const params: CodeActionParams = { textDocument: { uri: client.uri(path) }, range, context: { diagnostics: [] } };
  return (await client.connection.sendRequest<CodeAction[] | null>("textDocument/codeAction", params)) ?? [];
}

describe("a recording that an older recorder named", () => {
  test("is reported, where newer ones lie beside it, with the name that is looked for", async () => {
    const old = named("3", searched);
    await open({ [named("4", fine)]: fine, [old]: searched });
    const expected = hashesUnder(searched)["4"].slice(0, 12);
    expect(await messages(old)).toEqual([
      `hash.older-scheme: The file name matches the request hash of scheme 3 only, so replay under scheme 4 does not find it. Expected: ${expected}….json.`,
    ]);
    expect(await messages(named("4", fine))).toEqual([]);
  });

  test("can be renamed, after a preview, and is found then", async () => {
    const old = named("3", searched);
    await open({ [named("4", fine)]: fine, [old]: searched });
    const [fix] = await quickFixes(old);
    expect(fix).toMatchObject({ title: `Rename to ${hashesUnder(searched)["4"].slice(0, 12)}….json`, isPreferred: true });
    expect([fix!.edit, fix!.command?.command]).toEqual([undefined, "tapedeck.applyFix"]);
    const [data] = fix!.command!.arguments as unknown[];
    const { edit } = await client.connection.sendRequest<CodeAction>("codeAction/resolve", { ...fix, data });
    const newUri = client.uri(named("4", searched));
    expect(edit!.documentChanges).toEqual([
      {
        kind: "rename",
        oldUri: client.uri(old),
        newUri,
        options: { overwrite: false, ignoreIfExists: false },
        annotationId: "Rename to the request hash",
      },
    ]);
    expect(edit!.changeAnnotations!["Rename to the request hash"]).toMatchObject({ needsConfirmation: true });
  });

  test("is never renamed over another recording", async () => {
    const old = named("3", searched);
    await open({ [old]: searched, [named("4", searched)]: searched });
    const [fix] = await quickFixes(old);
    expect(fix!.disabled!.reason).toBe("A recording of that name already exists, and is the one that replay finds.");
    const resolved = await client.connection.sendRequest<CodeAction>("codeAction/resolve", fix);
    expect(resolved.edit).toBeUndefined();
    const report = await client.diagnostics(old);
    expect(report.kind === "full" && report.items[0]!.relatedInformation).toMatchObject([
      { location: { uri: client.uri(named("4", searched)) }, message: "The recording that replay finds instead." },
    ]);
  });

  test("is fine where the recorder is as old, or is said to be", async () => {
    const texts = ["score: 1", "score: 2", "score: 3"].map((each) => asking(each));
    const old = Object.fromEntries(texts.map((text) => [named("3", text), text]));
    await open({ ...old, [named("3", fine)]: fine });
    for (const path of Object.keys(old)) expect(await messages(path)).toEqual([]);
    client.settings = { hashScheme: "4" };
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await expect.poll(() => messages(named("3", texts[0]!)), { timeout: 20_000 }).toHaveLength(1);
  });

  test("by twelve digits is fine among its like, and dead weight among newer ones", async () => {
    const path = named("1", fine);
    await open({ [path]: fine });
    expect(await messages(path)).toEqual([]);
    await client.write({ [named("4", searched)]: searched });
    await expect.poll(() => messages(path), { timeout: 20_000 }).toHaveLength(1);
  });
});

test("an editor that is told problems hears of those in files that did not change, too", async () => {
  const path = named("1", fine);
  const push = { ...fixes, textDocument: { publishDiagnostics: { relatedInformation: true } } };
  await open({ [path]: fine }, { capabilities: push });
  await client.write({ [named("4", searched)]: searched });
  await expect
    .poll(() => client.published.get(client.uri(path))?.map(({ code }) => code), { timeout: 20_000 })
    .toContain("hash.older-scheme");
});

describe("a recording whose name is not a hash of its request", () => {
  const elsewhere = `${folder}/${"a".repeat(64)}.json`;

  test("is reported, and says that its request or test was edited", async () => {
    await open({ [named("4", fine)]: fine, [named("4", searched)]: searched.replace("test_hello", "test_renamed") });
    expect(await messages(named("4", searched))).toEqual([
      expect.stringMatching(
        /^hash\.mismatch: The file name does not match the request hash, as if the request or its test id was edited, so replay does not find it. Expected: [0-9a-f]{12}….json\.$/,
      ),
    ]);
  });

  test("is reported alone in its workspace where the answer's id says that the file was renamed", async () => {
    await open({ [elsewhere]: fine.replace("rec-0123456789ab", `rec-${hashesUnder(fine)["4"].slice(0, 12)}`) });
    expect(await messages(elsewhere)).toEqual([
      expect.stringContaining("The file name does not match the request hash because the file was renamed"),
    ]);
  });

  test("is nobody's business where the recorder has a hash of its own", async () => {
    await open({ [elsewhere]: fine, [`${folder}/${"b".repeat(64)}.json`]: searched });
    expect(await messages(elsewhere)).toEqual([]);
    expect(await quickFixes(elsewhere)).toEqual([]);
  });

  test("is found while it is typed", async () => {
    await open({ [named("4", fine)]: fine, [named("4", searched)]: searched });
    await client.open(named("4", fine));
    await client.type(named("4", fine), fine.replace("Hello", "Hello there"));
    await expect.poll(() => messages(named("4", fine)), { timeout: 20_000 }).toHaveLength(1);
    await client.type(named("4", fine), fine);
    await expect.poll(() => messages(named("4", fine)), { timeout: 20_000 }).toEqual([]);
  });

  test("says nothing where the rule is off", async () => {
    await open({ [named("4", fine)]: fine, [elsewhere]: searched }, { settings: { rules: { "hash.mismatch": "off" } } });
    expect(await messages(elsewhere)).toEqual([]);
    expect(await quickFixes(elsewhere)).toEqual([]);
  });
});

const models = (...ids: string[]) =>
  recordingText(
    ids.map((id) => ({ __type__: "openai.types.model.Model", __data__: { id, object: "model" } })),
    false,
    { testId: null, url: "http://h/v1/models", endpoint: "/v1/models" },
  );
const listHash = hashesUnder(models())["4"];

describe("a recording that a server made, which did not know the test", () => {
  const withoutTest = (text: string) => text.replace(`"test_id": "${testId}"`, '"test_id": null');
  const path = `${folder}/${nameUnder("4", withoutTest(fine))}`;

  test("is named rightly: nothing is wrong with it, and nothing is proposed", async () => {
    await open({ [path]: fine, [named("4", asking("Hej"))]: asking("Hej") });
    expect(fine).not.toBe(withoutTest(fine));
    expect(await messages(path)).toEqual([]);
    expect(await quickFixes(path)).toEqual([]);
    const view = await client.request("tapedeck/streamView", { uri: client.uri(path) });
    expect(view).toMatchObject({ hashStatus: "server" });
  });

  test("is found by the hash that a server makes, and told apart from what the test's own process looks for", async () => {
    await open({ [path]: fine });
    const explain = async (hash: string) => byHash(await client.request("tapedeck/explain", { text: hash })).explanation;
    expect(await explain(hashesUnder(withoutTest(fine))["4"])).toMatchObject({
      testId,
      verdict: expect.stringContaining("so replay finds it") as string,
      elsewhere: [],
    });
    const own = hashesUnder(fine)["4"];
    const { verdict, elsewhere, record } = await explain(own);
    expect(verdict).toBe(
      `This request was recorded by a server that did not know the test: ${nameUnder("4", withoutTest(fine)).slice(0, 12)}….json is named by the hash without it, and replay of a server finds it, but replay in the test's own process looks for ${own.slice(0, 12)}….json. Run the test against a server, or record it again.`,
    );
    expect(elsewhere).toMatchObject([{ reason: "server", expected: nameUnder("4", withoutTest(fine)), inPlace: true }]);
    expect(record).toMatchObject({ nodeId: testId });
  });

  test("under an older scheme is named anew without the test", async () => {
    const old = `${folder}/${nameUnder("3", withoutTest(searched))}`;
    await open({ [old]: searched, [path]: fine });
    const [fix] = await quickFixes(old);
    expect(await messages(old)).toEqual([expect.stringMatching(/^hash\.older-scheme: .* of scheme 3 only, /)]);
    expect(fix!.title).toContain(nameUnder("4", withoutTest(searched)).slice(0, 12));
  });
});

describe("a model list", () => {
  test("whose models are not those of its name can be renamed", async () => {
    const path = `tests/integration/common/recordings/models-${listHash}-01234567.json`;
    await open({ [path]: models("gpt-4o", "o1") });
    expect(await messages(path)).toEqual([
      expect.stringMatching(
        /^hash\.model-digest: The digest in the file name, 01234567, does not match the models listed, [0-9a-f]{8}, /,
      ),
    ]);
    const [fix] = await quickFixes(path);
    expect(fix!.title).toMatch(new RegExp(`^Rename to models-${listHash.slice(0, 12)}…-[0-9a-f]{8}\\.json$`));
  });
});

describe("several model lists of one request", () => {
  const path = (folder: string, digest: string) => `${folder}/models-${listHash}-${digest}.json`;
  const common = path("tests/integration/common/recordings", "11111111");
  const own = path(folder, "22222222");
  const other = path("tests/other/recordings", "33333333");

  test("are served as their union: hover and stream view say which file lists which model", async () => {
    await open({ [common]: models("o1", "gpt-4o"), [own]: models("gpt-4o", "b"), [other]: models("far") });
    const hover = await client.hover(own, '"gpt-4o"');
    expect(hover!.split("\n")).toEqual([
      "**3 models** in what replay serves, from 2 recordings",
      "",
      "- b",
      `- gpt-4o — also in [11111111](${client.uri(common)})`,
      `- o1 — only in [11111111](${client.uri(common)})`,
    ]);
    const view = await client.request("tapedeck/streamView", { uri: client.uri(own) });
    const uris = { own: client.uri(own), common: client.uri(common) };
    expect(view!.result).toMatchObject({
      kind: "models",
      models: [
        { id: "b", uris: [uris.own] },
        { id: "gpt-4o", uris: expect.arrayContaining([uris.own, uris.common]) as unknown },
        { id: "o1", uris: [uris.common] },
      ],
    });
  });
});

describe("a missing recording", () => {
  const explain = async (params: { text: string; testId?: string; request?: string; uri?: string }) =>
    byHash(await client.request("tapedeck/explain", params));
  const missing = "f".repeat(64);
  const failure = `FAILED ${testId} - RuntimeError: Recording not found for request hash: ${missing}\nModel: gpt-4o | Request: POST https://api.example.com/v1/chat/completions`;

  test("is explained by where replay looked, and by what the test has", async () => {
    await open({ [named("4", fine)]: fine });
    const { explanation, markdown } = await explain({ text: failure });
    expect(explanation).toMatchObject({ testId, hash: missing, scheme: "4", comparison: null });
    expect(explanation.lookedIn.map(({ kind, file, exists }) => [kind, file, exists])).toEqual([
      ["test", client.uri(`${folder}/${missing}.json`), false],
      ["common", client.uri(`tests/integration/common/recordings/${missing}.json`), false],
    ]);
    expect(explanation.nearest).toMatchObject([{ uri: client.uri(named("4", fine)), status: "current", preview: "Hi" }]);
    expect(explanation.verdict).toBe(
      "The one recording of this test has another hash: the request has changed since, or this one was never recorded.",
    );
    expect(read(markdown)).toContain(`1. ${folder}/${missing}.json — next to the test: not there`);
  });

  test("is compared with the nearest, field by field, when the request is known", async () => {
    const warm = asking("Hello", { temperature: 0.7, seed: 1 });
    await open({ [named("4", fine)]: fine, [named("4", searched)]: searched, [named("4", warm)]: warm });
    const request = JSON.stringify({
      model: "gpt-4o",
      messages: [{ role: "user", content: "Hello" }],
      temperature: 0.1,
      seed: 1,
    });
    const { explanation, markdown } = await explain({ text: failure, request });
    expect(explanation.comparison).toEqual({
      uri: client.uri(named("4", warm)),
      differences: [{ pointer: "/body/temperature", asked: "0.1", recorded: "0.7", counts: true }],
    });
    expect(explanation.nearest.map(({ differences }) => differences)).toEqual([1, 2, 3]);
    expect(explanation.verdict).toBe("The nearest recording differs in 1 field that the hash is made of: temperature.");
    expect(read(markdown)).toContain("| temperature | 0.1 | 0.7 |");
  });

  test("is told from one that differs only in what the recorder overlooks", async () => {
    await open({ [named("4", searched)]: searched });
    const { explanation } = await explain({ text: asking("score: 0.9") });
    expect(explanation.hash).toBe(hashesUnder(searched)["4"]);
    expect(explanation.lookedIn[0]).toMatchObject({ exists: true });
    expect(explanation.comparison!.differences).toEqual([
      { pointer: "/body/messages/0/content", asked: '"score: 0.9"', recorded: '"score: 0.5"', counts: false },
    ]);
  });

  test("is found under an older name, and in another folder", async () => {
    const notServed = `tests/other/recordings/${nameUnder("4", fine)}`;
    await open({ [named("3", searched)]: searched, [notServed]: fine, [named("4", asking("Hej"))]: asking("Hej") });
    const old = await explain({ text: hashesUnder(searched)["4"], testId });
    expect(old.explanation.elsewhere).toMatchObject([{ uri: client.uri(named("3", searched)), status: "older" }]);
    expect(old.explanation.verdict).toContain("rename it, or record the test again");
    const moved = await explain({ text: hashesUnder(fine)["4"], testId });
    expect(moved.explanation.elsewhere).toMatchObject([{ uri: client.uri(notServed) }]);
    expect(moved.explanation.verdict).toContain("in a folder where replay of this test does not look");
  });

  test("is compared with a file that was recorded somewhere else", async () => {
    await open({ [named("4", fine)]: fine, "staging/fresh.json": asking("Hello!") });
    expect(existsSync(join(root, "staging/fresh.json"))).toBe(true);
    const { explanation } = await explain({ text: "", uri: client.uri("staging/fresh.json") });
    expect(explanation.comparison!.differences).toMatchObject([{ pointer: "/body/messages/0/content", counts: true }]);
  });

  test("of a suite with folders of its own is looked for there", async () => {
    const own = `tests/chat/cassettes/${nameUnder("4", fine)}`;
    await open({ [own]: fine }, { settings: { recordings: { include: ["**/cassettes/*.json"] } } });
    const { explanation } = await explain({ text: failure });
    expect(explanation.lookedIn).toMatchObject([{ kind: "suite", folder: client.uri("tests/chat/cassettes") }]);
  });

  describe("by its hash alone", () => {
    const verdictOn = async (text: string, more: { testId?: string; request?: string } = {}) =>
      (await explain({ text, ...more })).explanation;
    const renamed = `${folder}/${"a".repeat(64)}.json`;

    test("is found under the wrong name, for which a fix proposes this very hash", async () => {
      await open({ [named("4", fine)]: fine, [renamed]: searched });
      const [fix] = await quickFixes(renamed);
      const right = hashesUnder(searched)["4"];
      expect(fix!.title).toContain(right.slice(0, 12));
      for (const hash of [right, right.slice(0, 12)]) {
        expect(await verdictOn(hash)).toMatchObject({
          testId,
          verdict: `This request was recorded, but the file is named aaaaaaaaaaaa….json, and replay looks for ${right.slice(0, 12)}….json: rename it, or record the test again.`,
          elsewhere: [{ uri: client.uri(renamed), reason: "name", inPlace: true }],
          record: { nodeId: testId, root: client.uri("").replace(/\/$/, "") },
        });
      }
    });

    test("is found where replay of its own test looks", async () => {
      await open({ [named("4", fine)]: fine });
      expect(await verdictOn(hashesUnder(fine)["4"])).toMatchObject({
        testId,
        verdict: `A recording of this request is where replay looks first for its test, ${testId}, so replay finds it: the failure was of another checkout, folder or test.`,
        lookedIn: [{ kind: "test", exists: true }, { kind: "common" }],
        elsewhere: [],
        record: null,
      });
    });

    test("is not that of another test, for a hash tells the test", async () => {
      await open({ [named("4", fine)]: fine });
      const other = "tests/chat/test_chat.py::test_other";
      expect(await verdictOn(hashesUnder(fine)["4"], { testId: other })).toMatchObject({
        verdict: `The request with this hash is one of another test, ${testId}, and a hash tells the test: ${other} looks for another one.`,
        elsewhere: [{ reason: "test" }],
        record: null,
      });
    });

    test("is the name of a file whose request has another", async () => {
      const edited = named("4", fine);
      await open({ [edited]: searched, [named("4", asking("Hej"))]: asking("Hej") });
      const hash = hashesUnder(fine)["4"];
      expect((await verdictOn(hash)).verdict).toContain("replay serves it, but its request has another hash");
      const notServed = `tests/other/recordings/${hash}.json`;
      await client.write({ [notServed]: searched });
      await client.remove(edited);
      await expect
        .poll(async () => (await verdictOn(hash)).verdict, { timeout: 20_000 })
        .toContain("no recording in this workspace is of the request that was looked for");
      expect((await verdictOn(hash)).elsewhere).toMatchObject([{ uri: client.uri(notServed), reason: "content" }]);
    });

    test.each(["1", "3"] as const)("is one of scheme %s, of a recording with its right name", async (scheme) => {
      await open({ [named("4", searched)]: searched });
      const question = scheme === "1" ? { testId } : {};
      expect(await verdictOn(hashesUnder(searched)[scheme], question)).toMatchObject({
        verdict: expect.stringMatching(
          new RegExp(`under scheme ${scheme}.*uses scheme 4, by which that file has its right name`),
        ) as string,
        elsewhere: [{ reason: "scheme" }],
        record: null,
      });
      expect((await verdictOn(hashesUnder(searched)[scheme])).elsewhere).toHaveLength(1);
    });

    test("is the newer one of a model list, which the workspace's recorder does not make yet", async () => {
      const text = models("gpt-4o")
        .replace("http://h/v1/models", "http://h/v1/v1/models")
        .replace('"test_id": null', `"test_id": "${testId}"`);
      await open({ [`${folder}/models-${hashesUnder(text)["4"]}-01234567.json`]: text });
      const { elsewhere, verdict } = await verdictOn(hashesUnder(text)["4b"]);
      expect(elsewhere).toMatchObject([{ reason: "scheme" }]);
      expect(verdict).toContain("under scheme 4b, but the recorder of this workspace uses scheme 4,");
    });

    test("is told apart in each of several files", async () => {
      const notServed = `tests/other/recordings/${nameUnder("4", fine)}`;
      await open({ [named("4", fine)]: fine, [notServed]: fine, [renamed]: fine });
      const { verdict, elsewhere } = await verdictOn(hashesUnder(fine)["4"]);
      expect(verdict).toContain("replay finds it");
      expect(new Map(elsewhere.map(({ uri, reason }) => [uri, reason]))).toEqual(
        new Map([
          [client.uri(notServed), "folder"],
          [client.uri(renamed), "name"],
        ]),
      );
    });

    test("is found in another folder under another name", async () => {
      await open({ [`tests/other/recordings/${"b".repeat(64)}.json`]: fine, [named("4", searched)]: searched });
      expect((await verdictOn(hashesUnder(fine)["4"])).verdict).toContain(
        "rename it and move it to tests/chat/recordings, or record the test again",
      );
    });

    test("is the name of a file that cannot be read", async () => {
      const name = nameUnder("4", fine);
      await open({ [`tests/other/recordings/${name}`]: fine.slice(0, -40), [named("4", searched)]: searched });
      expect((await verdictOn(hashesUnder(fine)["4"])).verdict).toContain("but its request cannot be hashed");
      await client.write({ [`${folder}/${name}`]: "<<<<<<< HEAD\n" });
      await expect
        .poll(async () => (await verdictOn(hashesUnder(fine)["4"], { testId })).verdict, { timeout: 20_000 })
        .toContain("it cannot be read as a recording: fix it");
    });

    test("is of a request that was given, and not of the one that was looked for", async () => {
      await open({ [named("4", fine)]: fine });
      expect(await verdictOn(missing, { testId, request: fine })).toMatchObject({
        verdict: expect.stringContaining("whose hash is not the one that was looked for") as string,
        record: { nodeId: testId },
      });
    });
  });

  describe("of a test that the failure's text tells", () => {
    const message = `E   RuntimeError: Recording not found for request hash: ${missing}`;
    const long = (headline: string, place: string) =>
      `tests/chat/test_other.py::test_other FAILED [ 50%]\n=== FAILURES ===\n____ ${headline} ____\n\n    def test_hello():\n>       ask()\n\n${place}\n_ _ _ _\nrecorder.py:345: in patched\n${message}\n\nrecorder.py:345: RuntimeError`;
    const module = "class TestC:\n    def test_in(self):\n        ask()\n\ndef test_hello():\n    ask()\n";

    test.each([
      ["headline and place", long("test_hello[a.b-1]", "tests/chat/test_chat.py:6: "), `${testId}[a.b-1]`],
      ["headline of a method", long("TestC.test_in", "tests/chat/test_chat.py:3: "), "tests/chat/test_chat.py::TestC::test_in"],
      [
        "headline and summary",
        `${long("test_hello", "")}\n=== short test summary info ===\nFAILED tests/chat/test_other.py::test_other\nFAILED ${testId} - RuntimeError: Recording not foun...`,
        testId,
      ],
      ["one line", `tests/chat/test_chat.py:6: RuntimeError: Recording not found for request hash: ${missing}`, testId],
      ["one line of a method", `tests/chat/test_chat.py:3: in test_in ${message}`, "tests/chat/test_chat.py::TestC::test_in"],
      ["the lines pasted as one", long("test_hello", "tests/chat/test_chat.py:6: ").replaceAll("\n", " "), testId],
    ])("%s", async (_, text, expected) => {
      await open({ "tests/chat/test_chat.py": module });
      const { explanation } = await explain({ text });
      expect(explanation).toMatchObject({ testId: expected, hash: missing });
      expect(explanation.record).toMatchObject({ nodeId: expected });
    });

    test("absolute paths are made those of node ids", async () => {
      await open({ "tests/chat/test_chat.py": module });
      const { explanation } = await explain({ text: `${root}/tests/chat/test_chat.py:6: RuntimeError\n${message}` });
      expect(explanation).toMatchObject({ testId, verdict: "Nothing is recorded for this test: record it." });
    });

    test("nothing can be recorded of a test whose module or function is gone", async () => {
      const gone = asking("Bye").replace("test_hello", "test_gone");
      await open({ [`${folder}/${nameUnder("4", gone)}`]: gone });
      expect((await explain({ text: missing, testId: "tests/chat/test_none.py::test_x" })).explanation.record).toBeNull();
      await expect
        .poll(async () => (await explain({ text: missing, testId: testId.replace("hello", "gone") })).explanation.record)
        .toBeNull();
    });
  });

  test("cannot be explained by nothing", async () => {
    await open({});
    expect(await client.request("tapedeck/explain", { text: "hello" })).toBeNull();
    expect((await explain({ text: missing })).explanation.verdict).toContain("No recording in this workspace has this hash");
  });
});
