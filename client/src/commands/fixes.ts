/** What the menus of quick fixes call: a fix that is to be reviewed, and the setting that a rule has. */
import type * as vscode from "vscode";
import type { CodeAction } from "vscode-languageserver-types";
import { fixCommands, type ChosenFix } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showWarning } from "../notifications";
import { applyEdits } from "./applyEdits";
import type { VSCode } from "../vscode";

export function registerFixes(vscode: VSCode, client: TapedeckClient): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(vscode, fixCommands.applyFix, (chosen: ChosenFix) => applyFix(vscode, client, chosen)),
    registerCommand(vscode, fixCommands.disableRule, (code: unknown, uri: unknown) => disableRule(vscode, code, uri)),
  );
}

/** A fix that was chosen from a menu. */
async function applyFix(vscode: VSCode, client: TapedeckClient, chosen: ChosenFix): Promise<void> {
  const action: CodeAction = { title: chosen.title, data: chosen };
  const { edit } = await client.resolve(action);
  if (edit) await applyEdits(vscode, client, edit);
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
