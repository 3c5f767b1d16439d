/** Commands to mute problems until they change, by adding them to the baseline, and to show them again. */
import type * as vscode from "vscode";
import {
  counted,
  fixCommands,
  type BaselinePlan,
  type BaselineTargets,
  type PlannedBaseline,
} from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { confirmed, registerCommand, showDone, showError, showInformation, withProgress } from "../notifications";
import type { VSCode } from "../vscode";

type Client = Pick<TapedeckClient, "request">;

export function registerBaseline(vscode: VSCode, client: Client): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(vscode, fixCommands.addToBaseline, (targets: unknown) => add(vscode, client, targetsIn(targets))),
    registerCommand(vscode, "tapedeck.clearBaseline", () => clear(vscode, client)),
  );
}

/** Without a target, or with one from a menu, means everything. */
const targetsIn = (given: unknown): BaselineTargets =>
  typeof given === "object" && given !== null && "uris" in given && "codes" in given ? (given as BaselineTargets) : {};

/** A single problem is added at once; several need confirmation. */
async function add(vscode: VSCode, client: Client, targets: BaselineTargets): Promise<void> {
  const plan = await planned(vscode, client, targets);
  if (plan.problem !== null) {
    void showError(vscode, plan.problem);
    return;
  }
  const changes = plan.changes.filter(({ added, removed }) => added.length > 0 || removed > 0);
  if (changes.length === 0) {
    void showInformation(vscode, "There are no problems to add to the baseline.");
    return;
  }
  const unsaved = vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && changes.some((each) => each.uri === uri.toString()),
  );
  if (unsaved) {
    void showError(vscode, `${nameOf(vscode, unsaved.uri.toString())} has unsaved changes. Save it first.`);
    return;
  }
  if (targets.fingerprint === undefined && !(await isAgreed(vscode, changes))) return;
  for (const { uri, text } of changes) await vscode.workspace.fs.writeFile(vscode.Uri.parse(uri), Buffer.from(text));
  showDone(vscode, "Baseline updated");
}

function planned(vscode: VSCode, client: Client, targets: BaselineTargets): Promise<BaselinePlan> {
  const options = { title: "Looking for problems", location: vscode.ProgressLocation.Window };
  return withProgress(vscode, options, async () => {
    const plan = await client.request("tapedeck/baselinePlan", targets);
    if (plan === null) throw new Error("The problems could not be determined. See the log for details.");
    return plan;
  });
}

function isAgreed(vscode: VSCode, changes: readonly PlannedBaseline[]): Promise<boolean> {
  const counts = new Map<string, number>();
  for (const { code, count } of changes.flatMap(({ added }) => added)) counts.set(code, (counts.get(code) ?? 0) + count);
  const added = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const removed = changes.reduce((sum, each) => sum + each.removed, 0);
  const gone = `${counted(removed, "entry", "entries")} that no longer ${removed === 1 ? "occurs" : "occur"}`;
  const question = added === 0 ? `Remove ${gone} from the baseline?` : `Add ${counted(added, "problem")} to the baseline?`;
  const files = changes.map(({ uri }) => nameOf(vscode, uri)).join(" and ");
  const detail = [
    ...(added === 0 ? [] : [[...counts].map(([code, count]) => `${numbered(count)} ${code}`).join(", ")]),
    ...(added > 0 && removed > 0 ? [`${gone} ${removed === 1 ? "is" : "are"} removed.`] : []),
    `Problems in the baseline are not shown here, and not reported by tapedeck check, until they change. Commit ${files} to share it.`,
  ];
  return confirmed(vscode, question, detail.join("\n\n"), added === 0 ? "Remove" : "Add");
}

async function clear(vscode: VSCode, client: Client): Promise<void> {
  // Only asks which baselines exist, without checking any recordings.
  const { files } = await planned(vscode, client, { uris: [] });
  if (files.length === 0) {
    void showInformation(vscode, "There is no baseline.");
    return;
  }
  const names = files.map((uri) => nameOf(vscode, uri)).join(" and ");
  if (!(await confirmed(vscode, `Delete ${names}?`, "All problems in it are shown again.", "Delete"))) return;
  for (const uri of files) await vscode.workspace.fs.delete(vscode.Uri.parse(uri));
}

const nameOf = (vscode: VSCode, uri: string): string => vscode.workspace.asRelativePath(vscode.Uri.parse(uri));

const numbered = (count: number): string => count.toLocaleString("en-US");
