/** A person mutes the problems that are known, and shows them again. */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { expect, test } from "vitest";
import type { CodeAction } from "vscode-languageserver-types";
import { openClient, type OpenClient } from "../../support/client/openClient";
import { hashesUnder } from "../../support/hashJudge";
import { chatChunk, chatCompletion, chatStream } from "../../support/recordings";

const module = "tests/test_weather.py";
const file = "tapedeck-baseline.json";
const recording = (name: string) => `tests/recordings/${name}.json`;
const ofTest = { testId: `${module}::test_wind` };
const sound = chatCompletion("Sound.", { ...ofTest, body: { messages: [{ role: "user", content: "Sound?" }] } });
const lost = Array.from({ length: 100 }, (_, at): readonly [string, string] => [
  recording(String(at).padStart(64, "a")),
  chatCompletion(`It is ${at}.`, ofTest),
]);
const files = {
  [module]: "def test_wind():\n    pass\n",
  [recording(hashesUnder(sound)["4"])]: sound,
  ...Object.fromEntries(lost),
};

const status = ({ editor }: OpenClient) => editor.statuses.get("tapedeck.recordings")?.text;
const path = ({ editor }: OpenClient) => editor.uri(file).fsPath;

/** The editor's watcher sees what the client wrote or deleted. */
const seen = ({ server }: OpenClient, kind: 1 | 2 | 3) => server.reportChanges([file], kind);

test("the notification of a workspace with many problems mutes them, the view says how many, and clearing the baseline shows them again", async () => {
  const client = await openClient({ files, settings: { "tapedeck.rules": { "chunk.id": "off" } } });
  const { editor } = client;
  const told = await editor.messages.next("are not found by replay");
  expect(told.buttons).toEqual(["Show", "Fix…", "Mute…"]);
  told.press("Mute…");
  const question = await editor.messages.next("to the baseline?");
  expect(question.text).toBe("Add 100 problems to the baseline?");
  expect(question.detail).toBe(
    `100 hash.mismatch\n\nProblems in the baseline are not shown here, and not reported by tapedeck check, until they change. Commit ${file} to share it.`,
  );
  expect(existsSync(path(client))).toBe(false);
  question.press("Add");
  await expect.poll(() => editor.status).toContain("$(check) Baseline updated");
  await seen(client, 1);
  await expect.poll(() => status(client)).toMatch(/^101 recordings · 100 in the baseline · /);
  expect(editor.statuses.get("tapedeck.recordings")?.severity).toBe("Information");
  await expect.poll(() => editor.diagnostics.flatMap(([, of]) => of)).toEqual([]);
  expect(await editor.tree("tapedeck.recordings").rows()).toContain("test_weather.py 101 · 100 in the baseline");

  const filtered = editor.run("tapedeck.recordings.filter");
  const list = await editor.lists.next("Filter Recordings");
  list.tick!(["In the baseline"]);
  await filtered;
  expect((await editor.tree("tapedeck.recordings").rows())[0]).toContain("100 in the baseline");
  await editor.run("tapedeck.recordings.clearFilter");

  await editor.run("tapedeck.addToBaseline");
  expect((await editor.messages.next("no problems")).text).toBe("There are no problems to add to the baseline.");

  const [gone = ["", ""]] = lost;
  await rm(editor.uri(gone[0]).fsPath);
  await client.server.reportChanges([gone[0]], 3);
  await expect.poll(() => status(client)).toMatch(/^100 recordings · 99 in the baseline · /);
  const removing = editor.run("tapedeck.addToBaseline");
  (await editor.messages.next("no longer occurs")).press("Remove");
  await removing;
  await seen(client, 2);
  expect((await readFile(path(client), "utf8")).split("\n")).toHaveLength(99 + 6);

  const cleared = editor.run("tapedeck.clearBaseline");
  const sure = await editor.messages.next("Delete");
  expect([sure.text, sure.detail]).toEqual([`Delete ${file}?`, "All problems in it are shown again."]);
  sure.press("Delete");
  await cleared;
  await seen(client, 3);
  await expect.poll(() => status(client)).toMatch(/^100 recordings · 99 not found by replay · /);
  await editor.run("tapedeck.clearBaseline");
  expect((await editor.messages.next("no baseline")).text).toBe("There is no baseline.");
});

test("a quick fix mutes one problem at once, until what it is about changes", async () => {
  const wrong = (content: string) =>
    chatStream([chatChunk({ choices: content }), chatChunk({ model: 1 })], { ...ofTest, testId: null });
  const client = await openClient({ files: { [recording("wrong")]: wrong("none") } });
  const { editor, server } = client;
  const codes = () => editor.diagnostics.flatMap(([, of]) => of.map(({ code }) => code as string));
  await expect.poll(() => codes().filter((code) => code === "chunk.shape")).toHaveLength(2);
  const start = server.position(recording("wrong"), '"none"');
  const offered: readonly CodeAction[] = await server.connection.sendRequest("textDocument/codeAction", {
    textDocument: { uri: server.uri(recording("wrong")) },
    range: { start, end: start },
    context: { diagnostics: [] },
  });
  const action = offered.find(({ title }) => title === "Add to baseline");
  await editor.run(action?.command?.command ?? "", ...((action?.command?.arguments ?? []) as unknown[]));
  await seen(client, 1);
  await expect.poll(() => codes().filter((code) => code === "chunk.shape")).toHaveLength(1);
  await client.write({ [recording("wrong")]: `\n\n${wrong("none")}` });
  await expect.poll(() => codes().filter((code) => code === "chunk.shape")).toHaveLength(1);
  await client.write({ [recording("wrong")]: wrong("some") });
  await expect.poll(() => codes().filter((code) => code === "chunk.shape")).toHaveLength(2);
});

test("a baseline that is broken is named, and not written over", async () => {
  const client = await openClient({ files: { ...files, [file]: "{" } });
  await client.editor.run("tapedeck.addToBaseline");
  const { text } = await client.editor.messages.next("The baseline");
  expect(text).toBe(`${file}: The baseline is not valid JSON, so no finding is muted.`);
  expect(await readFile(path(client), "utf8")).toBe("{");
});
