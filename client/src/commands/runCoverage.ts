/** "Run Replay with Coverage": runs all tests, and collects which recordings they open. */
import type { Requests } from "../../../server/src/protocol";
import { coverTests } from "../../../server/src/rerecord/coverageRun";
import { showFailure, showInformation } from "../notifications";
import type { VSCode } from "../vscode";
import { replayOptions, type DriftTools } from "./checkDrift";
import { informCovered } from "./covered";

type Covered = Requests["tapedeck/covered"]["result"] & { readonly failed: number; readonly problems: readonly string[] };

/** For trusted workspaces only. Errors are shown to the user. */
export async function runCoverage(vscode: VSCode, tools: DriftTools): Promise<void> {
  try {
    const projects = await tools.ask("tapedeck/collectionPlan", {});
    if (projects.length === 0) {
      void showInformation(vscode, "No recording in this workspace names a test module.");
      return;
    }
    const covered = await tools.inQueue("Running tests with coverage of recordings", (signal, report) =>
      coverAll(vscode, projects, tools, signal, report),
    );
    if (covered) await informCovered(vscode, covered, problemsOf(covered), () => tools.terminal.show());
  } catch (error) {
    showFailure(vscode, error, "Tapedeck cannot run the tests with coverage");
  }
}

/** undefined if it was cancelled. */
async function coverAll(
  vscode: VSCode,
  projects: Requests["tapedeck/collectionPlan"]["result"],
  tools: DriftTools,
  signal: AbortSignal,
  report: (message: string) => void,
): Promise<Covered | undefined> {
  const problems: string[] = [];
  let failed = 0;
  let found = { opened: 0, files: 0, runs: 0 };
  for (const { root, workspaceFolder } of projects) {
    const pathOf = (uri: string) => vscode.Uri.parse(uri).fsPath;
    // All tests, because any may open recordings.
    const project = { root: pathOf(root), workspaceFolder: pathOf(workspaceFolder), nodeIds: [] };
    const covered = await coverTests(await replayOptions(vscode, project, tools, signal, report));
    if (covered.kind === "cancelled") return undefined;
    if (covered.kind === "refused") throw new Error(covered.reason);
    const { run, files, problem } = covered;
    if (problem !== undefined) problems.push(problem);
    failed += run.tests.filter(({ outcome }) => outcome === "failed").length;
    found = await tools.ask("tapedeck/covered", { run, files });
  }
  return { ...found, failed, problems };
}

function problemsOf({ failed, problems }: Covered): readonly string[] {
  if (failed === 0) return problems;
  return [`${failed} ${failed === 1 ? "test" : "tests"} failed, and may have opened less than they should.`, ...problems];
}
