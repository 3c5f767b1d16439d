/** Commands of quick fixes: applying a fix that needs review, and changing a rule's setting. */
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

/** Applies a fix that was chosen in a menu. */
async function applyFix(vscode: VSCode, client: TapedeckClient, chosen: ChosenFix): Promise<void> {
  const action: CodeAction = { title: chosen.title, data: chosen };
  const { edit } = await client.resolve(action);
  if (edit) await applyEdits(vscode, client, edit);
  else void showWarning(vscode, `"${chosen.title}" no longer applies: the recording has changed.`);
}

/** In the workspace's settings, so that everyone who works on it sees the same; in the user's settings if there is no workspace. */
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
