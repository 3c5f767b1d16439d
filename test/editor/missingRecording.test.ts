/** A person whose test fails on replay finds out why. */
import { expect } from "vitest";
import { editorTest } from "../support/editor/editorTest";
import { copySample } from "../support/editor/workspace";

const test = editorTest({ workspace: copySample });
test.beforeEach(({ editor }) => editor.closeAllEditors());

const folder = "tests/integration/chat/recordings";
const testId = "tests/integration/chat/test_completions.py::test_async_capital";
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
  await page.getByRole("link", { name: "test_async_capital" }).first().click();
  await expect.poll(() => editor.activeFile()).toMatch(/^8d8e8a4bbc64/);
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
