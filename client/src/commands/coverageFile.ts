/** "Load Coverage File…" and "Clear Coverage": coverage of runs elsewhere, such as on a build server. */
import type * as vscode from "vscode";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showFailure, showWarning } from "../notifications";
import type { VSCode } from "../vscode";
import { informCovered, knowsCoverage } from "./covered";

export function registerCoverageFile(vscode: VSCode, client: Pick<TapedeckClient, "request">): vscode.Disposable {
  void knowsCoverage(vscode, false);
  return vscode.Disposable.from(
    registerCommand(vscode, "tapedeck.loadCoverage", async (chosen: unknown) => {
      const files = chosen instanceof vscode.Uri ? [chosen] : await askForFiles(vscode);
      try {
        await load(vscode, client, files);
      } catch (error) {
        showFailure(vscode, error, "Tapedeck cannot load the coverage");
      }
    }),
    registerCommand(vscode, "tapedeck.clearCoverage", async () => {
      await client.request("tapedeck/clearCoverage", {});
      await knowsCoverage(vscode, false);
    }),
  );
}

async function askForFiles(vscode: VSCode): Promise<readonly vscode.Uri[]> {
  const found = await vscode.window.showOpenDialog({
    title: "Load Coverage File",
    openLabel: "Load",
    canSelectMany: true,
    filters: { "Coverage of recordings": ["json"] },
  });
  return found ?? [];
}

/** One after the other, because runs add up. */
async function load(vscode: VSCode, client: Pick<TapedeckClient, "request">, files: readonly vscode.Uri[]): Promise<void> {
  const problems: string[] = [];
  let covered: Parameters<typeof informCovered>[1] | undefined;
  for (const file of files) {
    const told = await client.request("tapedeck/loadCoverage", { uri: file.toString() });
    if (told.kind === "loaded") covered = told;
    else problems.push(told.reason);
  }
  if (covered) await informCovered(vscode, covered, problems);
  else if (problems.length > 0) void showWarning(vscode, problems.join(" "));
}
