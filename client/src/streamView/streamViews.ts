/** All stream views: one per recording, opened beside the editor, shown again when asked again, and back after a restart. */
import type * as vscode from "vscode";
import { commands, fragmentOf } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showInformation } from "../notifications";
import { rememberedUri } from "./messages";
import { StreamViewPanel } from "./streamViewPanel";
import type { VSCode } from "../vscode";

const viewType = "tapedeck.streamView";
/** "Reopen With…": the view as the editor of the file itself. */
const editorType = "tapedeck.streamViewEditor";

export interface OpenOptions {
  /** The focus stays where it is. Default: the view takes it. */
  readonly preserveFocus?: boolean;
  /** For looking through many: the view gives way to the next that is opened so, and leaves the focus where it is. */
  readonly preview?: boolean;
}

/** The command that opens them, the restoring of those that were open, and which one is active. */
export class StreamViews implements vscode.Disposable {
  private readonly panels = new Map<string, StreamViewPanel>();
  private readonly editors = new Set<StreamViewPanel>();
  private preview: StreamViewPanel | undefined;
  private readonly activeChanged: vscode.EventEmitter<void>;
  /** Another one may be the active one now, or none. */
  readonly onDidChangeActive: vscode.Event<void>;
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
        this.openFor(target, options),
      ),
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

  /** A command's argument, or the recording (its id) of the active stream view where there is none: the menus of a view's own tab name only the tab. */
  orActive(argument: unknown): unknown {
    const isTab = argument instanceof this.vscode.Uri && argument.scheme === "webview-panel";
    return argument === undefined || isTab ? this.active : argument;
  }

  private get active(): string | undefined {
    return [...this.panels.values(), ...this.editors].find(({ active }) => active)?.target.toString();
  }

  dispose(): void {
    this.registrations.dispose();
    for (const panel of [...this.panels.values(), ...this.editors]) this.close(panel);
  }

  /** `target` is a URI, or the text of one or of an id, from a lens, a link or a menu; without one, the active editor's file is meant. */
  private async openFor(target: unknown, options?: OpenOptions): Promise<void> {
    const given = typeof target === "string" ? this.vscode.Uri.parse(target) : target;
    const uri = given instanceof this.vscode.Uri ? given : this.vscode.window.activeTextEditor?.document.uri;
    if (uri) {
      const cursor = cursorIn(this.vscode, uri.with({ fragment: "" }));
      this.open(cursor ? await this.recordingAt(uri, cursor) : uri, options).selectAt(cursor);
    } else if (this.active === undefined) {
      void showInformation(this.vscode, "Open a recording first, then its stream view.");
    }
  }

  /** Of a file with several, the recording at the cursor. */
  private async recordingAt(uri: vscode.Uri, { line, character }: vscode.Position): Promise<vscode.Uri> {
    if (uri.fragment !== "") return uri;
    const params = { uri: uri.toString(), position: { line, character } };
    const id = await this.client.request("tapedeck/recordingAt", params).catch(() => null);
    return id === null || fragmentOf(id) === "" ? uri : this.vscode.Uri.parse(id);
  }

  private restore(webviewPanel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const uri = rememberedUri(state);
    if (uri === undefined) webviewPanel.dispose();
    else this.adopt(webviewPanel, this.vscode.Uri.parse(uri));
    return Promise.resolve();
  }

  private open(uri: vscode.Uri, options: OpenOptions = {}): StreamViewPanel {
    const preview = options.preview ?? false;
    const preserveFocus = options.preserveFocus ?? preview;
    const open = this.panels.get(uri.toString());
    if (open) {
      open.reveal(preserveFocus);
      // Asked for by name, it is no longer one of many.
      if (!preview && open === this.preview) this.preview = undefined;
      return open;
    }
    const panel = this.adopt(this.create(preserveFocus), uri);
    if (!preview) return panel;
    if (this.preview) this.close(this.preview);
    this.preview = panel;
    return panel;
  }

  /** The file's own editor; VS Code keeps its text, its name and its place. */
  private edit(document: vscode.TextDocument, webviewPanel: vscode.WebviewPanel): void {
    const editor = new StreamViewPanel(this.vscode, webviewPanel, document.uri, this.client, this.extensionUri, "editor");
    this.editors.add(editor);
    webviewPanel.onDidChangeViewState(() => this.activeChanged.fire());
    editor.onDidDispose(() => this.close(editor));
  }

  private adopt(webviewPanel: vscode.WebviewPanel, uri: vscode.Uri): StreamViewPanel {
    const panel = new StreamViewPanel(this.vscode, webviewPanel, uri, this.client, this.extensionUri);
    this.panels.set(uri.toString(), panel);
    webviewPanel.onDidChangeViewState(() => this.activeChanged.fire());
    panel.onDidDispose(() => this.close(panel));
    return panel;
  }

  private close(panel: StreamViewPanel): void {
    if (!this.editors.delete(panel)) this.panels.delete(panel.target.toString());
    if (this.preview === panel) this.preview = undefined;
    panel.dispose();
  }

  private create(preserveFocus: boolean): vscode.WebviewPanel {
    const options = { enableFindWidget: true };
    return this.vscode.window.createWebviewPanel(viewType, "Stream view", { viewColumn: this.column(), preserveFocus }, options);
  }

  /** Where a stream view is shown already, but never over the editor it is opened from; else beside that editor. */
  private column(): vscode.ViewColumn {
    const editor = this.vscode.window.activeTextEditor?.viewColumn;
    const shown = [...this.panels.values()].map(({ column }) => column);
    const free = shown.find((column) => column !== undefined && column !== editor);
    return free ?? (editor === undefined ? this.vscode.ViewColumn.Active : this.vscode.ViewColumn.Beside);
  }
}

/** Where the user stands in the file's JSON; undefined when it is not on show. */
function cursorIn(vscode: VSCode, uri: vscode.Uri): vscode.Position | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.uri.toString() === uri.toString() ? editor.selection.active : undefined;
}
