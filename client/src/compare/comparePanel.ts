/** A comparison of two recordings by meaning, updated with both files until its tab is closed. */
import type * as vscode from "vscode";
import { messageOf } from "../messageOf";
import { testName, type ComparedSide, type ComparedText, type Comparison } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { ComparisonPage, type Compared } from "./comparisonPage";
import { gitUri, textAt } from "./git";
import type { ComparisonSide, Side, Sides } from "./messages";
import type { VSCode } from "../vscode";

const typingPause = 150;

export class ComparePanel implements vscode.Disposable {
  private timer: NodeJS.Timeout | undefined;
  private readonly page: ComparisonPage;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly vscode: VSCode,
    private readonly panel: vscode.WebviewPanel,
    readonly sides: Sides,
    client: Pick<TapedeckClient, "request" | "onRecordingsChanged">,
    extensionUri: vscode.Uri,
  ) {
    this.entitle({ before: sides.before.label, after: sides.after.label });
    const data = { sides: JSON.stringify(sides) };
    this.page = new ComparisonPage(vscode, panel, this.compared, { ask: client.request, extensionUri, data });
    this.subscriptions = [
      this.vscode.workspace.onDidChangeTextDocument(({ document }) => this.refreshSoonIf(document.uri.toString())),
      client.onRecordingsChanged((uris) => {
        if (uris === null) this.refreshSoon();
        else for (const uri of uris) this.refreshSoonIf(uri);
      }),
    ];
  }

  reveal(): void {
    this.panel.reveal();
  }

  onDidDispose(listener: () => void): void {
    this.page.onDidDispose(listener);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.page.dispose();
  }

  private get compared(): Compared {
    const { before, after } = this.sides;
    const { vscode } = this;
    return {
      labels: (comparison) => this.entitle(labelsOf(this.sides, comparison)),
      texts: async () => {
        const [old, now] = await Promise.all([textOf(vscode, before), textOf(vscode, after)]);
        return { before: old, after: now };
      },
      openSide: async (side) => {
        await vscode.commands.executeCommand("vscode.open", await uriOf(vscode, this.sides[side]), vscode.ViewColumn.Beside);
      },
      openText: async () => {
        const [old, now] = [await uriOf(vscode, before), await uriOf(vscode, after)];
        await vscode.commands.executeCommand("vscode.diff", old, now, this.panel.title);
      },
    };
  }

  private entitle(labels: Labels): Labels {
    this.panel.title = `${labels.before} ↔ ${labels.after}`;
    return labels;
  }

  private refreshSoonIf(uri: string): void {
    const { before, after } = this.sides;
    const isShown = [before, after].some(
      (side) => fileUri(this.vscode, side.uri).toString() === this.vscode.Uri.parse(uri).toString(),
    );
    if (isShown) this.refreshSoon();
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.page.refresh(), typingPause);
  }
}

type Labels = Readonly<Record<ComparisonSide, string>>;

/** Files named by hashes are labelled by their tests; if both have the same, also by digits. */
function labelsOf({ before, after }: Sides, comparison: Comparison): Labels {
  const nameOf = ({ label }: Side, { testId }: ComparedSide) =>
    testId !== null && /^[0-9a-f]{8}$/.test(label) ? testName(testId) : label;
  const [old, now] = [nameOf(before, comparison.before), nameOf(after, comparison.after)];
  return old === now && before.label !== after.label
    ? { before: `${old} · ${before.label}`, after: `${now} · ${after.label}` }
    : { before: old, after: now };
}

/** A missing side is part of the comparison, not an error. */
async function textOf(vscode: VSCode, { uri, revision }: Side): Promise<ComparedText> {
  if (revision === null) return { uri };
  try {
    return { uri, text: await textAt(vscode, fileUri(vscode, uri), revision) };
  } catch (error) {
    return { uri, missing: messageOf(error) };
  }
}

const uriOf = (vscode: VSCode, { uri, revision }: Side): Promise<vscode.Uri> =>
  revision === null ? Promise.resolve(fileUri(vscode, uri)) : gitUri(vscode, fileUri(vscode, uri), revision);

/** The file of a recording's id. */
const fileUri = (vscode: VSCode, id: string): vscode.Uri => vscode.Uri.parse(id).with({ fragment: "" });
