/** Fixes as rows of a tree. */
import type * as vscode from "vscode";
import { writtenId, type FixedFile } from "../../../server/src/protocol";
import { shortName } from "../rerecord/reviewTree";
import type { VSCode } from "../vscode";
import { purposes } from "./purposes";
import { recordingsOf } from "./openFixes";
import type { CauseNode, FileNode, FixNode, LeftCauseNode, OpenFixes, TestNode, SelectableNode } from "./openFixes";

/** Causes with more tests are collapsed at first. */
const fewTests = 5;

export function fixItem(vscode: VSCode, fixes: OpenFixes, node: FixNode): vscode.TreeItem {
  switch (node.kind) {
    case "cause":
      return selected(vscode, fixes, node, causeItem(vscode, fixes, node));
    case "test":
      return selected(vscode, fixes, node, testItem(vscode, fixes, node));
    case "file":
      return selected(vscode, fixes, node, fileItem(vscode, fixes, node));
    case "left":
      return leftItem(vscode, fixes);
    case "leftCause":
      return leftCauseItem(vscode, node);
    case "leftFile":
      return leftFileItem(vscode, node.uri);
  }
}

/** The state of a check box for everything below; none if all of it has an obstacle. */
function selected(vscode: VSCode, fixes: OpenFixes, { kind, files }: SelectableNode, item: vscode.TreeItem): vscode.TreeItem {
  const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
  const open = files.filter((file) => fixes.obstacleOf(file) === undefined);
  item.contextValue = [...(fixes.purpose === "fix" ? [] : [fixes.purpose]), kind, ...(open.length === 0 ? ["blocked"] : [])].join(
    "-",
  );
  if (open.length > 0) item.checkboxState = open.every((file) => fixes.isSelected(file)) ? Checked : Unchecked;
  return item;
}

function causeItem(vscode: VSCode, fixes: OpenFixes, { cause, files, children }: CauseNode): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(cause.short, children.length > fewTests ? Collapsed : Expanded);
  const { more = "", isSure, code } = cause;
  const count = recordingsOf(files).toLocaleString("en-US");
  const parts = [count, partly(fixes, files), isSure ? "" : "not verified", more, code];
  item.description = parts.filter((part) => part !== "").join(" · ");
  const advice = cause.isSure ? [] : ["The original request cannot be verified. Review each recording before you fix it."];
  item.tooltip = [`${cause.title} (${cause.code})`, ...advice].join("\n");
  item.iconPath = new vscode.ThemeIcon(cause.isSure ? purposes[fixes.purpose].icon : "question");
  return item;
}

function testItem(vscode: VSCode, fixes: OpenFixes, { testId, files }: TestNode): vscode.TreeItem {
  const end = testId.indexOf("::");
  const label = testId === "" ? "Without a test" : end < 0 ? testId : writtenId(testId.slice(end + 2));
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  const module = end < 0 ? "" : testId.slice(testId.lastIndexOf("/", end) + 1, end);
  item.description = [recordingsOf(files).toLocaleString("en-US"), partly(fixes, files), module]
    .filter((part) => part !== "")
    .join(" · ");
  item.tooltip = testId === "" ? label : writtenId(testId);
  return item;
}

/** The text if only some are selected. */
function partly(fixes: OpenFixes, files: readonly FixedFile[]): string {
  const selected = files.filter((file) => fixes.isSelected(file));
  const isAll = selected.length === 0 || selected.length === files.length;
  return isAll ? "" : `${recordingsOf(selected).toLocaleString("en-US")} selected`;
}

function fileItem(vscode: VSCode, fixes: OpenFixes, node: FileNode): vscode.TreeItem {
  const { uri, newUri, isRemoved } = node.file;
  const labels = isRemoved ? ["deleted", ...node.file.labels] : node.file.labels;
  const obstacle = fixes.obstacleOf(node.file);
  const { name } = node.file;
  const item = new vscode.TreeItem(name ?? nameOfFix(node.file));
  const what = labels.join(isRemoved ? " · " : ", ");
  // The file's name comes last, because few look for it.
  item.description = obstacle ?? (name === undefined ? what : `${what} · ${nameOfFix(node.file)}`);
  const paths = [uri, ...(newUri === undefined ? [] : [newUri])].map((each) =>
    vscode.workspace.asRelativePath(vscode.Uri.parse(each)),
  );
  item.tooltip = [paths.join("\n→ "), ...labels, ...(obstacle === undefined ? [] : [obstacle])].join("\n");
  if (obstacle !== undefined) item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  item.command = { command: "tapedeck.fixes.open", title: "Show Changes", arguments: [node] };
  return item;
}

/** "007a9180a7aa → 1c5badefc278", or the present name if it stays. */
export function nameOfFix({ uri, newUri }: FixedFile): string {
  return [uri, ...(newUri === undefined ? [] : [newUri])].map((each) => shortName(decodeURIComponent(each))).join(" → ");
}

/** Expanded if there is nothing else. */
function leftItem(vscode: VSCode, { purpose, nodes }: OpenFixes): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(purposes[purpose].left, nodes.length > 1 ? Collapsed : Expanded);
  item.tooltip = purposes[purpose].whyLeft;
  item.iconPath = new vscode.ThemeIcon("circle-slash");
  return item;
}

function leftCauseItem(vscode: VSCode, { left: { title, short, code, reason, uris } }: LeftCauseNode): vscode.TreeItem {
  const item = new vscode.TreeItem(short ?? title, vscode.TreeItemCollapsibleState.Collapsed);
  const count = short === undefined ? [] : [uris.length.toLocaleString("en-US")];
  item.description = [...count, reason ?? code].join(" · ");
  item.tooltip = [`${title} (${code})`, ...(reason === undefined ? [] : [reason])].join("\n");
  if (reason !== undefined) item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  return item;
}

function leftFileItem(vscode: VSCode, uri: string): vscode.TreeItem {
  const resource = vscode.Uri.parse(uri);
  const item = new vscode.TreeItem(shortName(resource.path));
  item.tooltip = vscode.workspace.asRelativePath(resource);
  item.command = { command: "vscode.open", title: "Open", arguments: [resource] };
  return item;
}
