/** The settings of re-recording, and the interpreter selected in the Python extension. */
import type * as vscode from "vscode";
import { readProfiles, readRerecordSettings, type RerecordSettings } from "../../../server/src/rerecord/settings";
import type { VSCode } from "../vscode";

/** The settings for a folder, with a profile merged in if one is named. */
export function rerecordSettings(vscode: VSCode, folder: vscode.Uri, profile: string | undefined): RerecordSettings {
  return readRerecordSettings(section(vscode, folder), profile === undefined ? {} : profiles(vscode, folder).get(profile));
}

/** The names of the profiles, in order. */
export function profileNames(vscode: VSCode, folder: vscode.Uri): readonly string[] {
  return [...profiles(vscode, folder).keys()];
}

function profiles(vscode: VSCode, folder: vscode.Uri): ReadonlyMap<string, unknown> {
  return readProfiles(vscode.workspace.getConfiguration("tapedeck.rerecord", folder).get("profiles"));
}

/** An empty list or text means the default, as if it were not set. */
function section(vscode: VSCode, folder: vscode.Uri): Readonly<Record<string, unknown>> {
  const configuration = vscode.workspace.getConfiguration("tapedeck.rerecord", folder);
  const names = ["python", "command", "arguments", "environment", "mode", "timeout"];
  return Object.fromEntries(names.map((name) => [name, configuration.get<unknown>(name)]));
}

/** The part of the Python extension's API that is used; it belongs to another extension, so nothing is guaranteed. */
interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath?(resource: vscode.Uri): unknown;
    resolveEnvironment?(path: unknown): Promise<{ readonly executable?: { readonly uri?: vscode.Uri } } | undefined>;
  };
}

/** The interpreter selected in the Python extension; undefined if it is not installed or does not tell. Never rejects. */
export async function interpreterOfPythonExtension(vscode: VSCode, folder: vscode.Uri): Promise<string | undefined> {
  try {
    const api = await vscode.extensions.getExtension<PythonApi | undefined>("ms-python.python")?.activate();
    const path = api?.environments?.getActiveEnvironmentPath?.(folder);
    const environment = path === undefined ? undefined : await api?.environments?.resolveEnvironment?.(path);
    return environment?.executable?.uri?.fsPath;
  } catch {
    return undefined;
  }
}

/** Lets the user choose another one, in the Python extension or in the setting, depending on which is used. */
export async function chooseInterpreter(vscode: VSCode): Promise<void> {
  const isSet = vscode.workspace.getConfiguration("tapedeck.rerecord").get<unknown>("python");
  const hasPicker = vscode.extensions.getExtension("ms-python.python") !== undefined;
  if (hasPicker && !isSet) await vscode.commands.executeCommand("python.setInterpreter");
  else await vscode.commands.executeCommand("workbench.action.openSettings", "tapedeck.rerecord.python");
}
