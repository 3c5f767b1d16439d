/** The question before recordings are fixed or pruned. */
import { megabytes } from "../../../server/src/disk/megabytes";
import { counted, type FixedFile } from "../../../server/src/protocol";
import { confirmed, showWarning } from "../notifications";
import type { VSCode } from "../vscode";
import { recordingsOf, type OpenFixes } from "./openFixes";
import { purposes } from "./purposes";
import { few, sizeOf } from "./told";

/** The rows to carry out: leaves out those with an obstacle, and asks once if any are left out, unproven or deleted. */
export async function agreed(vscode: VSCode, fixes: OpenFixes, files: readonly FixedFile[]): Promise<readonly FixedFile[]> {
  const { verb, done } = purposes[fixes.purpose];
  const possible = files.filter((file) => fixes.obstacleOf(file) === undefined);
  if (possible.length < files.length) {
    const blocked = files.filter((file) => fixes.obstacleOf(file) !== undefined);
    const reasons = blocked.map(
      (file) => `${vscode.workspace.asRelativePath(vscode.Uri.parse(file.uri))}: ${fixes.obstacleOf(file) ?? ""}`,
    );
    if (possible.length === 0) void showWarning(vscode, few([...new Set(reasons)]));
    const question = `${counted(recordingsOf(blocked), "recording")} cannot be ${done} now.`;
    const others =
      possible.length > 0 &&
      (await confirmed(
        vscode,
        question,
        few([...new Set(reasons)]),
        `${verb} the Other ${recordingsOf(possible).toLocaleString("en-US")}`,
      ));
    if (!others) return [];
  } else if (fixes.purpose === "prune" && possible.length > 0) {
    const bytes = possible.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
    const question = `${verb} ${sizeOf(possible)} (${megabytes(bytes)})?`;
    if (!(await confirmed(vscode, question, "You can undo this with Undo Fix.", verb))) return [];
  }
  const unsure = recordingsOf(possible.filter((file) => !fixes.isSure(file)));
  if (unsure === 0) return possible;
  const detail = "If a request was edited, the recorded answer may belong to a different request.";
  const question = `The original request of ${counted(unsure, "recording")} cannot be verified. Fix anyway?`;
  return (await confirmed(vscode, question, detail, "Fix Anyway")) ? possible : [];
}
