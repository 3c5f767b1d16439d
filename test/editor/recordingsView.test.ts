/** A person looks through the recordings beside the tests. */
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Editor } from "../support/editor/editor";
import { editorTest } from "../support/editor/editorTest";
import { addFiles, copySample } from "../support/editor/workspace";

const test = editorTest({ workspace: copySample });
const folder = "tests/integration/chat/recordings";
const soon = { timeout: 20_000 };

const row = ({ page }: Editor, text: string) => page.locator(".pane-body .monaco-list-row", { hasText: text }).first();
const rows = ({ page }: Editor) => page.locator(".pane-body .monaco-list-row").allInnerTexts();

test("modules and tests say how many recordings they have", async ({ editor }) => {
  await editor.page.locator(".activitybar").getByRole("tab", { name: "Testing" }).click();
  await expect
    .poll(() => rows(editor), soon)
    .toEqual([
      expect.stringMatching(/^test_completions\.py9 · chat/),
      expect.stringMatching(/^test_streaming\.py9 · chat/),
      expect.stringMatching(/^test_interactions\.py2 · interactions/),
      expect.stringMatching(/^test_messages\.py4 · messages/),
      expect.any(String),
      expect.any(String),
    ]);
  await row(editor, "test_completions.py").click();
  await row(editor, "test_capital").click();
  await expect.poll(() => rows(editor), soon).toContain("France-txt=sample/tiny-chat:1bThe capital of France is Paris.");
});

test("a click shows the stream view, and its title leads to the test", async ({ editor }) => {
  await row(editor, "France-txt=sample/tiny-chat:1b").click();
  await editor.webview().locator(".recorded", { hasText: "The capital of France is" }).waitFor();
  await editor.screenshot("recordings-view");
  await editor
    .webview()
    .locator("main")
    .click({ position: { x: 4, y: 4 } });
  await editor.page
    .locator(".editor-actions")
    .getByRole("button", { name: /^Tapedeck: Go to Test|^Go to Test/ })
    .click();
  await expect.poll(() => editor.activeFile(), soon).toBe("test_completions.py");
  await expect.poll(() => editor.cursor(), soon).toMatchObject({ line: 33 });
});

test("what was unfolded stays so when a recording comes or goes", async ({ editor }) => {
  const unfolded = await rows(editor);
  const file = (name: string) => join(editor.workspace, folder, `${name}.json`);
  await addFiles(editor.workspace, {
    [`${folder}/${"a".repeat(64)}.json`]: JSON.stringify({
      test_id: "tests/integration/chat/test_completions.py::test_new",
      request: { method: "POST", url: "https://p.test/v1/x", headers: {}, body: {}, endpoint: "/v1/x", model: "m" },
      response: { body: {}, is_streaming: false },
    }),
  });
  await expect.poll(() => rows(editor), soon).toContainEqual(expect.stringContaining("test_new"));
  await rename(file("a".repeat(64)), join(editor.workspace, "elsewhere.json"));
  await expect.poll(() => rows(editor), soon).toEqual(unfolded);
});

test("the explorer offers the stream view of a recording that is not open", async ({ editor }) => {
  await editor.closeAllEditors();
  await editor.openFile(`${folder}/8d8e8a4bbc64fcb343e56b4890faf22739d796b376c061649bf16cea8d71d4ef.json`);
  await editor.runCommand("File: Reveal Active File in Explorer View");
  await row(editor, "8d8e8a4b").click({ button: "right" });
  // A menu that has just opened ignores clicks, for they may still be the one that opened it.
  await editor.page.locator(".context-view .action-item", { hasText: "Open Stream View" }).hover();
  await editor.page.keyboard.press("Enter");
  await editor.webview().getByText("The capital of France is Paris.").first().waitFor();
});
