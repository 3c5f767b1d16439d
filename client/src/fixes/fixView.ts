/** The view "Fix Recordings": the planned changes of files by cause and test, each with a check box. */
import { counted } from "../../../server/src/protocol";
import type * as vscode from "vscode";
import type { VSCode } from "../vscode";
import { fixItem } from "./fixItems";
import { purposes } from "./purposes";
import { recordingsOf, type FixNode, type OpenFixes } from "./openFixes";

const viewId = "tapedeck.fixes";

export class FixView implements vscode.TreeDataProvider<FixNode>, vscode.Disposable {
  readonly #changed: vscode.EventEmitter<undefined>;
  readonly onDidChangeTreeData: vscode.Event<undefined>;
  readonly #view: vscode.TreeView<FixNode>;
  #fixes: OpenFixes | undefined;

  constructor(private readonly vscode: VSCode) {
    this.#changed = new vscode.EventEmitter();
    this.onDidChangeTreeData = this.#changed.event;
    this.#view = vscode.window.createTreeView<FixNode>(viewId, { treeDataProvider: this, manageCheckboxStateManually: true });
    this.#view.onDidChangeCheckboxState(({ items }) => {
      for (const [node, state] of items)
        if ("files" in node) this.#fixes?.select(node.files, state === vscode.TreeItemCheckboxState.Checked);
      this.refresh();
    });
  }

  show(fixes: OpenFixes | undefined): void {
    this.#fixes = fixes;
    this.#view.title = purposes[fixes?.purpose ?? "fix"].view;
    void this.vscode.commands.executeCommand("setContext", "tapedeck.pruning", fixes?.purpose === "prune");
    void this.vscode.commands.executeCommand("setContext", "tapedeck.fixing", fixes !== undefined);
    this.refresh();
  }

  /** Updates the rows. */
  refresh(): void {
    const [all, selected] = [recordingsOf(this.#fixes?.all ?? []), recordingsOf(this.#fixes?.selected ?? [])];
    const count =
      all === 0
        ? purposes[this.#fixes?.purpose ?? "fix"].none
        : `${selected.toLocaleString("en-US")} of ${counted(all, "recording")} selected`;
    this.#view.description = this.#fixes ? count : "";
    void this.vscode.commands.executeCommand("setContext", "tapedeck.fixesSelected", selected > 0);
    this.#changed.fire(undefined);
  }

  async focus(): Promise<void> {
    await this.vscode.commands.executeCommand(`${viewId}.focus`);
  }

  getChildren(node?: FixNode): FixNode[] {
    if (!node) return [...(this.#fixes?.nodes ?? [])];
    return "children" in node ? [...node.children] : [];
  }

  getTreeItem(node: FixNode): vscode.TreeItem {
    if (!this.#fixes) throw new Error("No review is open.");
    return fixItem(this.vscode, this.#fixes, node);
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }
}
