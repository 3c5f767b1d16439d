/** Maintains the context key `tapedeck.isRecording`, with which menus know that the active editor shows a recording. */
import type * as vscode from "vscode";
import type { TapedeckClient } from "./languageClient";
import type { VSCode } from "./vscode";

/** The recording for commands without an argument: that of the active stream view, if any. */
export interface ActiveRecording {
  orActive(argument: unknown): unknown;
}

export function watchActiveRecording(vscode: VSCode, client: Pick<TapedeckClient, "request">): vscode.Disposable {
  const update = async () => {
    const document = vscode.window.activeTextEditor?.document;
    const isRecording = document !== undefined && mayBeRecording(vscode, document) && (await holdsRecording(client, document));
    if (document !== vscode.window.activeTextEditor?.document) return;
    await vscode.commands.executeCommand("setContext", "tapedeck.isRecording", isRecording);
  };
  void update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeConfiguration(update),
    vscode.workspace.onDidChangeWorkspaceFolders(update),
  );
}

/** Asks the server, which judges by content. */
async function holdsRecording({ request }: Pick<TapedeckClient, "request">, { uri }: vscode.TextDocument): Promise<boolean> {
  const params = { uri: uri.toString(), position: { line: 0, character: 0 } };
  return (await request("tapedeck/recordingAt", params).catch(() => null)) !== null;
}

/** Whether a document is where recordings are, by the globs of its workspace folder, or those of the window if it is in none. */
function mayBeRecording(vscode: VSCode, document: vscode.TextDocument): boolean {
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
