/** _Show Diagnostics Info_: what the server reports, with what only the editor knows, ready for a bug report. */
import type * as vscode from "vscode";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showError } from "../notifications";
import type { Context, VSCode } from "../vscode";

/** The part of package.json that is used. */
interface Manifest {
  readonly version: string;
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> };
  };
}

export function registerDiagnosticsInfo(vscode: VSCode, client: TapedeckClient, { extension }: Context): vscode.Disposable {
  const manifest = extension.packageJSON as Manifest;
  return registerCommand(vscode, "tapedeck.showDiagnosticsInfo", async () => {
    const told = await client.request("tapedeck/diagnosticsInfo", {
      versions: versions(vscode, manifest),
      settings: changed(vscode, manifest),
    });
    if (told === null) {
      void showError(vscode, "The diagnostics info could not be collected. See the log for details.");
      return;
    }
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: told.markdown });
    await vscode.window.showTextDocument(document);
  });
}

function versions({ version, env, workspace }: VSCode, manifest: Manifest): Readonly<Record<string, string>> {
  return {
    Tapedeck: `${manifest.version}, extension`,
    [env.appName]: version,
    ...(env.remoteName === undefined ? {} : { remote: env.remoteName }),
    workspace: workspace.isTrusted ? "trusted" : "not trusted",
  };
}

/** Settings that differ from the manifest's defaults, by full name. */
function changed({ workspace }: VSCode, { contributes }: Manifest): Readonly<Record<string, unknown>> {
  const settings = workspace.getConfiguration("tapedeck");
  const all = Object.entries(contributes.configuration.properties).map(([name, { default: usual }]) => {
    const value: unknown = settings.get(name.slice("tapedeck.".length));
    return { name, value, usual };
  });
  const others = all.filter(({ value, usual }) => JSON.stringify(value) !== JSON.stringify(usual));
  return Object.fromEntries(others.map(({ name, value }) => [name, value]));
}
