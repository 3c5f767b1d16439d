/** All stream views: one per recording, opened beside the editor, shown again when asked again, and back after a restart. */
import * as vscode from "vscode";
import { commands } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { rememberedUri } from "./messages";
import { StreamViewPanel } from "./streamViewPanel";

const viewType = "tapedeck.streamView";

/** Registers the command and the restoring of views. The command takes a URI (or its text); without one, the active editor's file is shown. */
export function registerStreamViews(client: TapedeckClient, extensionUri: vscode.Uri): vscode.Disposable {
  const panels = new Map<string, StreamViewPanel>();

  const adopt = (webviewPanel: vscode.WebviewPanel, uri: vscode.Uri) => {
    const panel = new StreamViewPanel(webviewPanel, uri, client, extensionUri);
    panels.set(uri.toString(), panel);
    panel.onDidDispose(() => {
      panels.delete(uri.toString());
      panel.dispose();
    });
  };

  const open = (target?: vscode.Uri | string, options?: { readonly preserveFocus?: boolean }) => {
    const uri = typeof target === "string" ? vscode.Uri.parse(target) : (target ?? vscode.window.activeTextEditor?.document.uri);
    const preserveFocus = options?.preserveFocus ?? false;
    const panel = uri && panels.get(uri.toString());
    if (!uri) void vscode.window.showInformationMessage("Open a recording first, then its stream view.");
    else if (panel) panel.reveal(preserveFocus);
    else adopt(createPanel(preserveFocus), uri);
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.openStreamView, open),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (webviewPanel, state: unknown) => {
        const uri = rememberedUri(state);
        if (uri === undefined) webviewPanel.dispose();
        else adopt(webviewPanel, vscode.Uri.parse(uri));
        return Promise.resolve();
      },
    }),
    { dispose: () => panels.forEach((panel) => panel.dispose()) },
  );
}

function createPanel(preserveFocus: boolean): vscode.WebviewPanel {
  const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus };
  return vscode.window.createWebviewPanel(viewType, "Stream view", column, { enableFindWidget: true });
}
