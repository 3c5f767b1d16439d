/** The view "Recordings" beside the tests: every recording of the workspace, below its test. */
import type * as vscode from "vscode";
import { commands, type RerecordTarget } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { registerCommand } from "../notifications";
import {
  countRecordings,
  firstRecording,
  recordingTree,
  type GroupNode,
  type LeafNode,
  type RecordingNode,
} from "./recordingTree";
import type { OpenOptions } from "../streamView/streamViews";
import type { VSCode } from "../vscode";

const refreshDelay = 300;

export function registerRecordingsView(vscode: VSCode, client: TapedeckClient): vscode.Disposable {
  const provider = new RecordingsProvider(vscode, client);
  const view = vscode.window.createTreeView("tapedeck.recordings", { treeDataProvider: provider, showCollapseAll: true });
  return vscode.Disposable.from(
    provider,
    view,
    client.onRecordingsChanged(() => provider.refreshSoon()),
    registerCommand(vscode, "tapedeck.recordings.goToTest", (node: RecordingNode) =>
      vscode.commands.executeCommand(commands.goToTest, firstRecording(node)?.id),
    ),
    registerCommand(vscode, "tapedeck.recordings.openFile", (node: RecordingNode) =>
      vscode.commands.executeCommand(commands.openRecording, firstRecording(node)?.id),
    ),
    registerCommand(vscode, "tapedeck.recordings.showUnplayed", () => provider.show(view, true)),
    registerCommand(vscode, "tapedeck.recordings.showAll", () => provider.show(view, false)),
    registerCommand(vscode, "tapedeck.recordings.rerecord", (node: RecordingNode) => rerecord(vscode, node)),
  );
}

class RecordingsProvider implements vscode.TreeDataProvider<RecordingNode>, vscode.Disposable {
  private readonly changed: vscode.EventEmitter<undefined>;
  readonly onDidChangeTreeData: vscode.Event<undefined>;
  private timer: NodeJS.Timeout | undefined;
  private onlyUnplayed = false;

  constructor(
    private readonly vscode: VSCode,
    private readonly client: TapedeckClient,
  ) {
    this.changed = new vscode.EventEmitter();
    this.onDidChangeTreeData = this.changed.event;
  }

  /** Changes come in bursts: one new look for each burst. */
  refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.fire(undefined), refreshDelay);
  }

  /** All, or only what no test played in the last replay. */
  async show(view: Pick<vscode.TreeView<RecordingNode>, "description">, onlyUnplayed: boolean): Promise<void> {
    this.onlyUnplayed = onlyUnplayed;
    view.description = onlyUnplayed ? "not played in the last replay" : "";
    await this.vscode.commands.executeCommand("setContext", "tapedeck.onlyUnplayed", onlyUnplayed);
    this.changed.fire(undefined);
  }

  async getChildren(node?: RecordingNode): Promise<RecordingNode[]> {
    if (node) return node.kind === "recording" ? [] : [...node.children];
    await this.client.request("tapedeck/whenIndexed", {});
    return [...recordingTree(await this.client.request("tapedeck/recordings", this.onlyUnplayed ? { unplayed: true } : {}))];
  }

  getTreeItem(node: RecordingNode): vscode.TreeItem {
    return node.kind === "recording" ? recordingItem(this.vscode, node) : groupItem(this.vscode, node);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changed.dispose();
  }
}

function groupItem(vscode: VSCode, node: GroupNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${node.kind} ${node.id}`;
  item.contextValue = node.kind;
  item.description = [String(countRecordings(node)), node.folder].filter((part) => part !== "").join(" · ");
  item.iconPath = new vscode.ThemeIcon(node.kind === "module" ? "symbol-file" : "beaker");
  item.tooltip = node.nodeId ?? "Recordings that do not say which test they belong to";
  return item;
}

function recordingItem(vscode: VSCode, { id, label, description, item: recording }: LeafNode): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.id = `recording ${id}`;
  item.contextValue = recording.testId === null ? "recordingWithoutTest" : "recording";
  item.description = description;
  // The file's own colour and badge show its problems.
  item.resourceUri = vscode.Uri.parse(recording.uri);
  item.iconPath = new vscode.ThemeIcon("comment-discussion");
  item.tooltip = [recording.testId, recording.model, recording.preview].filter((line) => line !== null && line !== "").join("\n");
  item.command = {
    command: commands.openStreamView,
    title: "Open Stream View",
    arguments: [recording.id, { preserveFocus: true } satisfies OpenOptions],
  };
  return item;
}

function rerecord(vscode: VSCode, node: RecordingNode): Thenable<unknown> | undefined {
  const recording = firstRecording(node);
  if (recording === undefined) return undefined;
  const ofTest = node.kind === "test" && node.nodeId !== undefined;
  const target: RerecordTarget = ofTest
    ? { kind: "nodeId", nodeId: node.nodeId, from: recording.uri }
    : { kind: "recording", uri: recording.id };
  return vscode.commands.executeCommand(commands.rerecord, target);
}
