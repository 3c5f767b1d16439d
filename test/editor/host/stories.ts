/** What VS Code and other extensions get from Tapedeck in the extension host. The workspace is a copy of the sample suite. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "./until";

const testModule = "tests/integration/chat/test_completions.py";
const brokenRecording = `tests/integration/chat/recordings/${"b".repeat(64)}.json`;

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

  "a test has a code lens with the number of its recordings": async () => {
    const { uri } = await open(testModule);
    const titles = async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 100);
      return lenses.map(({ command }) => command?.title ?? "");
    };
    await until("the lens is there", async () => (await titles()).some((title) => title.startsWith("6 recordings · ")));
  },

  "the hover over a test shows what its recordings answered": async () => {
    const document = await open(testModule);
    const at = document.positionAt(document.getText().indexOf("test_async_capital"));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, at);
    const parts = hovers.flatMap(({ contents }) => contents);
    const text = parts.map((part) => (part instanceof vscode.MarkdownString ? part.value : "")).join();
    assert.match(text, /The capital of France is Paris/);
  },

  "a file that is no JSON has one finding of ours, at the place, and loses it when it is deleted": async () => {
    const uri = inWorkspace(brokenRecording);
    await vscode.workspace.fs.writeFile(uri, Buffer.from('{\n  "test_id": null,\n  "request": {'));
    const ours = () => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "tapedeck");
    await until("the finding is there", () => ours().length === 1);
    assert.equal(ours()[0]?.range.start.line, 2);
    await vscode.workspace.fs.delete(uri);
    await until("the finding is gone", () => ours().length === 0);
  },
};

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension("tapedeck.tapedeck");
  assert.ok(found, "The extension is not installed.");
  return found;
}

async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(inWorkspace(path));
  await vscode.window.showTextDocument(document);
  return document;
}

function inWorkspace(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, "No folder is open.");
  return vscode.Uri.joinPath(folder.uri, path);
}
