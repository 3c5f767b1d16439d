/** The target of a command: its argument, from a lens, hover link, view or menu, or else the active editor. */
import type * as vscode from "vscode";
import { counted, isRerecordTarget, type RerecordTarget } from "../../../server/src/protocol";
import { pick, showInformation } from "../notifications";
import type { VSCode } from "../vscode";

/** undefined if neither the argument nor the active editor tells what to record again. */
export function targetOf(vscode: VSCode, argument: unknown): RerecordTarget | undefined {
  if (isRerecordTarget(argument)) return argument;
  if (typeof argument === "string") return { kind: "recording", uri: argument };
  const editor = vscode.window.activeTextEditor;
  if (argument instanceof vscode.Uri) return inDocument(argument.toString(), argument.path.endsWith(".py") ? editor : undefined);
  return editor && inDocument(editor.document.uri.toString(), editor.document.languageId === "python" ? editor : undefined);
}

/** The test module that a command is about. */
export function moduleOf(vscode: VSCode, argument: unknown): RerecordTarget | undefined {
  if (isRerecordTarget(argument)) return argument;
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  return uri && { kind: "module", uri: uri.toString() };
}

/** A recording or test module from a menu, or a lens's target; undefined for the whole workspace. */
export function driftTarget(vscode: VSCode, argument: unknown): RerecordTarget | undefined {
  if (isRerecordTarget(argument)) return argument;
  if (!(argument instanceof vscode.Uri)) return undefined;
  return { kind: argument.path.endsWith(".py") ? "module" : "recording", uri: argument.toString() };
}

/** The folder that a command is about; asks if it is not given. */
export async function folderOf(vscode: VSCode, argument: unknown): Promise<RerecordTarget | undefined> {
  if (isRerecordTarget(argument)) return argument;
  const uri = argument instanceof vscode.Uri ? argument : (await vscode.window.showWorkspaceFolderPick())?.uri;
  return uri && { kind: "folder", uri: uri.toString() };
}

/** A rule's code, from the argument or chosen among those with findings in the workspace. */
export async function findingTarget(vscode: VSCode, argument: unknown): Promise<RerecordTarget | undefined> {
  if (isRerecordTarget(argument)) return argument;
  if (typeof argument === "string") return { kind: "finding", code: argument };
  const counts = new Map<string, number>();
  for (const [, diagnostics] of vscode.languages.getDiagnostics()) {
    for (const code of new Set(diagnostics.flatMap(codeOf))) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const items = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([label, count]) => ({ label, description: counted(count, "recording") }));
  if (items.length === 0) {
    void showInformation(vscode, "No recording has a finding.");
    return undefined;
  }
  const picked = await pick(vscode, items, { title: "Re-record all fixtures with a finding" });
  return picked && { kind: "finding", code: picked.label };
}

function codeOf({ source, code }: vscode.Diagnostic): readonly string[] {
  const value = typeof code === "object" ? code.value : code;
  return source === "tapedeck" && value !== undefined ? [String(value)] : [];
}

function inDocument(uri: string, python: vscode.TextEditor | undefined): RerecordTarget {
  if (!python) return { kind: "recording", uri };
  const { line, character } = python.selection.active;
  return { kind: "place", uri, position: { line, character } };
}
