/** Where the recordings of a renamed test belong now: told by what the module was before, and silent when nothing is sure. */
import { afterEach, describe, expect, test } from "vitest";
import type { CodeAction } from "vscode-languageserver/node";
import { makeWorkspace } from "../support/editor/workspace";
import { nameUnder } from "../support/hashJudge";
import { startClient, type ClientOptions, type TestClient } from "../support/languageClient";
import { chatCompletion } from "../support/recordings";

const timeout = 60_000;
const module = "tests/chat/test_chat.py";
const recordings = "tests/chat/recordings";
const capabilities = {
  textDocument: {
    diagnostic: {},
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } },
      resolveSupport: { properties: ["edit"] },
      disabledSupport: true,
    },
  },
  workspace: {
    configuration: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ["rename" as const], changeAnnotationSupport: {} },
  },
};

let client: TestClient;
afterEach(() => client.stop());

/** A workspace with a module of these functions, and a recording of each of these tests: `test_a[x]`. */
async function open(functions: string, tests: readonly string[], options: ClientOptions = {}): Promise<void> {
  const texts = tests.map((name) => textOf(name));
  const files = Object.fromEntries(texts.map((text) => [pathOf(text), text]));
  client = await startClient([await makeWorkspace({ [module]: functions, ...files })], { capabilities, ...options });
}

const textOf = (name: string) => chatCompletion("Hi", { testId: `${module}::${name}` });
const pathOf = (text: string) => `${recordings}/${nameUnder("4", text)}`;

const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

/** The tests that the quick fixes of a test's recording offer, with the number of recordings if it is not one, the preferred in brackets. */
async function offered(name: string): Promise<string[]> {
  const textDocument = { uri: client.uri(pathOf(textOf(name))) };
  const params = { textDocument, range, context: { diagnostics: [] } };
  const actions = (await client.connection.sendRequest<CodeAction[] | null>("textDocument/codeAction", params)) ?? [];
  const shown = /^Change the test(?: of (\d+) recordings)? to (.*)$/;
  return actions.flatMap(({ title, isPreferred }) => {
    const [, count, testId = ""] = shown.exec(title) ?? [];
    if (testId === "") return [];
    const target = `${count === undefined ? "" : `${count}: `}${testId.replace(`${module}::`, "")}`;
    return [isPreferred ? `[${target}]` : target];
  });
}

const def = (name: string, body = "pass", parameters = "") => `def ${name}(${parameters}):\n    ${body}\n\n\n`;

describe("of a test that was renamed while the server ran", () => {
  const before = def("test_first", "assert 1") + def("test_usage", "assert 2") + def("test_last", "assert 3");

  test("the one with the same body is sure, whatever its name and wherever it stands", async () => {
    await open(before, ["test_usage", "test_first"]);
    await client.open(module);
    await client.type(module, def("test_first", "assert 1") + def("test_last", "assert 3") + def("test_sum", "assert 2"));
    await expect.poll(() => offered("test_usage"), { timeout }).toEqual(["[test_sum]"]);
    const report = await client.diagnostics(pathOf(textOf("test_usage")));
    expect(report.kind === "full" && report.items.map(({ message }) => message)).toContainEqual(
      `"${module}" no longer has "test_usage", so no test uses this recording; it is now "test_sum".`,
    );
  });

  test("the one in the same place is, when its body changed too and the names have something in common", async () => {
    await open(before, ["test_usage", "test_first"]);
    await client.write({ [module]: before.replace("test_usage", "test_the_usage_of_all").replace("assert 2", "assert 4") });
    await expect.poll(() => offered("test_usage"), { timeout }).toEqual(["[test_the_usage_of_all]"]);
  });

  test("it is none that was there before, and none at all when it was deleted", async () => {
    const both = before + def("test_usages", "assert 4");
    await open(both, ["test_usage", "test_first"]);
    await client.write({ [module]: both.replace(def("test_usage", "assert 2"), "") });
    await expect.poll(() => client.codes(pathOf(textOf("test_usage"))), { timeout }).toContain("recording.test-gone");
    expect(await offered("test_usage")).toEqual([]);
  });

  test("with another body, two new ones of like names are both offered, the likelier first, and none is preferred", async () => {
    await open(before, ["test_usage", "test_first"]);
    const now = before.replace(def("test_usage", "assert 2"), def("test_usage_in", "assert 5") + def("test_usages", "assert 4"));
    await client.write({ [module]: now });
    await expect.poll(() => offered("test_usage"), { timeout }).toEqual(["test_usages", "test_usage_in"]);
  });

  test("a method follows its renamed class", async () => {
    const inClass = (name: string) => `class ${name}:\n    def test_usage(self):\n        assert 2\n`;
    await open(inClass("TestTokens"), ["TestTokens::test_usage"]);
    await client.write({ [module]: inClass("TestCounting") });
    await expect.poll(() => offered("TestTokens::test_usage"), { timeout }).toEqual(["[TestCounting::test_usage]"]);
  });

  test("a module that was renamed is known by its tests", async () => {
    await open(before, ["test_usage", "test_first"]);
    const other = chatCompletion("Hi", { testId: "tests/chat/test_other.py::test_other" });
    await client.write({ "tests/chat/test_other.py": def("test_other"), [pathOf(other)]: other }, 1);
    await client.write({ "tests/chat/test_talk.py": before, "tests/chat/test_chats.py": def("test_usage", "assert 7") }, 1);
    await client.remove(module);
    const likelier = ["[tests/chat/test_talk.py::test_usage]", "tests/chat/test_chats.py::test_usage"];
    await expect.poll(() => offered("test_usage"), { timeout }).toEqual(likelier);
  });
});

describe("of a test that was renamed before", () => {
  test("an earlier version in git tells, where the client knows one", async () => {
    const functions = (name: string) => def("test_first", "assert 1") + def(name, "assert 2");
    const earlierTexts = { [module]: [functions("test_sum"), functions("test_usage")] };
    await open(functions("test_sum"), ["test_usage"], { earlierTexts });
    await expect.poll(() => offered("test_usage"), { timeout }).toEqual(["[test_sum]"]);
  });

  test("words in another order are the same name, and a test with recordings and other parameters is another test", async () => {
    const functions = def("test_capital") + def("test_usage_included");
    await open(functions, ["test_include_usage[txt=a]", "test_capital[France-txt=a]", "test_capital[Japan-txt=a]"]);
    expect(await offered("test_include_usage[txt=a]")).toEqual(["[test_usage_included]"]);
  });

  test("nothing is offered where all tests are of other names", async () => {
    await open(def("test_capital") + def("test_weather"), ["test_include_usage", "test_capital"]);
    expect(await offered("test_include_usage")).toEqual([]);
  });

  test("one whose parameters are others is offered where the names are nearly the same, and never preferred", async () => {
    const mark = '@pytest.mark.parametrize("city", ["Paris", "Rome"])\n';
    await open(`import pytest\n\n${mark}${def("test_capitals", "pass", "city")}`, ["test_capital[Paris]", "test_capital[Oslo]"]);
    expect(await offered("test_capital[Paris]")).toEqual(["2: test_capitals"]);
  });
});

test("lenses lead from a test to its recordings under the old name, and record what lacks them; ordinary tests have none", async () => {
  const first = def("test_first", "assert 1", "client");
  await open(first + def("test_usage", "assert 2", "client"), ["test_usage", "test_first"]);
  await client.open(module);
  const fresh = def("test_fresh", "assert 3", "tmp_path, client: Client = make(1, 2)");
  const marked = `@pytest.mark.vcr\n${def("test_marked", "assert 4")}class TestAll:\n    def test_in(self, client):\n        assert 5\n`;
  await client.type(
    module,
    first + def("test_sum", "assert 2", "client") + def("test_plain", "assert 6", "tmp_path") + fresh + marked,
  );
  const shown = async () =>
    (await client.lenses(module))
      .filter(({ title }) => /^Record$|old name/.test(title))
      .map(({ line, title }) => `${line}: ${title}`);
  await expect
    .poll(shown, { timeout })
    .toEqual(["5: 1 recording under the old name test_usage: Move…", "13: Record", "18: Record", "23: Record"]);
  const [move, record] = (await client.lenses(module)).filter(({ title }) => /^Record$|old name/.test(title));
  const like = client.uri(pathOf(textOf("test_usage")));
  expect(move).toMatchObject({ command: "tapedeck.fixRecordings", arguments: [{ codes: ["recording.test-gone"], like }] });
  expect(record).toMatchObject({
    command: "tapedeck.recordMissing",
    arguments: [{ kind: "test", uri: client.uri(module), names: ["test_fresh"] }],
  });
});

/** The names that recordings get (URIs), and why. */
async function planned() {
  const { causes } = (await client.request("tapedeck/fixPlan", { history: false }))!;
  const files = causes.flatMap(({ tests }) => tests.flatMap((each) => each.files));
  return { targets: files.flatMap(({ newUri }) => newUri ?? []), titles: causes.map(({ title }) => title) };
}

test("one renaming concerns the recordings of all parameter sets, and each keeps its own", async () => {
  await open(def("test_usages"), ["test_usage[a]", "test_usage[b]"]);
  expect(await offered("test_usage[b]")).toEqual(["[2: test_usages]"]);
  expect(new Set((await planned()).targets)).toEqual(
    new Set(["test_usages[a]", "test_usages[b]"].map((name) => client.uri(pathOf(textOf(name))))),
  );
});

test("all recordings whose test id was edited without their names are fixed at once, and told by what was edited", async () => {
  const named = (name: string) => {
    const text = textOf(name);
    return [pathOf(text), text] as const;
  };
  const renamed = ["test_safety_rails[a]", "test_safety_rails[b]"].map(named);
  const others = ["test_safety", "test_other"].map(named);
  const edited = renamed.map(([path, text]) => [path, text.replaceAll("safety_rails", "rails")] as const);
  const functions = ["test_rails", "test_safety", "test_other"].map((name) => def(name)).join("");
  const files = { [module]: functions, ...Object.fromEntries([...edited, ...others]) };
  client = await startClient([await makeWorkspace(files)], { capabilities });
  const { targets, titles } = await planned();
  expect(new Set(targets)).toEqual(new Set(edited.map(([, text]) => client.uri(pathOf(text)))));
  expect(titles).toEqual(["2 recordings carry a test id that was edited after recording (test_safety_rails → test_rails)"]);
});
