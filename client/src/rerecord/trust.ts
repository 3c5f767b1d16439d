/** Nothing runs in a workspace that is not trusted. */
import { showWarning } from "../notifications";
import type { VSCode } from "../vscode";

/** Running and collecting tests runs code in the folder, and settings may name any program. */
export async function mayRun(vscode: VSCode, what: string, does = "runs code"): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = "Manage Workspace Trust";
  const reason = `${what} ${does} in this workspace: that needs a workspace you trust.`;
  if ((await showWarning(vscode, reason, manage)) === manage) await vscode.commands.executeCommand("workbench.trust.manage");
  return false;
}
