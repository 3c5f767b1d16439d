/** The actions on selected rows. */
import { commands, fileOf, type RecordingId, type RerecordTarget } from "../../../server/src/protocol";
import { showDone, showInformation } from "../notifications";
import type { VSCode } from "../vscode";
import { isEmpty } from "./filters";
import type { RecordingNode, RowNode } from "./items";
import type { RecordingsProvider } from "./recordingsProvider";
import { hashIn } from "./rows";

export type Action = (vscode: VSCode, rows: readonly RowNode[], provider: RecordingsProvider) => unknown;

/** By command; each gets the rows to act on. */
export const actions: Readonly<Record<string, Action>> = {
  "tapedeck.recordings.goToTest": (vscode, [node]) => run(vscode, commands.goToTest, firstOf(node)),
  "tapedeck.recordings.openFile": (vscode, [node]) => run(vscode, commands.openRecording, firstOf(node)),
  "tapedeck.recordings.rerecord": async (vscode, nodes, provider) =>
    run(vscode, commands.rerecord, await targetOf(nodes, provider)),
  "tapedeck.recordings.replay": async (vscode, nodes, provider) =>
    run(vscode, "tapedeck.replayTest", await targetOf(nodes, provider)),
  "tapedeck.recordings.fix": async (vscode, nodes, provider) =>
    run(vscode, "tapedeck.fixRecordings", { uris: [...new Set((await provider.recordingsOf(nodes)).map(fileOf))] }),
  "tapedeck.recordings.compare": compare,
  "tapedeck.recordings.copyPath": (vscode, nodes, provider) => copy(vscode, nodes, provider, "path", pathsOf),
  "tapedeck.recordings.copyTestId": (vscode, nodes, provider) => copy(vscode, nodes, provider, "test id", testIdsOf),
  "tapedeck.recordings.copyHash": (vscode, nodes, provider) => copy(vscode, nodes, provider, "hash", hashesOf),
};

const run = (vscode: VSCode, command: string, ...args: readonly unknown[]) => vscode.commands.executeCommand(command, ...args);

function firstOf(node: RowNode | undefined): RecordingId | undefined {
  return node?.row.kind === "recording" ? node.row.recording : node?.row.first;
}

/** A single test or recording becomes its own target, because its plan shows more. */
async function targetOf(nodes: readonly RowNode[], provider: RecordingsProvider): Promise<RerecordTarget | undefined> {
  const [node, ...others] = nodes;
  if (node !== undefined && others.length === 0) {
    const { row } = node;
    if (row.kind === "recording") return { kind: "recording", uri: row.recording };
    if (row.kind === "test" && row.nodeId !== null && isWhole(provider)) {
      return { kind: "nodeId", nodeId: row.nodeId, from: fileOf(row.first) };
    }
  }
  const uris = await provider.recordingsOf(nodes);
  return uris.length === 0 ? undefined : { kind: "recordings", uris: [...uris] };
}

/** Whether a test's row stands for the whole test. */
function isWhole({ treeOf: { filter, groupBy } }: RecordingsProvider): boolean {
  return groupBy === "test" && isEmpty(filter);
}

/** Compares two recordings with each other, or one with what the user chooses. */
async function compare(vscode: VSCode, nodes: readonly RowNode[], provider: RecordingsProvider): Promise<void> {
  const [one, other, ...more] = (await provider.recordingsOf(nodes)).map((id) => vscode.Uri.parse(id));
  if (one && other && more.length === 0) await run(vscode, "tapedeck.compareSelected", other, [one, other]);
  else if (one && !other) await run(vscode, "tapedeck.compareWith", one);
  else void showInformation(vscode, "Select two recordings to compare them.");
}

type Texts = (vscode: VSCode, ids: readonly RecordingId[], nodes: readonly RowNode[]) => readonly string[];

async function copy(
  vscode: VSCode,
  nodes: readonly RowNode[],
  provider: RecordingsProvider,
  what: string,
  textsOf: Texts,
): Promise<void> {
  const texts = [...new Set(textsOf(vscode, await provider.recordingsOf(nodes), nodes))];
  if (texts.length === 0) {
    void showInformation(vscode, `There is no ${what} to copy.`);
    return;
  }
  await vscode.env.clipboard.writeText(texts.join("\n"));
  showDone(vscode, texts.length === 1 ? `Copied ${what}` : `Copied ${texts.length} ${what === "hash" ? "hashes" : `${what}s`}`);
}

const pathsOf: Texts = (vscode, ids) => ids.map((id) => vscode.workspace.asRelativePath(vscode.Uri.parse(fileOf(id)), false));

/** For a group that is a test or module, its node id. */
const testIdsOf: Texts = (_, __, nodes) => nodes.flatMap(({ row }) => (row.kind === "recording" ? row.testId : row.nodeId) ?? []);

const hashesOf: Texts = (_, ids) => ids.flatMap((id) => hashIn(id) ?? []);

/** The rows that a command acts on: the one whose menu was opened, with others in the selection; for a key or button, the selection. */
export function rowsOf(
  given: RecordingNode | undefined,
  all: readonly RecordingNode[] | undefined,
  selection: readonly RecordingNode[],
): readonly RowNode[] {
  const nodes = all ?? (given === undefined ? selection : [given]);
  return nodes.filter((node): node is RowNode => "row" in node);
}
