/** Composes the client. Every part is given the `vscode` API to use. */
import { registerAgents } from "./agents";
import { registerBaseline } from "./commands/baseline";
import { registerCoverageFile } from "./commands/coverageFile";
import { registerDecodedBodies } from "./commands/decodedBodies";
import { registerDiagnosticsInfo } from "./commands/diagnosticsInfo";
import { registerExplainMissing } from "./commands/explainMissing";
import { registerFixes } from "./commands/fixes";
import { registerNavigation } from "./commands/navigation";
import { registerOpenSample } from "./commands/openSample";
import { registerTerminalLinks } from "./commands/terminalLinks";
import { BranchView } from "./compare/branch/branchView";
import { Comparisons } from "./compare/comparisons";
import { registerFixRecordings } from "./fixes";
import type { TapedeckClient } from "./languageClient";
import { watchActiveRecording } from "./recordingContext";
import { registerRecordingsView } from "./recordingsView/recordingsView";
import { registerRerecord } from "./rerecord";
import { registerCopyAs } from "./streamView/copyAs";
import { StreamViews } from "./streamView/streamViews";
import type { Context, VSCode } from "./vscode";

/** The tools that package.json describes to agents. */
const agentTools = ["tapedeck_find_recordings", "tapedeck_read_recording", "tapedeck_explain_miss"];

/** Registers all commands, views and editors. `recover`, called once the server runs, asks about what an earlier editor left behind. */
export function registerTapedeck(
  vscode: VSCode,
  context: Context,
  client: TapedeckClient,
): { readonly recover: () => Promise<void> } {
  const { extensionUri, subscriptions } = context;
  const streamViews = new StreamViews(vscode, client, extensionUri);
  const rerecord = registerRerecord(vscode, context, client, streamViews);
  const fixes = registerFixRecordings(vscode, client);
  const comparisons = new Comparisons(vscode, client, extensionUri, streamViews);
  subscriptions.push(
    streamViews,
    comparisons,
    new BranchView(vscode, client, comparisons),
    registerCopyAs(vscode, client, streamViews),
    watchActiveRecording(vscode, client),
    registerNavigation(vscode, client, streamViews),
    registerDecodedBodies(vscode, client),
    registerTerminalLinks(vscode, client),
    registerFixes(vscode, client),
    registerBaseline(vscode, client),
    registerExplainMissing(vscode, client, context),
    registerRecordingsView(vscode, client, context, streamViews),
    registerCoverageFile(vscode, client),
    registerDiagnosticsInfo(vscode, client, context),
    registerOpenSample(vscode, context),
    registerAgents(vscode, client, context, agentTools),
    rerecord.registered,
    fixes.registered,
  );
  return {
    async recover() {
      await Promise.all([fixes.recover(), rerecord.recover()]);
    },
  };
}
