/** Starts and ends: the connection to the server, and what stands on it. */
import * as vscode from "vscode";
import { createClient } from "./languageClient";
import { registerCommand } from "./notifications";
<<<<<<< HEAD
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
=======
import { registerTapedeck } from "./tapedeck";
>>>>>>> w/client

let client: ReturnType<typeof createClient> | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  client = createClient(context);
  const { languageClient } = client;
<<<<<<< HEAD
  const streamViews = new StreamViews(client, context.extensionUri);
  const rerecord = registerRerecord(context, client, streamViews);
  context.subscriptions.push(
    streamViews,
    new Comparisons(client, context.extensionUri, streamViews),
    registerCopyAs(client, streamViews),
    watchActiveRecording(),
    registerNavigation(client, streamViews),
    registerDecodedBodies(client),
    registerTerminalLinks(client),
    registerFixes(client),
    registerExplainMissing(client, context),
    registerRecordingsView(client),
    rerecord.registered,
    registerCommand("tapedeck.restartServer", () => languageClient.restart()),
  );
=======
  const { recover } = registerTapedeck(vscode, context, client);
  context.subscriptions.push(registerCommand(vscode, "tapedeck.restartServer", () => languageClient.restart()));
>>>>>>> w/client
  await languageClient.start();
  await vscode.commands.executeCommand("setContext", "tapedeck.active", true);
  if (vscode.workspace.isTrusted) void recover();
  else context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(() => void recover()));
}

export async function deactivate(): Promise<void> {
  await client?.languageClient.stop();
}
