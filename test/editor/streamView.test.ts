/** The stream view as a person uses it: opened beside a recording, read, clicked, and kept while the file changes. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Editor } from "../support/editor/editor";
import { editorTest } from "../support/editor/editorTest";
import { makeWorkspace } from "../support/editor/workspace";
import { chatStream } from "../support/recordings";

const name = `${"3f2a9c1d".repeat(8)}.json`;
const recording = `tests/recordings/${name}`;
const module = "import pytest\n\n\ndef test_weather():\n    pass\n";
const words = ["It ", "is ", "cold ", "in ", "Oslo."];
const text = chatStream(words, {
  testId: "tests/test_weather.py::test_weather",
  body: { messages: [{ role: "user", content: "Weather in Oslo?" }] },
});
/** One-based, as the editor counts. */
const lineOf = (part: string) => text.split("\n").findIndex((line) => line.includes(part)) + 1;
/** Lines from the start of a chunk to the content it adds. */
const chunkHead = lineOf('"It "') - lineOf('"body": [') - 1;

const test = editorTest({
  workspace: () =>
    makeWorkspace({
      "tests/test_weather.py": module,
      [recording]: text,
    }),
  theme: "dark",
});

/** Polls for as long as a slow machine may need. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 });

const view = (editor: Editor) => {
  const page = editor.webview();
  return {
    answer: page.locator(".recorded traced-text .text"),
    chunk: (index: number) => page.getByRole("option").nth(index),
    selected: page.getByRole("option", { selected: true }),
    title: page.getByRole("heading", { level: 1 }),
    alert: page.getByRole("alert"),
    body: page.locator("main"),
  };
};

test("it opens beside the recording and shows question and answer", async ({ editor }) => {
  await editor.openFile(recording);
  await editor.clickCodeLens("Open stream view");
  const { answer, title, body } = view(editor);
  await answer.waitFor();
  expect(await answer.innerText()).toBe("It is cold in Oslo.");
  expect(await title.innerText()).toBe("test_weather");
  expect(await body.innerText()).toContain("/v1/chat/completions");
  await editor.screenshot("stream-view");
});

test("a chunk that is clicked is selected in the JSON, and the view keeps the focus", async ({ editor }) => {
  await view(editor).chunk(2).click();
  await editor.page.locator(".editor-instance .selected-text").first().waitFor();
  expect(await editor.page.evaluate(() => document.activeElement?.tagName)).toBe("IFRAME");
  await editor.page.keyboard.press("Control+1");
  expect((await editor.cursor()).line).toBe(lineOf('"cold "') - chunkHead);
});

test("the cursor in the JSON selects its chunk in the view", async ({ editor }) => {
  await editor.openFile(recording, lineOf('"in "'));
  await eventually(() => view(editor).selected.allInnerTexts()).toEqual([expect.stringMatching(/\bin\b/)]);
});

test("the view follows typing before anything is saved", async ({ editor }) => {
  await editor.openFile(recording);
  await editor.typeAfter('"Oslo', " today", lineOf('"Oslo."'));
  await eventually(() => view(editor).answer.innerText()).toBe("It is cold in Oslo today.");
});

test("a file broken by an edit shows what can be read, with the finding on top", async ({ editor }) => {
  await editor.openFile(recording);
  await editor.typeAfter('"is_streaming"', "?", lineOf('"is_streaming"'));
  await eventually(() => view(editor).body.innerText()).toContain("json.syntax");
  expect(await view(editor).answer.innerText()).toBe("It is cold in Oslo today.");
  await editor.page.keyboard.press("Control+Z");
  await editor.save();
});

test("asked for again, the same view comes to the front", async ({ editor }) => {
  await editor.openFile(recording);
  await editor.runCommand("Tapedeck: Open Stream View");
  expect(await editor.page.locator(".tab", { hasText: "test_weather · 3f2a9c1d" }).count()).toBe(1);
});

test("it is there again after the window was reloaded", async ({ editor }) => {
  await editor.page.reload();
  await eventually(() => view(editor).answer.innerText()).toBe("It is cold in Oslo today.");
});

test("the test is one click away", async ({ editor }) => {
  await view(editor).title.getByRole("button").click();
  await eventually(() => editor.activeFile()).toBe("test_weather.py");
  expect(await editor.cursor()).toMatchObject({ line: 4 });
});

test("when the file is deleted, the view says so and still shows what it had", async ({ editor }) => {
  await rm(join(editor.workspace, recording));
  await eventually(() => view(editor).alert.allInnerTexts()).toEqual([expect.stringContaining("deleted")]);
  expect(await view(editor).answer.innerText()).toBe("It is cold in Oslo today.");
});
