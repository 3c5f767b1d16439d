/** Cassettes as somebody who records with VCR.py meets them: read, walked through, and linked with their tests. */
import { zippedCassette } from "../support/cassettes";
import { expect } from "vitest";
import type { Editor } from "../support/editor/editor";
import { editorTest } from "../support/editor/editorTest";
import { addFiles, copySample } from "../support/editor/workspace";

const folder = "tests/cassettes/test_assistant";
const answer = { id: "c", object: "chat.completion", created: 1, model: "m", choices: [] };
const binary = zippedCassette({ ...answer, note: "nobody could read this" });

const test = editorTest({
  workspace: async () => {
    const workspace = await copySample("sample-cassettes");
    await addFiles(workspace, { "tests/cassettes/test_other/test_zipped.yaml": binary });
    return workspace;
  },
  theme: "dark",
});

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 });
const page = (editor: Editor) => editor.webview();

test("the stream view shows a cassette's stream, and a chunk leads to its line in the YAML", async ({ editor }) => {
  await editor.openFile(`${folder}/test_answers_as_a_stream.yaml`);
  await editor.clickCodeLens("Open stream view");
  const said = page(editor).locator(".recorded traced-text .text");
  await said.waitFor();
  expect(await said.innerText()).toMatch(/^1 2 3 .* 29 30$/);
  await page(editor).getByRole("option").nth(4).click();
  await editor.page.locator(".editor-instance .selected-text").first().waitFor();
  await editor.screenshot("cassette-stream");
});

test("each request of a cassette has lenses of its own, and a strip leads from one to the other", async ({ editor }) => {
  await editor.openFile(`${folder}/test_looks_at_the_weather.yaml`);
  await eventually(() =>
    editor.page.locator(".editor-group-container.active .codelens-decoration", { hasText: "Open stream view" }).count(),
  ).toBe(2);
  await editor.clickCodeLens("Open stream view");
  await eventually(() => page(editor).locator("main").innerText()).toContain("get_weather");
  await editor.screenshot("cassette-several");
});

test("a lens over a test counts the recordings in its cassettes, and the stream view is named by the test", async ({
  editor,
}) => {
  await editor.openFile("tests/test_assistant.py");
  const lenses = editor.page.locator(".editor-group-container.active .codelens-decoration");
  await eventually(() => lenses.allInnerTexts()).toContainEqual(
    expect.stringContaining("2 recordings in 1 cassette · sample/large=2026-01"),
  );
  await editor.screenshot("cassette-tests");
  expect(await editor.page.locator(".tab", { hasText: "test_looks_at_the_weather · " }).count()).toBe(1);
});

test("a compressed body is shown decoded", async ({ editor }) => {
  await editor.openFile("tests/cassettes/test_other/test_zipped.yaml");
  await editor.clickCodeLens("Show decoded response body");
  await eventually(() => editor.page.locator(".editor-instance .view-lines").last().innerText()).toContain(
    "nobody\u00a0could\u00a0read\u00a0this",
  );
  await editor.screenshot("cassette-decoded");
});
