/** Keeps the context key `tapedeck.isRecording`, by which menus know that the active editor holds a recording. */
import type * as vscode from "vscode";
import type { VSCode } from "./vscode";

/** What a command means that names no recording: the one in the active stream view, if one is active. */
export interface ActiveRecording {
  orActive(argument: unknown): unknown;
}

export function watchActiveRecording(vscode: VSCode): vscode.Disposable {
  const update = () =>
    vscode.commands.executeCommand(
      "setContext",
      "tapedeck.isRecording",
      isRecording(vscode, vscode.window.activeTextEditor?.document),
    );
  void update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeConfiguration(update),
    vscode.workspace.onDidChangeWorkspaceFolders(update),
  );
}

/** Whether a document is a recording by the globs of its workspace folder, or by those of the window when it is in none. */
export function isRecording(vscode: VSCode, document: vscode.TextDocument | undefined): boolean {
  if (!document) return false;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const globs = vscode.workspace.getConfiguration("tapedeck.recordings", document.uri);
  const matches = (setting: string) =>
    globs
      .get<string[]>(setting, [])
      .some(
        (glob) => vscode.languages.match({ pattern: folder ? new vscode.RelativePattern(folder, glob) : glob }, document) > 0,
      );
  return matches("include") && !matches("exclude");
}
