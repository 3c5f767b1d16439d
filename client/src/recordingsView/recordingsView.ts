/** The view "Recordings" in the test side bar: every recording of the workspace, with search, filters, grouping and actions. */
import type * as vscode from "vscode";
import { groupings, type Grouping, type RecordingFilter, type TreeOf } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, withProgress } from "../notifications";
import type { StreamViews } from "../streamView/streamViews";
import type { Context, VSCode } from "../vscode";
import { actions, rowsOf } from "./actions";
import { askForFilter, askForGrouping, askForWords, filterText, isEmpty } from "./filters";
import { decorationOf, type MoreNode, type RecordingNode } from "./items";
import { RecordingsProvider } from "./recordingsProvider";
import { summaryText } from "./rows";
import { RecordingsStatus, tellOfMany } from "./status";

const viewId = "tapedeck.recordings";
const groupingKey = "tapedeck.recordings.groupBy";

/** Commands that show the recordings of one filter. */
const filters: Readonly<Record<string, RecordingFilter>> = {
  "tapedeck.recordings.clearFilter": {},
  "tapedeck.recordings.showUnplayed": { health: ["cassette.unplayed"] },
  "tapedeck.recordings.showUnopened": { health: ["coverage.never-opened", "coverage.never-played"] },
  "tapedeck.recordings.showWrong": { health: ["broken", "notFound"] },
};

export function registerRecordingsView(
  vscode: VSCode,
  client: TapedeckClient,
  { workspaceState }: Pick<Context, "workspaceState">,
  streamViews: Pick<StreamViews, "orActive" | "onDidChangeActive">,
): vscode.Disposable {
  const provider = new RecordingsProvider(vscode, client);
  const view = vscode.window.createTreeView<RecordingNode>(viewId, {
    treeDataProvider: provider,
    showCollapseAll: true,
    canSelectMany: true,
  });
  const header = new Header(vscode, client, provider, view);
  const on = (name: string, act: (...args: never[]) => unknown) => registerCommand(vscode, name, act);
  const show = (treeOf: Partial<TreeOf>) => header.show({ ...provider.treeOf, ...treeOf });
  const groupBy = workspaceState.get<Grouping>(groupingKey);
  if (groupBy !== undefined && groupings.includes(groupBy)) void show({ groupBy });
  // If the request fails, the server has ended or did not start, which is reported elsewhere.
  void tellOfMany(vscode, client, workspaceState).catch(() => undefined);
  return vscode.Disposable.from(
    provider,
    view,
    header,
    vscode.window.registerFileDecorationProvider({ provideFileDecoration: (uri) => decorationOf(vscode, uri) }),
    client.onRecordingsChanged(() => provider.refreshSoon()),
    follow(vscode, provider, view, streamViews),
    ...Object.entries(filters).map(([name, filter]) => on(name, () => show({ filter }))),
    on("tapedeck.recordings.search", async () => {
      const text = await askForWords(vscode, provider.treeOf.filter);
      if (text !== undefined) await show({ filter: { ...provider.treeOf.filter, text: text.trim() } });
    }),
    on("tapedeck.recordings.filter", async () => {
      const summary = await client.request("tapedeck/recordingTree", provider.treeOf);
      const filter = summary && (await askForFilter(vscode, summary, provider.treeOf.filter));
      if (filter) await show({ filter });
    }),
    on("tapedeck.recordings.groupBy", async () => {
      const chosen = await askForGrouping(vscode, provider.treeOf.groupBy);
      if (chosen === undefined) return;
      await workspaceState.update(groupingKey, chosen);
      await show({ groupBy: chosen });
    }),
    on("tapedeck.recordings.showMore", (node: MoreNode) => provider.showMore(node)),
    ...Object.entries(actions).map(([name, act]) =>
      registerCommand(vscode, name, (given?: RecordingNode, all?: readonly RecordingNode[]) =>
        act(vscode, rowsOf(given, all, view.selection), provider),
      ),
    ),
  );
}

/** The text around the rows: the number of recordings, and the filter. */
class Header implements vscode.Disposable {
  private readonly listening: vscode.Disposable;
  private readonly status: RecordingsStatus;
  private asked = 0;

  constructor(
    private readonly vscode: VSCode,
    private readonly client: TapedeckClient,
    private readonly provider: RecordingsProvider,
    private readonly view: vscode.TreeView<RecordingNode>,
  ) {
    this.status = new RecordingsStatus(vscode);
    this.listening = provider.onDidChangeTreeData((node) => (node === undefined ? void this.update() : undefined));
    void this.update();
  }

  /** Resolves when the rows are known. */
  async show(treeOf: TreeOf): Promise<void> {
    await this.vscode.commands.executeCommand("setContext", "tapedeck.recordingsFiltered", !isEmpty(treeOf.filter));
    this.provider.show(treeOf);
    await withProgress(this.vscode, { title: "Searching recordings", location: { viewId } }, () => this.update());
  }

  async update(): Promise<void> {
    const { treeOf } = this.provider;
    const asked = ++this.asked;
    const summary = await this.client.request("tapedeck/recordingTree", treeOf).catch(() => null);
    if (asked !== this.asked || summary === null) return;
    this.status.show(summary);
    const isAll = isEmpty(treeOf.filter);
    // If the view is the only one in its side bar, VS Code shows no description.
    this.view.message = isAll ? summaryText(summary) : filterText(treeOf.filter, summary);
    this.view.description = isAll ? "" : summaryText(summary);
  }

  dispose(): void {
    this.status.dispose();
    this.listening.dispose();
  }
}

/** Selects the row of the active recording, unless the setting turns that off. */
function follow(
  vscode: VSCode,
  provider: RecordingsProvider,
  view: vscode.TreeView<RecordingNode>,
  streamViews: Pick<StreamViews, "orActive" | "onDidChangeActive">,
): vscode.Disposable {
  const select = async () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const active = streamViews.orActive(undefined) ?? (uri?.scheme === "file" ? uri.toString() : undefined);
    if (!view.visible || typeof active !== "string") return;
    if (!vscode.workspace.getConfiguration("tapedeck").get<boolean>("recordingsView.autoReveal", true)) return;
    const node = await provider.nodeOf(active);
    const isSelected = view.selection.some((each) => "row" in each && each.row.id === node?.row.id);
    if (node && !isSelected) await view.reveal(node, { select: true, focus: false });
  };
  // If the rows have changed meanwhile, or the server ended, nothing is selected.
  const reveal = () => void select().catch(() => undefined);
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(reveal),
    view.onDidChangeVisibility(reveal),
    streamViews.onDidChangeActive(reveal),
  );
}
