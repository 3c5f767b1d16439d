/** The view "Re-recorded" in the test side bar: what runs would change, to be accepted or rejected one by one or together. */
import type * as vscode from "vscode";
import { counted, writtenId } from "../../../server/src/protocol";
import type { ReviewEntry } from "../../../server/src/rerecord/review";
import { entriesOf, reviewTree, stateOf, type EntryNode, type ReviewNode } from "./reviewTree";
import type { OpenReview } from "./openReview";
import type { VSCode } from "../vscode";

const viewId = "tapedeck.review";

/** Shows reviews in the given order; call `refresh` after each decision. */
export class ReviewView implements vscode.TreeDataProvider<ReviewNode>, vscode.Disposable {
  readonly #changed: vscode.EventEmitter<undefined>;
  readonly onDidChangeTreeData: vscode.Event<undefined>;
  readonly #view: vscode.TreeView<ReviewNode>;
  #reviews: readonly OpenReview[] = [];

  constructor(private readonly vscode: VSCode) {
    this.#changed = new vscode.EventEmitter();
    this.onDidChangeTreeData = this.#changed.event;
    this.#view = vscode.window.createTreeView<ReviewNode>(viewId, { treeDataProvider: this, showCollapseAll: false });
  }

  refresh(reviews: readonly OpenReview[]): void {
    this.#reviews = reviews;
    const open = reviews.flatMap((review) =>
      review.entries.filter((entry) => review.isOpen(entry) && entry.kind !== "same-meaning"),
    );
    this.#view.badge =
      open.length === 0 ? undefined : { value: open.length, tooltip: `${counted(open.length, "recording")} to review` };
    const [only, ...more] = reviews;
    this.#view.description = only && more.length === 0 ? shown(reviewTitle(only)) : "";
    void this.vscode.commands.executeCommand("setContext", "tapedeck.reviewing", reviews.length > 0);
    this.#changed.fire(undefined);
  }

  async focus(): Promise<void> {
    await this.vscode.commands.executeCommand(`${viewId}.focus`);
  }

  getChildren(node?: ReviewNode): ReviewNode[] {
    if (!node) return [...reviewTree(this.#reviews)];
    return node.kind === "entry" ? [] : [...node.children];
  }

  getTreeItem(node: ReviewNode): vscode.TreeItem {
    return node.kind === "entry" ? entryItem(this.vscode, node) : groupItem(this.vscode, node);
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }
}

function reviewTitle({ nodeIds }: OpenReview): string {
  return nodeIds.length === 1 ? writtenId(nodeIds[0] ?? "").replace(/^.*\//, "") : `${nodeIds.length} tests`;
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function groupItem(vscode: VSCode, node: Exclude<ReviewNode, EntryNode>): vscode.TreeItem {
  const folded = node.kind === "quiet" ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded;
  const item = new vscode.TreeItem(node.label, folded);
  const state = entriesOf(node).some((entry) => node.review.isOpen(entry)) ? "open" : "decided";
  item.contextValue = `${node.kind}-${state}`;
  if (node.kind !== "quiet") item.description = node.description;
  if (node.kind === "file") item.iconPath = new vscode.ThemeIcon("file");
  if (node.kind === "run") item.iconPath = new vscode.ThemeIcon("record");
  if (node.kind === "test") item.iconPath = outcomeIcon(vscode, node.outcome);
  if (node.kind === "test")
    item.tooltip =
      node.outcome === "passed" ? node.label : `${node.label}: not accepted by default because the test did not pass`;
  return item;
}

function outcomeIcon(vscode: VSCode, outcome: ReviewEntry["outcome"]): vscode.ThemeIcon {
  const icons = {
    passed: new vscode.ThemeIcon("testing-passed-icon", new vscode.ThemeColor("testing.iconPassed")),
    failed: new vscode.ThemeIcon("testing-failed-icon", new vscode.ThemeColor("testing.iconFailed")),
    unfinished: new vscode.ThemeIcon("testing-skipped-icon", new vscode.ThemeColor("testing.iconSkipped")),
  };
  return icons[outcome];
}

function entryItem(vscode: VSCode, node: EntryNode): vscode.TreeItem {
  const { entry, decision } = node;
  const item = new vscode.TreeItem(node.label);
  item.description = node.description;
  item.iconPath = entryIcon(vscode, node);
  item.contextValue = `entry-${stateOf(node)}`;
  item.command = { command: "tapedeck.review.open", title: "Show What Changed", arguments: [node] };
  item.tooltip = tooltip(vscode, entry);
  item.accessibilityInformation = { label: `${node.label}, ${entry.kind}, ${decision}, ${node.description}` };
  return item;
}

/** Contains recorded text, so it is not Markdown. */
function tooltip(vscode: VSCode, entry: ReviewEntry): string {
  const findings = entry.findings.map(({ code, message }) => `${code}: ${message}`);
  const name = entry.name === "" ? [] : [entry.name];
  const isLeft = entry.kind === "unproduced" && entry.part !== undefined;
  const left = isLeft ? ["As long as it is in the file, replay may answer with it."] : [];
  return [vscode.workspace.asRelativePath(entry.path), ...name, entry.summary, ...left, ...findings].join("\n");
}

function entryIcon(vscode: VSCode, { entry, decision }: EntryNode): vscode.ThemeIcon {
  if (decision === "accepted") return new vscode.ThemeIcon("check", new vscode.ThemeColor("testing.iconPassed"));
  if (decision !== "open") return new vscode.ThemeIcon("circle-slash", new vscode.ThemeColor("disabledForeground"));
  if (entry.findings.length > 0) return new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  const icons = {
    changed: new vscode.ThemeIcon("diff-modified", new vscode.ThemeColor("gitDecoration.modifiedResourceForeground")),
    new: new vscode.ThemeIcon("diff-added", new vscode.ThemeColor("gitDecoration.addedResourceForeground")),
    "same-meaning": new vscode.ThemeIcon("diff-ignored", new vscode.ThemeColor("disabledForeground")),
    unchanged: new vscode.ThemeIcon("dash", new vscode.ThemeColor("disabledForeground")),
    unproduced: new vscode.ThemeIcon("diff-removed", new vscode.ThemeColor("gitDecoration.deletedResourceForeground")),
  };
  return icons[entry.kind];
}
