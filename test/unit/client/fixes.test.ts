/** A person takes a quick fix of recordings: they are told what will be done, and what came of it. */
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { openClient, type OpenClient } from "../../support/client/openClient";
import { chatCompletion } from "../../support/recordings";

const module = "tests/test_weather.py";
const recording = (name: string) => `tests/recordings/${name}.json`;
const gone = (parameters: string) => `${module}::test_weather[${parameters}]`;
const change = `Change the test to ${module}::test_forecast`;

/** Of two tests one was renamed since it was recorded. */
const renamed = {
  [module]: "def test_forecast(city):\n    pass\n\n\ndef test_wind():\n    pass\n",
  [recording("a")]: chatCompletion("Cold.", { testId: gone("Oslo") }),
  [recording("b")]: chatCompletion("Warm.", { testId: gone("Rome") }),
};
/** What git knows of the module. */
const before = "def test_weather(city):\n    pass\n\n\ndef test_wind():\n    pass\n";

const text = ({ editor }: OpenClient, name: string) => readFile(editor.uri(recording(name)).fsPath, "utf8");

const open = (files: Readonly<Record<string, string>>, settings: Record<string, unknown> = {}) =>
  openClient({ files, settings, earlierTexts: { [module]: [before] } });

/** Takes the quick fix of a recording. */
async function follow({ editor }: OpenClient, name: string): Promise<void> {
  const uri = editor.uri(recording(name)).toString();
  const found = () => editor.diagnostics.find(([file]) => file.toString() === uri)?.[1][0];
  await expect.poll(found, { timeout: 30_000 }).toBeDefined();
  await editor.run("tapedeck.applyFix", { uri, code: "recording.test-gone", at: found()!.range.start, title: change });
}

describe("a fix that concerns several recordings", () => {
  test("asks before they get another test, and does all of it in one step", async () => {
    const client = await open(renamed);
    const done = follow(client, "a");
    const question = await client.editor.messages.next("Change 2 recordings?");
    expect(question).toMatchObject({ kind: "question", buttons: ["Change All", "Preview"] });
    expect(question.detail).toMatch(/^Change the test to .*test_forecast/);
    question.press("Change All");
    await done;
    expect((await client.editor.messages.next()).text).toMatch(/^2 recordings changed: Change the test/);
    expect(await text(client, "a")).toContain(`${module}::test_forecast[Oslo]`);
    expect(await text(client, "b")).toContain(`${module}::test_forecast[Rome]`);
  });

  test("changes nothing where the question is closed", async () => {
    const client = await open(renamed);
    const done = follow(client, "a");
    (await client.editor.messages.next("Change 2 recordings?")).close();
    await done;
    expect(client.editor.messages.untaken).toEqual([]);
    expect(await text(client, "a")).toBe(renamed[recording("a")]);
  });

  test("does of a preview what is ticked, and says what was left", async () => {
    const client = await open(renamed);
    const done = follow(client, "a");
    (await client.editor.messages.next("Change 2 recordings?")).press("Preview");
    const preview = await client.editor.previews.next();
    expect(preview.rows.map(({ label, ticked }) => `${label} ${ticked}`)).toEqual([`${change} false`, `${change} false`]);
    preview.apply(({ path }) => path === recording("a"));
    await done;
    expect((await client.editor.messages.next()).text).toBe(
      `1 of 2 recordings changed: ${change}. Only the changes selected in the preview are applied.`,
    );
    expect(await text(client, "b")).toBe(renamed[recording("b")]);
  });

  test("leaves what somebody was writing anyway for them to save, and saves nothing where the settings say so", async () => {
    const writing = await open(renamed);
    const { document } = await writing.editor.open(recording("a"));
    writing.editor.documents.edit(document, [
      { range: { start: { line: 0, character: 1 }, end: { line: 0, character: 1 } }, newText: " " },
    ]);
    const written = follow(writing, "b");
    (await writing.editor.messages.next("Change 2 recordings?")).press("Change All");
    await written;
    await writing.editor.messages.next("2 recordings changed");
    expect(document.isDirty).toBe(true);
    expect(await text(writing, "a")).toBe(renamed[recording("a")]);
    expect(await text(writing, "b")).not.toBe(renamed[recording("b")]);

    const unsaved = await open(renamed, { "files.refactoring.autoSave": false });
    const done = follow(unsaved, "a");
    (await unsaved.editor.messages.next("Change 2 recordings?")).press("Change All");
    await done;
    await unsaved.editor.messages.next("2 recordings changed");
    expect(await text(unsaved, "a")).toBe(renamed[recording("a")]);
  });
});

test("a rule is disabled in the settings of the workspace, beside those that are", async () => {
  const { editor } = await open(renamed, { "tapedeck.rules": { "chunk.id": "warning" } });
  await editor.run("tapedeck.disableRule", "stream.unfinished", editor.uri(recording("a")).toString());
  expect(editor.settings.workspace["tapedeck.rules"]).toEqual({ "chunk.id": "warning", "stream.unfinished": "off" });
});
