/** The two sides of a fix as documents, for VS Code's diff editor. */
import type * as vscode from "vscode";
import { commands, type FixedFile } from "../../../server/src/protocol";
import type { Ask } from "../languageClient";
import type { VSCode } from "../vscode";
import { nameOfFix } from "./fixItems";

const scheme = "tapedeck-fix";

/** Registers their provider; dispose of the result to remove it. */
export function provideFixes(vscode: VSCode, ask: Ask): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent({ query }) {
      const [plan, side, part = ""] = query.split("&");
      const text = await ask("tapedeck/fixedText", { plan: Number(plan), part: decodeURIComponent(part) });
      if (text === null) return "This fix is no longer available.";
      return side === "before" ? text.before : text.after;
    },
  });
}

/** A file that is to be deleted is opened as it is. */
export async function showFix(vscode: VSCode, plan: number, file: FixedFile): Promise<void> {
  if (file.isRemoved) {
    await vscode.commands.executeCommand(commands.openRecording, file.uri);
    return;
  }
  const side = (name: string, uri: string) =>
    vscode.Uri.from({
      scheme,
      path: vscode.Uri.parse(uri).path,
      query: [plan, name, encodeURIComponent(file.part)].join("&"),
    });
  const [before, after] = [side("before", file.uri), side("after", file.newUri ?? file.uri)];
  await vscode.commands.executeCommand("vscode.diff", before, after, `${nameOfFix(file)} (fix)`, { preview: true });
}
