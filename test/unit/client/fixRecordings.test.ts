/** A person fixes many recordings at once: looks at what would change, chooses, does it, and undoes it. */
import { mkdtempSync } from "node:fs";
import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { URI } from "vscode-uri";
import { cassetteOf } from "../../support/cassettes";
import { openClient, type OpenClient } from "../../support/client/openClient";
import { hashesUnder } from "../../support/hashJudge";
import { chatCompletion } from "../../support/recordings";
import { dice } from "../../support/secrets";

const module = "tests/test_rails.py";
const folder = "tests/recordings";
const fixRecordings = "tapedeck.fixRecordings";
const key = `sk-proj-${dice(48, "fix review")}`;

/** As the recorder makes it, with its path. */
function recorded(name: string, question: string, answer = "Hi") {
  const text = chatCompletion(answer, {
    testId: `${module}::${name}`,
    body: { messages: [{ role: "user", content: question }] },
  });
  const hash = hashesUnder(text)["4"];
  return [`${folder}/${hash}.json`, text.replace("rec-0123456789ab", `rec-${hash.slice(0, 12)}`)] as const;
}

const tests = ["test_safety_rails_one", "test_safety_rails_two", "test_safety"];

/** Four recordings in which tests were renamed as with `sed`, one with a credential, and one in which nothing is wrong. */
function files(): Record<string, string> {
  const edited = [0, 1, 2, 3].map((at) => recorded(tests[at % 2] ?? "", `Question ${at}`));
  const others = [recorded("test_safety", "Key", `Use ${key} here`), recorded("test_safety", "Sound")];
  const all = Object.fromEntries([...edited, ...others].map(([path, text]) => [path, text.replaceAll("safety_rails", "rails")]));
  const source = tests.map((name) => `def ${name.replace("safety_rails", "rails")}():\n    pass\n\n\n`).join("");
  return { ...all, [module]: source };
}

/** What is in the folder of recordings, by name. */
async function contents({ editor }: Pick<OpenClient, "editor">): Promise<Record<string, string>> {
  const path = editor.uri(folder).fsPath;
  const names = await readdir(path);
  const read = async (name: string) => [name, await readFile(join(path, name), "utf8")] as const;
  return Object.fromEntries(await Promise.all(names.map(read)));
}

const rows = ({ editor }: OpenClient) => editor.tree("tapedeck.fixes").rows();
const row = async ({ editor }: OpenClient, text: string) => (await editor.tree("tapedeck.fixes").row(text)).node;
const edited = "Test id edited";
const carries = "carry a test id that was edited after recording";

/** Opens the review. */
async function reviewed(given = files()): Promise<OpenClient> {
  const client = await openClient({ files: given });
  await client.editor.run(fixRecordings);
  return client;
}

beforeEach(() => {
  const cache = mkdtempSync(join(tmpdir(), "tapedeck-cache-"));
  for (const name of ["XDG_CACHE_HOME", "LOCALAPPDATA"]) vi.stubEnv(name, cache);
  return () => vi.unstubAllEnvs();
});

describe("the review", () => {
  test("shows causes, tests and files, and what each file becomes", async () => {
    const client = await reviewed();
    expect(client.editor.contexts.get("tapedeck.fixing")).toBe(true);
    const shown = await rows(client);
    expect(shown[0]).toBe("test_safety_rails_ → test_rails_ 4 · Test id edited · hash.mismatch");
    const { item } = await client.editor.tree("tapedeck.fixes").row("Test id edited");
    expect(item.tooltip).toContain(`4 recordings ${carries} (test_safety_rails_ → test_rails_)`);
    expect(shown[1]).toBe("  test_rails_one 2 · test_rails.py");
    expect(shown[2]).toMatch(/^ {4}gpt-4o · "Question \d" Rename to the request hash · [0-9a-f]{12} → [0-9a-f]{12}$/);
    expect(shown).toContainEqual(expect.stringMatching(/ 1 · secret\.key$/));
    expect(client.editor.tree("tapedeck.fixes").description).toBe("5 of 5 recordings selected");
    const before = await contents(client);
    await client.editor.run("tapedeck.fixes.open", await row(client, "Redact credentials"));
    const [[old, now]] = client.editor.runsOf("vscode.diff") as [unknown[]];
    const [was, becomes] = [await client.editor.read(old), await client.editor.read(now)];
    expect(was).not.toContain(key);
    expect(becomes).toContain("__REDACTED__");
    expect(await contents(client)).toEqual(before);
  });

  test("fixes one cause of two, and undoes it", async () => {
    const client = await reviewed();
    const before = await contents(client);
    const open = Object.keys(files())[0] ?? "";
    await client.editor.open(open);
    const done = client.editor.run("tapedeck.fixes.fix", await row(client, edited));
    const message = await client.editor.messages.next("4 recordings fixed.");
    const [[moved]] = client.editor.runsOf("vscode.open") as [[URI]];
    expect(client.editor.editors).toEqual([]);
    await client.editor.show(await client.editor.documents.open(moved));
    const after = await contents(client);
    expect(Object.keys(after).filter((name) => name in before)).toHaveLength(2);
    for (const [name, text] of Object.entries(after)) expect(text).toContain(`rec-${name.slice(0, 12)}`);
    expect((await rows(client)).join()).not.toContain(edited);
    expect((await rows(client)).join()).toContain("secret.key");
    message.press("Undo");
    await done;
    expect((await client.editor.messages.next("Undone in 4 files")).text).toContain(carries);
    expect(await contents(client)).toEqual(before);
    expect(client.editor.editors).toEqual([]);
    expect(client.editor.runsOf("vscode.open").map(String)).toEqual([
      expect.stringContaining(moved.toString()),
      expect.stringContaining(client.editor.uri(open).toString()),
    ]);
  });

  test("fixes what is selected, all in one step, and is closed when nothing is left", async () => {
    const client = await reviewed();
    const before = await contents(client);
    const view = client.editor.tree("tapedeck.fixes");
    await view.toggle(edited);
    expect(view.description).toBe("1 of 5 recordings selected");
    await view.toggle("test_rails_two");
    expect(await rows(client)).toContainEqual(expect.stringContaining("4 · 2 selected · "));
    const fixed = client.editor.run("tapedeck.fixes.fixSelected");
    (await client.editor.messages.next("3 recordings fixed.")).close();
    await fixed;
    await view.toggle(edited);
    const rest = client.editor.run("tapedeck.fixes.fixSelected");
    (await client.editor.messages.next("2 recordings fixed.")).close();
    await rest;
    expect(client.editor.contexts.get("tapedeck.fixing")).toBe(false);
    for (const count of [2, 3]) {
      await client.editor.run("tapedeck.undoFix");
      await client.editor.messages.next(`Undone in ${count} files`);
    }
    expect(await contents(client)).toEqual(before);
    await client.editor.run("tapedeck.undoFix");
    await client.editor.messages.next("There is no fix to undo");
  });

  test("of a file, a folder, a test module, or the cause that a recording has is of that alone", async () => {
    const given = files();
    const client = await openClient({ files: given });
    const [first = ""] = Object.keys(given);
    const uri = client.editor.uri(first);
    await client.editor.run(fixRecordings, uri, [uri]);
    expect((await rows(client))[0]).toMatch(/ 1 · Test id edited /);
    await client.editor.run(fixRecordings, client.editor.uri("tests"));
    expect(client.editor.tree("tapedeck.fixes").description).toBe("5 of 5 recordings selected");
    await client.editor.run(fixRecordings, { uris: [client.editor.uri(module).toString()], codes: ["secret.key"] });
    expect((await rows(client))[0]).toMatch(/secret\.key$/);
    await client.editor.run(fixRecordings, { like: uri.toString() });
    expect(client.editor.tree("tapedeck.fixes").description).toBe("4 of 5 recordings selected");
  });

  test("says so where there is nothing to fix, and is not shown", async () => {
    const client = await reviewed(Object.fromEntries([recorded("test_safety", "Sound")]));
    expect((await client.editor.messages.next()).text).toBe("No recordings can be fixed without re-recording.");
    expect(client.editor.contexts.get("tapedeck.fixing")).toBe(false);
  });

  test("a look that finds nothing leaves the open review as it is, and it can be carried out", async () => {
    const client = await reviewed();
    const { editor } = client;
    const view = editor.tree("tapedeck.fixes");
    const before = [view.description, ...(await rows(client))];
    await editor.run(fixRecordings, { codes: ["json.syntax"] });
    expect((await editor.messages.next()).text).toBe("None of these recordings can be fixed without re-recording.");
    expect([view.description, ...(await rows(client))]).toEqual(before);
    const done = editor.run("tapedeck.fixes.fixSelected");
    (await editor.messages.next("fixed.")).close();
    await done;
  });

  test("waits for the scan to end, says so, and can be cancelled meanwhile", async () => {
    const client = await openClient({ files: files() });
    const waiting = client.editor.run(fixRecordings);
    const progress = await client.editor.progress.next("Looking for what can be fixed");
    progress.cancel();
    await waiting;
    expect(progress.reports[0]).toBe("waiting until all recordings are read");
    expect(client.editor.messages.untaken).toEqual([]);
    expect(client.editor.contexts.get("tapedeck.fixing")).toBe(false);
  });
});

describe("what is in the way", () => {
  test("where nothing can be fixed, the view says so and shows why", async () => {
    const given = files();
    const { editor } = await openClient({ files: given });
    for (const path of Object.keys(given)) await chmod(editor.uri(path).fsPath, 0o444);
    await editor.run(fixRecordings);
    const view = editor.tree("tapedeck.fixes");
    expect(view.description).toBe("nothing to fix");
    expect((await view.row("Not fixed")).item.collapsibleState).toBe(editor.vscode.TreeItemCollapsibleState.Expanded);
    expect((await view.rows()).join("\n")).toContain("The file is read-only.");
  });

  test("a name that is taken, and a request that was edited, are told and not selected", async () => {
    const given = files();
    const [first = ""] = Object.keys(given);
    const [path, text] = recorded("test_safety", "Other");
    const name = `${folder}/${hashesUnder(given[first]!)["4"]}.json`;
    const client = await reviewed({ ...given, [name]: "{}", [path]: text.replace('"Other"', '"Edited"') });
    const shown = (await rows(client)).join("\n");
    expect(shown).toMatch(/ 3 · Test id edited /m);
    expect(shown).toMatch(/^ {2}Test id edited 1 · A recording of that name already exists/m);
    expect(shown).toMatch(/^Request or test id edited 1 · not verified · hash\.mismatch/m);
    expect(client.editor.tree("tapedeck.fixes").description).toBe("4 of 5 recordings selected");
    const done = client.editor.run("tapedeck.fixes.fix", await row(client, "not verified"));
    (await client.editor.messages.next("The original request of 1 recording cannot be verified.")).press("Fix Anyway");
    (await client.editor.messages.next("1 recording fixed.")).close();
    await done;
  });

  test("a file that is changed meanwhile, and an unsaved editor, are told before; the others can be fixed", async () => {
    const given = files();
    const [first = "", second = ""] = Object.keys(given);
    const client = await reviewed(given);
    const { editor } = client;
    await client.write({ [first]: `${given[first]!}\n` });
    await expect.poll(() => rows(client)).toContainEqual(expect.stringContaining("It was changed in the meantime."));
    const { document } = await editor.open(second);
    editor.documents.edit(document, [
      { range: { start: { line: 0, character: 1 }, end: { line: 0, character: 1 } }, newText: " " },
    ]);
    await expect.poll(() => rows(client)).toContainEqual(expect.stringContaining("It has unsaved changes."));
    expect(editor.tree("tapedeck.fixes").description).toBe("3 of 5 recordings selected");
    // Nobody tells of this one.
    const third = Object.keys(given)[2]!;
    await writeFile(editor.uri(third).fsPath, `${given[third]!}\n`);
    const done = editor.run("tapedeck.fixes.fixSelected");
    const question = await editor.messages.next("1 recording cannot be fixed now.");
    expect(question.detail).toBe(`${third}: It was changed in the meantime.`);
    question.press("Fix the Other 2");
    (await editor.messages.next("2 recordings fixed.")).close();
    await done;
    expect(Object.keys(await contents(client))).toEqual(
      expect.arrayContaining([first, second, third].map((path) => path.slice(folder.length + 1))),
    );
    await editor.run("tapedeck.fixes.refresh");
    expect(await rows(client)).not.toContainEqual(expect.stringContaining("It was changed in the meantime."));
  });
});

test("a cassette with two causes stands under both: one is fixed without the other, and recordings are counted", async () => {
  const place = "tests/cassettes/test_http/test_hello.yaml";
  const token = dice(40, "token");
  const text = cassetteOf(`One ${key}`, `Two ${key}`, "Three").replace(
    /content-type:/g,
    `authorization:\n      - Bearer ${token}\n      content-type:`,
  );
  const client = await openClient({ files: { [place]: text } });
  const { editor } = client;
  const now = () => readFile(editor.uri(place).fsPath, "utf8");
  const view = editor.tree("tapedeck.fixes");
  await editor.run(fixRecordings);
  const causes = async () => (await rows(client)).filter((each) => !each.startsWith(" "));
  expect(await causes()).toEqual([expect.stringMatching(/ 3 · secret\.header$/), expect.stringMatching(/ 2 · secret\.key$/)]);
  expect(view.description).toBe("3 of 3 recordings selected");
  await view.toggle("secret.header");
  expect(view.description).toBe("2 of 3 recordings selected");
  await editor.run("tapedeck.fixes.open", (await view.row("test_hello.yaml")).node);
  const done = editor.run("tapedeck.fixes.fixSelected");
  (await editor.messages.next("2 recordings in 1 file fixed.")).close();
  await done;
  expect(await now()).toBe(text.replaceAll(key, "__REDACTED__"));
  // The other one is still there, and is made of what the file is now.
  expect(await causes()).toEqual([expect.stringMatching(/ 3 · secret\.header$/)]);
  await view.toggle("secret.header");
  const rest = editor.run("tapedeck.fixes.fixSelected");
  (await editor.messages.next("3 recordings in 1 file fixed.")).close();
  await rest;
  expect(await now()).toBe(text.replaceAll(key, "__REDACTED__").replaceAll(token, "__REDACTED__"));
  for (const before of [text.replaceAll(key, "__REDACTED__"), text]) {
    await editor.run("tapedeck.undoFix");
    await editor.messages.next("Undone in 1 file");
    expect(await now()).toBe(before);
  }
});

test("a fix is undone after the editor was started again; what was changed since is told", async () => {
  const client = await reviewed();
  const before = await contents(client);
  const done = client.editor.run("tapedeck.fixes.fix", await row(client, edited));
  (await client.editor.messages.next("4 recordings fixed.")).close();
  await done;
  await client.stopServer();
  const { editor, recover } = await openClient({ workspace: client.editor.options.workspace });
  await recover();
  const [name = ""] = Object.keys(await contents({ editor })).filter((each) => !(each in before));
  const path = editor.uri(`${folder}/${name}`).fsPath;
  const text = await readFile(path, "utf8");
  await writeFile(path, `${text}\n`);
  await editor.run("tapedeck.undoFix");
  expect((await editor.messages.next()).text).toBe(`${name} was changed since the fix; nothing was undone.`);
  await writeFile(path, text);
  await editor.run("tapedeck.undoFix");
  await editor.messages.next("Undone in 4 files");
  expect(await contents({ editor })).toEqual(before);
});
