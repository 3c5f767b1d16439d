/** Replays a test to find out which of its requests have no recording. Nothing is recorded, and connections to other machines are refused. */
import type { MissedEvent, RerecordTarget } from "../../../server/src/protocol";
import { showFailure, showInformation, showWarning } from "../notifications";
import { savedFirst } from "../rerecord/savedFirst";
import type { VSCode } from "../vscode";
import { replayProject, type DriftTools } from "./checkDrift";

/** For trusted workspaces only. undefined if nothing was missed or it did not run, which was shown to the user. */
export async function missedBy(
  vscode: VSCode,
  target: RerecordTarget,
  tools: DriftTools,
): Promise<readonly MissedEvent[] | undefined> {
  try {
    const plan = await tools.ask("tapedeck/replayPlan", { target });
    const project = plan.kind === "plan" ? plan.projects[0] : undefined;
    if (plan.kind === "refused" || project === undefined) {
      void showWarning(vscode, plan.kind === "refused" ? plan.reason : "There is no test to run.");
      return undefined;
    }
    if (!(await savedFirst(vscode, { ...project, folders: [] }))) return undefined;
    const replay = await tools.inQueue("Running the test", (signal, report) =>
      replayProject(vscode, project, tools, signal, report),
    );
    if (replay === undefined || replay.kind === "cancelled") return undefined;
    if (replay.kind === "refused") throw new Error(replay.reason);
    const missed = replay.events.filter((event) => event.event === "missed");
    if (missed.length > 0) return missed;
    void showInformation(vscode, ["The test ran and every request found its recording.", replay.problem ?? ""].join(" ").trim());
  } catch (error) {
    showFailure(vscode, error, "Tapedeck cannot run the test");
  }
  return undefined;
}
