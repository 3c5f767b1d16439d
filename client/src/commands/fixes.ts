/** What mends more than one thing: all that can be mended, with a preview, and the setting that a rule has. */
import * as vscode from "vscode";
import { fixCommands } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showInformation, withProgress } from "../notifications";

export function registerFixes(client: TapedeckClient): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand("tapedeck.fixAll", () => fixAll(client)),
    registerCommand(fixCommands.disableRule, (code: unknown, uri: unknown) => disableRule(code, uri)),
  );
}

/** Nothing is changed before the preview is confirmed: every edit asks for it. */
async function fixAll({ languageClient, request }: TapedeckClient): Promise<void> {
  const title = "Looking for what can be mended";
  const location = vscode.ProgressLocation.Notification;
  const found = await withProgress({ location, title }, () => request("tapedeck/fixAll", {}));
  if (found === null) {
    void showInformation("No recording has a problem that can be mended without recording it again.");
    return;
  }
  const edit = await languageClient.protocol2CodeConverter.asWorkspaceEdit(found.edit);
  await vscode.workspace.applyEdit(edit, { isRefactoring: true });
}

/** In the settings of the workspace, so that everybody who works on it sees the same; the user's own where there is none. */
async function disableRule(code: unknown, uri: unknown): Promise<void> {
  if (typeof code !== "string") return;
  const resource = typeof uri === "string" ? vscode.Uri.parse(uri) : undefined;
  const settings = vscode.workspace.getConfiguration("tapedeck", resource);
  const { Global, Workspace } = vscode.ConfigurationTarget;
  const target = vscode.workspace.workspaceFolders === undefined ? Global : Workspace;
  const { globalValue, workspaceValue } = settings.inspect<Record<string, string>>("rules") ?? {};
  const before = target === Global ? globalValue : workspaceValue;
  await settings.update("rules", { ...before, [code]: "off" }, target);
}
