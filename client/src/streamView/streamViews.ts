/**
 * All stream views, like VS Code's Markdown previews: one that follows the active recording until it is locked, others that are
 * opened to the side, and all of them restored after a restart.
 */
import type * as vscode from "vscode";
import { commands, fragmentOf } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showInformation } from "../notifications";
import { rememberedUri } from "./messages";
import { StreamViewPanel } from "./streamViewPanel";
import { followsCursor } from "./pageActions";
import type { VSCode } from "../vscode";

const viewType = "tapedeck.streamView";
/** "Reopen With…": the view as the editor of the file itself. */
const editorType = "tapedeck.streamViewEditor";

export interface OpenOptions {
  /** Keeps the focus where it is. By default a text editor keeps it, and otherwise the view takes it. */
  readonly preserveFocus?: boolean;
}

/** Milliseconds after a cursor movement before it is determined which of a file's recordings is active. */
const cursorPause = 100;

/** The commands to open views, their restoration, and which one is active. */
export class StreamViews implements vscode.Disposable {
  private readonly panels = new Set<StreamViewPanel>();
  private readonly editors = new Set<StreamViewPanel>();
  private readonly activeChanged: vscode.EventEmitter<void>;
  /** Fires when another view, or none, becomes active. */
  readonly onDidChangeActive: vscode.Event<void>;
  /** The view that shows the active or requested recording. */
  private following: StreamViewPanel | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly registrations: vscode.Disposable;

  constructor(
    private readonly vscode: VSCode,
    private readonly client: TapedeckClient,
    private readonly extensionUri: vscode.Uri,
  ) {
    this.activeChanged = new this.vscode.EventEmitter();
    this.onDidChangeActive = this.activeChanged.event;
    this.registrations = this.vscode.Disposable.from(
      this.activeChanged,
      registerCommand(this.vscode, commands.openStreamView, (target: unknown, options?: OpenOptions) =>
        this.openFor(target, (uri) => this.show(uri, options)),
      ),
      registerCommand(this.vscode, "tapedeck.openStreamViewToSide", (target: unknown) =>
        this.openFor(this.orActive(target), (uri) => this.openToSide(uri)),
      ),
      registerCommand(this.vscode, "tapedeck.streamView.toggleLock", () => this.toggleLock()),
      this.vscode.window.onDidChangeActiveTextEditor((editor) => this.followSoon(editor)),
      this.vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.followSoon(textEditor)),
      this.vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: (webviewPanel, state: unknown) => this.restore(webviewPanel, state),
      }),
      this.vscode.window.registerCustomEditorProvider(
        editorType,
        { resolveCustomTextEditor: (document, webviewPanel) => this.edit(document, webviewPanel) },
        { supportsMultipleEditorsPerDocument: true },
      ),
    );
  }

  /** A command's argument, or else the recording (its id) of the active stream view, because the menus of a view's tab only pass the tab. */
  orActive(argument: unknown): unknown {
    const isTab = argument instanceof this.vscode.Uri && argument.scheme === "webview-panel";
    return argument === undefined || isTab ? this.active : argument;
  }

  private get active(): string | undefined {
    return [...this.panels, ...this.editors].find(({ active }) => active)?.target.toString();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.registrations.dispose();
    for (const panel of [...this.panels, ...this.editors]) this.close(panel);
  }

  /** `target` is a URI, or one or an id as text, from a lens, a link or a menu; without it, the active editor's file is meant. */
  private async openFor(target: unknown, open: (uri: vscode.Uri) => StreamViewPanel): Promise<void> {
    const given = typeof target === "string" ? this.vscode.Uri.parse(target) : target;
    const uri = given instanceof this.vscode.Uri ? given : this.vscode.window.activeTextEditor?.document.uri;
    if (uri) {
      const cursor = cursorIn(this.vscode, uri.with({ fragment: "" }));
      open(cursor ? await this.recordingAt(uri, cursor) : uri).selectAt(cursor);
    } else if (this.active === undefined) {
      void showInformation(this.vscode, "Open a recording first, then its stream view.");
    }
  }

  /** In a file with several, the recording at the cursor. */
  private async recordingAt(uri: vscode.Uri, { line, character }: vscode.Position): Promise<vscode.Uri> {
    if (uri.fragment !== "") return uri;
    const params = { uri: uri.toString(), position: { line, character } };
    const id = await this.client.request("tapedeck/recordingAt", params).catch(() => null);
    return id === null || fragmentOf(id) === "" ? uri : this.vscode.Uri.parse(id);
  }

  private restore(webviewPanel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const uri = rememberedUri(state);
    if (uri === undefined) webviewPanel.dispose();
    else this.restored(this.adopt(webviewPanel, this.vscode.Uri.parse(uri)));
    return Promise.resolve();
  }

  /** One of the restored views follows again. */
  private restored(panel: StreamViewPanel): void {
    if (this.following) panel.locked = true;
    else this.following = panel;
  }

  /** In the view that shows it already, or else in the one that follows. */
  private show(uri: vscode.Uri, options?: OpenOptions): StreamViewPanel {
    const open = this.shownIn(uri) ?? this.following;
    // A user who is reading the JSON keeps the focus there.
    const preserveFocus = options?.preserveFocus ?? (this.vscode.window.activeTextEditor !== undefined || open?.active === true);
    if (!open) return (this.following = this.adopt(this.create(preserveFocus), uri));
    open.show(uri);
    open.reveal(preserveFocus);
    return open;
  }

  private openToSide(uri: vscode.Uri): StreamViewPanel {
    const panel = this.adopt(this.create(true), uri);
    panel.locked = true;
    return panel;
  }

  private shownIn(uri: vscode.Uri): StreamViewPanel | undefined {
    return [...this.panels].find(({ target }) => target.toString() === uri.toString());
  }

  /** A locked view keeps its recording; the next one that is opened follows. */
  private toggleLock(): void {
    const panel = [...this.panels].find(({ active }) => active) ?? this.following;
    if (!panel) return;
    const isLocked = panel !== this.following;
    if (this.following) this.following.locked = true;
    this.following = isLocked ? panel : undefined;
    panel.locked = !isLocked;
  }

  private followSoon(editor: vscode.TextEditor | undefined): void {
    clearTimeout(this.timer);
    if (this.following?.column === undefined || !editor) return;
    this.timer = setTimeout(() => void this.follow(editor), cursorPause);
  }

  /** Shows the recording at the cursor of the active editor, if there is one. */
  private async follow({ document, selection }: vscode.TextEditor): Promise<void> {
    const isActive = () => this.vscode.window.activeTextEditor?.document === document;
    if (!isActive() || !followsCursor(this.vscode, document.uri)) return;
    const params = {
      uri: document.uri.toString(),
      position: { line: selection.active.line, character: selection.active.character },
    };
    const id = await this.client.request("tapedeck/recordingAt", params).catch(() => null);
    if (id === null || !isActive()) return;
    const uri = fragmentOf(id) === "" ? document.uri : this.vscode.Uri.parse(id);
    if (!this.shownIn(uri)) this.following?.show(uri);
  }

  /** The file's own editor; VS Code manages its text, name and column. */
  private edit(document: vscode.TextDocument, webviewPanel: vscode.WebviewPanel): void {
    const editor = new StreamViewPanel(this.vscode, webviewPanel, document.uri, this.client, this.extensionUri, "editor");
    this.editors.add(editor);
    webviewPanel.onDidChangeViewState(() => this.activeChanged.fire());
    editor.onDidDispose(() => this.close(editor));
  }

  private adopt(webviewPanel: vscode.WebviewPanel, uri: vscode.Uri): StreamViewPanel {
    const panel = new StreamViewPanel(this.vscode, webviewPanel, uri, this.client, this.extensionUri);
    this.panels.add(panel);
    webviewPanel.onDidChangeViewState(() => this.activeChanged.fire());
    panel.onDidDispose(() => this.close(panel));
    return panel;
  }

  private close(panel: StreamViewPanel): void {
    if (!this.editors.delete(panel)) this.panels.delete(panel);
    if (this.following === panel) this.following = undefined;
    panel.dispose();
  }

  private create(preserveFocus: boolean): vscode.WebviewPanel {
    const options = { enableFindWidget: true };
    return this.vscode.window.createWebviewPanel(viewType, "Stream view", { viewColumn: this.column(), preserveFocus }, options);
  }

  /** The column of a visible stream view, but never that of the editor it is opened from; otherwise next to that editor. */
  private column(): vscode.ViewColumn {
    const editor = this.vscode.window.activeTextEditor?.viewColumn;
    const shown = [...this.panels].map(({ column }) => column);
    const free = shown.find((column) => column !== undefined && column !== editor);
    return free ?? (editor === undefined ? this.vscode.ViewColumn.Active : this.vscode.ViewColumn.Beside);
  }
}

/** The cursor in the file's JSON editor; undefined if it is not visible. */
function cursorIn(vscode: VSCode, uri: vscode.Uri): vscode.Position | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.uri.toString() === uri.toString() ? editor.selection.active : undefined;
}
