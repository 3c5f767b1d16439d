/** Carries out edits of recordings, and says what came of them. */
import * as vscode from "vscode";
import type { WorkspaceEdit } from "vscode-languageserver-types";
import type { TapedeckClient } from "../languageClient";
import { plannedIn, told, type Planned } from "./mended";

/**
 * What is to be reviewed is previewed with everything else, and done only where it is ticked. Files that were changed are saved where the user's
 * settings say so. Never rejects for what the editor cannot do: the message says what was done,
 * and `also`, a further sentence.
 */
export async function mend(
  { languageClient }: Pick<TapedeckClient, "languageClient">,
  edit: WorkspaceEdit,
  also = "",
): Promise<void> {
  const planned = plannedIn(edit);
  const changed = new Set<string>();
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document }) => changed.add(document.uri.toString())),
    vscode.workspace.onDidRenameFiles(({ files }) => files.forEach(({ oldUri }) => changed.add(oldUri.toString()))),
  );
  try {
    const converted = await languageClient.protocol2CodeConverter.asWorkspaceEdit(edit);
    await vscode.workspace.applyEdit(converted, { isRefactoring: true });
  } finally {
    listening.dispose();
  }
  tell(planned, ({ uri }) => changed.has(vscode.Uri.parse(uri).toString()), also);
}

function tell(planned: readonly Planned[], isDone: (planned: Planned) => boolean, also: string): void {
  const message = `${told(planned, isDone)}${also}`;
  if (planned.every(isDone)) void vscode.window.showInformationMessage(message);
  else void vscode.window.showWarningMessage(message);
}
