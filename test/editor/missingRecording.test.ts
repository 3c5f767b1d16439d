/** A person whose test fails on replay finds out why, and one whose recording has an old name gives it today's. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { editorTest } from "../support/editor/editorTest";
import { addFiles, copySample } from "../support/editor/workspace";
import { nameUnder } from "../support/hashJudge";
import { chatCompletion } from "../support/recordings";

const test = editorTest({ workspace: copySample });
test.beforeEach(({ editor }) => editor.closeAllEditors());

const folder = "tests/integration/chat/recordings";
const testId = "tests/integration/chat/test_completions.py::test_async_capital";
const searched = chatCompletion("Paris", { testId, body: { messages: [{ role: "user", content: "score: 0.5" }] } });
const missing = "f".repeat(64);
const failure = `FAILED ${testId} - RuntimeError: Recording not found for request hash: ${missing}`;
/** The preview is a page in a page. */
const preview = "iframe.webview.ready";

test("a failure pasted from the log is explained on a page that links the recordings of the test", async ({ editor }) => {
  await editor.openFile("tests/integration/chat/test_completions.py");
  await expect.poll(() => editor.codeLenses()).not.toEqual([]);
  await editor.startCommand("Tapedeck: Explain a Missing Recording");
  await editor.page.locator(".quick-input-widget", { hasText: "The request hash" }).waitFor();
  await editor.page.keyboard.insertText(failure);
  await editor.page.keyboard.press("Enter");
  const page = editor.page.frameLocator(preview).frameLocator("#active-frame");
  await page.getByRole("heading", { name: "Missing recording" }).waitFor();
  await page.getByText(`${folder}/${missing}.json`).waitFor();
  await editor.screenshot("explain");
  await page.getByRole("link", { name: "8d8e8a4bbc64" }).first().click();
  await expect.poll(() => editor.activeFile()).toMatch(/^8d8e8a4bbc64/);
});

test("what is missing can be recorded at once, in the mode that leaves the rest alone", async ({ editor }) => {
  await editor.openFile("tests/integration/chat/test_completions.py");
  await editor.startCommand("Tapedeck: Explain a Missing Recording");
  await editor.page.locator(".quick-input-widget", { hasText: "The request hash" }).waitFor();
  await editor.page.keyboard.insertText(failure);
  await editor.page.keyboard.press("Enter");
  await editor.pressNotificationButton("has another hash", "Record This Now");
  await expect.poll(() => editor.pickList()).toContain("Record");
  expect(await editor.pickList()).toContainEqual(expect.stringContaining("record-if-missing"));
  await editor.screenshot("record missing plan");
  await editor.page.keyboard.press("Escape");
});

test("a failure in the terminal is a link to its explanation", async ({ editor }) => {
  await editor.runCommand("Terminal: Create New Terminal");
  await expect.poll(() => editor.terminalText()).not.toBe("");
  await editor.page.keyboard.type(`echo Recording not found for request hash: ${missing}\n`);
  await expect.poll(() => editor.terminalText()).toMatch(/^Recording not found/m);
  await editor.followTerminalLink(missing, /^Recording not found/);
  await expect.poll(() => editor.pickList()).toContain(testId);
  await editor.pick(testId);
  await editor.page.frameLocator(preview).frameLocator("#active-frame").getByText("has another hash").waitFor();
});

test("a recording by an old name is renamed after a preview", async ({ editor }) => {
  const [old, today] = [nameUnder("3", searched), nameUnder("4", searched)];
  await addFiles(editor.workspace, { [`${folder}/${old}`]: searched });
  await editor.openFile(`${folder}/${old}`, 1);
  await expect.poll(() => editor.problems()).toContainEqual(expect.objectContaining({ file: old, severity: "Warning", line: 1 }));
  await editor.goToLine(1);
  await editor.page.keyboard.press("Control+.");
  const fix = editor.page.locator(".action-widget .monaco-list-row", { hasText: `Rename to ${today.slice(0, 12)}` });
  await fix.waitFor();
  await editor.screenshot("rename quick fix");
  await fix.click();
  const apply = editor.page.getByRole("button", { name: "Apply", exact: true });
  await apply.waitFor();
  await editor.screenshot("rename preview");
  await editor.page.locator(".bulk-edit-panel .edit-checkbox").first().check();
  await apply.click();
  await expect.poll(() => existsSync(join(editor.workspace, folder, today))).toBe(true);
  expect(existsSync(join(editor.workspace, folder, old))).toBe(false);
});
