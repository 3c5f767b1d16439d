/** Carries out the page's requests, which refer to what it shows, never to a file or command. */
import type * as vscode from "vscode";
import type { Range } from "vscode-languageserver-types";
import { commands, type RecordingId, type StreamView } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import type { MessageFromPage } from "./messages";
import { applyFix, type QuickFix } from "./quickFixes";
import { revealInEditor } from "./revealInEditor";
import type { VSCode } from "../vscode";

export interface ActionContext {
  /** The file's URI, and the recording's id. */
  readonly uri: () => vscode.Uri;
  readonly id: () => RecordingId;
  readonly panel: vscode.WebviewPanel;
  /** The view that the page shows; undefined if none. */
  readonly view: () => StreamView | undefined;
  readonly fixes: () => readonly (readonly QuickFix[])[];
  readonly refresh: () => Promise<void>;
  readonly client: Pick<TapedeckClient, "asCode" | "codeActions" | "request" | "resolve">;
}

/** Whether view and JSON editor follow each other's cursor, according to the user's setting. */
export const followsCursor = (vscode: VSCode, uri: vscode.Uri): boolean =>
  vscode.workspace.getConfiguration("tapedeck.streamView", uri).get("followCursor", true);

const mostRemembered = 20;

export class PageActions {
  /** Our own recent selections in the JSON editor. */
  private readonly own: vscode.Selection[] = [];
  private following: NodeJS.Timeout | undefined;

  constructor(
    private readonly vscode: VSCode,
    private readonly context: ActionContext,
  ) {}

  /** Whether we made this selection ourselves, so that the page need not be told. Events may arrive after further selections. */
  isOwn(selection: vscode.Selection): boolean {
    return this.own.some((each) => each.isEqual(selection));
  }

  private remember(selection: vscode.Selection): void {
    this.own.push(selection);
    if (this.own.length > mostRemembered) this.own.shift();
  }

  /** Rejects with a sentence for the user if it cannot be carried out. */
  async handle(message: MessageFromPage): Promise<void> {
    const { id, view } = this.context;
    switch (message.kind) {
      case "ready":
        return this.context.refresh();
      case "revealChunk":
        return this.revealRange(view()?.chunkRanges[message.index]);
      case "revealFinding":
        return this.revealRange(view()?.findings[message.index]?.range);
      case "chunkSelected":
        return this.follow(view()?.chunkRanges[message.index]);
      case "openFile":
        return this.openFile();
      case "openTest":
        return this.openTest();
      case "openTurn":
        return this.openTurn(message.index);
      case "openSibling":
        return this.openSibling(message.index);
      case "applyFix":
        return this.applyFix(message.finding, message.fix);
      case "openLink":
        // VS Code asks the user before it opens the browser.
        await this.vscode.env.openExternal(this.vscode.Uri.parse(message.url, true));
        return;
      case "copy":
        return this.vscode.env.clipboard.writeText(message.text);
      case "copyAs":
        return this.vscode.commands.executeCommand("tapedeck.copyAs", id());
      case "compare":
        return this.vscode.commands.executeCommand("tapedeck.compareWith", id());
    }
  }

  private async openFile(): Promise<void> {
    const { client, id, uri } = this.context;
    const place = uri().toString() === id() ? null : await client.request("tapedeck/recordingPlace", { id: id() });
    await this.revealRange(place?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
  }

  private async revealRange(range: Range | undefined): Promise<void> {
    if (!range) throw new Error("This position is no longer in the file.");
    this.remember(await revealInEditor(this.vscode, this.context.uri(), range, this.context.panel.viewColumn));
  }

  /** While the user steps through chunks quickly, only the last one is shown, and only in an editor that is open already. */
  private follow(range: Range | undefined): Promise<void> {
    const uri = this.context.uri();
    clearTimeout(this.following);
    const editor = this.vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    if (!range || !editor || !followsCursor(this.vscode, uri)) return Promise.resolve();
    this.following = setTimeout(() => {
      const { start, end } = range;
      const place = editor.document.validateRange(new this.vscode.Range(start.line, start.character, end.line, end.character));
      const selection = new this.vscode.Selection(place.end, place.start);
      this.remember(selection);
      editor.selection = selection;
      editor.revealRange(place, this.vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }, 60);
    return Promise.resolve();
  }

  private async openTest(): Promise<void> {
    const test = this.context.view()?.test;
    if (!test) throw new Error("The test of this recording was not found.");
    const { start } = test.range;
    const selection = new this.vscode.Range(start.line, start.character, start.line, start.character);
    const { One, Two } = this.vscode.ViewColumn;
    const viewColumn = this.context.panel.viewColumn === One ? Two : One;
    await this.vscode.window.showTextDocument(this.vscode.Uri.parse(test.uri), { viewColumn, selection });
  }

  private async openTurn(index: number): Promise<void> {
    const turn = this.context.view()?.turns[index];
    if (!turn) throw new Error("This turn is no longer there.");
    await this.openOther(turn.id);
  }

  private async openSibling(index: number): Promise<void> {
    const sibling = this.context.view()?.siblings[index];
    if (!sibling) throw new Error("This recording is no longer there.");
    await this.openOther(sibling.id);
  }

  private async openOther(id: RecordingId): Promise<void> {
    if (id !== this.context.view()?.id) await this.vscode.commands.executeCommand(commands.openStreamView, id);
  }

  private async applyFix(finding: number, fix: number): Promise<void> {
    const found = this.context.fixes()[finding]?.[fix];
    if (!found) throw new Error("This fix is no longer there.");
    await applyFix(this.vscode, this.context.client, found);
  }
}
