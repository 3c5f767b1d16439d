/** One stream view: a page that shows a recording as it is in the editor now, saved or not, until its tab is closed. */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Range } from "vscode-languageserver-types";
import type { StreamView } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { chunkAt } from "./chunkAt";
import { parseMessage, type MessageFromPage, type MessageToPage } from "./messages";
import { pageHtml } from "./pageHtml";
import { revealInEditor } from "./revealInEditor";

/** After the last key stroke, before the view is asked for again. */
const typingPause = 150;

export class StreamViewPanel implements vscode.Disposable {
  private view: StreamView | undefined;
  private asked = 0;
  private timer: NodeJS.Timeout | undefined;
  private revealed: vscode.Selection | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly panel: vscode.WebviewPanel,
    readonly uri: vscode.Uri,
    private readonly client: Pick<TapedeckClient, "request" | "onRecordingsChanged">,
    extensionUri: vscode.Uri,
  ) {
    const dist = vscode.Uri.joinPath(extensionUri, "dist");
    panel.title = titleOf(uri, undefined);
    const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, "client", "media", `streamView-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist], enableForms: false };
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.refreshSoonIf(document.uri)),
      client.onRecordingsChanged((uris) => {
        for (const changed of uris) this.refreshSoonIf(vscode.Uri.parse(changed));
      }),
      vscode.window.onDidChangeTextEditorSelection((event) => this.followCursor(event)),
      ...this.watchFile(),
    ];
    panel.webview.html = this.html(dist);
  }

  get active(): boolean {
    return this.panel.active;
  }

  /** undefined: it is not on show now. */
  get column(): vscode.ViewColumn | undefined {
    return this.panel.visible ? this.panel.viewColumn : undefined;
  }

  reveal(preserveFocus: boolean): void {
    this.panel.reveal(undefined, preserveFocus);
  }

  onDidDispose(listener: () => void): void {
    this.subscriptions.push(this.panel.onDidDispose(listener));
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel.dispose();
  }

  private html(dist: vscode.Uri): string {
    const source = (name: string) => this.panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    return pageHtml({
      cspSource: this.panel.webview.cspSource,
      script: source("streamView.js"),
      codicons: source("codicon.css"),
      nonce: randomBytes(16).toString("base64"),
      uri: this.uri.toString(),
    });
  }

  /** The index may not watch a file outside its globs; the view of it follows all the same. */
  private watchFile(): vscode.Disposable[] {
    const name = this.uri.path.slice(this.uri.path.lastIndexOf("/") + 1).replace(/[[\]{}*?]/g, "[$&]");
    const folder = vscode.Uri.joinPath(this.uri, "..");
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, name));
    const refresh = () => this.refreshSoon();
    return [watcher, watcher.onDidChange(refresh), watcher.onDidCreate(refresh), watcher.onDidDelete(refresh)];
  }

  private refreshSoonIf(uri: vscode.Uri): void {
    if (uri.toString() === this.uri.toString()) this.refreshSoon();
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), typingPause);
  }

  /** Asks for the whole state; only the answer to the latest question is shown. */
  private async refresh(): Promise<void> {
    const question = ++this.asked;
    const reply = await this.ask();
    if (question !== this.asked) return;
    if (reply.kind === "state") {
      this.view = reply.view;
      this.panel.title = titleOf(this.uri, reply.view);
    }
    this.post(reply);
  }

  private async ask(): Promise<MessageToPage> {
    try {
      const view = await this.client.request("tapedeck/streamView", { uri: this.uri.toString() });
      // A deleted file may still be open in an editor, and so have a view.
      const note = (await exists(this.uri)) ? null : "This recording was deleted.";
      if (view) return { kind: "state", view, note };
      return { kind: "error", message: note ?? "This file is not a recording.", fatal: !this.view };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { kind: "error", message: `The language server gave no answer: ${reason}`, fatal: !this.view };
    }
  }

  private post(message: MessageToPage): void {
    void this.panel.webview.postMessage(message);
  }

  private receive(value: unknown): void {
    const message = parseMessage(value);
    const done = message ? this.carryOut(message) : Promise.reject(new Error("The page sent a message that is not understood."));
    done.catch((error: unknown) => {
      this.post({ kind: "error", message: error instanceof Error ? error.message : String(error), fatal: false });
    });
  }

  private async carryOut(message: MessageFromPage): Promise<void> {
    switch (message.kind) {
      case "ready":
        return this.refresh();
      case "revealChunk":
        return this.revealRange(this.view?.chunkRanges[message.index]);
      case "revealFinding":
        return this.revealRange(this.view?.findings[message.index]?.range);
      case "openFile":
        return this.revealRange({ start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
      case "openTest":
        return this.openTest();
      case "copy":
        return vscode.env.clipboard.writeText(message.text);
    }
  }

  private async revealRange(range: Range | undefined): Promise<void> {
    if (!range) throw new Error("This place is no longer in the file.");
    this.revealed = await revealInEditor(this.uri, range, this.panel.viewColumn);
  }

  private async openTest(): Promise<void> {
    const test = this.view?.test;
    if (!test) throw new Error("The test of this recording was not found.");
    const { start } = test.range;
    const selection = new vscode.Range(start.line, start.character, start.line, start.character);
    const { One, Two } = vscode.ViewColumn;
    const viewColumn = this.panel.viewColumn === One ? Two : One;
    await vscode.window.showTextDocument(vscode.Uri.parse(test.uri), { viewColumn, selection });
  }

  /** A person moved the cursor: the page shows that chunk. What we selected ourselves is no news. */
  private followCursor({ textEditor, selections: [selection] }: vscode.TextEditorSelectionChangeEvent): void {
    if (!this.view || !selection || textEditor.document.uri.toString() !== this.uri.toString()) return;
    if (this.revealed?.isEqual(selection)) return;
    const index = chunkAt(this.view.chunkRanges, selection.active);
    if (index !== undefined) this.post({ kind: "selectChunk", index });
  }
}

const exists = (uri: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );

/** "test_weather · 3f2a9c1d", or the file's name while nothing is known. */
function titleOf(uri: vscode.Uri, view: StreamView | undefined): string {
  const fileName = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  const short = fileName.replace(/\.json$/, "").replace(/([0-9a-f]{8})[0-9a-f]+/, "$1");
  const test = view?.testId?.split("::").at(-1)?.replace(/\[.*/s, "");
  return test ? `${test} · ${short}` : short;
}
