/** Workspaces and clients that do everything wrong: the server answers, logs nothing it need not, and never goes away. */
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { FileChangeType } from "vscode-languageserver/node";
import { URI } from "vscode-uri";
import { afterEach, describe, expect, test } from "vitest";
import { addFiles, makeWorkspace } from "../support/editor/workspace";
import { takeFailures } from "../support/failures";
import { startClient, type ClientOptions, type TestClient } from "../support/languageClient";
import { chatStream } from "../support/recordings";

const name = (number: number) => `tests/recordings/${String(number).padStart(64, "0")}.json`;
const hello = "tests/test_chat.py::test_hello";
const module = "def test_hello(x):\n    pass\n";
const files = { "tests/test_chat.py": module, [name(1)]: chatStream(["Hello"], { testId: hello }) };

let client: TestClient;
afterEach(() => client.stop());

async function open(more: Readonly<Record<string, string>> = {}, options: ClientOptions = {}): Promise<string> {
  const folder = await makeWorkspace({ ...files, ...more });
  client = await startClient([folder], options);
  return folder;
}

describe("a workspace", () => {
  const odd = [
    "a b",
    "%41",
    "#",
    "?",
    "'\"",
    "\u00e9",
    "e\u0301",
    "🎉",
    "-o",
    "[x]",
    "{a,b}",
    "(x)",
    "\\",
    "*",
    "!x",
    "~",
    "$(x)",
    "`",
    "\u202e",
    "x".repeat(200),
  ];

  test("may have any names in it", async () => {
    const recordings = odd.flatMap((each) => [
      `r/recordings/${each}.json`,
      `${each}/recordings/x.json`,
      "r/recordings/new\nline.json",
    ]);
    await open(Object.fromEntries(recordings.map((path) => [path, chatStream([path], { testId: hello })])));
    expect(await client.whenIndexed()).toBe(new Set(recordings).size + 1);
    for (const { uri } of await client.request("tapedeck/recordings", {})) {
      expect(await client.request("tapedeck/streamView", { uri })).toMatchObject({ uri });
      expect(await client.codes(URI.parse(uri).fsPath)).not.toContain("json.syntax");
    }
    expect(client.log).toEqual([]);
  });

  test("may have folders, pipes and links where recordings should be", async () => {
    const folder = await makeWorkspace({ ...files, "tests/recordings/folder.json/x.txt": "" });
    const at = (path: string) => join(folder, "tests/recordings", path);
    symlinkSync(folder, at("loop"));
    symlinkSync("/nowhere", at("dangling.json"));
    symlinkSync(at("self.json"), at("self.json"));
    symlinkSync("/dev/zero", at("endless.json"));
    execFileSync("mkfifo", [at("pipe.json"), join(folder, "tests/test_pipe.py")]);
    client = await startClient([folder]);
    // Only the link that leads somewhere, and out of the workspace, is worth a word.
    expect(await client.whenIndexed()).toBe(2);
    expect(await client.codes(at("endless.json"))).toEqual(["recording.unreadable"]);
    await client.reportChanges(["pipe.json", "self.json", "endless.json", "loop"].map(at), FileChangeType.Created);
    for (const path of ["pipe.json", "self.json", "endless.json", "folder.json"].map(at))
      expect(await client.lenses(path)).toEqual([]);
    expect(await client.lenses(join(folder, "tests/test_pipe.py"))).toEqual([]);
    expect(client.log).toEqual([]);
  });

  test("gets a folder with a dot in its name", async () => {
    const folder = await open();
    await addFiles(folder, { "v1.0/recordings/x.json": chatStream(["Moved here"]) });
    await client.reportChanges(["v1.0"], FileChangeType.Created);
    await expect.poll(previews, { timeout: 5000 }).toContain("Moved here");
  });
});

describe("a test id", () => {
  const hostile = [
    "[x](command:evil)",
    "<img src=x>",
    "``` ",
    "\n# big\n|a|b|",
    "]](http://x)",
    "\u202ertl",
    "\0\u001b[31m",
    "\ud800",
    "x".repeat(1_000_000),
  ];
  const ids = hostile.flatMap((each) => [`${hello}[${each}]`, `${each}/test_x.py::test_f`, `tests/test_chat.py::${each}`, each]);
  const escaping = [
    "../x.py::test_x",
    "/etc/passwd.py::test_x",
    "-p.py::test_x",
    "C:/x.py::test_x",
    "@a.py::test_x",
    "out/test_out.py::test_out",
  ];

  test("is shown as text, on one line, and short", async () => {
    const text = (id: string) => chatStream([id.slice(0, 5000)], { testId: id, model: id, url: id, endpoint: id, finish: id });
    await open(Object.fromEntries(ids.map((id, index) => [name(index + 10), text(id)])));
    for (const [index] of ids.entries()) {
      const path = name(index + 10);
      const hover = JSON.stringify(await hoverTestId(path));
      expect(hover, ids[index]!.slice(0, 100)).toContain("recording");
      const labels = await labelsOf(path);
      expect(hover.replace(/\\\\[^]/g, "")).not.toMatch(/\]\((?!command:tapedeck|file:)|<img/);
      for (const label of labels) expect(label).toMatch(/^[^\p{Cc}\u202e]{0,300}$/u);
      expect(hover.length).toBeLessThan(20_000);
    }
    expect(client.log).toEqual([]);
  });

  test("leads nowhere but to tests of the workspace", async () => {
    const folder = await open(
      Object.fromEntries(escaping.map((id, index) => [name(index + 10), chatStream(["Hi"], { testId: id })])),
    );
    const outside = await makeWorkspace({ "test_out.py": "def test_out():\n    pass\n" });
    symlinkSync(outside, join(folder, "out"));
    for (const [index, id] of escaping.entries()) {
      const uri = client.uri(name(index + 10));
      expect(await client.request("tapedeck/rerecordPlan", { kind: "recording", uri }), id).toMatchObject({ kind: "refused" });
      expect(await client.request("tapedeck/rerecordPlan", { kind: "nodeId", nodeId: id, from: uri })).toMatchObject({
        kind: "refused",
      });
    }
  });

  test("leads to its test from a version of a file that Git keeps", async () => {
    await open();
    const textDocument = {
      uri: `${client.uri("notes.md").replace("file:", "git:")}?HEAD`,
      languageId: "markdown",
      version: 1,
      text: hello,
    };
    await client.connection.sendNotification("textDocument/didOpen", { textDocument });
    const links = await client.connection.sendRequest("textDocument/documentLink", { textDocument });
    expect(links).toMatchObject([{ target: `${client.uri("tests/test_chat.py")}#L1` }]);
  });

  function hoverTestId(path: string): Promise<unknown> {
    const textDocument = { uri: client.uri(path) };
    return client.connection.sendRequest("textDocument/hover", { textDocument, position: { line: 1, character: 15 } });
  }

  async function labelsOf(path: string): Promise<string[]> {
    const plan = await client.request("tapedeck/rerecordPlan", { kind: "recording", uri: client.uri(path) });
    const symbols = (await client.symbols(path)) ?? [];
    return [
      ...(await client.lenses(path)).map(({ title }) => title),
      ...symbols
        .flatMap((symbol) => [symbol, ...(symbol.children ?? [])])
        .flatMap((symbol) => [symbol.name, symbol.detail ?? ""]),
      ...(await client.workspaceSymbols("")).flatMap((symbol) => [symbol.name, symbol.containerName ?? ""]),
      ...(plan.kind === "refused" ? [plan.reason] : []),
    ];
  }
});

describe("a recording", () => {
  test("may nest thousands of levels deep: every feature shows what stands around it", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const text = chatStream(["Hi"], { testId: hello, body: { nested: "deep-here" } }).replace('"deep-here"', deep);
    await open({ [name(2)]: text }, { server: "server.js" });
    const textDocument = { uri: client.uri(name(2)) };
    await client.open(name(2));
    expect((await client.symbols(name(2)))?.map((symbol) => symbol.name)).toEqual([hello, "request", "response"]);
    expect((await client.lenses(name(2))).map(({ title }) => title)).toContain("Open stream view");
    const view = await client.request("tapedeck/streamView", textDocument);
    expect(view?.answer.choices[0]?.content?.text).toBe("Hi");
    expect(view?.settings).toContainEqual({ name: "nested", value: expect.stringContaining("levels deeper (digest ") as string });
    expect(client.log.filter((line) => line.includes("failed"))).toEqual([]);
  });
});

describe("a client", () => {
  const documentMethods = ["hover", "codeLens", "definition", "references", "documentSymbol", "documentLink", "diagnostic"].map(
    (each) => `textDocument/${each}`,
  );
  const otherMethods = [
    "workspace/symbol",
    "codeLens/resolve",
    "tapedeck/streamView",
    "tapedeck/findTest",
    "tapedeck/nodeIds",
    "tapedeck/recordings",
    "tapedeck/recordingRows",
    "tapedeck/recordingTree",
    "tapedeck/recordingRow",
    "tapedeck/recordingsBelow",
    "tapedeck/rerecordPlan",
  ];
  const nonsense = [null, 7, "x", [], {}, { textDocument: null }, { kind: "test", uri: 7, names: 5 }];

  test("may send anything", async () => {
    await open({}, { server: "server.js" });
    const places = [{ line: -1, character: -1 }, { line: 1e9, character: 1e9 }, { line: 0.5, character: "x" }, null];
    const uris = [
      client.uri(name(1)),
      client.uri("tests/test_chat.py"),
      "untitled:Untitled-1",
      "git:/x.json?%7B%7D",
      "",
      "%",
      7,
      null,
    ];
    const aboutDocuments = uris.flatMap((uri) => places.map((position) => ({ textDocument: { uri }, position, context: {} })));
    const asked = [...documentMethods, ...otherMethods].flatMap((method) =>
      [...nonsense, ...aboutDocuments].map((params) => client.connection.sendRequest(method, params).catch(() => "an error")),
    );
    expect(await Promise.all(asked)).toHaveLength(asked.length);
    expect(await client.hover(name(1), hello)).toContain("Hello");
  });

  test("may edit what it never opened, and where nothing is", async () => {
    await open();
    await client.open(name(1));
    const range = { start: { line: 1e9, character: 5 }, end: { line: -1, character: 0 } };
    for (const contentChanges of [null, "x", [{}], [{ range: null, text: 7 }], [{ range, text: "{" }]]) {
      for (const uri of [client.uri(name(1)), "file:///unknown.json"]) {
        await client.connection.sendNotification("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges });
      }
    }
    // The protocol has no answer to a notification: what cannot be applied is logged.
    await previews();
    expect(takeFailures().join("\n")).toContain("Unknown change event received");
    for (let count = 0; count < 300; count++) await client.type(name(1), chatStream([`edit ${count}`]));
    await expect.poll(previews, { timeout: 5000 }).toEqual(["edit 299"]);
    for (let count = 0; count < 50; count++) {
      await client.close(name(1));
      await client.open(name(1));
    }
    await client.close(name(1));
    await expect.poll(previews, { timeout: 5000 }).toEqual(["Hello"]);
  });

  test("may have any settings", async () => {
    await open();
    const recordings = (include: unknown, exclude?: unknown) => ({ recordings: { include, exclude } });
    const globs = ["[", "{a,b", "!(", "\\", "/etc/**", "{1..100000}/**", "+(+(+(a)))*".repeat(20)];
    for (const settings of [
      7,
      [],
      "x",
      recordings(7, 7),
      recordings(globs, [7, null, "["]),
      { rules: null },
      { rules: { "json.syntax": "loud" } },
    ]) {
      client.settings = settings;
      await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
      expect(await client.symbols("tests/test_chat.py")).toBeNull();
    }
    client.settings = null;
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await expect.poll(previews, { timeout: 5000 }).toEqual(["Hello"]);
  });

  test("may change its mind about folders while they are read", async () => {
    const folders = await Promise.all(Array.from({ length: 30 }, () => makeWorkspace(files)));
    client = await startClient([...folders, join(folders[0]!, "tests"), "/nowhere"], { impatient: true });
    const folder = (path: string) => ({ uri: URI.file(path).toString(), name: path });
    const event = (added: readonly string[], removed: readonly string[]) =>
      client.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
        event: { added: added.map(folder), removed: removed.map(folder) },
      });
    for (const each of folders.slice(2)) await event([], [each]);
    for (const each of folders.slice(2, 6)) await event([each], []);
    await event([], folders.slice(3, 6));
    await expect.poll(previews, { timeout: 10_000 }).toHaveLength(3);
  });
});

async function previews(): Promise<string[]> {
  return (await client.request("tapedeck/recordings", {})).map(({ preview }) => preview);
}
