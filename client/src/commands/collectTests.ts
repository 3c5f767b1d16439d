/** "Collect Tests with pytest": finds out which tests exist, to report recordings that belong to none. */
import type { Requests } from "../../../server/src/protocol";
import { collectTests as collect, type Collection } from "../../../server/src/rerecord/collect";
import { shownCommandLine } from "../../../server/src/rerecord/commandLine";
import type { Ask } from "../languageClient";
import type { OutputTerminal } from "../rerecord/outputTerminal";
import { interpreterOfPythonExtension, rerecordSettings } from "../rerecord/settings";
import { showFailure, showInformation, withProgress } from "../notifications";
import type { VSCode } from "../vscode";

export interface CollectTools {
  readonly ask: Ask;
  /** Path of a private folder for pytest's cache; it need not exist. */
  readonly cache: string;
  readonly terminal: Pick<OutputTerminal, "show" | "write" | "writeHeading">;
}

type Project = Requests["tapedeck/collectionPlan"]["result"][number];

/** For trusted workspaces only, because pytest imports the modules. Errors are shown to the user. */
export async function collectTests(vscode: VSCode, tools: CollectTools): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: "Collecting tests with pytest", cancellable: true };
  try {
    const message = await withProgress(vscode, options, (_, token) => {
      const cancel = new AbortController();
      token.onCancellationRequested(() => cancel.abort());
      return collectAll(vscode, tools, cancel.signal);
    });
    if (message !== undefined) void showInformation(vscode, message);
  } catch (error) {
    showFailure(vscode, error, "Tapedeck cannot collect the tests");
  }
}

/** undefined if it was cancelled. */
async function collectAll(vscode: VSCode, tools: CollectTools, signal: AbortSignal): Promise<string | undefined> {
  const projects = await tools.ask("tapedeck/collectionPlan", {});
  if (projects.length === 0) return "No recording in this workspace names a test module.";
  const sums = { tests: 0, failed: 0, gone: 0 };
  for (const project of projects) {
    const collection = await collectProject(vscode, tools, project, signal);
    if (collection.kind === "cancelled") return undefined;
    if (collection.kind === "failed") {
      tools.terminal.write(collection.output);
      tools.terminal.show();
      throw new Error(collection.reason);
    }
    const { testIds, failed, complete } = collection.collected;
    const { root, modules } = project;
    const found = { root, modules, testIds: [...testIds], failed: [...failed], complete, cassettes: collection.cassettes };
    const { gone } = await tools.ask("tapedeck/testsCollected", found);
    if (failed.size > 0) tools.terminal.write(collection.output);
    sums.tests += testIds.size;
    sums.failed += failed.size;
    sums.gone += gone;
  }
  if (sums.failed > 0) tools.terminal.show();
  return described(sums);
}

async function collectProject(vscode: VSCode, tools: CollectTools, project: Project, signal: AbortSignal): Promise<Collection> {
  const root = vscode.Uri.parse(project.root);
  return collect({
    root: root.fsPath,
    workspaceFolder: vscode.Uri.parse(project.workspaceFolder).fsPath,
    modules: project.modules,
    settings: rerecordSettings(vscode, root, undefined),
    fromExtension: await interpreterOfPythonExtension(vscode, root),
    cache: tools.cache,
    signal,
    onCommand: (line) => tools.terminal.writeHeading(shownCommandLine(line)),
  });
}

function described({ tests, failed, gone }: { readonly tests: number; readonly failed: number; readonly gone: number }): string {
  const collected = `${tests} ${tests === 1 ? "test" : "tests"} collected`;
  const broken = failed === 0 ? [] : [`${failed} ${failed === 1 ? "module" : "modules"} could not be collected`];
  const belong = gone === 1 ? "1 recording belongs to no test" : `${gone === 0 ? "no" : gone} recordings belong to no test`;
  return `${[collected, ...broken, belong].join("; ")}.`;
}
