/** The commands to fix and prune recordings. */
import type * as vscode from "vscode";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showFailure } from "../notifications";
import type { VSCode } from "../vscode";
import { provideFixes, showFix } from "./fixDocuments";
import { Fixer, type FixRequest } from "./fixer";
import type { FixNode } from "./openFixes";

/** `recover` restores what an earlier editor left behind during a fix. */
export function registerFixRecordings(
  vscode: VSCode,
  client: Pick<TapedeckClient, "request" | "onRecordingsChanged">,
): { readonly registered: vscode.Disposable; readonly recover: () => Promise<void> } {
  const fixer = new Fixer(vscode, client);
  const on = (name: string, run: (...args: readonly unknown[]) => unknown) => registerCommand(vscode, name, run);
  const onNode = (name: string, run: (node: FixNode) => unknown) =>
    registerCommand(vscode, name, (node: FixNode | undefined) => node && run(node));
  const registered = vscode.Disposable.from(
    fixer,
    provideFixes(vscode, client.request),
    on("tapedeck.fixRecordings", (argument, selected) => fixer.look(requestOf(vscode, argument, selected))),
    on("tapedeck.pruneRecordings", (argument, selected) =>
      fixer.look({ ...requestOf(vscode, argument, selected), purpose: "prune" }),
    ),
    on("tapedeck.undoFix", () => fixer.undo()),
    on("tapedeck.fixes.fixSelected", () => fixer.fixSelected()),
    on("tapedeck.fixes.pruneSelected", () => fixer.fixSelected()),
    on("tapedeck.fixes.refresh", () => fixer.refresh()),
    on("tapedeck.fixes.close", () => fixer.close()),
    onNode("tapedeck.fixes.fix", (node) => ("files" in node ? fixer.fixAllOf(node) : undefined)),
    onNode("tapedeck.fixes.prune", (node) => ("files" in node ? fixer.fixAllOf(node) : undefined)),
    onNode("tapedeck.fixes.showCommit", (node) => (node.kind === "cause" ? fixer.showCommit(node) : undefined)),
    onNode("tapedeck.fixes.open", (node) =>
      node.kind === "file" && fixer.plan !== undefined ? showFix(vscode, fixer.plan, node.file) : undefined,
    ),
  );
  const recover = () =>
    fixer.recover().catch((error: unknown) => showFailure(vscode, error, "Tapedeck does not look for interrupted fixes"));
  return { registered, recover };
}

/** From a menu's arguments (a file or folder, and all selected ones), or a `FixRequest`; everything without either. */
function requestOf(vscode: VSCode, argument: unknown, selected: unknown): FixRequest {
  const chosen: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [argument];
  const uris = chosen.filter((each) => each instanceof vscode.Uri).map(String);
  if (uris.length > 0) return { uris };
  return typeof argument === "object" && argument !== null ? argument : {};
}
