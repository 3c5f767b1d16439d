/** A person records tests again: real pytest, real provider, in the editor they know. */
import { readFile, readdir } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { describe, expect } from "vitest";
import { editorTest } from "../support/editor/editorTest";
import { addFiles, copySample } from "../support/editor/workspace";
import { findPytestPython } from "../support/python";

const completions = "tests/integration/chat/test_completions.py";
const streaming = "tests/integration/chat/test_streaming.py";

// Settings that name programs of a machine count in the workspace and on that machine, not in a browser's user settings.
const test = editorTest({
  async workspace() {
    const workspace = await copySample();
    await useEnvironment(workspace, otherWords);
    return workspace;
  },
  settings: { "files.autoSave": "off" },
});

/** How long the editor, and how long pytest in it, may take. */
const soon = { timeout: 20_000 };
const run = { timeout: 90_000 };

/** The model answers in other words than those that are recorded. */
const otherWords = { SAMPLE_PROVIDER_VARIANT: "2" };

const lineOf = async (workspace: string, path: string, text: string) => {
  const lines = (await readFile(join(workspace, path), "utf8")).split("\n");
  return lines.findIndex((line) => line.includes(text)) + 1;
};

describe("Re-record", () => {
  test("over a test runs it, says what changed, shows the difference, and can be undone", async ({ editor }) => {
    const before = await recordingsIn(editor.workspace);
    await editor.openFile(completions);
    await editor.clickCodeLens(/^Re-record$/, await lineOf(editor.workspace, completions, "def test_json_output"));

    await expect.poll(() => editor.notifications(), run).toContainEqual(expect.stringContaining("1 recording changed"));
    expect(await editor.terminalText()).toContain("1 passed");
    await editor.screenshot("rerecord-done");
    const after = await recordingsIn(editor.workspace);
    const changed = [...after.keys()].filter((path) => !after.get(path)!.equals(before.get(path)!));
    expect(changed).toHaveLength(1);
    expect(after.get(changed[0]!)!.toString()).toContain("test_json_output");

    await editor.pressNotificationButton("1 recording changed", "Review");
    await editor.page.locator(".monaco-diff-editor .view-line").first().waitFor();
    await editor.screenshot("rerecord-review");

    await editor.pressNotificationButton("1 recording changed", "Undo");
    await expect.poll(() => editor.notifications(), soon).toContainEqual(expect.stringContaining("1 recording is as before"));
    expect(await recordingsIn(editor.workspace)).toEqual(before);
    await editor.clearNotifications();
  });

  test("from the palette asks which parameter set of the test at the cursor is meant", async ({ editor }) => {
    const before = await recordingsIn(editor.workspace);
    await editor.openFile(completions, await lineOf(editor.workspace, completions, "def test_capital"));
    await editor.page.keyboard.press("F1");
    await editor.page.keyboard.type("Tapedeck: Re-record Fixture");
    await editor.page.locator(".quick-input-list .monaco-list-row", { hasText: "Tapedeck: Re-record Fixture" }).click();
    await expect.poll(() => editor.pickList(), soon).toContain("All 6 parameter sets");
    await editor.screenshot("rerecord-parameters");
    await editor.pick("New Zealand-txt=sample/tiny-chat:1b");

    await expect.poll(() => editor.notifications(), run).toContainEqual(expect.stringContaining("1 recording changed"));
    await editor.pressNotificationButton("1 recording changed", "Undo");
    await expect.poll(() => recordingsIn(editor.workspace), soon).toEqual(before);
    await editor.clearNotifications();
  });

  test("of a module shows all its differences in one editor", async ({ editor }) => {
    const before = await recordingsIn(editor.workspace);
    await editor.openFile(completions);
    await editor.runCommand("Tapedeck: Re-record All Fixtures of This Test Module");

    await expect.poll(() => editor.notifications(), run).toContainEqual(expect.stringContaining("recordings changed"));
    await editor.pressNotificationButton("recordings changed", "Review");
    await expect.poll(() => editor.page.locator(".multiDiffEntry").count(), soon).toBeGreaterThan(1);
    await editor.screenshot("rerecord-review-many");
    await editor.pressNotificationButton("recordings changed", "Undo");
    await expect.poll(() => recordingsIn(editor.workspace), soon).toEqual(before);
    await editor.clearNotifications();
  });

  test("of a recording asks before it takes unsaved edits along, and undo before it loses later ones", async ({ editor }) => {
    const [path, content] = await recordingOf(editor.workspace, "test_async_capital");
    await editor.openFile(path);
    await editor.typeAfter('"test_id": ', " ", 2);
    await editor.clickCodeLens("Re-record fixture");
    await expect
      .poll(() => editor.dialog(), soon)
      .toMatchObject({ buttons: expect.arrayContaining(["Save and Re-record"]) as unknown });
    await editor.screenshot("rerecord-unsaved");
    await editor.pressDialogButton("Save and Re-record");

    await expect
      .poll(() => editor.notifications(), run)
      .toContainEqual("Re-recorded test_completions.py::test_async_capital: 1 recording changed.");
    await addFiles(editor.workspace, { [path]: "written later" });
    await editor.pressNotificationButton("1 recording changed", "Undo");
    await expect.poll(async () => (await editor.dialog())?.text, soon).toContain("1 recording was changed again after the run.");
    await editor.pressDialogButton("Put Back All");

    await expect
      .poll(() => readFile(join(editor.workspace, path), "utf8"), soon)
      .toBe(content.replace('"test_id": ', '"test_id":  '));
    await editor.clearNotifications();
  });

  test("says that the provider failed, and shows the output", async ({ editor }) => {
    await useEnvironment(editor.workspace, { SAMPLE_PROVIDER_FAIL_AT: "1" });
    await editor.openFile(completions, await lineOf(editor.workspace, completions, "def test_json_output"));
    await editor.runCommand("Tapedeck: Re-record Fixture");

    await expect
      .poll(() => editor.notifications(), run)
      .toContainEqual(expect.stringContaining("pytest failed while re-recording test_completions.py::test_json_output"));
    expect(await editor.terminalText()).toContain("1 failed");
    await editor.screenshot("rerecord-failed");
    await editor.pressNotificationButton("pytest failed", "Undo");
    await expect.poll(() => editor.notifications(), soon).toContainEqual(expect.stringContaining("1 recording is as before"));
    await editor.clearNotifications();
  });

  test("can be cancelled, and leaves no process behind", async ({ editor }) => {
    await useEnvironment(editor.workspace, { SAMPLE_PROVIDER_DELAY_MS: "1000", TAPEDECK_TEST_RUN: editor.workspace });
    await editor.openFile(streaming);
    await editor.runCommand("Tapedeck: Re-record All Fixtures of This Test Module");
    await expect.poll(() => pythonsOf(editor.workspace), run).not.toEqual([]);
    await expect.poll(() => editor.terminalText(), run).toContain("collected");
    await editor.screenshot("rerecord-running");
    await editor.pressNotificationButton("Re-recording test_streaming.py", "Cancel");

    await expect.poll(() => editor.notifications(), soon).toContainEqual(expect.stringContaining("was cancelled"));
    expect(await pythonsOf(editor.workspace)).toEqual([]);
    await editor.clearNotifications();
  });
});

/** Environment of the runs from now on. */
async function useEnvironment(workspace: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const settings = { "tapedeck.rerecord.python": findPytestPython(), "tapedeck.rerecord.environment": environment };
  await addFiles(workspace, { ".vscode/settings.json": JSON.stringify(settings) });
}

/** Path and text of the recording of a test that has one. */
async function recordingOf(folder: string, name: string): Promise<readonly [string, string]> {
  const texts = [...(await recordingsIn(folder))].map(([path, content]) => [path, content.toString()] as const);
  return texts.find(([, text]) => text.includes(`::${name}"`))!;
}

/** The content of every recording, by its path. */
async function recordingsIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && basename(entry.parentPath) === "recordings");
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)));
}

/** Process ids of everything that was started with our mark in its environment (Linux). */
async function pythonsOf(mark: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")));
  return pids.filter((_, index) => environments[index]?.includes(`TAPEDECK_TEST_RUN=${mark}`));
}
