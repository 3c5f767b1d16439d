/** What the menus of quick fixes and the palette call: a fix that is to be reviewed, all that can be mended, and the setting that a rule has. */
import type * as vscode from "vscode";
import type { CodeAction } from "vscode-languageserver-types";
import { fixCommands, type ChosenFix } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showError, showInformation, showWarning, withProgress } from "../notifications";
import { mend } from "./mend";
import { counted } from "./mended";
import type { VSCode } from "../vscode";

export function registerFixes(vscode: VSCode, client: TapedeckClient): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(vscode, "tapedeck.fixAll", () => fixAll(vscode, client)),
    registerCommand(vscode, fixCommands.applyFix, (chosen: ChosenFix) => applyFix(vscode, client, chosen)),
    registerCommand(vscode, fixCommands.disableRule, (code: unknown, uri: unknown) => disableRule(vscode, code, uri)),
  );
}

/** What is plain is done; the rest is previewed. Waits until every recording is read. */
async function fixAll(vscode: VSCode, client: TapedeckClient): Promise<void> {
  const title = "Looking for what can be mended, once all recordings are read";
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const found = await withProgress(vscode, options, async (_, token) => {
    try {
      return await client.request("tapedeck/fixAll", {}, token);
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
  if (found === undefined) return;
  if (found.kind === "failed") {
    void showError(vscode, "Looking for what can be mended failed; the log says why.");
    return;
  }
  const unread = found.unread === 0 ? "" : ` Not read, as reading was cancelled: ${counted(found.unread)}.`;
  if (found.kind === "found") await mend(vscode, client, found.edit, unread);
  else void showInformation(vscode, `No recording has a problem that can be mended without recording it again.${unread}`);
}

/** A fix that was chosen from a menu. */
async function applyFix(vscode: VSCode, client: TapedeckClient, chosen: ChosenFix): Promise<void> {
  const action: CodeAction = { title: chosen.title, data: chosen };
  const { edit } = await client.resolve(action);
  if (edit) await mend(vscode, client, edit);
  else void showWarning(vscode, `"${chosen.title}" no longer applies: the recording has changed.`);
}

/** In the settings of the workspace, so that everybody who works on it sees the same; the user's own where there is none. */
async function disableRule(vscode: VSCode, code: unknown, uri: unknown): Promise<void> {
  if (typeof code !== "string") return;
  const resource = typeof uri === "string" ? vscode.Uri.parse(uri) : undefined;
  const settings = vscode.workspace.getConfiguration("tapedeck", resource);
  const { Global, Workspace } = vscode.ConfigurationTarget;
  const target = vscode.workspace.workspaceFolders === undefined ? Global : Workspace;
  const { globalValue, workspaceValue } = settings.inspect<Record<string, string>>("rules") ?? {};
  const before = target === Global ? globalValue : workspaceValue;
  await settings.update("rules", { ...before, [code]: "off" }, target);
}
