/** A person records tests again: real pytest, real provider, in the editor they know; nothing changes before they accept it. */
import { readFile, readdir } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { describe, expect } from "vitest";
import { editorTest } from "../support/editor/editorTest";
import { addFiles, copySample } from "../support/editor/workspace";
import { findPytestPython } from "../support/python";
import { changedPaths, processesOf } from "../support/contents";

const completions = "tests/integration/chat/test_completions.py";
const streaming = "tests/integration/chat/test_streaming.py";

// Settings that name programs of a machine count in the workspace and on that machine, not in a browser's user settings.
const test = editorTest({
  async workspace() {
    const workspace = await copySample();
    await useEnvironment(workspace, otherWords);
    return workspace;
  },
  theme: "dark",
  settings: { "files.autoSave": "off" },
});

/** How long the editor, and how long pytest in it, may take. */
const soon = { timeout: 30_000 };
const run = { timeout: 120_000 };

/** Named by what was asked. */
const accepted = /Accepted sample\/.+ · "Describe a film about a tape\."\./;

/** The model answers in other words than those that are recorded. */
const otherWords = { SAMPLE_PROVIDER_VARIANT: "2" };

const lineOf = async (workspace: string, path: string, text: string) => {
  const lines = (await readFile(join(workspace, path), "utf8")).split("\n");
  return lines.findIndex((line) => line.includes(text)) + 1;
};

describe("Re-record", () => {
  test("over a test shows the plan, records, shows what changed, and writes it when it is accepted", async ({ editor }) => {
    const before = await recordingsIn(editor.workspace);
    await editor.openFile(completions);
    await editor.clickCodeLens(/^Re-record$/, await lineOf(editor.workspace, completions, "def test_json_output"));
    await expect.poll(() => editor.pickList(), soon).toContain("Record");
    await editor.screenshot("rerecord-plan");
    await editor.pick("Record");

    await expect.poll(() => editor.notifications(), run).toContainEqual(expect.stringContaining("1 recording changed"));
    expect(await recordingsIn(editor.workspace)).toEqual(before);
    await editor.pressNotificationButton("1 recording changed", "Review");
    await editor.webview().getByRole("heading", { level: 1 }).waitFor();
    await expect.poll(() => editor.tree("Re-recorded"), soon).toContainEqual(expect.stringContaining("Text and usage changed."));
    await editor.screenshot("rerecord-review");
    await editor.pressTreeAction("Re-recorded", "test_json_output", "Show All Changes");
    await expect.poll(() => editor.page.locator(".multiDiffEntry").count(), soon).toBeGreaterThan(0);

    await editor.openTreeRow("Re-recorded", "Text and usage changed.");
    const inTitle = (name: RegExp) => editor.page.locator(".editor-group-container.active .title").getByRole("button", { name });
    await inTitle(/^Show Text Diff/).click();
    await editor.page.locator(".monaco-diff-editor .view-line").first().waitFor();
    await inTitle(/^Show What Changed in Meaning/).click();
    await inTitle(/^Accept/).click();
    await expect.poll(() => editor.notifications(), soon).toContainEqual(expect.stringMatching(accepted));
    const after = await recordingsIn(editor.workspace);
    expect(changedPaths(before, after)).toHaveLength(1);
    await editor.pressNotificationButton(accepted, "Verify by Replay");
    await expect
      .poll(() => editor.notifications(), run)
      .toContainEqual("test_completions.py::test_json_output passes with its recordings.");
    await editor.screenshot("rerecord-proved");

    await editor.pressTreeAction("Re-recorded", "Text and usage changed.", "Undo");
    await expect.poll(() => recordingsIn(editor.workspace), soon).toEqual(before);
    await editor.runCommand("Tapedeck: Discard All");
    await expect.poll(() => editor.tree("Re-recorded"), soon).toEqual([]);
    await editor.clearNotifications();
  });
});

test.runIf(process.platform === "linux")(
  "An editor that is killed while a recorder writes to the workspace asks at the next start, and puts everything back",
  async ({ editor }) => {
    const { workspace } = editor;
    const mark = `${workspace}#crash`;
    await useEnvironment(workspace, { ...otherWords, SAMPLE_PROVIDER_DELAY_MS: "500", TAPEDECK_TEST_RUN: mark });
    // A recorder that does not hear of the staging folder.
    const conftest = await readFile(join(workspace, "conftest.py"), "utf8");
    await addFiles(workspace, { "conftest.py": conftest.replace('os.environ.get("OGX_TEST_RECORDING_DIR")', "None") });
    const before = await recordingsIn(workspace);
    await editor.openFile(streaming);
    await editor.startCommand("Tapedeck: Re-record All Fixtures in This Test Module");
    await expect.poll(() => editor.pickList(), soon).toContain("Record");
    await editor.pick("Record");
    await expect.poll(async () => changedPaths(before, await recordingsIn(workspace)).length, run).toBeGreaterThan(0);
    await editor.crash();

    await expect
      .poll(() => editor.notifications(), run)
      .toContainEqual("Tapedeck was ended while test_streaming.py was recorded again.");
    await editor.screenshot("rerecord-recovery");
    await editor.pressNotificationButton("Tapedeck was ended", "Discard");
    await expect.poll(() => processesOf(mark), soon).toEqual([]);
    await expect.poll(() => recordingsIn(workspace), soon).toEqual(before);
  },
);

/** Environment of the runs from now on. */
async function useEnvironment(workspace: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const settings = { "tapedeck.rerecord.python": findPytestPython(), "tapedeck.rerecord.environment": environment };
  await addFiles(workspace, { ".vscode/settings.json": JSON.stringify(settings) });
}

/** The content of every recording, by its path. */
async function recordingsIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && basename(entry.parentPath) === "recordings");
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)));
}
