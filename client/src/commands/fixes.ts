/** What the menus of quick fixes and the palette call: a fix that is to be reviewed, all that can be mended, and the setting that a rule has. */
import * as vscode from "vscode";
import type { CodeAction } from "vscode-languageserver-types";
import { fixCommands, type ChosenFix, type Requests } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showError, showInformation, showWarning, withProgress } from "../notifications";
import { mend } from "./mend";
import { counted } from "./mended";

export function registerFixes(client: TapedeckClient): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand("tapedeck.fixAll", () => fixAll(client)),
    registerCommand(fixCommands.applyFix, (chosen: ChosenFix) => applyFix(client, chosen)),
    registerCommand(fixCommands.disableRule, (code: unknown, uri: unknown) => disableRule(code, uri)),
  );
}

/** What is plain is done; the rest is previewed. Waits until every recording is read. */
async function fixAll(client: TapedeckClient): Promise<void> {
  const { languageClient } = client;
  const options = { location: vscode.ProgressLocation.Notification, title: "Looking for what can be mended", cancellable: true };
  const found = await withProgress(options, async (_, token) => {
    try {
      return await languageClient.sendRequest<Requests["tapedeck/fixAll"]["result"]>("tapedeck/fixAll", {}, token);
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
  if (found === undefined) return;
  if (found.kind === "failed") {
    void showError("Looking for what can be mended failed; the log says why.");
    return;
  }
  const unread = found.unread === 0 ? "" : ` Not read, as reading was cancelled: ${counted(found.unread)}.`;
  if (found.kind === "found") await mend(client, found.edit, unread);
  else void showInformation(`No recording has a problem that can be mended without recording it again.${unread}`);
}

/** A fix that was chosen from a menu. */
async function applyFix(client: TapedeckClient, chosen: ChosenFix): Promise<void> {
  const action: CodeAction = { title: chosen.title, data: chosen };
  const { edit } = await client.languageClient.sendRequest<CodeAction>("codeAction/resolve", action);
  if (edit) await mend(client, edit);
  else void showWarning(`"${chosen.title}" does not apply any more: the recording has changed.`);
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
