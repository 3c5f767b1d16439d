/** Unsaved edits before a run. */
import { join } from "node:path";
import { confirmed } from "../notifications";
import type { Plan } from "./planPick";
import type { VSCode } from "../vscode";

/** Tests run from disk, and new recordings would conflict with unsaved ones. Returns false if the user does not want to save. */
export async function savedFirst(vscode: VSCode, plan: Pick<Plan, "root" | "nodeIds" | "folders">): Promise<boolean> {
  const modules = plan.nodeIds.map((nodeId) => vscode.Uri.file(join(plan.root, nodeId.split("::")[0] ?? "")).toString());
  const concerned = [...plan.folders.map((folder) => `${vscode.Uri.parse(folder).toString()}/`), ...modules];
  const unsaved = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && concerned.some((place) => uri.toString().startsWith(place)),
  );
  if (unsaved.length === 0) return true;
  const names = unsaved.map(({ uri }) => vscode.workspace.asRelativePath(uri)).join(", ");
  if (!(await confirmed(vscode, "Save your changes before the tests are run?", names, "Save and Run"))) return false;
  const saved = await Promise.all(unsaved.map((document) => document.save()));
  return saved.every(Boolean);
}
