/** What changed: under review after re-recording, and between two branches. */
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { expect } from "vitest";
import { findPytestPython } from "../../support/python";
import { addFiles } from "../../support/editor/workspace";
import { makeRepository } from "../repository";
import { picturesIn } from "./pictures";

const chat = "tests/integration/chat";

const pictures = picturesIn({
  settings: { "git.enabled": true },
  environment: { PATH: [dirname(findPytestPython()), process.env["PATH"]].join(delimiter) },
  async prepare(workspace) {
    await addFiles(workspace, { ".vscode/settings.json": JSON.stringify(otherWords) });
    const git = makeRepository(workspace);
    git("switch", "--quiet", "--create", "other-words");
    await changeRecordings(join(workspace, chat, "recordings"));
    git("add", "--all");
    git("commit", "--quiet", "--message", "Recorded in other words");
  },
});

pictures("compare-branch", "sideBar", async (editor, width) => {
  if (width === "wide") {
    // The command is offered once Tapedeck is there.
    await editor.openFile(`${chat}/test_streaming.py`);
    await expect.poll(() => editor.codeLenses()).not.toEqual([]);
    await editor.startCommand("Tapedeck: Compare Branch With…");
    await expect.poll(() => editor.pickList()).toContain("main");
    await editor.pick("main");
  }
  await expect.poll(() => editor.tree("Compared Recordings")).toContainEqual(expect.stringContaining("test_completions.py"));
});

pictures("plan", "editor", async (editor) => {
  await editor.closeAllEditors();
  await editor.openFile(`${chat}/test_streaming.py`);
  await editor.runCommand("Tapedeck: Re-record All Fixtures in This Test Module");
  await expect.poll(() => editor.pickList()).toContain("Record");
});

pictures("review", "sideBar", async (editor, width) => {
  if (width === "wide") {
    await editor.closeAllEditors();
    await editor.openFile(`${chat}/test_streaming.py`);
    await editor.runCommand("Tapedeck: Re-record All Fixtures in This Test Module");
    await expect.poll(() => editor.pickList()).toContain("Record");
    await editor.pick("Record");
    await editor.pressNotificationButton(/recordings? changed/, "Review");
    await editor.page.keyboard.press("Control+J");
  }
  await editor.webview().getByRole("heading", { level: 1 }).waitFor();
});

/** Other answers than those recorded, and pytest's output without the machine's particulars. */
const otherWords = {
  "tapedeck.rerecord.python": "python3",
  "tapedeck.rerecord.arguments": ["--no-header"],
  "tapedeck.rerecord.environment": { SAMPLE_PROVIDER_VARIANT: "2" },
};

/** One of each kind: changed in meaning, changed in noise, removed, added. */
async function changeRecordings(folder: string): Promise<void> {
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  for (const [index, text] of texts.entries()) {
    const path = join(folder, names[index] ?? "");
    if (text.includes("::test_capital[France")) await writeFile(path, text.replace(/(?<="content": ")([^"]*)Paris/, "$1Lyon"));
    else if (text.includes("::test_capital[")) await writeFile(path, text.replaceAll(/"created": \d+/g, '"created": 1'));
    else if (text.includes("::test_json_output")) await rm(path);
  }
}
