/** Applies edits of recordings and reports the result. */
import type * as vscode from "vscode";
import type { WorkspaceEdit } from "vscode-languageserver-types";
import type { TapedeckClient } from "../languageClient";
import { chosen, showInformation } from "../notifications";
import { agreed, plannedIn, questionBefore, told } from "./editSummary";
import type { VSCode } from "../vscode";

/**
 * Edits that need review are previewed together with all others and applied where ticked; for several recordings, the user can agree to all at
 * once instead. Changed files are saved if the user's settings say so. Shows a message that says what was done.
 */
export async function applyEdits(
  vscode: VSCode,
  { asCode }: Pick<TapedeckClient, "asCode">,
  proposed: WorkspaceEdit,
): Promise<void> {
  const edit = await asWished(vscode, proposed);
  if (edit === undefined) return;
  const planned = plannedIn(edit);
  const files = new Set(planned.map(({ newUri }) => normal(vscode, newUri)));
  const changed = new Set<string>();
  const unsaved = new Set(vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty));
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document }) => changed.add(document.uri.toString())),
    vscode.workspace.onDidRenameFiles(({ files }) => files.forEach(({ oldUri }) => changed.add(oldUri.toString()))),
  );
  try {
    const converted = await asCode.asWorkspaceEdit(edit);
    await vscode.workspace.applyEdit(converted, { isRefactoring: true });
    await saveAll(
      vscode,
      vscode.workspace.textDocuments.filter((each) => files.has(each.uri.toString()) && !unsaved.has(each)),
    );
  } finally {
    listening.dispose();
  }
  void showInformation(
    vscode,
    told(planned, ({ uri }) => changed.has(normal(vscode, uri))),
  );
}

/** undefined if the user does not want it at all. */
async function asWished(vscode: VSCode, edit: WorkspaceEdit): Promise<WorkspaceEdit | undefined> {
  const question = questionBefore(plannedIn(edit));
  if (question === undefined) return edit;
  const [all, preview] = ["Change All", "Preview"];
  const answer = await chosen(vscode, question.text, question.detail, all, preview);
  if (answer === undefined) return undefined;
  return answer === all ? agreed(edit) : edit;
}

/** The URI in VS Code's spelling. */
const normal = (vscode: VSCode, uri: string): string => vscode.Uri.parse(uri).toString();

/** As the editor does for edits of more than one file; documents that were dirty before are left to the user. */
async function saveAll(vscode: VSCode, documents: readonly vscode.TextDocument[]): Promise<void> {
  if (vscode.workspace.getConfiguration("files").get<boolean>("refactoring.autoSave") === false) return;
  await Promise.all(documents.filter(({ isDirty }) => isDirty).map((document) => document.save()));
}
