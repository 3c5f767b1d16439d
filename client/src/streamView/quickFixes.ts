/** The quick fixes that the language server offers for findings, as VS Code itself would list them. */
import type * as vscode from "vscode";
import type { StreamView } from "../../../server/src/protocol";
import type { VSCode } from "../vscode";

export interface QuickFix {
  readonly title: string;
  readonly action: vscode.CodeAction | vscode.Command;
}

/** One list a finding, empty where nothing can be fixed. Never rejects: a file that cannot be opened has no fixes. */
export async function quickFixes(
  vscode: VSCode,
  uri: vscode.Uri,
  findings: StreamView["findings"],
): Promise<readonly (readonly QuickFix[])[]> {
  try {
    // Actions are offered for documents that are open, in an editor or not.
    const document = await vscode.workspace.openTextDocument(uri);
    return await Promise.all(findings.map((finding) => fixesOf(vscode, document, finding)));
  } catch {
    return findings.map(() => []);
  }
}

async function fixesOf(
  vscode: VSCode,
  document: vscode.TextDocument,
  { range, code }: StreamView["findings"][number],
): Promise<QuickFix[]> {
  const { start, end } = range;
  const at = document.validateRange(new vscode.Range(start.line, start.character, end.line, end.character));
  const kind = vscode.CodeActionKind.QuickFix.value;
  const found = await vscode.commands.executeCommand<(vscode.CodeAction | vscode.Command)[] | undefined>(
    "vscode.executeCodeActionProvider",
    document.uri,
    at,
    kind,
    10,
  );
  return (found ?? []).filter((action) => isFor(vscode, action, code)).map((action) => ({ title: action.title, action }));
}

/** An action says which finding it fixes; one that does not is not ours. */
function isFor(vscode: VSCode, action: vscode.CodeAction | vscode.Command, code: string): boolean {
  return (
    action instanceof vscode.CodeAction &&
    !action.disabled &&
    (action.diagnostics ?? []).some((diagnostic) => codeOf(diagnostic) === code && diagnostic.source === "tapedeck")
  );
}

const codeOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === "object" ? code.value : code);

/** Applies a fix as the light bulb does: the edit first, then the command. Rejects when the edit could not be made. */
export async function applyFix(vscode: VSCode, { action, title }: QuickFix): Promise<void> {
  if (action instanceof vscode.CodeAction) {
    if (action.edit && !(await vscode.workspace.applyEdit(action.edit))) throw new Error(`"${title}" could not be applied.`);
    if (action.command) await runCommand(vscode, action.command);
  } else await runCommand(vscode, action);
}

async function runCommand(vscode: VSCode, { command, arguments: given = [] }: vscode.Command): Promise<void> {
  await vscode.commands.executeCommand(command, ...(given as unknown[]));
}
