/** Activates and deactivates the extension: the connection to the server, and everything that uses it. */
import * as vscode from "vscode";
import { createClient } from "./languageClient";
import { registerCommand } from "./notifications";
import { registerTapedeck } from "./tapedeck";

let client: ReturnType<typeof createClient> | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  client = createClient(context);
  const { languageClient } = client;
  const { recover } = registerTapedeck(vscode, context, client);
  context.subscriptions.push(registerCommand(vscode, "tapedeck.restartServer", () => languageClient.restart()));
  await languageClient.start();
  await vscode.commands.executeCommand("setContext", "tapedeck.active", true);
  if (vscode.workspace.isTrusted) void recover();
  else context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(() => void recover()));
}

export async function deactivate(): Promise<void> {
  await client?.languageClient.stop();
}
