/** A person mends recordings: they are told what will be done, and what came of it. */
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { openClient, type OpenClient } from "../../support/client/openClient";
import { chatCompletion, chatStream } from "../../support/recordings";

const module = "tests/test_weather.py";
const recording = (name: string) => `tests/recordings/${name}.json`;
const gone = (parameters: string) => `${module}::test_weather[${parameters}]`;
/** A chunk of another kind, which can be removed without asking. */
const foreign = { __type__: "ollama._types.ChatResponse", __data__: {} };
const fixAll = "tapedeck.fixAll";
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

describe("Fix All Recordings", () => {
  test("says so where there is nothing to mend", async () => {
    const { editor } = await open({ [recording("a")]: chatCompletion("Hi", { testId: null }) });
    await editor.run(fixAll);
    expect((await editor.messages.next()).text).toMatch(
      /^No recording has a problem that can be fixed without re-recording\./,
    );
  });

  test("does what is plain, saves it, and says what was done", async () => {
    const client = await open({ [recording("a")]: chatStream([foreign, "Hi"], { testId: null }) });
    await client.editor.run(fixAll);
    expect((await client.editor.messages.next()).text).toBe("1 recording changed: Remove chunks.");
    expect(await text(client, "a")).not.toContain("ollama");
  });

  test("asks before several recordings get another test, and does all of it in one step", async () => {
    const client = await open(renamed);
    const done = client.editor.run(fixAll);
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
    const done = client.editor.run(fixAll);
    (await client.editor.messages.next("Change 2 recordings?")).close();
    await done;
    expect(client.editor.messages.untaken).toEqual([]);
    expect(await text(client, "a")).toBe(renamed[recording("a")]);
  });

  test("does of a preview what is ticked, and says what was left", async () => {
    const client = await open({ ...renamed, [recording("c")]: chatStream([foreign, "Hi"], { testId: `${module}::test_wind` }) });
    const done = client.editor.run(fixAll);
    (await client.editor.messages.next("Change 3 recordings?")).press("Preview");
    const preview = await client.editor.previews.next();
    expect(new Set(preview.rows.map(({ label, ticked }) => `${label} ${ticked}`))).toEqual(
      new Set([`${change} false`, "Remove chunks true"]),
    );
    preview.apply(({ path, ticked }) => ticked || path === recording("a"));
    await done;
    expect((await client.editor.messages.next()).text).toBe(
      `2 recordings changed: ${change}, Remove chunks. 1 recording left as it is: ${change}. ` +
        "Of the preview, only what is ticked is done.",
    );
    expect(await text(client, "b")).toBe(renamed[recording("b")]);
  });

  test("leaves what somebody was writing anyway for them to save, and saves nothing where the settings say so", async () => {
    const stream = chatStream([foreign, "Hi"], { testId: null });
    const writing = await open({ [recording("a")]: stream });
    const { document } = await writing.editor.open(recording("a"));
    writing.editor.documents.edit(document, [
      { range: { start: { line: 0, character: 1 }, end: { line: 0, character: 1 } }, newText: " " },
    ]);
    await writing.editor.run(fixAll);
    await writing.editor.messages.next("1 recording changed");
    expect(document.isDirty).toBe(true);
    expect(await text(writing, "a")).toBe(stream);

    const unsaved = await open({ [recording("a")]: stream }, { "files.refactoring.autoSave": false });
    await unsaved.editor.run(fixAll);
    await unsaved.editor.messages.next("1 recording changed");
    expect(await text(unsaved, "a")).toBe(stream);
  });

  test("that is cancelled while it looks says nothing", async () => {
    const { editor } = await open(renamed);
    const done = editor.run(fixAll);
    (await editor.progress.next("Looking for fixes")).cancel();
    await done;
    expect(editor.messages.untaken).toEqual([]);
  });
});

test("a rule is disabled in the settings of the workspace, beside those that are", async () => {
  const { editor } = await open(renamed, { "tapedeck.rules": { "chunk.id": "warning" } });
  await editor.run("tapedeck.disableRule", "stream.unfinished", editor.uri(recording("a")).toString());
  expect(editor.settings.workspace["tapedeck.rules"]).toEqual({ "chunk.id": "warning", "stream.unfinished": "off" });
});
