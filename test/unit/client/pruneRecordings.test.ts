/** A person prunes unused recordings: looks at them, chooses, deletes them and brings them back; a run with coverage says more. */
import { mkdtempSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { URI } from "vscode-uri";
import { contents } from "../../support/contents";
import { cassetteOf } from "../../support/cassettes";
import { openClient, type OpenClient } from "../../support/client/openClient";
import { makeWorkspace } from "../../support/editor/workspace";
import { hashesUnder } from "../../support/hashJudge";
import { findPytestPython } from "../../support/python";
import { chatCompletion } from "../../support/recordings";

const module = "tests/test_chat.py";
const http = "tests/cassettes/test_http";

/** As the recorder makes it, with its path. */
function recorded(name: string, question: string) {
  const text = chatCompletion("Hi", { testId: `${module}::${name}`, body: { messages: [{ role: "user", content: question }] } });
  const hash = hashesUnder(text)["4"];
  return [`tests/recordings/${hash}.json`, text.replace("rec-0123456789ab", `rec-${hash.slice(0, 12)}`)] as const;
}

const kept = recorded("test_hello", "Hello");
const other = recorded("test_hello", "Another question");
const gone = recorded("test_forgotten", "Forgotten");
const renamed = recorded("test_forgotten_hello", "Renamed");

/** One test opens one of its two recordings; another one was forgotten, and so was a cassette. */
const files = {
  [module]: `def test_hello():
    with open(${JSON.stringify(kept[0])}) as file:
        assert file.read()
`,
  "tests/test_http.py": "import pytest\n\n\n@pytest.mark.vcr\ndef test_one():\n    pass\n",
  [`${http}/test_one.yaml`]: cassetteOf("One"),
  [`${http}/test_old.yaml`]: cassetteOf("Old", "Older"),
  [kept[0]]: kept[1],
  [other[0]]: other[1],
  [gone[0]]: gone[1],
  // Its test id was edited after recording.
  [renamed[0]]: renamed[1].replace("test_forgotten_hello", "test_hello"),
};

const rows = ({ editor }: Pick<OpenClient, "editor">) => editor.tree("tapedeck.fixes").rows();
const row = async ({ editor }: Pick<OpenClient, "editor">, text: string) => (await editor.tree("tapedeck.fixes").row(text)).node;

async function opened() {
  const workspace = await makeWorkspace(files);
  const client = await openClient({ workspace, settings: { "tapedeck.rerecord.python": findPytestPython() } });
  return { ...client, before: await contents(workspace), now: () => contents(workspace), workspace };
}

beforeEach(() => {
  const cache = mkdtempSync(join(tmpdir(), "tapedeck-cache-"));
  for (const name of ["XDG_CACHE_HOME", "LOCALAPPDATA"]) vi.stubEnv(name, cache);
  return () => vi.unstubAllEnvs();
});

describe("the review", () => {
  test("shows what no test can be served; what is pruned comes back", async () => {
    const client = await opened();
    const { editor, before, now } = client;
    await editor.run("tapedeck.pruneRecordings");
    expect(editor.contexts.get("tapedeck.pruning")).toBe(true);
    const shown = await rows(client);
    expect(shown[0]).toMatch(/^Test removed, \d+ KB 3 · test-gone$/);
    expect(shown).toContainEqual(expect.stringMatching(/^ {2}test_forgotten 1 · test_chat\.py$/));
    expect(shown).toContainEqual(expect.stringMatching(/^ {4}gpt-4o · ".+" deleted · Hi · [0-9a-f]{12}$/));
    expect(shown).toContainEqual(expect.stringMatching(/^ {4}test_old\.yaml deleted/));
    expect(shown).toContain("Kept");
    expect(shown).toContainEqual(expect.stringContaining("1 recording could be fixed: Fix Recordings"));
    await editor.run("tapedeck.fixes.open", await row(client, "deleted · Hi"));
    expect(editor.runsOf("vscode.diff")).toEqual([]);
    expect(editor.runsOf("vscode.open").map(String)).toEqual([editor.uri(gone[0]).toString()]);
    const refused = editor.run("tapedeck.fixes.pruneSelected");
    const question = await editor.messages.next("Prune 3 recordings");
    expect(question.text).toMatch(/^Prune 3 recordings in 2 files \(\d+ KB\)\?$/);
    expect(question).toMatchObject({ kind: "question", detail: "You can undo this with Undo Fix.", buttons: ["Prune"] });
    question.close();
    await refused;
    expect(await now()).toEqual(before);
    const done = editor.run("tapedeck.fixes.pruneSelected");
    (await editor.messages.next("Prune 3 recordings")).press("Prune");
    const message = await editor.messages.next("3 recordings in 2 files pruned.");
    const lost = [...before.keys()].filter((path) => path === gone[0] || path.endsWith("test_old.yaml"));
    expect([...(await now()).keys()]).toEqual([...before.keys()].filter((path) => !lost.includes(path)));
    expect(editor.contexts.get("tapedeck.fixing")).toBe(false);
    message.press("Undo");
    await done;
    expect((await editor.messages.next("Undone in 2 files")).text).toContain("to tests that no longer exist");
    expect(await now()).toEqual(before);
  });

  test("is of what was chosen alone, and says so where there is nothing", async () => {
    const client = await opened();
    await client.editor.run("tapedeck.pruneRecordings", client.editor.uri(gone[0]));
    expect((await rows(client))[0]).toMatch(/^Test removed, \d+ KB 1 · test-gone$/);
    await client.editor.run("tapedeck.pruneRecordings", client.editor.uri(kept[0]));
    expect((await client.editor.messages.next()).text).toBe("None of these recordings are known to be unused.");
  });
});

test("a run with coverage says what was never opened", { timeout: 120_000 }, async () => {
  const client = await opened();
  const { editor, workspace } = client;
  const ran = editor.run("tapedeck.runCoverage");
  const told = await editor.messages.next("were opened");
  expect(told).toMatchObject({ kind: "information", text: "1 of 6 files with recordings were opened." });
  await editor.run("tapedeck.recordings.showUnopened");
  expect((await editor.tree("tapedeck.recordings").rows()).filter((row) => row.startsWith("    "))).toHaveLength(3);
  told.press("Prune Unused Recordings…");
  await ran;
  const shown = await rows(client);
  expect(shown).toContainEqual(expect.stringMatching(/^Never opened, \d+ KB 2 · never-opened$/));
  const done = editor.run("tapedeck.fixes.prune", await row(client, "never-opened"));
  (await editor.messages.next("Prune 2 recordings")).press("Prune");
  (await editor.messages.next("pruned.")).close();
  await done;
  const left = [...(await contents(workspace)).keys()];
  expect(left).not.toContain(other[0]);
  expect(left).toContain(kept[0]);
  expect(await readFile(join(workspace, renamed[0]), "utf8")).toBe(files[renamed[0]]);
});

test("coverage that was written elsewhere counts until it is cleared", async () => {
  const client = await opened();
  const { editor, server } = client;
  const ran = { command: ["pytest"], began: "2026-03-02T09:00:00.000Z", ended: "2026-03-02T09:01:00.000Z", status: 0 };
  const tests = ["tests/test_chat.py::test_hello", "tests/test_http.py::test_one"].map((testId) => ({
    testId,
    outcome: "passed",
  }));
  const file = (path: string, isOpened: boolean) => ({ file: path, runs: isOpened ? [0] : [], tests: [], untold: false });
  const covered = [file(kept[0], true), file(other[0], false), file(`${http}/test_one.yaml`, false)];
  const text = JSON.stringify({ version: 1, runs: [{ ...ran, tests }], files: covered });
  const elsewhere = await makeWorkspace({ "coverage.json": text, "other.json": "{}" });
  editor.files.push(join(elsewhere, "coverage.json"));
  const loaded = editor.run("tapedeck.loadCoverage");
  const told = await editor.messages.next("were opened");
  expect(told).toMatchObject({ kind: "information", text: "1 of 3 files with recordings were opened." });
  expect(editor.contexts.get("tapedeck.hasCoverage")).toBe(true);
  told.press("Show Unopened");
  await loaded;
  expect((await editor.tree("tapedeck.recordings").rows()).filter((row) => row.startsWith("    "))).toHaveLength(2);
  expect(editor.tree("tapedeck.recordings").message).toBe("2 of 7 recordings: never opened or never played");
  const lenses = async (path: string) => {
    await editor.open(path);
    return (await server.lenses(path)).map(({ title }) => title);
  };
  expect(await lenses(other[0])).toContainEqual(expect.stringMatching(/ · never opened in 1 run$/));
  expect(await lenses("tests/test_http.py")).toContain("1 recording in 1 cassette · gpt-4o · 1 not used in runs with coverage");
  await editor.run("tapedeck.pruneRecordings");
  expect(await rows(client)).toContainEqual(expect.stringMatching(/^Never opened, \d+ KB 2 · never-opened$/));
  // The same once more, and what is none.
  editor.files.push(join(elsewhere, "coverage.json"));
  await editor.run("tapedeck.loadCoverage");
  expect((await editor.messages.next("already")).text).toBe("coverage.json is already loaded.");
  await editor.run("tapedeck.loadCoverage", URI.file(join(elsewhere, "other.json")));
  expect((await editor.messages.next("other.json")).text).toBe("other.json is not JSON that tapedeck coverage has written.");
  await editor.run("tapedeck.clearCoverage");
  expect(editor.contexts.get("tapedeck.hasCoverage")).toBe(false);
  expect(await lenses("tests/test_http.py")).toContain("1 recording in 1 cassette · gpt-4o");
});
