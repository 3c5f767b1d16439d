/** The settings of re-recording, and the interpreter that another extension knows. */
import * as vscode from "vscode";
import type { RerecordSettings } from "./commandLine";

/** What the settings say for a folder; values of the wrong type count as not set. */
export function rerecordSettings(folder: vscode.Uri): RerecordSettings {
  const section = vscode.workspace.getConfiguration("tapedeck.rerecord", folder);
  const python = section.get<unknown>("python");
  const environment = section.get<unknown>("environment");
  return {
    python: typeof python === "string" ? python.trim() : "",
    command: strings(section.get("command")),
    arguments: strings(section.get("arguments")),
    environment: Object.fromEntries(
      Object.entries(typeof environment === "object" ? (environment ?? {}) : {}).map(([name, value]) => [name, String(value)]),
    ),
    mode: section.get<unknown>("mode") === "record-if-missing" ? "record-if-missing" : "record",
  };
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** As much of the Python extension's API as we use; it is another's, so nothing of it is sure. */
interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath?(resource: vscode.Uri): unknown;
    resolveEnvironment?(path: unknown): Promise<{ readonly executable?: { readonly uri?: vscode.Uri } } | undefined>;
  };
}

/** The interpreter chosen in the Python extension; undefined when it is not installed or cannot say. Never rejects. */
export async function interpreterOfPythonExtension(folder: vscode.Uri): Promise<string | undefined> {
  try {
    const api = await vscode.extensions.getExtension<PythonApi | undefined>("ms-python.python")?.activate();
    const path = api?.environments?.getActiveEnvironmentPath?.(folder);
    const environment = path === undefined ? undefined : await api?.environments?.resolveEnvironment?.(path);
    return environment?.executable?.uri?.fsPath;
  } catch {
    return undefined;
  }
}
