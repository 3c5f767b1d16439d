/** The view "Recordings" beside the tests: every recording of the workspace, below its test. */
import * as vscode from "vscode";
import { commands } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { countRecordings, recordingTree, type RecordingNode } from "./recordingTree";

const refreshDelay = 300;

export function registerRecordingsView(client: TapedeckClient): vscode.Disposable {
  const provider = new RecordingsProvider(client);
  const view = vscode.window.createTreeView("tapedeck.recordings", { treeDataProvider: provider, showCollapseAll: true });
  return vscode.Disposable.from(
    provider,
    view,
    client.onRecordingsChanged(() => provider.refreshSoon()),
    vscode.commands.registerCommand("tapedeck.recordings.goToTest", (node: RecordingNode) =>
      vscode.commands.executeCommand(commands.goToTest, firstRecording(node)?.uri),
    ),
    vscode.commands.registerCommand("tapedeck.recordings.openFile", (node: RecordingNode) =>
      vscode.commands.executeCommand(commands.openRecording, firstRecording(node)?.uri),
    ),
    vscode.commands.registerCommand("tapedeck.recordings.rerecord", (node: RecordingNode) => rerecord(node)),
  );
}

class RecordingsProvider implements vscode.TreeDataProvider<RecordingNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly client: TapedeckClient) {}

  /** Changes come in bursts: one new look for each burst. */
  refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.fire(undefined), refreshDelay);
  }

  async getChildren(node?: RecordingNode): Promise<RecordingNode[]> {
    if (node) return node.kind === "recording" ? [] : [...node.children];
    await this.client.request("tapedeck/whenIndexed", {});
    return recordingTree(await this.client.request("tapedeck/recordings", {}));
  }

  getTreeItem(node: RecordingNode): vscode.TreeItem {
    return node.kind === "recording" ? recordingItem(node) : groupItem(node);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changed.dispose();
  }
}

function groupItem(node: Exclude<RecordingNode, { kind: "recording" }>): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, vscode.TreeItemCollapsibleState.Collapsed);
  item.contextValue = node.kind;
  item.description = String(countRecordings(node));
  item.iconPath = new vscode.ThemeIcon(node.kind === "module" ? "symbol-file" : "beaker");
  return item;
}

function recordingItem({ label, item: recording }: Extract<RecordingNode, { kind: "recording" }>): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.contextValue = recording.testId === null ? "recordingWithoutTest" : "recording";
  item.description = recording.preview;
  // The file's own colour and badge show its problems.
  item.resourceUri = vscode.Uri.parse(recording.uri);
  item.iconPath = new vscode.ThemeIcon("comment-discussion");
  item.tooltip = [recording.testId, recording.model, recording.preview].filter((line) => line !== null && line !== "").join("\n");
  item.command = { command: commands.openStreamView, title: "Open Stream View", arguments: [recording.uri] };
  return item;
}

function firstRecording(node: RecordingNode): { readonly uri: string } | undefined {
  if (node.kind === "recording") return node.item;
  return node.children.map(firstRecording).find((found) => found !== undefined);
}

function rerecord(node: RecordingNode): Thenable<unknown> | undefined {
  const from = firstRecording(node);
  if (!from) return undefined;
  const target =
    node.kind === "test" ? { kind: "nodeId", nodeId: node.testId, from: from.uri } : { kind: "recording", uri: from.uri };
  return vscode.commands.executeCommand(commands.rerecord, target);
}
