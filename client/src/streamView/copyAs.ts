/** "Copy Recording As…": a quick pick of the formats. */
import type * as vscode from "vscode";
import type { CopyFormat } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import type { ListItem } from "../plainText";
import { pick, registerCommand, showDone, showInformation, showWarning } from "../notifications";
import type { ActiveRecording } from "../recordingContext";
import type { VSCode } from "../vscode";

interface Choice extends ListItem {
  readonly format: CopyFormat;
  /** Opens the copy as a document. */
  readonly opens?: boolean;
}

const choices: readonly Choice[] = [
  { icon: "comment", label: "Text of the answer", format: "text" },
  { icon: "terminal", label: "Request as curl", format: "curl", description: "with keys as environment variables" },
  { icon: "symbol-method", label: "Request as Python", format: "python", description: "for the openai package" },
  { icon: "beaker", label: "Test id", format: "testId" },
  { icon: "play", label: "pytest command", format: "pytest" },
  { icon: "markdown", label: "Markdown", format: "markdown" },
  { icon: "go-to-file", label: "Export as Markdown document", format: "markdown", opens: true },
];

export function registerCopyAs(vscode: VSCode, client: TapedeckClient, active: ActiveRecording): vscode.Disposable {
  return registerCommand(vscode, "tapedeck.copyAs", async (target: unknown) => {
    const known = active.orActive(target);
    const uri = known instanceof vscode.Uri || typeof known === "string" ? known : vscode.window.activeTextEditor?.document.uri;
    if (uri === undefined) return;
    const formats = await client.request("tapedeck/copyFormats", { uri: uri.toString() });
    const offered = choices.filter(({ format }) => formats.includes(format));
    if (offered.length === 0) {
      void showInformation(vscode, "This file is not a recording.");
      return;
    }
    const choice = await pick(vscode, offered, { placeHolder: "Copy or export this recording as…" });
    if (choice) await copyOrOpen(vscode, client, uri.toString(), choice);
  });
}

async function copyOrOpen(vscode: VSCode, client: TapedeckClient, uri: string, { format, opens, label }: Choice): Promise<void> {
  const copy = await client.request("tapedeck/copyAs", { uri, format });
  if (copy === null) void showInformation(vscode, `The recording has changed. Nothing to copy: ${label}.`);
  else if (copy.kind === "refused") void showWarning(vscode, copy.reason);
  else if (opens === true) {
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: copy.text });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
  } else {
    await vscode.env.clipboard.writeText(copy.text);
    showDone(vscode, `Copied: ${label}`);
  }
}
