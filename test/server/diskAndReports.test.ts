/** What is shown is what the disk holds, whatever the editor reports of it, and whatever it forgets of what it shows. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FileChangeType, type WorkspaceDiagnosticReport } from "vscode-languageserver/node";
import { Cache } from "../../server/src/index/cache/cache";
import { Documents } from "../../server/src/index/documents";
import { Folders } from "../../server/src/index/folders";
import { RecordingIndex } from "../../server/src/index/store/recordingIndex";
import { Scanner } from "../../server/src/index/scan/scanner";
import { defaultSettings } from "../../server/src/index/settings";
import { uriOfPath } from "../../server/src/index/uris";
import { WorkerPool } from "../../server/src/index/scan/workerPool";
import { documentedRules } from "../../server/src/rules/documented";
import { bundles } from "../support/buildServer";
import { addFiles, makeWorkspace } from "../support/editor/workspace";
import { startClient, type ClientOptions, type TestClient } from "../support/languageClient";
import { chatCompletion } from "../support/recordings";

const module = "def test_a():\n    pass\n";
const name = (digit: string) => `tests/recordings/${digit.repeat(64)}.json`;
const sound = chatCompletion("Hi", { testId: "tests/test_x.py::test_a" });
const broken = "{";
/** Something that git writes when it is done. */
const gitIndex = ".git/index";

/** The files are made up, names and ids and all: only these rules count here. */
const only = (...looked: string[]) => ({
  rules: Object.fromEntries(documentedRules.flatMap(({ code }) => (looked.includes(code) ? [] : [[code, "off"]]))),
});

/** Of reports that are lost, the disk itself tells when it has been quiet for a while. */
const patient = { timeout: 20_000, interval: 100 };

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each();
});

async function start(folder: string, options: ClientOptions = {}): Promise<TestClient> {
  const client = await startClient([folder], { settings: only("json.syntax", "recording.test-gone"), ...options });
  let running = true;
  const stop = client.stop.bind(client);
  client.stop = async () => {
    if (running) await stop();
    running = false;
  };
  cleanUp.push(() => client.stop());
  return client;
}

/** What an editor shows that follows the protocol: it asks again and again, and names what it was told. */
class ShownProblems {
  readonly #client: TestClient;
  readonly #ids = new Map<string, string>();
  readonly #shown = new Map<string, number>();
  #open: Promise<WorkspaceDiagnosticReport> | undefined;

  constructor(client: TestClient) {
    this.#client = client;
  }

  /** Sends the next request, which may stay open. */
  ask(): void {
    this.#open = this.#client.workspaceDiagnostics([...this.#ids].map(([uri, value]) => ({ uri, value })));
  }

  /** Waits for the answer to the open request. */
  async take(): Promise<void> {
    for (const item of (await this.#open)!.items) {
      if (item.kind !== "full") continue;
      this.#shown.set(item.uri, item.items.length);
      if (item.resultId === undefined) this.#ids.delete(item.uri);
      else this.#ids.set(item.uri, item.resultId);
    }
  }

  /** As vscode-languageclient does with a document that is closed: what it shows of it stays, and it names it no more. */
  forget(path: string): void {
    this.#ids.delete(this.#client.uri(path));
  }

  /** How many it shows of a file. */
  of(path: string): number {
    return this.#shown.get(this.#client.uri(path)) ?? 0;
  }
}

describe("a warning goes with its cause, though the editor does not say any more that it shows it", () => {
  /** How many problems are shown of a broken recording that was looked at, and whose tab is closed, once `fix` has happened between two requests. */
  async function afterFixing(fix: (client: TestClient) => Promise<void>): Promise<number> {
    const client = await start(await makeWorkspace({ "tests/test_x.py": module, [name("a")]: broken, [name("b")]: sound }));
    const problems = new ShownProblems(client);
    problems.ask();
    await problems.take();
    expect(problems.of(name("a"))).toBe(1);
    problems.ask();
    await client.open(name("a"));
    await client.write({ [name("b")]: broken });
    await problems.take();
    problems.forget(name("a"));
    await fix(client);
    await vi.waitFor(async () => expect(await client.codes(name("a"))).toEqual([]));
    problems.ask();
    await problems.take();
    return problems.of(name("a"));
  }

  test("by a checkout, when the document is closed", { timeout: 20_000 }, async () => {
    const checkout = async (client: TestClient) => {
      await client.close(name("a"));
      await client.write({ [name("a")]: sound });
    };
    expect(await afterFixing(checkout)).toBe(0);
  });

  test("by a checkout, while the document is still held open by somebody else", { timeout: 20_000 }, async () => {
    expect(await afterFixing((client) => client.type(name("a"), sound))).toBe(0);
  });
});

test("an editor that is sent its findings loses one that another file takes away", async () => {
  const odd = "tests/recordings/odd.json";
  const folder = await makeWorkspace({ "tests/test_x.py": module, [odd]: sound, [name("a")]: sound });
  const capabilities = { workspace: { configuration: true } };
  const client = await start(folder, { capabilities, commands: false, settings: only("recording.name") });
  const codes = () => client.published.get(client.uri(odd))?.map(({ code }) => code);
  await vi.waitFor(() => expect(codes()).toEqual(["recording.name"]), patient);
  // Now most names there are none of a hash.
  const ofAnother = chatCompletion("Hi", { testId: "tests/test_x.py::test_b" });
  await client.write({ "tests/recordings/even.json": ofAnother }, FileChangeType.Created);
  await vi.waitFor(() => expect(codes()).toEqual([]), patient);
});

test("that a module is gone is said as long as another recording shows where the project's tests lie", async () => {
  const ofNoModule = chatCompletion("Hi", { testId: "tests/test_z.py::test_a" });
  const folder = await makeWorkspace({ "tests/test_x.py": module, [name("a")]: sound, [name("b")]: ofNoModule });
  const client = await start(folder);
  expect(await client.codes(name("b"))).toEqual(["recording.test-gone"]);
  await client.remove(name("a"));
  await vi.waitFor(async () => expect(await client.codes(name("b"))).toEqual([]), patient);
  await client.write({ [name("c")]: sound }, FileChangeType.Created);
  await vi.waitFor(async () => expect(await client.codes(name("b"))).toEqual(["recording.test-gone"]), patient);
});

describe("reports of changes that are lost or put together", () => {
  test("a recording and a module that change unseen are read when anything else is reported", async () => {
    const folder = await makeWorkspace({ "tests/test_x.py": module, [name("a")]: sound, [name("b")]: sound });
    const client = await start(folder);
    await addFiles(folder, { [name("a")]: broken, "tests/test_x.py": "def test_other():\n    pass\n", [name("c")]: broken });
    await client.write({ [gitIndex]: "" }, FileChangeType.Created);
    const codes = async () => [await client.codes(name("a")), await client.codes(name("b")), await client.codes(name("c"))];
    await vi.waitFor(
      async () => expect(await codes()).toEqual([["json.syntax"], ["recording.test-gone"], ["json.syntax"]]),
      patient,
    );
    rmSync(join(folder, "tests/recordings"), { recursive: true });
    await client.write({ [gitIndex]: "" }, FileChangeType.Created);
    await vi.waitFor(async () => expect(await client.request("tapedeck/recordings", {})).toEqual([]), patient);
  });

  test("a folder that another one replaces within one burst keeps nothing of the first", async () => {
    const folder = await makeWorkspace({ "tests/test_x.py": module, [name("a")]: broken, [`other/${name("b")}`]: broken });
    const client = await start(folder);
    rmSync(join(folder, "tests/recordings"), { recursive: true });
    renameSync(join(folder, "other/tests/recordings"), join(folder, "tests/recordings"));
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [FileChangeType.Deleted, FileChangeType.Created].map((type) => ({ uri: client.uri("tests/recordings"), type })),
    });
    await vi.waitFor(async () => expect(await client.codes(name("b"))).toEqual(["json.syntax"]), patient);
    expect(await client.codes(name("a"))).toEqual([]);
  });

  test("a folder that is called as files are is one all the same", async () => {
    const inside = "tests/recordings/openai.chat/x.json";
    const folder = await makeWorkspace({ "tests/test_x.py": module, [inside]: broken });
    const client = await start(folder);
    await client.remove("tests/recordings/openai.chat");
    await vi.waitFor(async () => expect(await client.codes(inside)).toEqual([]), patient);
    mkdirSync(join(folder, "tests/recordings/openai.chat"));
    await client.write({ [inside]: broken }, FileChangeType.Created);
    await vi.waitFor(async () => expect(await client.codes(inside)).toEqual(["json.syntax"]), patient);
  });
});

describe("a file with the same size and time, and another content", () => {
  const longAgo = new Date(Date.now() - 60_000);
  const same = sound.replace('{"', '["').replace("{\n", "[\n");

  async function rewritten(folder: string): Promise<void> {
    const path = join(folder, name("a"));
    const { size, mtimeMs } = statSync(path);
    await addFiles(folder, { [name("a")]: same });
    utimesSync(path, longAgo, longAgo);
    expect([statSync(path).size, statSync(path).mtimeMs]).toEqual([size, mtimeMs]);
  }

  async function old(): Promise<string> {
    const folder = await makeWorkspace({ "tests/test_x.py": module, [name("a")]: sound });
    utimesSync(join(folder, name("a")), longAgo, longAgo);
    return folder;
  }

  test("is read anew while the server runs", async () => {
    const folder = await old();
    const client = await start(folder);
    await rewritten(folder);
    await client.write({ [gitIndex]: "" }, FileChangeType.Created);
    await vi.waitFor(async () => expect(await client.codes(name("a"))).toEqual(["json.syntax"]), patient);
  });

  test("is read anew after a restart", async () => {
    const folder = await old();
    const cacheFolder = mkdtempSync(join(tmpdir(), "tapedeck-kept-"));
    cleanUp.push(() => rmSync(cacheFolder, { recursive: true }));
    await (await start(folder, { cacheFolder })).stop();
    await rewritten(folder);
    const client = await start(folder, { cacheFolder });
    expect(await client.codes(name("a"))).toEqual(["json.syntax"]);
  });
});

describe("what happens while the folders are searched counts, not what the search saw before", () => {
  /** Workers whose search hands over what it found only when `release` is called. */
  class SlowSearch extends WorkerPool {
    release: () => void = () => undefined;
    readonly #released = new Promise<void>((resolve) => (this.release = resolve));
    found: () => void = () => undefined;
    readonly whenFound = new Promise<void>((resolve) => (this.found = resolve));

    override async find(...[search, take]: Parameters<WorkerPool["find"]>): Promise<readonly string[]> {
      const parts: Parameters<typeof take>[0][] = [];
      const warnings = await super.find(search, (part) => parts.push(part) > 0);
      this.found();
      await this.#released;
      for (const part of parts) take(part);
      return warnings;
    }
  }

  /** The recordings known after a search during which `change` happened and was reported for these files. */
  async function after(change: (folder: string) => void, ...paths: string[]): Promise<string[]> {
    const folder = await makeWorkspace({ [name("a")]: sound, [name("b")]: sound });
    for (const path of [name("a"), name("b")]) utimesSync(join(folder, path), new Date(1e12), new Date(1e12));
    const cacheFolder = mkdtempSync(join(tmpdir(), "tapedeck-kept-"));
    cleanUp.push(() => rmSync(cacheFolder, { recursive: true }));
    await (await start(folder, { cacheFolder })).stop();
    const pool = new SlowSearch(join(bundles, "worker.js"));
    cleanUp.push(() => pool.dispose());
    const index = new RecordingIndex();
    const scanner = new Scanner(pool, index, new Documents());
    scanner.useCache(new Cache(cacheFolder, join(bundles, "worker.js")));
    const folders = new Folders([{ uri: uriOfPath(folder), settings: defaultSettings }]);
    const scan = scanner.scan(folders, { cancelled: false, report: () => undefined, warn: () => undefined }, () => undefined);
    await pool.whenFound;
    change(folder);
    await scanner.read(paths.map((path) => uriOfPath(join(folder, path))));
    pool.release();
    expect(await scan).toBe(true);
    const shown = index.all().map(({ uri, broken: isBroken }) => `${uri.slice(-6, -5)}${isBroken ? " broken" : ""}`);
    return shown.sort();
  }

  test("a file that breaks is not taken for what the cache has of it", async () => {
    expect(await after((folder) => writeFileSync(join(folder, name("a")), broken), name("a"))).toEqual(["a broken", "b"]);
  });

  test("a file that is deleted stays forgotten", async () => {
    expect(await after((folder) => rmSync(join(folder, name("a"))), name("a"))).toEqual(["b"]);
  });

  test("a file that is new stays known", async () => {
    expect(await after((folder) => writeFileSync(join(folder, name("c")), sound), name("c"))).toEqual(["a", "b", "c"]);
  });
});
