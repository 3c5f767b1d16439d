/** "Compare Branch With…": the view of recordings that differ between the working tree or a commit, and another state of the repository. */
import type * as vscode from "vscode";
import { kindWords, type RecordingChange, type RecordingChanges, type Revision } from "../../../../server/src/protocol";
import type { TapedeckClient } from "../../languageClient";
import { pickFromGroups, registerCommand, showInformation, showWarning, withProgress } from "../../notifications";
import type { VSCode } from "../../vscode";
import { typedRevision, type Comparisons } from "../comparisons";
import { gitUri } from "../git";
import { isRange, isRevision, type Side } from "../messages";
import { changeTree, type ChangeNode, type LeafNode } from "./changeTree";

const viewId = "tapedeck.changes";

/** The folder, and the state to compare with as the user named it. */
interface Shown {
  readonly folder: vscode.Uri;
  readonly range: string;
  readonly changes: RecordingChanges;
}

export class BranchView implements vscode.TreeDataProvider<ChangeNode>, vscode.Disposable {
  private readonly changed: vscode.EventEmitter<undefined>;
  readonly onDidChangeTreeData: vscode.Event<undefined>;
  private readonly view: vscode.TreeView<ChangeNode>;
  private readonly registrations: vscode.Disposable;
  private shown: Shown | undefined;

  constructor(
    private readonly vscode: VSCode,
    private readonly client: Pick<TapedeckClient, "request">,
    private readonly comparisons: Pick<Comparisons, "open">,
  ) {
    this.changed = new vscode.EventEmitter();
    this.onDidChangeTreeData = this.changed.event;
    this.view = vscode.window.createTreeView<ChangeNode>(viewId, { treeDataProvider: this, showCollapseAll: true });
    const on = (name: string, act: (...args: never[]) => unknown) => registerCommand(vscode, name, act);
    this.registrations = vscode.Disposable.from(
      on("tapedeck.compareBranch", () => this.compare()),
      on("tapedeck.changes.refresh", () => this.shown && this.load(this.shown.folder, this.shown.range)),
      on("tapedeck.changes.close", () => this.show(undefined)),
      on("tapedeck.changes.open", (node: LeafNode) => this.open(node.change)),
    );
    // A reloaded editor remembers the context key.
    void vscode.commands.executeCommand("setContext", "tapedeck.comparing", false);
  }

  getChildren(node?: ChangeNode): ChangeNode[] {
    if (!node) return this.shown ? [...changeTree(this.shown.changes.recordings)] : [];
    return node.kind === "change" ? [] : [...node.children];
  }

  getTreeItem(node: ChangeNode): vscode.TreeItem {
    return node.kind === "change" ? changeItem(this.vscode, node) : groupItem(this.vscode, node);
  }

  dispose(): void {
    this.registrations.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  private async compare(): Promise<void> {
    if (!this.vscode.workspace.isTrusted) {
      void showInformation(this.vscode, "Tapedeck runs git only in trusted workspaces.");
      return;
    }
    const { workspaceFolders = [] } = this.vscode.workspace;
    const folder = workspaceFolders.length === 1 ? workspaceFolders[0] : await this.vscode.window.showWorkspaceFolderPick();
    if (!folder) return;
    const found = await this.client.request("tapedeck/revisions", { folder: folder.uri.toString() });
    if (found.kind === "failed") void showWarning(this.vscode, found.reason);
    const range = found.kind === "failed" ? undefined : await askForRange(this.vscode, found.revisions);
    if (range !== undefined) await this.load(folder.uri, range);
  }

  private async load(folder: vscode.Uri, range: string): Promise<void> {
    const title = `Comparing recordings with ${range}`;
    const found = await withProgress(this.vscode, { title, location: this.vscode.ProgressLocation.Notification }, () =>
      this.client.request("tapedeck/changes", { folder: folder.toString(), range }),
    );
    if (found.kind === "failed") {
      void showWarning(this.vscode, found.reason);
      return;
    }
    await this.show({ folder, range, changes: found });
    if (found.recordings.length === 0) void showInformation(this.vscode, `No recording differs from ${range}.`);
    else await this.vscode.commands.executeCommand(`${viewId}.focus`);
  }

  private async show(shown: Shown | undefined): Promise<void> {
    this.shown = shown;
    this.view.description = shown?.range ?? "";
    this.view.message = shown?.changes.summary ?? "";
    await this.vscode.commands.executeCommand("setContext", "tapedeck.comparing", shown !== undefined);
    this.changed.fire(undefined);
  }

  /** Compares both sides, or opens the only one. */
  private async open({ before, after }: RecordingChange): Promise<void> {
    if (!this.shown) return;
    const { changes, range } = this.shown;
    const old = before === null ? undefined : sideOf(before, changes.before, range);
    const now = after === null ? undefined : sideOf(after, changes.after);
    if (old && now) this.comparisons.open({ before: old, after: now });
    else await this.openSide(old ?? now);
  }

  private async openSide(side: Side | undefined): Promise<void> {
    if (!side) return;
    const uri = this.vscode.Uri.parse(side.uri).with({ fragment: "" });
    const place = side.revision === null ? uri : await gitUri(this.vscode, uri, side.revision);
    await this.vscode.commands.executeCommand("vscode.open", place);
  }
}

/** A single revision keeps the user's name for it. */
const sideOf = (uri: string, commit: string | null, asked = ""): Side => ({
  uri,
  revision: commit,
  label: commit === null ? "working tree" : isRevision(asked) && !asked.includes("..") ? asked : commit.slice(0, 8),
});

const icons: Readonly<Record<Revision["kind"], string>> = { branch: "git-branch", tag: "tag", commit: "git-commit" };
const headings: Readonly<Record<Revision["kind"], string>> = { branch: "Branches", tag: "Tags", commit: "Commits" };

interface RangeItem {
  readonly label: string;
  readonly icon?: string;
  readonly description: string;
  /** undefined: a heading. */
  readonly range?: string;
}

async function askForRange(vscode: VSCode, revisions: readonly Revision[]): Promise<string | undefined> {
  const ofKind = (kind: Revision["kind"]): readonly RangeItem[] => {
    const all = revisions.filter((each) => each.kind === kind);
    const items = all.map(({ name, subject }) => ({ label: name, icon: icons[kind], description: subject, range: name }));
    return all.length === 0 ? [] : [{ label: headings[kind], description: "" }, ...items];
  };
  const items: readonly RangeItem[] = [
    { label: "HEAD", icon: "git-commit", description: "uncommitted changes", range: "HEAD" },
    ...(["branch", "tag", "commit"] as const).flatMap(ofKind),
  ];
  const picked = await pickFromGroups(vscode, items, {
    title: "Compare Recordings of the Working Tree With",
    placeHolder: "Search, or type a revision or range: HEAD~3, main...HEAD",
    matchOnDescription: true,
    isHeading: ({ range }) => range === undefined,
    isActive: ({ label }) => label === "HEAD",
    typed(text) {
      const range = text.trim();
      const isListed = items.some((each) => each.range === range);
      return isRange(range) && !isListed ? { ...typedRevision(range), range } : undefined;
    },
  });
  return picked?.range;
}

function groupItem(vscode: VSCode, node: Exclude<ChangeNode, LeafNode>): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(node.label, node.kind === "noise" ? Collapsed : Expanded);
  item.id = node.id;
  item.description = node.description;
  item.iconPath = new vscode.ThemeIcon(node.kind === "noise" ? "diff-ignored" : "beaker");
  return item;
}

const looks = {
  changed: ["diff-modified", "gitDecoration.modifiedResourceForeground"],
  unreadable: ["warning", "list.warningForeground"],
  removed: ["diff-removed", "gitDecoration.deletedResourceForeground"],
  added: ["diff-added", "gitDecoration.addedResourceForeground"],
  moved: ["diff-renamed", "gitDecoration.renamedResourceForeground"],
  "same-meaning": ["diff-ignored", "disabledForeground"],
} as const;

function changeItem(vscode: VSCode, node: LeafNode): vscode.TreeItem {
  const { kind, file, told, answer } = node.change;
  const [icon, color] = looks[kind];
  const item = new vscode.TreeItem(node.label);
  item.id = node.id;
  item.description = node.description;
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  item.tooltip = [`${file}: ${kindWords[kind]}`, ...(told.length === 0 ? [answer] : told)].join("\n");
  item.accessibilityInformation = { label: [kindWords[kind], node.label, node.description].join(", ") };
  item.command = { command: "tapedeck.changes.open", title: "Show What Changed", arguments: [node] };
  return item;
}
