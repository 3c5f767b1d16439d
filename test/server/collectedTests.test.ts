/** Tests that the sources cannot show: pytest is asked, and `recording.test-gone` knows until something changes. */
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { collectTests } from "../../server/src/rerecord/collect";
import { defaultRerecordSettings } from "../../server/src/rerecord/settings";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type TestClient } from "../support/languageClient";
import { findPytestPython } from "../support/python";
import { chatCompletion } from "../support/recordings";

const timeout = 120_000;
const module = "tests/chat/test_chat.py";
const recorded = (name: string) => `tests/chat/recordings/${name}.json`;
const generated = (...names: readonly string[]) => `
from shared import TestShared

def make(name):
    def test():
        pass
    globals()[name] = test

for name in ${JSON.stringify(names)}:
    make(name)
`;
const shared = "class TestShared:\n    def test_common(self):\n        pass\n";
const files = {
  [module]: generated("test_made", "test_other"),
  "tests/chat/shared.py": shared,
  [recorded("made")]: chatCompletion("Hi", { testId: `${module}::test_made[any-parameter]` }),
  [recorded("unmade")]: chatCompletion("Hi", { testId: `${module}::test_mode` }),
  [recorded("common")]: chatCompletion("Hi", { testId: `${module}::TestShared::test_common` }),
};
const all = ["made", "unmade", "common"];
const message =
  `"${module}" no longer has "test_mode" (pytest collects 3 other tests), so no test uses this recording; ` +
  `the closest match is "test_made".`;

let client: TestClient;
afterEach(() => client.stop());

async function open(more: Readonly<Record<string, string>> = {}): Promise<void> {
  client = await startClient([await makeWorkspace({ ...files, ...more })]);
}

async function gone(): Promise<string[]> {
  const reports = await Promise.all(all.map((name) => client.diagnostics(recorded(name))));
  const items = reports.flatMap((report) => (report.kind === "full" ? report.items : []));
  return items.filter(({ code }) => code === "recording.test-gone").map((item) => item.message as string);
}

const becomes = (expected: readonly string[]) => expect.poll(gone, { timeout: 60_000 }).toEqual(expected);

/** `meanwhile` is what somebody does while pytest runs. */
async function collect(meanwhile?: () => Promise<unknown>): Promise<number> {
  const [project] = await client.request("tapedeck/collectionPlan", {});
  expect(project?.modules).toEqual([module]);
  const { root, modules } = project!;
  const folder = fileURLToPath(root);
  const settings = { ...defaultRerecordSettings, python: findPytestPython() };
  const { signal } = new AbortController();
  const collection = await collectTests({
    root: folder,
    workspaceFolder: folder,
    modules,
    settings,
    cache: await makeWorkspace({}),
    signal,
  });
  if (collection.kind !== "collected") throw new Error(JSON.stringify(collection));
  const { testIds, failed, complete } = collection.collected;
  await meanwhile?.();
  const found = { root, modules, testIds: [...testIds], failed: [...failed], complete };
  return (await client.request("tapedeck/testsCollected", found)).gone;
}

test("a generated test is known after the collection, until its module changes", { timeout }, async () => {
  await open();
  expect(await gone()).toEqual([]);
  expect(await collect()).toBe(1);
  expect(await gone()).toEqual([message]);
  // Looking at the module changes nothing.
  await client.open(module);
  await becomes([message]);
  await client.type(module, generated("test_made", "test_mode"));
  await becomes([]);
  await client.close(module);
  await becomes([message]);
  await client.write({ [module]: generated("test_mode") });
  await becomes([]);
  expect(await collect()).toBe(1);
  expect(await gone()).toEqual([expect.stringContaining('"test_made"')]);
});

test.each(["tests/chat/conftest.py", "tests/conftest.py", "tests/chat/shared.py"])(
  "what is missing is not told any more when %s changes, from where tests may come",
  { timeout },
  async (path) => {
    await open();
    expect(await collect()).toBe(1);
    await client.write({ [path]: `${shared}\n# changed\n` });
    await becomes([]);
  },
);

test.each([module, "tests/chat/shared.py", "tests/conftest.py"])(
  "what is missing is not told when %s changes while pytest runs",
  { timeout },
  async (path) => {
    await open();
    const change = async () => {
      await client.write({ [path]: `${files[module]}\n# changed\n` });
      // It is told before the answer to a later question.
      await gone();
    };
    expect(await collect(change)).toBe(0);
    expect(await gone()).toEqual([]);
  },
);

test.each([
  ["its conftest.py leaves tests out", { "tests/conftest.py": "def pytest_collection_modifyitems(items):\n    del items[0]\n" }],
  ["it makes tests by the machine it runs on", { [module]: `import sys\nprint(sys.platform)\n${files[module]}` }],
  ["it cannot be imported", { [module]: `import nowhere_at_all\n${files[module]}` }],
  ["the settings leave tests out", { "pytest.ini": "[pytest]\naddopts = -k test_other\n" }],
  ["it is skipped", { [module]: `import pytest\npytest.skip("Not here", allow_module_level=True)\n${files[module]}` }],
])("nothing is missing in a module when %s", { timeout }, async (_, more) => {
  await open(more);
  expect(await collect()).toBe(0);
  expect(await gone()).toEqual([]);
});

test("a collection that nobody planned, or that makes no sense, changes nothing", { timeout }, async () => {
  await open();
  const root = client.uri("").replace(/\/$/, "");
  const said = { root, modules: [module], testIds: [`${module}::test_other`], failed: [], complete: true };
  expect(await client.request("tapedeck/testsCollected", said)).toEqual({ gone: 0 });
  await client.request("tapedeck/collectionPlan", {});
  for (const wrong of [{}, { ...said, root: 7 }, { ...said, modules: {} }, { ...said, testIds: [null] }])
    await expect(client.request("tapedeck/testsCollected", wrong as typeof said)).rejects.toThrow("Invalid parameter");
  const odd = { ...said, testIds: ["\u0000", `${module}::`] };
  expect(await client.request("tapedeck/testsCollected", odd)).toEqual({ gone: 0 });
  expect(await gone()).toEqual([]);
});
