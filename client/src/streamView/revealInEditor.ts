/** Selects a range of a recording in its JSON editor, next to the view and without taking the focus. */
import type * as vscode from "vscode";
import type { Range } from "vscode-languageserver-types";
import type { VSCode } from "../vscode";

/** Opens the file if necessary. `column` is the view's own, which the editor must not cover. Rejects if the file no longer exists. */
export async function revealInEditor(
  vscode: VSCode,
  uri: vscode.Uri,
  { start, end }: Range,
  column: vscode.ViewColumn | undefined,
): Promise<vscode.Selection> {
  const document = await vscode.workspace.openTextDocument(uri);
  const range = document.validateRange(new vscode.Range(start.line, start.character, end.line, end.character));
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: columnOf(vscode, uri) ?? otherColumn(vscode, column),
    preserveFocus: true,
    preview: true,
  });
  editor.selection = new vscode.Selection(range.end, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor.selection;
}

/** The column where the file is open already, visible or behind another tab. */
function columnOf(vscode: VSCode, uri: vscode.Uri): vscode.ViewColumn | undefined {
  const isOurs = ({ input }: vscode.Tab) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
  return vscode.window.tabGroups.all.find((group) => group.tabs.some(isOurs))?.viewColumn;
}

function otherColumn(vscode: VSCode, column: vscode.ViewColumn | undefined): vscode.ViewColumn {
  return column === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
}
