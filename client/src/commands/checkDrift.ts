/** "Check Recordings for Drift": replays tests and reports which of their requests no longer match the recorded ones. */
import { counted, type ReplayProject, type RerecordTarget } from "../../../server/src/protocol";
import { shownCommandLine } from "../../../server/src/rerecord/commandLine";
import { passedTests, replayedFiles } from "../../../server/src/rerecord/drift";
import { replayTests, type Replay, type ReplayOptions } from "../../../server/src/rerecord/replayRun";
import type { Ask } from "../languageClient";
import { showFailure, showInformation, showWarning } from "../notifications";
import type { OutputTerminal } from "../rerecord/outputTerminal";
import { savedFirst } from "../rerecord/savedFirst";
import { interpreterOfPythonExtension, rerecordSettings } from "../rerecord/settings";
import type { VSCode } from "../vscode";

export interface DriftTools {
  readonly ask: Ask;
  /** Path of a private folder for the plugin's output and pytest's cache; it need not exist. */
  readonly cache: string;
  readonly terminal: Pick<OutputTerminal, "show" | "write" | "writeHeading">;
  /** Waits for other runs, shows progress, and can be cancelled, in which case it returns undefined. */
  readonly inQueue: <T>(
    title: string,
    work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
  ) => Promise<T | undefined>;
}

/** For trusted workspaces only. Errors are shown to the user. */
export async function checkDrift(vscode: VSCode, target: RerecordTarget | undefined, tools: DriftTools): Promise<void> {
  try {
    const plan = await tools.ask("tapedeck/replayPlan", target === undefined ? {} : { target });
    if (plan.kind === "refused") {
      void showWarning(vscode, plan.reason);
      return;
    }
    for (const project of plan.projects) if (!(await savedFirst(vscode, { ...project, folders: [] }))) return;
    const told = await tools.inQueue("Checking recordings for drift", (signal, report) =>
      replayAll(vscode, plan.projects, tools, signal, report),
    );
    if (told) await inform(vscode, told, tools);
  } catch (error) {
    showFailure(vscode, error, "Tapedeck cannot check for drift");
  }
}

interface Told {
  played: number;
  drifted: number;
  unplayed: number;
  misses: number;
  failed: number;
  /** Why not all tests ran, one sentence each. */
  readonly problems: string[];
}

/** undefined if it was cancelled. */
async function replayAll(
  vscode: VSCode,
  projects: readonly ReplayProject[],
  tools: DriftTools,
  signal: AbortSignal,
  report: (message: string) => void,
): Promise<Told | undefined> {
  const told: Told = { played: 0, drifted: 0, unplayed: 0, misses: 0, failed: 0, problems: [] };
  for (const project of projects) {
    const replay = await replayProject(vscode, project, tools, signal, report);
    if (replay.kind === "cancelled") return undefined;
    if (replay.kind === "refused") throw new Error(replay.reason);
    const { events, problem } = replay;
    const files = replayedFiles(events);
    const root = vscode.Uri.file(project.root).toString();
    const known = await tools.ask("tapedeck/replayed", { root, nodeIds: project.nodeIds, passed: passedTests(events), files });
    told.drifted += known.drifted;
    told.unplayed += known.unplayed;
    for (const { plays, misses } of files) {
      told.played += plays.filter((times) => times > 0).length;
      told.misses += misses;
    }
    told.failed += events.filter((each) => each.event === "ran" && each.outcome === "failed").length;
    if (problem !== undefined) told.problems.push(problem);
  }
  return told;
}

/** Does not ask, because the user has agreed to run the project. */
export async function replayProject(...args: Parameters<typeof replayOptions>): Promise<Replay> {
  return replayTests(await replayOptions(...args));
}

/** The options for running the tests of a project. */
export async function replayOptions(
  vscode: VSCode,
  project: Pick<ReplayProject, "root" | "workspaceFolder" | "nodeIds">,
  { cache, terminal }: Pick<DriftTools, "cache" | "terminal">,
  signal: AbortSignal,
  report: (message: string) => void,
): Promise<ReplayOptions> {
  const root = vscode.Uri.file(project.root);
  return {
    ...project,
    settings: rerecordSettings(vscode, root, undefined),
    fromExtension: await interpreterOfPythonExtension(vscode, root),
    cache,
    signal,
    onCommand: (line) => terminal.writeHeading(shownCommandLine(line)),
    onOutput: (text) => terminal.write(text),
    onWait: (pid) => report(`waiting for process ${pid}, which runs tests in this folder`),
  };
}

async function inform(vscode: VSCode, told: Told, { terminal }: DriftTools): Promise<void> {
  const { drifted, unplayed, misses, failed, problems } = told;
  const isWhole = misses + failed + problems.length === 0;
  const [list, output] = ["Show Problems", "Show Output"];
  const buttons = [...(drifted + unplayed > 0 ? [list] : []), ...(isWhole ? [] : [output])];
  const show = isWhole ? showInformation : showWarning;
  const answer = await show(vscode, described(told), ...buttons);
  if (answer === list) await vscode.commands.executeCommand("workbench.actions.view.problems");
  if (answer === output) terminal.show();
}

function described({ played, drifted, unplayed, misses, failed, problems }: Told): string {
  const compared = `${drifted === 0 ? "none" : drifted} would not match if request bodies were compared`;
  const facts = [
    ...(played === 0
      ? ["No recording was played, so nothing was compared"]
      : [`${counted(played, "recording")} played`, compared]),
    ...(unplayed > 0 ? [`${unplayed} not played by any test`] : []),
    ...(misses > 0 ? [`${counted(misses, "request")} found no recording`] : []),
    ...(failed > 0 ? [`${counted(failed, "test")} failed`] : []),
  ];
  return [`${facts.join("; ")}.`, ...problems].join(" ");
}
