/** A summary of the workspace's recordings: as language status of recordings and tests, and once as a notification if much is wrong. */
import type * as vscode from "vscode";
import { counted, fixCommands, type TreeSummary } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { showWarning } from "../notifications";
import { plain } from "../plainText";
import type { Context, VSCode } from "../vscode";
import { numbered, summaryText } from "./rows";

/** The languages of recordings and their tests. */
const languages = ["json", "jsonc", "yaml", "python"];
/** From this number of broken recordings, or of recordings that replay does not find, a notification suggests to review them together. */
const many = 100;
const toldKey = "tapedeck.recordings.told";

export class RecordingsStatus implements vscode.Disposable {
  private item: vscode.LanguageStatusItem | undefined;

  constructor(private readonly vscode: VSCode) {}

  /** A workspace without recordings has no status. */
  show(summary: TreeSummary): void {
    if (summary.recordings === 0) {
      this.dispose();
      return;
    }
    this.item ??= this.create();
    this.item.text = plain(summaryText(summary));
    this.item.severity = this.vscode.LanguageStatusSeverity[wrongIn(summary) > 0 ? "Warning" : "Information"];
  }

  dispose(): void {
    this.item?.dispose();
    this.item = undefined;
  }

  private create(): vscode.LanguageStatusItem {
    const item = this.vscode.languages.createLanguageStatusItem(
      "tapedeck.recordings",
      languages.map((language) => ({ language })),
    );
    item.name = "Tapedeck";
    item.command = { command: "tapedeck.recordings.focus", title: "Show Recordings" };
    return item;
  }
}

const wrongIn = ({ health }: TreeSummary): number => (health.notFound ?? 0) + (health.broken ?? 0);

/** When a workspace with many problems is opened for the first time, says after the first scan what can be done about it. */
export async function tellOfMany(
  vscode: VSCode,
  client: Pick<TapedeckClient, "request">,
  workspaceState: Context["workspaceState"],
): Promise<void> {
  if (workspaceState.get<boolean>(toldKey) === true) return;
  await client.request("tapedeck/whenIndexed", {});
  const summary = await client.request("tapedeck/recordingTree", { groupBy: "test", filter: {} });
  if (summary === null || wrongIn(summary) < many) return;
  await workspaceState.update(toldKey, true);
  const { notFound = 0, broken = 0 } = summary.health;
  const parts = [
    ...(notFound > 0 ? [`${numbered(notFound)} are not found by replay`] : []),
    ...(broken > 0 ? [`${numbered(broken)} are broken`] : []),
  ];
  const [show, fix, mute] = ["Show", "Fix…", "Mute…"];
  const answer = await showWarning(
    vscode,
    `Of ${counted(summary.recordings, "recording")}, ${parts.join(" and ")}.`,
    show,
    fix,
    mute,
  );
  if (answer === fix) await vscode.commands.executeCommand(fixCommands.fixRecordings);
  if (answer === mute) await vscode.commands.executeCommand(fixCommands.addToBaseline);
  if (answer !== show) return;
  await vscode.commands.executeCommand("tapedeck.recordings.focus");
  await vscode.commands.executeCommand("tapedeck.recordings.showWrong");
}
