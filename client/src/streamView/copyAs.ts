/** "Copy Recording As…": one list of the forms in which people carry a recording elsewhere. */
import * as vscode from "vscode";
import type { CopyFormat } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import type { ActiveRecording } from "../recordingContext";

interface Choice extends vscode.QuickPickItem {
  readonly format: CopyFormat;
  /** Opens it as a document instead of copying it. */
  readonly opens?: boolean;
}

const choices: readonly Choice[] = [
  { label: "$(comment) Text of the answer", format: "text" },
  { label: "$(terminal) Request as curl", format: "curl", description: "keys are named as variables" },
  { label: "$(symbol-method) Request as Python", format: "python", description: "for the openai package" },
  { label: "$(beaker) Test id", format: "testId" },
  { label: "$(play) pytest command", format: "pytest" },
  { label: "$(markdown) Markdown", format: "markdown" },
  { label: "$(go-to-file) Export as Markdown document", format: "markdown", opens: true },
];

export function registerCopyAs(client: TapedeckClient, active: ActiveRecording): vscode.Disposable {
  return vscode.commands.registerCommand("tapedeck.copyAs", async (target: unknown) => {
    const known = active.orActive(target);
    const uri = known instanceof vscode.Uri || typeof known === "string" ? known : vscode.window.activeTextEditor?.document.uri;
    if (uri === undefined) return;
    const choice = await vscode.window.showQuickPick(choices, { placeHolder: "Copy or export this recording as…" });
    if (choice) await carryOut(client, uri.toString(), choice);
  });
}

async function carryOut(client: TapedeckClient, uri: string, { format, opens, label }: Choice): Promise<void> {
  const text = await client.request("tapedeck/copyAs", { uri, format });
  const what = label.replace(/^\$\([\w-]+\) /, "");
  if (text === null) void vscode.window.showInformationMessage(`This recording has no such thing: ${what}.`);
  else if (opens === true) {
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: text });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
  } else {
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(`$(check) Copied: ${what}`, 3_000);
  }
}
