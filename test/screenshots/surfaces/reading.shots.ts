/** What reads recordings: the stream view, and what is above a test and over its name. */
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Editor } from "../../support/editor/editor";
import { picturesIn } from "./pictures";
import { damaged, damagedRecordings, manyRecordings } from "./suite";

const integration = "tests/integration";
const longAnswer = `${integration}/chat/recordings/d6ff6dc0b2574bad8cc9712e36bbe49b6b24e54d4056fd7bf4e8933d7ed7950f.json`;
const shortAnswer = `${integration}/chat/recordings/9d19d4c73790`;
const events = `${integration}/messages/recordings/cc7a0e637d12`;
const messages = `${integration}/messages/test_messages.py`;
const completions = `${integration}/chat/test_completions.py`;
const prompts = `${integration}/prompts/test_prompts.py`;

const pictures = picturesIn({
  files: { ...manyRecordings(), ...damagedRecordings() },
  prepare: renameAndAddTests,
});

const slider = (editor: Editor) => editor.webview().getByRole("slider");
const list = (editor: Editor) => editor.webview().getByRole("listbox");

async function openBeside(editor: Editor, path: string): Promise<void> {
  await editor.closeAllEditors();
  // Where a file was left, it is opened again.
  await editor.openFile(path, 1);
  const views = editor.page.locator("iframe.webview.ready");
  const open = async () => {
    // A lens that is drawn anew while others arrive takes the click for none.
    if ((await views.count()) === 0) await editor.clickCodeLens("Open stream view");
    return views.count();
  };
  await expect.poll(open, { interval: 2_000 }).toBe(1);
  await editor.webview().locator("h1").waitFor();
}

pictures("stream-view-playing", "beside", async (editor) => {
  await openBeside(editor, longAnswer);
  await slider(editor).press("Home");
  await editor.webview().getByRole("button", { name: "Play the stream" }).click();
  await expect.poll(async () => Number(await slider(editor).getAttribute("aria-valuenow"))).toBeGreaterThan(200);
  await editor.webview().getByRole("button", { name: "Pause" }).click();
});

pictures("stream-view-short", "beside", async (editor) => {
  await openBeside(editor, await nameOf(editor, shortAnswer));
  await list(editor).getByRole("option").nth(3).click();
});

pictures("event-rows", "beside", async (editor) => {
  await openBeside(editor, await nameOf(editor, events));
  await list(editor).getByRole("option").nth(6).click();
  await list(editor).scrollIntoViewIfNeeded();
});

pictures("chunk-filter", "beside", async (editor) => {
  await openBeside(editor, longAnswer);
  await editor.webview().locator("vscode-textfield input").fill("12 13 1");
  await list(editor).scrollIntoViewIfNeeded();
});

pictures("quick-fixes", "beside", async (editor) => {
  await openBeside(editor, damaged.keyAndName);
  await editor.webview().locator(".fix").first().waitFor();
});

pictures("quick-fixes-conflict", "beside", async (editor) => {
  await openBeside(editor, damaged.conflict);
  await editor.webview().locator(".fix").first().waitFor();
});

pictures("picker", "editor", async (editor) => {
  await editor.closeAllEditors();
  await editor.openFile(prompts);
  await editor.clickCodeLens(/^30 recordings · /);
  await editor.page.locator(".quick-input-list .monaco-list-row, .peekview-widget .monaco-list-row").first().waitFor();
});

pictures(
  "hover",
  "editor",
  async (editor) => {
    await editor.closeAllEditors();
    await editor.openFile(prompts);
    await editor.codeLenses();
    await editor.hover("test_describes_a_city");
    const more = editor.page.locator(".monaco-hover").getByText(/ more/).last();
    await more.scrollIntoViewIfNeeded();
  },
  "pointer stays",
);

pictures("record-lens", "editor", async (editor) => {
  await editor.closeAllEditors();
  await editor.openFile(messages, 48);
  await expect.poll(() => editor.codeLenses()).toContainEqual("Record");
});

pictures("rename-lens", "editor", async (editor) => {
  await editor.closeAllEditors();
  await editor.openFile(completions, 36);
  await expect.poll(() => editor.codeLenses()).toContainEqual(expect.stringMatching(/under the old name/));
});

/** The path of a sample's recording by how it begins. */
async function nameOf({ workspace }: Editor, start: string): Promise<string> {
  const folder = start.slice(0, start.lastIndexOf("/"));
  const found = (await readdir(join(workspace, folder))).find((name) => `${folder}/${name}`.startsWith(start));
  if (found === undefined) throw new Error(`The sample has no ${start}.`);
  return `${folder}/${found}`;
}

/** A test that was renamed after it was recorded, and one that was never recorded. */
async function renameAndAddTests(workspace: string): Promise<void> {
  const [renamed, added] = [join(workspace, completions), join(workspace, messages)];
  const text = await readFile(renamed, "utf8");
  await writeFile(renamed, text.replace("def test_async_capital(", "def test_async_capital_of_france("));
  const test =
    '\n\ndef test_not_recorded_yet(http_client):\n    assert http_client.post("/v1/messages", request("Who are you?"))\n';
  await writeFile(added, (await readFile(added, "utf8")) + test);
}
