/** A person mends recordings: whatever auto-save does, nothing is left behind and nothing is lost. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { editorTest } from "../support/editor/editorTest";
import { addFiles, copySample } from "../support/editor/workspace";

const module = "tests/integration/chat/test_streaming.py";
const folder = "tests/integration/chat/recordings";

const test = editorTest({ workspace: copySample });

/** The recordings (file names) of a test of the module. */
async function recordingsOf(workspace: string, name: string): Promise<string[]> {
  const names = await readdir(join(workspace, folder));
  const texts = await Promise.all(names.map((each) => readFile(join(workspace, folder, each), "utf8")));
  return names.filter((_, index) => new RegExp(`"test_id": ".*::${name}[\\["]`).test(texts[index]!));
}

async function renameTest(workspace: string, before: string, after: string): Promise<void> {
  const text = await readFile(join(workspace, module), "utf8");
  await writeFile(join(workspace, module), text.replace(before, after));
}

describe("a recording follows its renamed test", () => {
  test.for([
    ["off", "test_refusal", "test_refusals"],
    ["afterDelay", "test_two_choices", "test_two_choice"],
    ["onFocusChange", "test_long_answer", "test_long_answers"],
    ["onWindowChange", "test_include_usage", "test_includes_usage"],
  ] as const)("with auto-save %s", async ([autoSave, before, after], { editor }) => {
    const { workspace, page } = editor;
    const settings = { "files.autoSave": autoSave };
    await addFiles(workspace, { ".vscode/settings.json": JSON.stringify(settings) });
    const [old] = await recordingsOf(workspace, before);
    await renameTest(workspace, before, after);
    await editor.openFile(`${folder}/${old}`, 2);
    await editor.takeQuickFix(/^Change the test/);
    await editor.screenshot(`mend preview ${autoSave}`);
    await editor.tick(/→/);
    await editor.screenshot(`mend ticked ${autoSave}`);
    await editor.applyPreview();
    await expect.poll(() => recordingsOf(workspace, after)).toHaveLength(1);
    await page.evaluate(() => window.dispatchEvent(new Event("blur")));
    await editor.openFile(module);
    await page.locator(".tab:not(.dirty)").first().waitFor();
    await page.waitForTimeout(6000);
    await editor.screenshot(`mend applied ${autoSave}`);
    expect(await readdir(join(workspace, folder))).not.toContain(old);
  });
});
