/** What another extension, or VS Code itself, gets from Tapedeck in the extension host. The workspace is a copy of the sample suite. */
import assert from "node:assert/strict";
import * as vscode from "vscode";

const testModule = "tests/integration/tools/test_tool_calls.py";

export const stories: Readonly<Record<string, () => Promise<void>>> = {
  "the extension starts by itself in a workspace with recordings": async () => {
    await until("the extension is active", () => extension().isActive);
  },

  "the commands of the manifest exist": async () => {
    await extension().activate();
    const known = new Set(await vscode.commands.getCommands(true));
    const { contributes } = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !known.has(command));
    assert.deepEqual(missing, []);
  },
};

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension("tapedeck.tapedeck");
  assert.ok(found, "The extension is not installed.");
  return found;
}

/** Waits for something to become true, or fails with its name. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
