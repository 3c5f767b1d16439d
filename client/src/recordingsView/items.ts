/** Rows of the tree of recordings as VS Code's tree items, with colours and badges. */
import type * as vscode from "vscode";
import { commands, type GroupRow, type Health, type LeafRow, type RecordingRow } from "../../../server/src/protocol";
import type { OpenOptions } from "../streamView/streamViews";
import type { VSCode } from "../vscode";
import { descriptionOf, hashIn, labelOf, markOf, numbered, spokenOf, tooltipOf, worstOf } from "./rows";

export type RecordingNode = RowNode | MoreNode;

export interface RowNode {
  readonly row: RecordingRow;
  readonly parent: RowNode | undefined;
}

/** Stands for the rows that are not shown yet. */
export interface MoreNode {
  readonly more: number;
  readonly parent: RowNode | undefined;
}

/** A scheme of our own, so that decorations of files do not apply to these rows, and ours do not apply to files. */
const scheme = "tapedeck-recordings";

export function itemOf(vscode: VSCode, node: RecordingNode): vscode.TreeItem {
  if ("more" in node) return moreItem(vscode, node);
  const { row } = node;
  const item = row.kind === "recording" ? recordingItem(vscode, row) : groupItem(vscode, row);
  item.id = row.id;
  item.description = descriptionOf(row);
  item.tooltip = tooltipOf(row);
  item.accessibilityInformation = { label: spokenOf(row) };
  // The URI contains the row's mark, because VS Code caches decorations by URI.
  item.resourceUri = vscode.Uri.from({ scheme, path: `/${row.kind === "recording" ? "recording" : "group"}/${worstOf(row)}` });
  return item;
}

const icons: Readonly<Record<Exclude<GroupRow["kind"], "health">, string>> = {
  module: "symbol-file",
  test: "beaker",
  folder: "folder",
  model: "chip",
};

const healthIcons: Readonly<Record<Health, readonly [icon: string, color: string]>> = {
  broken: ["error", "list.errorForeground"],
  notFound: ["question", "list.warningForeground"],
  unused: ["circle-slash", "disabledForeground"],
  secret: ["key", "list.warningForeground"],
  muted: ["bell-slash", "disabledForeground"],
  served: ["pass", "testing.iconPassed"],
};

function groupItem(vscode: VSCode, row: GroupRow): vscode.TreeItem {
  const item = new vscode.TreeItem(labelOf(row), vscode.TreeItemCollapsibleState.Collapsed);
  item.contextValue = row.nodeId === null ? "group" : row.kind;
  item.iconPath = row.kind === "health" ? healthIcon(vscode, row.label as Health) : new vscode.ThemeIcon(icons[row.kind]);
  return item;
}

function healthIcon(vscode: VSCode, health: Health): vscode.ThemeIcon {
  const [icon, color] = healthIcons[health];
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}

function recordingItem(vscode: VSCode, row: LeafRow): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label);
  const base = row.testId === null ? "recordingWithoutTest" : "recording";
  item.contextValue = hashIn(row.recording) === undefined ? base : `${base} hashed`;
  item.iconPath = new vscode.ThemeIcon("comment-discussion");
  item.command = {
    command: commands.openStreamView,
    title: "Open Stream View",
    arguments: [row.recording, { preserveFocus: true } satisfies OpenOptions],
  };
  return item;
}

function moreItem(vscode: VSCode, node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(`Show ${numbered(node.more)} More…`);
  item.id = `more ${node.parent?.row.id ?? ""}`;
  item.contextValue = "more";
  item.command = { command: "tapedeck.recordings.showMore", title: "Show More", arguments: [node] };
  return item;
}

/** A group has the colour of the worst row below it; only recordings have badges. */
export function decorationOf(vscode: VSCode, { scheme: given, path }: vscode.Uri): vscode.FileDecoration | undefined {
  const [, kind, health = ""] = given === scheme ? path.split("/") : [];
  const mark = markOf(health);
  if (mark === undefined || (kind === "group" && health !== "broken")) return undefined;
  const { badge, color, tooltip } = mark;
  return new vscode.FileDecoration(kind === "recording" ? badge : undefined, tooltip, new vscode.ThemeColor(color));
}
