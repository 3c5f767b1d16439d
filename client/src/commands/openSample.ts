/** "Open Sample": copies a small project with tests and recordings to a folder that the user chooses. */
import type * as vscode from "vscode";
import { registerCommand } from "../notifications";
import type { Context, VSCode } from "../vscode";

/** One recording is cut off in the copy, so that there is a problem to see and to record again. */
const cutOff = [
  "tests",
  "integration",
  "chat",
  "recordings",
  "6ceabae7389701f767932791ac024765bca93effa5350c962e886fa75e9b33f3.json",
];

export function registerOpenSample(vscode: VSCode, { extensionUri }: Context): vscode.Disposable {
  const source = vscode.Uri.joinPath(extensionUri, "test", "sample");
  return registerCommand(vscode, "tapedeck.openSample", async () => {
    const [parent] =
      (await vscode.window.showOpenDialog({
        ...{ canSelectFiles: false, canSelectFolders: true, canSelectMany: false },
        ...{ title: "Where to Create the Folder tapedeck-sample", openLabel: "Create Sample Here" },
      })) ?? [];
    if (parent === undefined) return;
    const folder = await freeName(vscode, parent);
    await vscode.workspace.fs.copy(source, folder);
    const recording = vscode.Uri.joinPath(folder, ...cutOff);
    const whole = await vscode.workspace.fs.readFile(recording);
    await vscode.workspace.fs.writeFile(recording, whole.slice(0, Math.floor(whole.length / 2)));
    await vscode.commands.executeCommand("vscode.openFolder", folder, { forceNewWindow: true });
  });
}

/** Never overwrites anything. */
async function freeName(vscode: VSCode, parent: vscode.Uri): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const folder = vscode.Uri.joinPath(parent, number === 1 ? "tapedeck-sample" : `tapedeck-sample-${number}`);
    if (!(await exists(vscode, folder))) return folder;
  }
}

async function exists(vscode: VSCode, uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
