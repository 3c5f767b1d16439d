/** A person fixes recordings: whatever saves by itself, nothing is left behind and nothing is lost. */
import { execFileSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { editorTest } from "../support/editor/editorTest";
import { addFiles, copySample } from "../support/editor/workspace";

const module = "tests/integration/chat/test_streaming.py";
const folder = "tests/integration/chat/recordings";
/** A test that was renamed, and the renaming committed, before the editor started. */
const committed = { before: "test_refusal", after: "test_declines_politely" };

const test = editorTest({
  async workspace() {
    const workspace = await copySample();
    const git = (...command: string[]) =>
      execFileSync("git", ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", ...command], { cwd: workspace });
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "Recorded");
    await renameTest(workspace, committed.before, committed.after);
    git("commit", "--quiet", "--all", "--message", "Renamed");
    return workspace;
  },
});

/** The recordings (file names) of a test of the module. */
async function recordingsOf(workspace: string, name: string): Promise<string[]> {
  const names = await readdir(join(workspace, folder));
  const texts = await Promise.all(names.map((each) => readFile(join(workspace, folder, each), "utf8")));
  return names.filter((_, index) => new RegExp(`"test_id": "${module}::.*::${name}[\\["]`).test(texts[index]!)).sort();
}

async function renameTest(workspace: string, before: string, after: string): Promise<void> {
  const text = await readFile(join(workspace, module), "utf8");
  await writeFile(join(workspace, module), text.replace(`def ${before}(`, `def ${after}(`));
}

/** The kind of auto-save, the names, and for tests of several recordings what is answered to the question how to change them. */
const renamed = [
  ["off", "test_two_choices", "test_choosing_between_two", undefined],
  ["afterDelay", "test_include_usage", "test_usage_included", "Change All"],
  ["onFocusChange", "test_long_answer", "test_counts_far", undefined],
  ["onWindowChange", "test_capital", "test_names_the_capital", "Preview"],
] as const;

describe("the recordings of a renamed test follow it", () => {
  test.for(renamed)("with auto-save %s", async ([autoSave, before, after, answer], { editor }) => {
    const { workspace, page } = editor;
    // Long enough for a file to be edited and renamed, and not for its editor to be forgotten.
    const settings = { "files.autoSave": autoSave, "files.autoSaveDelay": 200 };
    await addFiles(workspace, { ".vscode/settings.json": JSON.stringify(settings) });
    const old = await recordingsOf(workspace, before);
    await editor.openFile(module);
    await editor.openFile(`${folder}/${old[0]}`, 2);
    await renameTest(workspace, before, after);
    await editor.takeQuickFix(/^Change the test/);
    if (answer !== undefined) {
      await expect
        .poll(() => editor.dialog())
        .toMatchObject({ text: expect.stringContaining(`Change ${old.length} recordings?`) as string });
      await editor.screenshot(`mend question ${autoSave}`);
      await editor.pressDialogButton(answer);
    }
    if (answer !== "Change All") {
      await editor.previewed();
      await editor.tickAll(/→/);
      await editor.screenshot(`mend preview ${autoSave}`);
      await editor.applyPreview();
    }
    await expect
      .poll(() => editor.notifications())
      .toContainEqual(expect.stringMatching(/^\d recordings? changed: Change the test/));
    await expect.poll(() => recordingsOf(workspace, after)).toHaveLength(old.length);
    await page.evaluate(() => window.dispatchEvent(new Event("blur")));
    await editor.screenshot(`mend applied ${autoSave}`);
    await page.locator(".tab:not(.dirty)").first().waitFor();
    expect(await recordingsOf(workspace, before)).toEqual([]);
    await editor.clearNotifications();
    await editor.closeAllEditors();
  });

  test("and the names that they had do not come back", async ({ editor }) => {
    for (const [, before, after] of renamed) {
      expect(await recordingsOf(editor.workspace, before)).toEqual([]);
      for (const name of await recordingsOf(editor.workspace, after)) {
        const text = await readFile(join(editor.workspace, folder, name), "utf8");
        expect(text).toContain(`"rec-${name.slice(0, 12)}"`);
      }
    }
  });

  test("git tells what the test is called now, where it was renamed before", async ({ editor }) => {
    const [old] = await recordingsOf(editor.workspace, committed.before);
    await editor.openFile(`${folder}/${old}`, 2);
    await editor.takeQuickFix(new RegExp(`^Change the test to .*${committed.after}`));
    await editor.previewed();
    await editor.discardPreview();
    await expect.poll(() => editor.notifications()).toContainEqual(expect.stringMatching(/^No recording was changed\./));
    expect(await recordingsOf(editor.workspace, committed.before)).toEqual([old]);
    await editor.clearNotifications();
  });
});

test("what was mended in several recordings is undone in one step", async ({ editor }) => {
  const { workspace, page } = editor;
  const [before, after] = ["test_names_the_capital", "test_is_the_capital"];
  const names = await recordingsOf(workspace, before);
  const texts = () => Promise.all(names.map((name) => readFile(join(workspace, folder, name), "utf8").catch(() => "gone")));
  const old = await texts();
  await renameTest(workspace, before, after);
  await editor.openFile(`${folder}/${names[0]}`, 2);
  await editor.takeQuickFix(/^Change the test/);
  await editor.pressDialogButton("Change All");
  await expect.poll(() => recordingsOf(workspace, after)).toHaveLength(names.length);
  await expect.poll(() => editor.notifications()).toContainEqual(expect.stringMatching(/^\d recordings changed/));
  await page.locator(".editor-group-container.active .editor-instance .view-line").first().click();
  await page.keyboard.press("Control+Z");
  await expect.poll(() => editor.activeFile()).toBe(names[0]);
  await expect.poll(() => page.locator(".tab.dirty").count()).toBe(names.length);
  await editor.runCommand("File: Save All Files");
  await expect.poll(texts).toEqual(old);
  expect(await recordingsOf(workspace, after)).toEqual([]);
  await renameTest(workspace, after, before);
  await editor.clearNotifications();
  await editor.closeAllEditors();
});
