/** One stream view: shows a recording as it is in the editor, saved or not, and other recordings on request, until its tab is closed. */
import type * as vscode from "vscode";
import { messageOf } from "../messageOf";
import { digitsOf, numberIn, recordingTitle, testName, type StreamView } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { chunkAt } from "./chunkAt";
import { parseMessage, type MessageToPage } from "./messages";
import { followsCursor, PageActions } from "./pageActions";
import { quickFixes, type QuickFix } from "./quickFixes";
import { webviewPage } from "./webviewPage";
import type { VSCode } from "../vscode";

/** Milliseconds after the last key press before the view is updated. */
const typingPause = 150;

export class StreamViewPanel implements vscode.Disposable {
  private view: StreamView | undefined;
  private asked = 0;
  private timer: NodeJS.Timeout | undefined;
  private chunkToSelect: vscode.Position | undefined;
  private fixes: readonly (readonly QuickFix[])[] = [];
  private readonly actions: PageActions;
  private readonly subscriptions: vscode.Disposable[];
  private watcher: vscode.Disposable;
  private isMarked = false;

  constructor(
    private readonly vscode: VSCode,
    private readonly panel: vscode.WebviewPanel,
    private shown: vscode.Uri,
    private readonly client: TapedeckClient,
    extensionUri: vscode.Uri,
    /** A panel of ours next to the editor, or an editor of the file itself ("Reopen With…"), which VS Code names and restores. */
    readonly place: "panel" | "editor" = "panel",
  ) {
    const dist = this.vscode.Uri.joinPath(extensionUri, "dist");
    this.actions = new PageActions(this.vscode, {
      uri: () => this.uri,
      id: () => this.view?.id ?? this.target.toString(),
      client,
      panel,
      view: () => this.view,
      fixes: () => this.fixes,
      refresh: () => this.refresh(),
    });
    this.entitle();
    const icon = (theme: string) => this.vscode.Uri.joinPath(extensionUri, "client", "media", `streamView-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist], enableForms: false };
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      this.vscode.workspace.onDidChangeTextDocument(({ document }) => this.refreshSoonIf(document.uri)),
      this.vscode.workspace.onDidRenameFiles(({ files }) => this.followRenamed(files)),
      client.onRecordingsChanged((uris) => {
        if (uris === null) this.refreshSoon();
        else for (const changed of uris) this.refreshSoonIf(this.vscode.Uri.parse(changed));
      }),
      this.vscode.window.onDidChangeTextEditorSelection((event) => this.followCursor(event)),
    ];
    this.watcher = this.watchFile();
    panel.webview.html = this.html(dist);
  }

  /** The recording's id in the client's spelling; a file's own URI means its first recording. */
  get target(): vscode.Uri {
    return this.shown;
  }

  /** The URI of the file. */
  private get uri(): vscode.Uri {
    return this.shown.with({ fragment: "" });
  }

  /** Shows another recording in the same place. */
  show(target: vscode.Uri): void {
    if (target.toString() === this.shown.toString()) return;
    this.watcher.dispose();
    [this.shown, this.view, this.chunkToSelect, this.fixes] = [target, undefined, undefined, []];
    this.watcher = this.watchFile();
    this.entitle();
    void this.refresh();
  }

  /** Puts the title in brackets, as VS Code does for a locked preview. */
  set locked(locked: boolean) {
    this.isMarked = locked;
    this.entitle();
  }

  get active(): boolean {
    return this.panel.active;
  }

  /** undefined if it is not visible. */
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
    for (const subscription of [this.watcher, ...this.subscriptions]) subscription.dispose();
    this.panel.dispose();
  }

  private html(dist: vscode.Uri): string {
    return webviewPage(this.vscode, this.panel.webview, dist, "tapedeck-stream-view", { uri: this.target.toString() });
  }

  /** The index may not watch files outside of its globs, but the view follows them too. */
  private watchFile(): vscode.Disposable {
    const name = this.uri.path.slice(this.uri.path.lastIndexOf("/") + 1).replace(/[[\]{}*?]/g, "[$&]");
    const folder = this.vscode.Uri.joinPath(this.uri, "..");
    const watcher = this.vscode.workspace.createFileSystemWatcher(new this.vscode.RelativePattern(folder, name));
    const refresh = () => this.refreshSoon();
    const heard = [watcher.onDidChange(refresh), watcher.onDidCreate(refresh), watcher.onDidDelete(refresh)];
    return this.vscode.Disposable.from(watcher, ...heard);
  }

  /** Follows a file that a quick fix renames; the file's own editor is left to VS Code. */
  private followRenamed(files: vscode.FileRenameEvent["files"]): void {
    const renamed = files.find(({ oldUri }) => oldUri.toString() === this.uri.toString());
    if (renamed && this.place === "panel") this.show(renamed.newUri.with({ fragment: this.shown.fragment }));
  }

  private refreshSoonIf(uri: vscode.Uri): void {
    if (uri.toString() === this.uri.toString()) this.refreshSoon();
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), typingPause);
  }

  /** Requests the whole state; only the answer to the latest request is shown. */
  private async refresh(): Promise<void> {
    const question = ++this.asked;
    const reply = await this.ask();
    if (question !== this.asked) return;
    if (reply.kind === "state") {
      this.view = reply.view;
      this.entitle();
    }
    this.post(reply);
    if (reply.kind !== "state") return;
    if (this.chunkToSelect !== undefined) this.selectAt(this.chunkToSelect);
    await this.offerFixes(question);
  }

  /** Quick fixes arrive later; those of an older state are ignored. */
  private async offerFixes(question: number): Promise<void> {
    const { view } = this;
    this.fixes = [];
    if (!view || view.findings.length === 0) return;
    const fixes = await quickFixes(this.client, this.uri.toString(), view.findings);
    if (question !== this.asked) return;
    this.fixes = fixes;
    this.post({ kind: "fixes", fixes: fixes.map((all) => all.map(({ title }) => title)) });
  }

  private entitle(): void {
    if (this.place !== "panel") return;
    const title = titleOf(this.target, this.view);
    this.panel.title = this.isMarked ? `[${title}]` : title;
  }

  private async ask(): Promise<MessageToPage> {
    try {
      const [target, uri] = [this.target.toString(), this.uri];
      const view = await this.client.request("tapedeck/streamView", { uri: target });
      // A deleted file may still be open in an editor, and so have a view.
      const note = (await exists(this.vscode, uri)) ? null : "This recording was deleted.";
      if (view) return { kind: "state", target, view, note };
      return { kind: "error", message: note ?? "This file is not a recording.", fatal: !this.view };
    } catch (error) {
      const reason = messageOf(error);
      return { kind: "error", message: `The language server did not answer: ${reason}`, fatal: !this.view };
    }
  }

  private post(message: MessageToPage): void {
    void this.panel.webview.postMessage(message);
  }

  private receive(value: unknown): void {
    const message = parseMessage(value);
    const done = message ? this.actions.handle(message) : Promise.reject(new Error("The page sent an unknown message."));
    done.catch((error: unknown) => {
      this.post({ kind: "error", message: messageOf(error), fatal: false });
    });
  }

  /** The user moved the cursor: the page shows that chunk. Our own selections are ignored. */
  private followCursor({ textEditor, selections: [selection] }: vscode.TextEditorSelectionChangeEvent): void {
    if (!this.view || !selection || textEditor.document.uri.toString() !== this.uri.toString()) return;
    if (this.actions.isOwn(selection) || !followsCursor(this.vscode, this.uri)) return;
    this.selectAt(selection.active);
  }

  /** Selects the chunk at a position of the file, if there is one; waits for the file to be read. */
  selectAt(position: vscode.Position | undefined): void {
    if (!position) return;
    this.chunkToSelect = this.view ? undefined : position;
    const index = this.view && chunkAt(this.view.chunkRanges, position);
    if (index !== undefined) this.post({ kind: "selectChunk", index });
  }
}

const exists = (vscode: VSCode, uri: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );

/** "test_weather[Oslo] · turn 2", "test_weather · chat#3"; the file's name as long as nothing else is known. */
function titleOf(uri: vscode.Uri, view: StreamView | undefined): string {
  const fileName = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  const number = numberIn(view?.id ?? uri.toString(true));
  const digits = digitsOf(fileName);
  const file = digits === undefined ? fileName.replace(/\.json$/, "") + number : "";
  if (!view) return file === "" ? "Stream view" : file;
  const { testId, modelAsked, endpoint, familyTitle, turns, id } = view;
  const turn = turns.length > 1 ? turns.find((each) => each.id === id) : undefined;
  if (file !== "") return [...(testId === null ? [] : [testName(testId)]), file].join(" · ");
  return recordingTitle({ testId, model: modelAsked, turn }) || (endpoint ?? familyTitle);
}
