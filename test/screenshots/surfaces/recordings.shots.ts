/** A suite of which much is not found by replay: what is said of it, the Recordings view, and what fixes, mutes or prunes it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Editor } from "../../support/editor/editor";
import { picturesIn } from "./pictures";
import { notFound } from "./suite";

const completions = "tests/integration/chat/test_completions.py";

const pictures = picturesIn({
  files: notFound(962),
  async prepare(workspace) {
    const text = await readFile(join(workspace, completions), "utf8");
    await writeFile(join(workspace, completions), text.slice(0, text.indexOf("def test_overloaded_provider")).trimEnd() + "\n");
  },
});

const view = "Recordings";
const row = ({ page }: Editor, text: string) => page.locator(".pane-body .monaco-list-row", { hasText: text }).first();

async function showRecordings(editor: Editor): Promise<void> {
  await editor.runCommand("Testing: Focus on Recordings View");
  await expect.poll(() => editor.tree(view)).not.toEqual([]);
}

async function unfold(editor: Editor, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const unfolded = editor.page.locator(".pane-body .monaco-list-row[aria-expanded=true]", { hasText: text });
    // A row that is drawn anew under the mouse takes the click for none.
    for (let attempt = 1; attempt <= 4 && !(await unfolded.first().isVisible()); attempt++) {
      await row(editor, text).click();
      await unfolded
        .first()
        .waitFor({ timeout: 5_000 })
        .catch(() => undefined);
    }
  }
}

pictures("first-notification", "editor", async (editor, width) => {
  // It withdraws after a while.
  if (width === "narrow") await editor.runCommand("Notifications: Show Notifications");
  await expect.poll(() => editor.notifications()).toContainEqual(expect.stringContaining("not found by replay"));
});

pictures(
  "status-item",
  "editor",
  async (editor) => {
    await editor.clearNotifications();
    await editor.openFile("tests/integration/prompts/test_prompts.py");
    await editor.page.locator("[id='status.languageStatus']").click();
    await editor.page.locator(".monaco-hover", { hasText: "not found by replay" }).waitFor();
  },
  "pointer stays",
);

pictures("recordings-view", "sideBar", async (editor) => {
  await editor.closeAllEditors();
  await showRecordings(editor);
  await unfold(editor, "test_completions.py", "test_capital");
});

pictures("recordings-selected", "sideBar", async (editor) => {
  await showRecordings(editor);
  await unfold(editor, "test_completions.py", "test_capital");
  await row(editor, "France-txt=sample/tiny").click();
  await editor.webview().locator("h1").waitFor();
  await row(editor, "New Zealand-txt=sample/tiny").click({ modifiers: ["Control"] });
  await row(editor, "New Zealand-txt=sample/tiny").click({ button: "right" });
  await editor.page.locator(".context-view .action-item").first().waitFor();
});

pictures("recordings-filter", "sideBar", async (editor) => {
  await editor.closeAllEditors();
  await showRecordings(editor);
  await editor.startCommand("Tapedeck: Filter Recordings…");
  await expect.poll(() => editor.pickList()).toContainEqual("Not found by replay");
});

pictures("recordings-grouped", "sideBar", async (editor, width) => {
  await showRecordings(editor);
  if (width === "wide") {
    await editor.startCommand("Tapedeck: Group Recordings By…");
    await expect.poll(() => editor.pickList()).toContain("Health");
    await editor.pick("Health");
  }
  await expect.poll(() => editor.tree(view)).toContainEqual(expect.stringContaining("not found"));
});

pictures("recordings-search", "sideBar", async (editor, width) => {
  await showRecordings(editor);
  if (width === "wide") await search(editor, "harbour number");
  await expect
    .poll(() => editor.page.locator(".pane-body .message").allInnerTexts())
    .toContainEqual(expect.stringContaining("harbour"));
});

pictures("fix-review", "sideBar", async (editor, width) => {
  if (width === "wide") {
    const isFiltered = (await editor.page.locator(".pane-body .message", { hasText: "harbour" }).count()) > 0;
    if (isFiltered) await editor.runCommand("Tapedeck: Clear Search and Filter");
    await editor.runCommand("Tapedeck: Fix Recordings…");
  }
  await expect.poll(() => editor.tree("Fix Recordings")).not.toEqual([]);
});

pictures("prune-review", "sideBar", async (editor, width) => {
  if (width === "wide") {
    await editor.closeAllEditors();
    await editor.runCommand("Tapedeck: Prune Unused Recordings…");
  }
  await expect.poll(() => editor.tree("Prune Unused Recordings")).not.toEqual([]);
});

pictures("prune-question", "sideBar", async (editor) => {
  await editor.runCommand("Tapedeck: Prune Selected Recordings");
  await expect.poll(() => editor.dialog()).toBeDefined();
});

pictures("baseline-question", "editor", async (editor) => {
  await editor.runCommand("Tapedeck: Add All Problems to Baseline…");
  await expect.poll(() => editor.dialog()).toBeDefined();
});

pictures("muted", "sideBar", async (editor, width) => {
  if (width === "wide") await mute(editor);
  await showRecordings(editor);
  await expect.poll(() => editor.tree(view)).toContainEqual(expect.stringContaining("in the baseline"));
});

async function search(editor: Editor, words: string): Promise<void> {
  await editor.startCommand("Tapedeck: Search Recordings…");
  await editor.page.getByPlaceholder("test_weather gpt-4o").fill(words);
  await editor.page.keyboard.press("Enter");
}

async function mute(editor: Editor): Promise<void> {
  await editor.runCommand("Tapedeck: Add All Problems to Baseline…");
  await expect.poll(() => editor.dialog()).toBeDefined();
  await editor.pressDialogButton("Add");
  await expect.poll(() => editor.dialog()).toBeUndefined();
}
