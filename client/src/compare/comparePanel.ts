/** One comparison of two recordings by what they mean, up to date with both files until its tab is closed. */
import type * as vscode from "vscode";
import { messageOf } from "../messageOf";
import type { ComparedText } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { webviewPage } from "../streamView/webviewPage";
import { gitUri, textAt } from "./git";
import { parseComparisonRequest, type ComparisonMessage, type ComparisonRequest, type Side, type Sides } from "./messages";
import type { VSCode } from "../vscode";

const typingPause = 150;

export class ComparePanel implements vscode.Disposable {
  private asked = 0;
  private hasShown = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly vscode: VSCode,
    private readonly panel: vscode.WebviewPanel,
    readonly sides: Sides,
    private readonly client: Pick<TapedeckClient, "request" | "onRecordingsChanged">,
    extensionUri: vscode.Uri,
  ) {
    const dist = this.vscode.Uri.joinPath(extensionUri, "dist");
    panel.title = `${sides.before.label} ↔ ${sides.after.label}`;
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist], enableForms: false };
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      this.vscode.workspace.onDidChangeTextDocument(({ document }) => this.refreshSoonIf(document.uri.toString())),
      client.onRecordingsChanged((uris) => {
        if (uris === null) this.refreshSoon();
        else for (const uri of uris) this.refreshSoonIf(uri);
      }),
    ];
    panel.webview.html = webviewPage(this.vscode, panel.webview, dist, "tapedeck-comparison", { sides: JSON.stringify(sides) });
  }

  reveal(): void {
    this.panel.reveal();
  }

  onDidDispose(listener: () => void): void {
    this.subscriptions.push(this.panel.onDidDispose(listener));
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel.dispose();
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
    this.timer = setTimeout(() => void this.refresh(), typingPause);
  }

  private async refresh(): Promise<void> {
    const question = ++this.asked;
    const reply = await this.ask();
    if (question !== this.asked) return;
    this.hasShown ||= reply.kind === "comparison";
    void this.panel.webview.postMessage(reply);
  }

  private async ask(): Promise<ComparisonMessage> {
    try {
      const [before, after] = await Promise.all([textOf(this.vscode, this.sides.before), textOf(this.vscode, this.sides.after)]);
      const comparison = await this.client.request("tapedeck/compare", { before, after });
      if (!comparison) throw new Error("The recordings could not be compared. See the log for details.");
      const labels = { before: this.sides.before.label, after: this.sides.after.label };
      return { kind: "comparison", comparison, labels };
    } catch (error) {
      return { kind: "error", message: messageOf(error), fatal: !this.hasShown };
    }
  }

  private receive(value: unknown): void {
    const request = parseComparisonRequest(value);
    const done = request ? this.handle(request) : Promise.reject(new Error("The page sent an unknown message."));
    done.catch((error: unknown) => {
      void this.panel.webview.postMessage({ kind: "error", message: messageOf(error), fatal: false } satisfies ComparisonMessage);
    });
  }

  private async handle(wish: ComparisonRequest): Promise<void> {
    switch (wish.kind) {
      case "ready":
        return this.refresh();
      case "openSide":
        await this.vscode.commands.executeCommand(
          "vscode.open",
          await uriOf(this.vscode, this.sides[wish.side]),
          this.vscode.ViewColumn.Beside,
        );
        return;
      case "openText": {
        const { before, after } = this.sides;
        await this.vscode.commands.executeCommand(
          "vscode.diff",
          await uriOf(this.vscode, before),
          await uriOf(this.vscode, after),
          this.panel.title,
        );
      }
    }
  }
}

/** A side that is not there is part of the comparison, not its end. */
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

/** Of a recording's id. */
const fileUri = (vscode: VSCode, id: string): vscode.Uri => vscode.Uri.parse(id).with({ fragment: "" });
