/** The result of runs with coverage, and what can be done with it. */
import { counted, type Requests } from "../../../server/src/protocol";
import { showInformation, showWarning } from "../notifications";
import type { VSCode } from "../vscode";

/** Sets the context key for whether there is coverage to clear. */
export async function knowsCoverage(vscode: Pick<VSCode, "commands">, isKnown: boolean): Promise<void> {
  await vscode.commands.executeCommand("setContext", "tapedeck.hasCoverage", isKnown);
}

/** `problems` are sentences; `output` shows the runs' output, if there is any. */
export async function informCovered(
  vscode: VSCode,
  { opened, files, runs }: Requests["tapedeck/covered"]["result"],
  problems: readonly string[],
  output?: () => void,
): Promise<void> {
  await knowsCoverage(vscode, true);
  const [prune, show, terminal] = ["Prune Unused Recordings…", "Show Unopened", "Show Output"];
  const inRuns = runs === 1 ? "" : ` in ${counted(runs, "run")}`;
  const sentences = [
    `${opened.toLocaleString("en-US")} of ${counted(files, "file")} with recordings were opened${inRuns}.`,
    ...problems,
  ];
  const buttons = [prune, show, ...(problems.length > 0 && output ? [terminal] : [])];
  const answer = await (problems.length === 0 ? showInformation : showWarning)(vscode, sentences.join(" "), ...buttons);
  if (answer === terminal) output?.();
  if (answer === show) {
    await vscode.commands.executeCommand("tapedeck.recordings.focus");
    await vscode.commands.executeCommand("tapedeck.recordings.showUnopened");
  }
  if (answer === prune) await vscode.commands.executeCommand("tapedeck.pruneRecordings");
}
