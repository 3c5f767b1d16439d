/** Re-recording: the commands. */
import * as vscode from "vscode";
import { commands } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import type { StreamViews } from "../streamView/streamViews";
import { Rerecorder } from "./rerecorder";
import { moduleOf, targetOf } from "./targets";

/** Registers `tapedeck.rerecord`, `tapedeck.rerecordFile` and `tapedeck.showLastRun`; disposing ends them and forgets the copies of earlier runs. */
export function registerRerecord(
  context: vscode.ExtensionContext,
  { request }: Pick<TapedeckClient, "request">,
  streamViews: Pick<StreamViews, "orActive">,
): vscode.Disposable {
  const rerecorder = new Rerecorder(request, (context.storageUri ?? context.globalStorageUri).fsPath);
  return vscode.Disposable.from(
    rerecorder,
    vscode.commands.registerCommand(commands.rerecord, (argument: unknown) => {
      const target = targetOf(streamViews.orActive(argument));
      return target ? rerecorder.rerecord(target) : tell("Open a recording or a test first.");
    }),
    vscode.commands.registerCommand("tapedeck.rerecordFile", (argument: unknown) => {
      const target = moduleOf(argument);
      return target ? rerecorder.rerecord(target) : tell("Open a test module first.");
    }),
    vscode.commands.registerCommand("tapedeck.showLastRun", () => rerecorder.reviewLast()),
  );
}

async function tell(sentence: string): Promise<void> {
  await vscode.window.showInformationMessage(sentence);
}
