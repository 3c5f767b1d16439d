/** What happens to files, on disk and in the editor, is followed. */
import { mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync, chmodSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FileChangeType } from "vscode-languageserver/node";
import { URI } from "vscode-uri";
import type { Notifications } from "../../server/src/protocol";
import { documentedRules } from "../../server/src/rules/documented";
import { addFiles, makeWorkspace } from "../support/editor/workspace";
import { startClient, type ClientOptions, type TestClient } from "../support/languageClient";
import { chatCompletion, chatStream } from "../support/recordings";

const module = "def test_a():\n    pass\n\ndef test_b():\n    pass\n";
const name = (digit: string) => `tests/recordings/${digit.repeat(64)}.json`;
const recordingOf = (test: string) => chatCompletion("Hi", { testId: `tests/test_x.py::${test}` });
const files = { "tests/test_x.py": module, [name("a")]: recordingOf("test_a") };

/** The files are made up, names and ids and all: only what breaks them counts here. */
const looked = new Set(["json.syntax", "recording.shape", "chunk.shape"]);
const settings = { rules: Object.fromEntries(documentedRules.flatMap(({ code }) => (looked.has(code) ? [] : [[code, "off"]]))) };

let client: TestClient;
afterEach(() => client.stop());

async function open(more: Readonly<Record<string, string>> = {}, options?: ClientOptions): Promise<string> {
  const folder = await makeWorkspace({ ...files, ...more });
  client = await startClient([folder], { settings, ...options });
  return folder;
}

/** The lenses over tests, by name, once they are as expected. */
const shows = (...expected: string[]) =>
  vi.waitFor(async () => {
    const lenses = await client.lenses("tests/test_x.py");
    const lines = client.text("tests/test_x.py").split("\n");
    const counted = lenses.filter(({ title, line }) => line > 0 && / recordings? ·/.test(title));
    expect(counted.map(({ line, title }) => `${/def (\w+)/.exec(lines[line - 1]!)?.[1] ?? ""}: ${parseInt(title)}`)).toEqual(
      expected,
    );
  }, 5000);

describe("on disk", () => {
  test("a new recording is seen", async () => {
    await open();
    await client.write({ [name("b")]: recordingOf("test_b") }, FileChangeType.Created);
    await shows("test_a: 1", "test_b: 1");
    expect(client.refreshes).toContain("codeLens");
  });

  test("a recording that is made for another test moves there", async () => {
    await open();
    await client.write({ [name("a")]: recordingOf("test_b") });
    await shows("test_b: 1");
  });

  test("a recording that breaks is reported, and one that is fixed no longer", async () => {
    await open();
    const pending = client.workspaceDiagnostics();
    await client.write({ [name("a")]: recordingOf("test_a").slice(0, 200) });
    const broken = await pending;
    expect(broken.items).toMatchObject([
      { kind: "full", uri: client.uri(name("a")), items: [{ code: "json.syntax", source: "tapedeck" }] },
    ]);
    const value = broken.items[0]!.resultId!;
    const next = client.workspaceDiagnostics([{ uri: client.uri(name("a")), value }]);
    await client.write({ [name("a")]: recordingOf("test_a") });
    expect((await next).items).toMatchObject([{ kind: "full", uri: client.uri(name("a")), items: [] }]);
  });

  test("a recording that is deleted is forgotten, and so is a folder of them", async () => {
    await open({ [name("b")]: recordingOf("test_b"), "tests/more/recordings/x.json": recordingOf("test_b") });
    await client.remove(name("a"));
    await shows("test_b: 2");
    await client.remove("tests/recordings");
    await shows("test_b: 1");
  });

  test("a folder that is renamed keeps its recordings, though the editor names only the folder", async () => {
    const folder = await open();
    renameSync(join(folder, "tests/recordings"), join(folder, "tests/cassettes"));
    await client.reportChanges(["tests/recordings"], FileChangeType.Deleted);
    await shows();
    mkdirSync(join(folder, "tests/again"));
    renameSync(join(folder, "tests/cassettes"), join(folder, "tests/again/recordings"));
    await client.reportChanges(["tests/again"], FileChangeType.Created);
    await shows("test_a: 1");
  });

  test("a hundred at once are told of together", async () => {
    await open();
    const many = Array.from({ length: 100 }, (_, index) => [`tests/recordings/${index}.json`, recordingOf("test_b")]);
    const told: number[] = [];
    client.connection.onNotification("tapedeck/recordingsChanged", ({ uris }: { uris: string[] }) => void told.push(uris.length));
    await client.write(Object.fromEntries(many) as Record<string, string>, FileChangeType.Created);
    await shows("test_a: 1", "test_b: 100");
    await vi.waitFor(() => expect(told.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(100));
    expect(told.length).toBeLessThan(10);
  });

  test("what a scan finds is told in one word, not recording by recording", async () => {
    await open();
    const told: (readonly string[] | null)[] = [];
    const method = "tapedeck/recordingsChanged";
    client.connection.onNotification(method, ({ uris }: Notifications[typeof method]) => void told.push(uris));
    client.settings = { ...settings, recordings: { include: ["**/recordings/**/*.json", "**/more/*.json"] } };
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await vi.waitFor(() => expect(told).toContain(null));
    expect(told.flatMap((uris) => uris ?? [])).toEqual([]);
  });

  test("links that loop, folders named like files, pipes and files that nobody may read do no harm", async () => {
    const folder = await makeWorkspace(files);
    const recordings = join(folder, "tests/recordings");
    symlinkSync(recordings, join(recordings, "loop"));
    symlinkSync(join(recordings, "self.json"), join(recordings, "self.json"));
    mkdirSync(join(recordings, "folder.json"));
    execFileSync("mkfifo", [join(recordings, "pipe.json")]);
    writeFileSync(join(recordings, "secret.json"), "{}");
    chmodSync(join(recordings, "secret.json"), 0);
    writeFileSync(join(recordings, "mark.json"), `\uFEFF${recordingOf("test_b")}`);
    client = await startClient([folder], { server: "server.js", settings });
    await shows("test_a: 1", "test_b: 1");
    expect(await client.codes("tests/recordings/mark.json")).toEqual([]);
  });

  test("a file of more than 50 MB is not read, and says so", async () => {
    const folder = await makeWorkspace({ ...files, [name("b")]: "" });
    truncateSync(join(folder, name("b")), 51 * 1024 * 1024);
    client = await startClient([folder]);
    const report = await client.diagnostics(name("b"));
    expect(report).toMatchObject({
      items: [
        {
          severity: 2,
          code: "recording.unreadable",
          message: "The file cannot be read (larger than 50 MB), so its recordings are unknown.",
        },
      ],
    });
    expect(await client.lenses(name("b"))).toEqual([]);
    await shows("test_a: 1");
  });
});

describe("in the editor", () => {
  test("unsaved changes count, and closing returns to the disk", async () => {
    await open();
    await client.open(name("a"));
    await client.type(name("a"), recordingOf("test_b"));
    await shows("test_b: 1");
    // Somebody else writes the file meanwhile: the editor still shows its own text.
    await client.write({ [name("a")]: recordingOf("test_a").replace('"Hi"', '"Hello"') });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await shows("test_b: 1");
    await client.close(name("a"));
    await shows("test_a: 1");
  });

  test("a recording that breaks while one types has its finding at once, and no news twice", async () => {
    await open();
    await client.open(name("a"));
    const clean = await client.diagnostics(name("a"));
    expect(clean).toMatchObject({ kind: "full", items: [] });
    expect(await client.diagnostics(name("a"), clean.resultId)).toEqual({ kind: "unchanged", resultId: clean.resultId });
    await client.type(name("a"), client.text(name("a")).replace('"choices"', '"choice"'));
    expect(await client.codes(name("a"))).toEqual(["chunk.shape"]);
  });

  test("a recording that was never saved is one", async () => {
    await open();
    await client.open(name("b"), recordingOf("test_b"));
    await shows("test_a: 1", "test_b: 1");
    await client.close(name("b"));
    await shows("test_a: 1");
  });

  test("a test that is renamed keeps its lens only under its name", async () => {
    await open();
    await client.open("tests/test_x.py");
    await client.type("tests/test_x.py", module.replace("test_a", "test_c"));
    await shows();
  });
});

describe("folders and settings", () => {
  test("two projects side by side have each their own recordings, also when the folder above them is opened", async () => {
    const other = { "one/tests/test_x.py": module, "two/tests/test_x.py": module };
    const one = `one/${name("a")}`;
    const folder = await makeWorkspace({ ...other, [one]: recordingOf("test_a"), [`two/${name("a")}`]: recordingOf("test_b") });
    for (const folders of [[folder], [join(folder, "one"), join(folder, "two")]]) {
      client = await startClient(folders);
      const titles = async (path: string) =>
        (await client.lenses(path)).filter(({ title }) => title.includes("·")).map(({ line }) => line);
      expect(await titles(join(folder, "one/tests/test_x.py"))).toEqual([1]);
      expect(await titles(join(folder, "two/tests/test_x.py"))).toEqual([4]);
      expect(await client.definition(join(folder, one), "test_a")).toEqual([
        folders.length === 1 ? "one/tests/test_x.py:1" : "tests/test_x.py:1",
      ]);
      if (folders.length === 1) await client.stop();
    }
  });

  test("a folder that is added is read, and one that is removed is forgotten", async () => {
    await open();
    const second = await makeWorkspace({ "b/recordings/x.json": recordingOf("test_b") });
    const folder = { uri: URI.file(second).toString(), name: "second" };
    const change = (event: object) => client.connection.sendNotification("workspace/didChangeWorkspaceFolders", { event });
    const known = async () => (await client.request("tapedeck/recordings", {})).length;
    await change({ added: [folder], removed: [] });
    await vi.waitFor(async () => expect(await known()).toBe(2), 5000);
    await change({ added: [], removed: [folder] });
    await vi.waitFor(async () => expect(await known()).toBe(1), 5000);
  });

  test("other globs give other recordings", async () => {
    await open({ "cassettes/x.json": recordingOf("test_b") });
    client.settings = { recordings: { include: ["cassettes/*.json"] } };
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await shows("test_b: 1");
  });

  test("settings that change nothing about places start no second scan", async () => {
    await open({}, { progressDelay: 0 });
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await vi.waitFor(() => expect(client.refreshes).toContain("diagnostics"));
    expect(client.progress).toEqual(["Reading recordings"]);
  });

  test("a rule can be given another severity, or none", async () => {
    await open({ [name("b")]: "{" }, { settings: { rules: { ...settings.rules, "json.syntax": "hint" } } });
    expect(await client.diagnostics(name("b"))).toMatchObject({ items: [{ severity: 4, code: "json.syntax" }] });
    const before = client.refreshes.length;
    client.settings = { rules: { ...settings.rules, "json.syntax": "off", "recording.shape": "off" } };
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await vi.waitFor(() => expect(client.refreshes.slice(before)).toContain("diagnostics"));
    expect(await client.codes(name("b"))).toEqual([]);
  });

  test("an editor that reports syntax errors of JSON itself gets those that say more", async () => {
    const wrong = recordingOf("test_a").replace('"request":', '"request"');
    const more = { [name("b")]: wrong, [name("c")]: wrong.slice(0, -9), [name("d")]: `<<<<<<< HEAD\n${wrong}` };
    await open({ ...more, [name("e")]: "{" }, { reportsJsonErrors: true });
    const isTold = () => Promise.all(["b", "c", "d", "e"].map(async (digit) => (await client.codes(name(digit))).length === 1));
    expect(await isTold()).toEqual([true, true, true, true]);
    for (const digit of ["b", "d", "e"]) await client.open(name(digit));
    expect(await isTold()).toEqual([false, true, true, true]);
    await client.close(name("b"));
    await vi.waitFor(async () => expect(await isTold()).toEqual([true, true, true, true]));
  });

  test("bytes that are not UTF-8 are reported while an editor shows others, until it changes them", async () => {
    const folder = await open();
    const latin = Buffer.from(recordingOf("test_b").replace("Hi", "caf\u00e9"), "latin1");
    writeFileSync(join(folder, name("b")), latin);
    await client.reportChanges([name("b")], FileChangeType.Created);
    const found = async () => {
      const report = await client.diagnostics(name("b"));
      return report.kind === "full" ? report.items.map(({ message }) => message) : [];
    };
    const wrong = ["The byte 0xE9 is not UTF-8, so Python cannot read the file and it cannot be replayed."];
    await vi.waitFor(async () => expect(await found()).toEqual(wrong), 15_000);
    await client.open(name("b"));
    await vi.waitFor(async () => expect(await found()).toEqual(wrong), 15_000);
    await client.type(name("b"), client.text(name("b")).replace("\uFFFD", "e"));
    await vi.waitFor(async () => expect(await found()).toEqual([]), 15_000);
  });

  test("an editor that cannot ask gets its findings sent, and taken back", async () => {
    await open({}, { capabilities: { workspace: { configuration: true } }, commands: false });
    await client.write({ [name("a")]: "{" });
    const published = () => client.published.get(client.uri(name("a")))?.map(({ code }) => code);
    await vi.waitFor(() => expect(published()).toContain("json.syntax"), 15_000);
    // Some forget what was sent of a file that was not open.
    client.published.clear();
    await client.open(name("a"));
    await vi.waitFor(() => expect(published()).toContain("json.syntax"), 15_000);
    await client.close(name("a"));
    await client.write({ [name("a")]: recordingOf("test_a") });
    await vi.waitFor(() => expect(published()).toEqual([]), 15_000);
  });
});

describe("while the first scan runs", () => {
  test("a hover is answered", async () => {
    const many = Array.from({ length: 400 }, (_, index) => [
      `tests/recordings/big${index}.json`,
      chatStream(
        Array.from({ length: 60 }, () => "word "),
        { testId: "tests/test_x.py::test_b" },
      ),
    ]);
    await open(Object.fromEntries(many) as Record<string, string>, { server: "server.js", impatient: true });
    let done = false;
    const indexed = client.whenIndexed().then(() => (done = true));
    await client.open(name("a"));
    expect(await client.hover(name("a"), "tests/test_x.py")).not.toBeNull();
    expect(done).toBe(false);
    await indexed;
    await shows("test_a: 1", "test_b: 400");
  });

  test("it can be cancelled, and what is opened afterwards is known all the same", async () => {
    const long = Array.from({ length: 300 }, (_, index) => `word ${index} `);
    const stream = chatStream(long, { testId: "tests/test_x.py::test_b" });
    const many = Array.from({ length: 600 }, (_, index) => [`tests/recordings/${index}.json`, stream]);
    await open(Object.fromEntries(many) as Record<string, string>, { cancelsScan: true, progressDelay: 0 });
    expect((await client.request("tapedeck/whenIndexed", {})).checked).toBeLessThan(601);
    await client.open(name("a"));
    await vi.waitFor(async () => expect(await client.hover("tests/test_x.py", "test_a")).toContain("1 recording"));
  });
});

describe("the progress of a scan", () => {
  test("is not shown for a small workspace", async () => {
    await open({}, { progressDelay: 600_000 });
    expect(client.progress).toEqual([]);
  });

  test("begins and ends", async () => {
    await open({}, { progressDelay: 0 });
    await vi.waitFor(() => expect(client.progress).toEqual(["Reading recordings"]));
    await vi.waitFor(() => expect(client.inProgress.size).toBe(0));
  });

  test("ends for scans that others supersede, too", async () => {
    await open({ "cassettes/x.json": recordingOf("test_b") }, { progressDelay: 0 });
    for (const glob of ["a/*.json", "b/*.json", "cassettes/*.json"]) {
      client.settings = { recordings: { include: [glob] } };
      await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    }
    await shows("test_b: 1");
    await vi.waitFor(() => expect(client.progress.length).toBeGreaterThan(1));
    await vi.waitFor(() => expect(client.inProgress.size).toBe(0));
  });

  test("ends when the folder cannot be read", async () => {
    client = await startClient([join(await makeWorkspace(files), "gone")], { progressDelay: 0 });
    await vi.waitFor(() => expect(client.progress).toHaveLength(1));
    await vi.waitFor(() => expect(client.inProgress.size).toBe(0));
  });

  test("is not missed by a client that refuses it", async () => {
    const folder = await makeWorkspace(files);
    client = await startClient([folder], { progressDelay: 0, refusesProgress: true });
    await shows("test_a: 1");
    expect([client.progress, client.log]).toEqual([[], []]);
  });
});

test("a request that cannot be answered is refused and says why, and the server goes on", async () => {
  const folder = await open();
  const asked = client.connection.sendRequest("textDocument/hover", { textDocument: null, position: 3 });
  await expect(asked).rejects.toThrow("Invalid parameter textDocument.");
  await expect(client.request("tapedeck/findTest", { testId: "\0/x.py::t" })).resolves.toBeNull();
  await addFiles(folder, { [name("b")]: recordingOf("test_b") });
  await client.reportChanges([name("b")], FileChangeType.Created);
  await shows("test_a: 1", "test_b: 1");
});

describe("at the start", () => {
  test("a recording that only the settings make one has its lenses, even if they come late", async () => {
    const settings = { recordings: { include: ["**/tapes/*.json"] } };
    await open({ "tapes/1.json": recordingOf("test_a") }, { impatient: true, settingsDelay: 300, settings });
    await client.open("tapes/1.json");
    expect((await client.lenses("tapes/1.json")).map(({ title }) => title)).toContain("Open stream view");
  });

  test("an editor that watches nothing for the server still gets its recordings read", async () => {
    await open({}, { refusesRegistration: true });
    await shows("test_a: 1");
    expect(client.log.join("\n")).toContain("Changes on disk will be missed");
  });
});
