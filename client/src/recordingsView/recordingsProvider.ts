/** The rows of the view, requested page by page when they are shown. */
import type * as vscode from "vscode";
import type { RecordingId, TreeOf } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import type { VSCode } from "../vscode";
import { itemOf, type MoreNode, type RecordingNode, type RowNode } from "./items";

const refreshDelay = 300;
/** How many rows of a group are shown at first, and added each time. */
const page = 200;

export class RecordingsProvider implements vscode.TreeDataProvider<RecordingNode>, vscode.Disposable {
  private readonly changed: vscode.EventEmitter<RecordingNode | undefined>;
  readonly onDidChangeTreeData: vscode.Event<RecordingNode | undefined>;
  private timer: NodeJS.Timeout | undefined;
  /** How many rows of a group are shown, if it is more than a page; by row id, "" for the top. */
  private readonly limits = new Map<string, number>();
  private shown: TreeOf = { groupBy: "test", filter: {} };

  constructor(
    private readonly vscode: VSCode,
    private readonly client: TapedeckClient,
  ) {
    this.changed = new vscode.EventEmitter();
    this.onDidChangeTreeData = this.changed.event;
  }

  /** The tree that is shown. */
  get treeOf(): TreeOf {
    return this.shown;
  }

  show(treeOf: TreeOf): void {
    this.shown = treeOf;
    this.limits.clear();
    this.changed.fire(undefined);
  }

  /** Throttled, because changes come in bursts. */
  refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.fire(undefined), refreshDelay);
  }

  showMore({ parent, more }: MoreNode): void {
    const key = keyOf(parent);
    this.limits.set(key, this.limitOf(parent) + Math.min(more, page));
    this.changed.fire(parent);
  }

  async getChildren(parent?: RecordingNode): Promise<RecordingNode[]> {
    if (parent !== undefined && ("more" in parent || parent.row.kind === "recording")) return [];
    const below = parent === undefined ? {} : { below: parent.row.id };
    const { rows, more } = await this.client.request("tapedeck/recordingRows", {
      ...this.shown,
      ...below,
      limit: this.limitOf(parent),
    });
    return [...rows.map((row): RowNode => ({ row, parent })), ...(more > 0 ? [{ more, parent }] : [])];
  }

  getTreeItem(node: RecordingNode): vscode.TreeItem {
    return itemOf(this.vscode, node);
  }

  getParent({ parent }: RecordingNode): RecordingNode | undefined {
    return parent;
  }

  /** The row of a recording (its id, or its file's URI), for `reveal`; undefined if it is not in the tree. */
  async nodeOf(recording: RecordingId): Promise<RowNode | undefined> {
    let node: RowNode | undefined;
    for (const { row, at } of await this.client.request("tapedeck/recordingRow", { ...this.shown, recording })) {
      const limit = this.limitOf(node);
      if (at >= limit) {
        this.limits.set(keyOf(node), Math.ceil((at + 1) / page) * page);
        this.changed.fire(node);
      }
      node = { row, parent: node };
    }
    return node;
  }

  /** All recordings in and below these rows. */
  recordingsOf(nodes: readonly RecordingNode[]): Promise<readonly RecordingId[]> {
    const rows = nodes.flatMap((node) => ("row" in node ? node.row.id : []));
    return this.client.request("tapedeck/recordingsBelow", { ...this.shown, rows });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changed.dispose();
  }

  private limitOf(parent: RowNode | undefined): number {
    return this.limits.get(keyOf(parent)) ?? page;
  }
}

const keyOf = (parent: RowNode | undefined): string => parent?.row.id ?? "";
