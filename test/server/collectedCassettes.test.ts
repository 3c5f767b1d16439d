/** Cassettes whose place is made by code that no reading tells: pytest is asked, with pytest-recording itself. */
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { collectTests } from "../../server/src/rerecord/collect";
import { defaultRerecordSettings } from "../../server/src/rerecord/settings";
import { cassetteOf } from "../support/cassettes";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type TestClient } from "../support/languageClient";
import { ensurePythonEnvironment } from "../support/pythonEnvironment.mjs";

const timeout = 120_000;
const python = await ensurePythonEnvironment("cassettes");
const module = "tests/test_chat.py";
const source = `import pytest


@pytest.mark.vcr
@pytest.mark.parametrize("model", ["a/b", "c"])
def test_models(model):
    raise RuntimeError("no test runs")


@pytest.mark.vcr("more.yaml")
@pytest.mark.default_cassette("mine")
def test_named():
    pass


@pytest.mark.vcr
class TestAgent:
    def test_run(self):
        pass

    def test_fails(self, broken_name):
        pass
`;
const conftest = `import hashlib
import os
import pytest


@pytest.fixture(scope="module")
def vcr_cassette_dir(request):
    digest = hashlib.md5(request.module.__name__.encode()).hexdigest()[:8]
    return os.path.join(os.path.dirname(__file__), "cassettes", digest)


@pytest.fixture
def server():
    raise RuntimeError("no other fixture is made")


@pytest.fixture(autouse=True)
def always(server):
    pass


@pytest.fixture
def default_cassette_name(request, default_cassette_name):
    if "broken_name" in request.fixturenames:
        raise RuntimeError("never mind")
    return "v1-" + default_cassette_name


@pytest.fixture
def broken_name():
    pass
`;
const folder = "tests/cassettes/aee7f171";
const names = ["v1-test_models[a-b]", "v1-test_models[c]", "v1-mine", "more", "v1-TestAgent.test_run", "v1-TestAgent.test_fails"];

let client: TestClient;
afterEach(() => client.stop());

async function listed(): Promise<Readonly<Record<string, string | null>>> {
  const items = await client.request("tapedeck/recordings", {});
  return Object.fromEntries(items.map(({ uri, testId }) => [decodeURIComponent(uri).replace(/^.*\/|\.yaml$/g, ""), testId]));
}

async function collect(): Promise<void> {
  const [project, ...others] = await client.request("tapedeck/collectionPlan", {});
  expect([project?.modules, others]).toEqual([[module], []]);
  const { root, modules } = project!;
  const path = fileURLToPath(root);
  const settings = { ...defaultRerecordSettings, python };
  const { signal } = new AbortController();
  const collection = await collectTests({
    root: path,
    workspaceFolder: path,
    modules,
    settings,
    cache: await makeWorkspace({}),
    signal,
  });
  if (collection.kind !== "collected") throw new Error(JSON.stringify(collection));
  const { testIds, failed, complete } = collection.collected;
  expect([testIds.size, failed.size, complete]).toEqual([5, 0, true]);
  const found = { root, modules, testIds: [...testIds], failed: [...failed], complete, cassettes: collection.cassettes };
  await client.request("tapedeck/testsCollected", found);
}

test(
  "what fixtures say counts until they, or the tests, are others; no test and no other fixture runs",
  { timeout },
  async () => {
    const cassettes = Object.fromEntries(names.map((name) => [`${folder}/${name}.yaml`, cassetteOf("Hi")]));
    const files = { "pytest.ini": "[pytest]\n", "tests/conftest.py": conftest, [module]: source, ...cassettes };
    client = await startClient([await makeWorkspace(files)]);
    expect(new Set(Object.values(await listed()))).toEqual(new Set([null]));
    await collect();
    expect(await listed()).toEqual({
      "v1-test_models[a-b]": `${module}::test_models[a/b]`,
      "v1-test_models[c]": `${module}::test_models[c]`,
      "v1-mine": `${module}::test_named`,
      more: `${module}::test_named`,
      "v1-TestAgent.test_run": `${module}::TestAgent::test_run`,
      "v1-TestAgent.test_fails": null,
    });
    await client.open(module);
    expect((await client.lenses(module)).map(({ title }) => title)).toContain("2 recordings in 2 cassettes · gpt-4o");
    await client.write({ "tests/conftest.py": conftest.replace("v1-", "v2-") });
    await expect.poll(async () => new Set(Object.values(await listed())), { timeout: 20_000 }).toEqual(new Set([null]));
  },
);
