/** Composition only: what there is, and in which order it starts and ends. */
import * as vscode from "vscode";
import { registerCommand } from "./notifications";
import { registerDecodedBodies } from "./commands/decodedBodies";
import { registerExplainMissing } from "./commands/explainMissing";
import { registerFixes } from "./commands/fixes";
import { registerNavigation } from "./commands/navigation";
import { registerTerminalLinks } from "./commands/terminalLinks";
import { Comparisons } from "./compare/comparisons";
import { createClient, type TapedeckClient } from "./languageClient";
import { watchActiveRecording } from "./recordingContext";
import { registerRecordingsView } from "./recordingsView/recordingsView";
import { registerRerecord } from "./rerecord";
import { registerCopyAs } from "./streamView/copyAs";
import { StreamViews } from "./streamView/streamViews";

let client: TapedeckClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  client = createClient(context);
  const { languageClient } = client;
  const streamViews = new StreamViews(client, context.extensionUri);
  const rerecord = registerRerecord(context, client, streamViews);
  context.subscriptions.push(
    streamViews,
    new Comparisons(client, context.extensionUri, streamViews),
    registerCopyAs(client, streamViews),
    watchActiveRecording(client),
    registerNavigation(client, streamViews),
    registerDecodedBodies(client),
    registerTerminalLinks(client),
    registerFixes(client),
    registerExplainMissing(client, context),
    registerRecordingsView(client),
    rerecord.registered,
    registerCommand("tapedeck.restartServer", () => languageClient.restart()),
  );
  await languageClient.start();
  await vscode.commands.executeCommand("setContext", "tapedeck.active", true);
  if (vscode.workspace.isTrusted) void rerecord.recover();
  else context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(() => void rerecord.recover()));
}

export async function deactivate(): Promise<void> {
  await client?.languageClient.stop();
}
