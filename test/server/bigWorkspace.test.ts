/** Many recordings: what is known when, what a restart needs to read, and bursts of changes. */
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FileChangeType } from "vscode-languageserver/node";
import { Cache, type CacheKind } from "../../server/src/index/cache/cache";
import { textOf, type Packed } from "../../server/src/index/store/packed";
import { uriOfPath } from "../../server/src/index/uris";
import { bundles } from "../support/buildServer";
import { cassetteOf } from "../support/cassettes";
import { makeWorkspace } from "../support/editor/workspace";
import { startClient, type ClientOptions, type TestClient } from "../support/languageClient";
import { chatCompletion, chatStream } from "../support/recordings";

const module = "def test_a():\n    pass\n\ndef test_b():\n    pass\n";
const name = (index: number) => `tests/recordings/${index.toString(16).padStart(64, "0")}.json`;
const recordingOf = (test: string, says = "Hi") => chatCompletion(says, { testId: `tests/test_x.py::${test}` });
const files = (count: number, text: (index: number) => string) =>
  Object.fromEntries([
    ["tests/test_x.py", module],
    ...Array.from({ length: count }, (_, index) => [name(index), text(index)]),
  ]) as Record<string, string>;

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each();
});

async function start(folder: string, options: ClientOptions = {}): Promise<TestClient> {
  const client = await startClient([folder], options);
  const stop = client.stop.bind(client);
  let running = true;
  client.stop = async () => {
    if (running) await stop();
    running = false;
  };
  cleanUp.push(() => client.stop());
  return client;
}

const lensTitles = async (client: TestClient) => (await client.lenses("tests/test_x.py")).map(({ title }) => title);

describe("as soon as the tests are known", () => {
  test("lenses and hovers are right, though the files are not read yet", async () => {
    const long = Array.from({ length: 100 }, (_, index) => `word ${index} `);
    const texts = ["test_a", "test_b"].map((each) =>
      chatStream(long, { testId: `tests/test_x.py::${each}`, model: `model of ${each}` }),
    );
    const folder = await makeWorkspace(files(400, (index) => texts[index % 200 === 0 ? 0 : 1]!));
    const client = await start(folder, { impatient: true });
    expect(await client.request("tapedeck/whenListed", {})).toEqual({ recordings: 400 });
    expect(await client.hover("tests/test_x.py", "test_a")).toContain("word 0 word 1");
    expect(await lensTitles(client)).toEqual(
      expect.arrayContaining(["400 recordings of 2 tests", "2 recordings · model of test_a", "398 recordings · model of test_b"]),
    );
    expect((await client.workspaceSymbols("test_a")).map((symbol) => symbol.name)).toContain("test_a");
    expect(await client.references("tests/test_x.py", "test_a")).toEqual(Array(2).fill('"tests/test_x.py::test_a"'));
    expect(await client.request("tapedeck/whenIndexed", {})).toEqual({ recordings: 400, checked: 400 });

    // Who looks at a recording does not wait until all fixes are planned.
    const answered: string[] = [];
    const plan = client.request("tapedeck/fixPlan", { history: false }).then(() => answered.push("plan"));
    await client.request("tapedeck/streamView", { uri: client.uri(name(0)) });
    answered.push("view");
    await plan;
    expect(answered).toEqual(["view", "plan"]);
  });

  test("files that do not begin with their test are known all the same", async () => {
    const folder = await makeWorkspace(files(300, () => recordingOf("test_a").replace(/^\{/, '{ "comment": "first",')));
    const client = await start(folder, { impatient: true });
    await client.request("tapedeck/whenListed", {});
    expect(await lensTitles(client)).toContain("300 recordings · gpt-4o");
  });
});

describe("after a restart", () => {
  const longAgo = new Date(Date.now() - 60_000);

  async function kept(count: number) {
    const cacheFolder = mkdtempSync(join(tmpdir(), "tapedeck-kept-"));
    cleanUp.push(() => rmSync(cacheFolder, { recursive: true }));
    const folder = await makeWorkspace(files(count, (index) => recordingOf("test_a", `answer ${index}`)));
    for (let index = 0; index < count; index++) utimesSync(join(folder, name(index)), longAgo, longAgo);
    const client = await start(folder, { cacheFolder });
    await client.stop();
    return { cacheFolder, folder };
  }

  const previews = async (client: TestClient) =>
    (await client.request("tapedeck/recordings", {})).map(({ preview }) => preview).sort();

  test("only what changed is read", async () => {
    const { cacheFolder, folder } = await kept(5);
    // What is kept of one is not what its file says, and so shows where the answer comes from.
    const cache = new Cache(cacheFolder, join(bundles, "worker.js"));
    const root = uriOfPath(folder);
    const other = (packed: Packed) => textOf(packed).replace("answer 0", "ANSWER 0");
    await cache.save(
      root,
      "recordings",
      (await cache.load(root, "recordings")).map((part) => ({ ...part, packed: part.packed.map(other) })),
    );
    writeFileSync(join(folder, name(1)), recordingOf("test_b", "other answer"));
    rmSync(join(folder, name(2)));
    writeFileSync(join(folder, name(9)), recordingOf("test_b", "new answer"));
    const client = await start(folder, { cacheFolder });
    expect(await previews(client)).toEqual(["ANSWER 0", "answer 3", "answer 4", "new answer", "other answer"]);
    expect(await lensTitles(client)).toEqual(expect.arrayContaining(["3 recordings · gpt-4o", "2 recordings · gpt-4o"]));
  });

  describe("which tests cassettes belong to", () => {
    const cassette = (test: string) => `tests/cassettes/test_x/${test}.yaml`;

    async function keptCassettes() {
      const cacheFolder = mkdtempSync(join(tmpdir(), "tapedeck-kept-"));
      cleanUp.push(() => rmSync(cacheFolder, { recursive: true }));
      const folder = await makeWorkspace({
        "tests/test_x.py": "import pytest\n\n@pytest.mark.vcr\ndef test_a():\n    pass\n",
        [cassette("test_a")]: cassetteOf("A"),
        [cassette("test_b")]: cassetteOf("B"),
      });
      for (const path of ["tests/test_x.py", cassette("test_a"), cassette("test_b")])
        utimesSync(join(folder, path), longAgo, longAgo);
      const client = await start(folder, { cacheFolder });
      expect(await testIds(client)).toEqual(["tests/test_x.py::test_a", null]);
      await client.stop();
      return { cacheFolder, folder, cache: new Cache(cacheFolder, join(bundles, "worker.js")), root: uriOfPath(folder) };
    }

    const testIds = async (client: TestClient) => {
      const found = await client.request("tapedeck/recordings", {});
      return [...found].sort((a, b) => a.uri.localeCompare(b.uri)).map(({ testId }) => testId);
    };

    /** What is kept, with another test in the place of `test_a`. */
    async function changeKept({ cache, root }: Awaited<ReturnType<typeof keptCassettes>>, kind: CacheKind): Promise<void> {
      const other = (packed: Packed) => textOf(packed).replace("test_a", "test_b");
      const kept = await cache.load(root, kind);
      const changed = kept.map((part) => ({ ...part, packed: part.packed.map(other) }));
      await cache.save(root, kind, changed);
    }

    test("is not looked for again while the Python files are the same, which are not read again either", async () => {
      const kept = await keptCassettes();
      const { cacheFolder, folder, cache, root } = kept;
      await changeKept(kept, "links");
      const again = await start(folder, { cacheFolder });
      expect(await testIds(again)).toEqual(["tests/test_x.py::test_b", null]);
      await again.stop();
      await changeKept(kept, "sources");
      await cache.save(root, "links", []);
      expect(await testIds(await start(folder, { cacheFolder }))).toEqual([null, "tests/test_x.py::test_b"]);
    });

    test("is read again from one that changed, and of one that is gone nothing is left", async () => {
      const { cacheFolder, folder, cache, root } = await keptCassettes();
      writeFileSync(join(folder, "tests/test_x.py"), "def test_b():\n    pass\n");
      const changed = await start(folder, { cacheFolder });
      expect(await testIds(changed)).toEqual([null, "tests/test_x.py::test_b"]);
      await changed.stop();
      rmSync(join(folder, "tests/test_x.py"));
      const without = await start(folder, { cacheFolder });
      expect(await testIds(without)).toEqual([null, null]);
      await without.stop();
      expect(await cache.load(root, "sources")).toEqual([]);
    });

    test("is read again where the cache is damaged", async () => {
      const { cacheFolder, folder } = await keptCassettes();
      for (const file of readdirSync(cacheFolder)) writeFileSync(join(cacheFolder, file), "nonsense");
      expect(await testIds(await start(folder, { cacheFolder }))).toEqual(["tests/test_x.py::test_a", null]);
    });
  });

  test("a damaged cache costs nothing but time", async () => {
    const { cacheFolder, folder } = await kept(5);
    const [file] = readdirSync(cacheFolder);
    writeFileSync(join(cacheFolder, file!), "nonsense");
    const client = await start(folder, { cacheFolder });
    expect(await previews(client)).toEqual([0, 1, 2, 3, 4].map((index) => `answer ${index}`));
    await client.stop();
    expect(statSync(join(cacheFolder, file!)).size).toBeGreaterThan(1000);
  });

  test("what an editor had and did not save is forgotten", async () => {
    const { cacheFolder, folder } = await kept(2);
    const first = await start(folder, { cacheFolder });
    await first.open(name(0));
    await first.type(name(0), recordingOf("test_b", "unsaved"));
    await vi.waitFor(async () => expect(await previews(first)).toContain("unsaved"), 15_000);
    await first.stop();
    expect(await previews(await start(folder, { cacheFolder }))).toEqual(["answer 0", "answer 1"]);
  });

  test("nothing is kept where the setting says so", async () => {
    const { cacheFolder, folder } = await kept(2);
    expect(readdirSync(cacheFolder)).toHaveLength(1);
    const client = await start(folder, { cacheFolder, settings: { cache: { enabled: false } } });
    expect(await previews(client)).toEqual(["answer 0", "answer 1"]);
    await client.stop();
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  test("two windows on one workspace do each other no harm", async () => {
    const { cacheFolder, folder } = await kept(20);
    const windows = await Promise.all([start(folder, { cacheFolder }), start(folder, { cacheFolder })]);
    writeFileSync(join(folder, name(0)), recordingOf("test_b", "changed"));
    await Promise.all(windows.map((client) => client.reportChanges([name(0)], FileChangeType.Changed)));
    for (const client of windows) await vi.waitFor(async () => expect(await previews(client)).toContain("changed"), 15_000);
    await Promise.all(windows.map((client) => client.stop()));
    expect(await previews(await start(folder, { cacheFolder }))).toContain("changed");
  });
});

describe("a branch is switched", () => {
  const count = 1000;
  const paths = Array.from({ length: count }, (_, index) => name(index));

  test("back and forth, while somebody hovers: every answer comes, and the last branch counts", async () => {
    const branches = {
      main: (index: number) => chatCompletion("on main", { testId: `tests/test_${index % 20}.py::test_a` }),
      other: (index: number) => chatCompletion("on the other", { testId: `tests/test_${index % 20}.py::test_b` }),
    };
    const folder = await makeWorkspace({ ...files(count, branches.main), "tests/test_0.py": module });
    const client = await start(folder);
    const refreshes = client.refreshes.length;
    const checkOut = async (branch: keyof typeof branches) => {
      for (const [index, path] of paths.entries()) await writeFile(join(folder, path), branches[branch](index));
      await client.reportChanges(paths, FileChangeType.Changed);
    };
    const state = { switching: true };
    cleanUp.push(() => (state.switching = false));
    const hovers: (string | null)[] = [];
    const hovering = (async () => {
      while (state.switching) {
        hovers.push(await client.hover("tests/test_0.py", "test_b"));
        await new Promise((resume) => setTimeout(resume, 20));
      }
    })();
    for (const branch of ["other", "main", "other"] as const) await checkOut(branch);
    const settled = async () => {
      const items = await client.request("tapedeck/recordings", {});
      expect(items.filter(({ preview }) => preview === "on the other")).toHaveLength(count);
    };
    await vi.waitFor(settled, { timeout: 200_000, interval: 500 });
    state.switching = false;
    await hovering;
    expect(hovers.length).toBeGreaterThan(10);
    expect(hovers.at(-1)).toContain(`${count / 20} recordings`);
    const lines = (await client.lenses("tests/test_0.py")).filter(({ title }) => title.includes("·"));
    expect(lines.map(({ line, title }) => `${line}: ${title}`)).toEqual([`4: ${count / 20} recordings · gpt-4o`]);
    // Each of the three bursts may be told of a few times, its files not one by one.
    expect(client.refreshes.length - refreshes).toBeLessThan(200);
    expect(client.log).toEqual([]);
  }, 300_000);

  test("to one without them: all are gone, files and folders", async () => {
    const folder = await makeWorkspace(files(count, () => recordingOf("test_a")));
    const client = await start(folder);
    rmSync(join(folder, "tests/recordings"), { recursive: true });
    await client.reportChanges([...paths, "tests/recordings"], FileChangeType.Deleted);
    await vi.waitFor(async () => expect(await client.request("tapedeck/recordings", {})).toEqual([]), 60_000);
    expect(await lensTitles(client)).toEqual([]);
  });
});
