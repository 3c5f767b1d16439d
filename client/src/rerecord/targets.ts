/** What a command is about: its argument, which a lens, a hover link, a view or a menu gives, or else the active editor. */
import * as vscode from "vscode";
import type { RerecordTarget } from "../../../server/src/protocol";

/** undefined: neither the argument nor the active editor says what to record again. */
export function targetOf(argument: unknown): RerecordTarget | undefined {
  if (isTarget(argument)) return argument;
  if (typeof argument === "string") return { kind: "recording", uri: argument };
  const editor = vscode.window.activeTextEditor;
  if (argument instanceof vscode.Uri) return inDocument(argument.toString(), argument.path.endsWith(".py") ? editor : undefined);
  return editor && inDocument(editor.document.uri.toString(), editor.document.languageId === "python" ? editor : undefined);
}

/** The test module that a command is about. */
export function moduleOf(argument: unknown): RerecordTarget | undefined {
  if (isTarget(argument)) return argument;
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  return uri && { kind: "module", uri: uri.toString() };
}

function inDocument(uri: string, python: vscode.TextEditor | undefined): RerecordTarget {
  if (!python) return { kind: "recording", uri };
  const { line, character } = python.selection.active;
  return { kind: "place", uri, position: { line, character } };
}

/** Arguments of commands come from anywhere. */
function isTarget(value: unknown): value is RerecordTarget {
  if (typeof value !== "object" || value === null) return false;
  const given: Partial<Record<string, unknown>> = { ...value };
  switch (given["kind"]) {
    case "recording":
    case "module":
      return typeof given["uri"] === "string";
    case "nodeId":
      return typeof given["nodeId"] === "string" && typeof given["from"] === "string";
    case "test":
      return typeof given["uri"] === "string" && isNames(given["names"]);
    default:
      return false;
  }
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}
