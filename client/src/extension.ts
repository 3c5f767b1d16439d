/** Composition only: what there is, and in which order it starts and ends. */
import * as vscode from "vscode";
import { registerNavigation } from "./commands/navigation";
import { registerTerminalLinks } from "./commands/terminalLinks";
import { createClient, type TapedeckClient } from "./languageClient";
import { watchActiveRecording } from "./recordingContext";
import { registerRecordingsView } from "./recordingsView/recordingsView";
import { registerRerecord } from "./rerecord";
import { StreamViews } from "./streamView/streamViews";

let client: TapedeckClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  client = createClient(context);
  const { languageClient } = client;
  const streamViews = new StreamViews(client, context.extensionUri);
  context.subscriptions.push(
    streamViews,
    watchActiveRecording(),
    registerNavigation(client, streamViews),
    registerTerminalLinks(client),
    registerRecordingsView(client),
    registerRerecord(context, client, streamViews),
    vscode.commands.registerCommand("tapedeck.restartServer", () => languageClient.restart()),
  );
  await languageClient.start();
  await vscode.commands.executeCommand("setContext", "tapedeck.active", true);
}

export async function deactivate(): Promise<void> {
  await client?.languageClient.stop();
}
