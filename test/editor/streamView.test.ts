/** The stream view in the real editor: beside a recording and in step with its JSON, as the file's own editor, and compared with git. */
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Editor } from "../support/editor/editor";
import { editorTest } from "../support/editor/editorTest";
import { makeWorkspace } from "../support/editor/workspace";
import { chatStream } from "../support/recordings";

const name = `${"3f2a9c1d".repeat(8)}.json`;
const recording = `tests/recordings/${name}`;
const testId = "tests/test_weather.py::test_weather";
const text = chatStream(["It ", "is ", "cold ", "in ", "Oslo."], { testId });
const lineOf = (part: string) => text.split("\n").findIndex((line) => line.includes(part)) + 1;
/** Lines from the start of a chunk to the content it adds. */
const chunkHead = lineOf('"It "') - lineOf('"body": [') - 1;

const test = editorTest({
  workspace: async () => {
    const folder = await makeWorkspace({
      "tests/test_weather.py": "def test_weather():\n    pass\n",
      [recording]: text,
    });
    const git = (...command: string[]) =>
      execFileSync("git", ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", ...command], { cwd: folder });
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "Recorded");
    return folder;
  },
  settings: { "git.enabled": true, "git.autofetch": false, "git.openRepositoryInParentFolders": "never" },
});

/** Polls for as long as a slow machine may need. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 60_000 });
const slider = (editor: Editor) => editor.webview().getByRole("slider");
const answer = (editor: Editor) => editor.webview().locator(".recorded traced-text .box");
const said = async (editor: Editor) => (await answer(editor).innerText()).trim();

/** Reloads the window once the workbench has written down what is open: in a browser it does so every few seconds, not when it is left. */
async function reload({ page }: Editor, open: RegExp): Promise<void> {
  await eventually(() => page.evaluate(workbenchState)).toMatch(open);
  await page.reload();
}

/** Runs in the page: which editors the workbench would open again in this workspace, as it wrote them down. */
async function workbenchState(): Promise<string> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error("IndexedDB failed"));
    });
  const texts: string[] = [];
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith("vscode-web-state-db") !== true) continue;
    const database = await done(indexedDB.open(name));
    for (const each of database.objectStoreNames) {
      const store = database.transaction(each).objectStore(each);
      texts.push(String(await done(store.get("memento/workbench.parts.editor") as IDBRequest<unknown>)));
    }
    database.close();
  }
  return texts.join("\n");
}

test("it opens beside the recording and shows question and answer", async ({ editor }) => {
  await editor.openFile(recording);
  await editor.clickCodeLens("Open stream view");
  await eventually(() => said(editor)).toBe("It is cold in Oslo.");
  expect(await editor.webview().getByRole("heading", { level: 1 }).innerText()).toBe("test_weather");
  expect(await editor.webview().locator("main").innerText()).toContain("/v1/chat/completions");
  await editor.screenshot("stream-view");
});

test("a chunk that is clicked is selected in the JSON, and the view keeps the focus", async ({ editor }) => {
  await editor.webview().getByRole("option").nth(2).click();
  await editor.page.locator(".editor-instance .selected-text").first().waitFor();
  expect(await editor.page.evaluate(() => document.activeElement?.tagName)).toBe("IFRAME");
  await editor.page.keyboard.press("Control+1");
  expect((await editor.cursor()).line).toBe(lineOf('"cold "') - chunkHead);
});

test("scrubbing rebuilds the answer, and the JSON follows", async ({ editor }) => {
  await slider(editor).press("Home");
  await slider(editor).press("ArrowRight");
  await eventually(() => said(editor)).toBe("It is");
  await editor.page.keyboard.press("Control+1");
  await eventually(async () => (await editor.cursor()).line).toBe(lineOf('"is "') - chunkHead);
});

test("the place in the stream is kept while the file changes, and after the window was reloaded", async ({ editor }) => {
  const file = join(editor.workspace, recording);
  await writeFile(file, (await readFile(file, "utf8")).replace('"It "', '"Today it "'));
  await eventually(() => said(editor)).toBe("Today it is");
  await reload(editor, /tapedeck\.streamView[^]*position\\*":1/);
  await eventually(() => said(editor)).toBe("Today it is");
  await editor.webview().getByRole("button", { name: "whole answer" }).click();
  await eventually(() => said(editor)).toBe("Today it is cold in Oslo.");
});

test("compared with HEAD, it says which word changed", async ({ editor }) => {
  await editor.closeAllEditors();
  await editor.openFile(recording);
  await editor.runCommand("Tapedeck: Compare Meaning with HEAD");
  const page = editor.webview();
  await eventually(() => page.getByRole("heading", { level: 1 }).innerText()).toContain("Text changed.");
  expect((await page.locator("del").allInnerTexts()).map((word) => word.trim())).toEqual(["It"]);
  expect((await page.locator("ins").allInnerTexts()).join(" ")).toContain("Today");
  await editor.screenshot("comparison");
});

test("the comparison follows the file, and is there again after a reload", async ({ editor }) => {
  const file = join(editor.workspace, recording);
  await writeFile(file, chatStream(["It is ", "cold in Oslo."], { testId }));
  const heading = editor.webview().getByRole("heading", { level: 1 });
  await eventually(() => heading.innerText()).toContain("Only chunk boundaries changed.");
  // With what it compares, without which it is not opened again.
  await reload(editor, /tapedeck\.comparison[^]*sides\\*":/);
  await eventually(() => heading.innerText()).toContain("Only chunk boundaries changed.");
});

test("reopened as a stream view, it is the file's own editor, and stays it after a reload", async ({ editor }) => {
  await editor.closeAllEditors();
  await editor.openFile(recording);
  await editor.startCommand("View: Reopen Editor With...");
  await eventually(() => editor.pickList()).toContainEqual("Stream View");
  await editor.pick("Stream View");
  await eventually(() => said(editor)).toBe("It is cold in Oslo.");
  expect(await editor.page.locator(`.tab.active[data-resource-name="${name}"]`).count()).toBe(1);
  await reload(editor, /tapedeck\.streamViewEditor/);
  await eventually(() => said(editor)).toBe("It is cold in Oslo.");
  await writeFile(join(editor.workspace, recording), text);
  await eventually(() => slider(editor).getAttribute("aria-valuemax")).toBe("6");
});
