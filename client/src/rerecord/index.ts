/** Re-recording: the commands. */
import { join } from "node:path";
import * as vscode from "vscode";
import { commands } from "../../../server/src/protocol";
import { collectTests } from "../commands/collectTests";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showInformation } from "../notifications";
import type { StreamViews } from "../streamView/streamViews";
import { mayRun, Rerecorder } from "./rerecorder";
import { entriesOf, type EntryNode, type ReviewNode } from "./reviewTree";
import { findingTarget, folderOf, moduleOf, targetOf } from "./targets";

/** Registers what records, reviews and replays. `recover` asks about what an earlier editor left behind. */
export function registerRerecord(
  context: vscode.ExtensionContext,
  { request }: Pick<TapedeckClient, "request">,
  streamViews: Pick<StreamViews, "orActive">,
): { readonly registered: vscode.Disposable; readonly recover: () => Promise<void> } {
  const storage = join((context.storageUri ?? context.globalStorageUri).fsPath, "rerecord");
  const rerecorder = new Rerecorder({ ask: request, storage, memento: context.workspaceState });
  const on = (name: string, run: (argument: unknown) => unknown) => registerCommand(name, run);
  const registered = vscode.Disposable.from(
    rerecorder,
    on(commands.rerecord, (argument) => {
      const target = targetOf(streamViews.orActive(argument));
      return target ? rerecorder.rerecord(target) : inform("Open a recording or a test first.");
    }),
    on(commands.recordMissing, (argument) => {
      const target = targetOf(argument);
      return target && rerecorder.rerecord(target, "record-if-missing");
    }),
    on("tapedeck.rerecordFile", (argument) => {
      const target = moduleOf(argument);
      return target ? rerecorder.rerecord(target) : inform("Open a test module first.");
    }),
    on("tapedeck.rerecordFolder", async (argument) => {
      const target = await folderOf(argument);
      if (target) await rerecorder.rerecord(target);
    }),
    on("tapedeck.rerecordFinding", async (argument) => {
      const target = await findingTarget(argument);
      if (target) await rerecorder.rerecord(target);
    }),
    on("tapedeck.replayTest", (argument) => {
      const target = targetOf(streamViews.orActive(argument));
      return target ? rerecorder.replay(target) : inform("Open a recording or a test first.");
    }),
    on("tapedeck.collectTests", async () => {
      const tools = { ask: request, cache: join(storage, "collect-cache"), terminal: rerecorder.terminal };
      if (await mayRun("Collecting tests", "runs the code of test modules")) await collectTests(tools);
    }),
    on("tapedeck.showLastRun", () => rerecorder.reviews.focus()),
    registerReview(rerecorder),
  );
  return { registered, recover: () => rerecorder.recover() };
}

/** The commands of the view; their argument is the node they were chosen on. */
function registerReview(rerecorder: Rerecorder): vscode.Disposable {
  const { reviews } = rerecorder;
  const on = (name: string, run: (node: ReviewNode) => unknown) =>
    registerCommand(name, (node: ReviewNode | undefined) => node && run(node));
  const onEntry = (name: string, run: (node: EntryNode) => unknown) =>
    on(name, (node) => (node.kind === "entry" ? run(node) : undefined));
  const onAll = (name: string, run: (review: (typeof reviews.all)[number]) => unknown) =>
    registerCommand(name, async () => {
      for (const review of reviews.all) await run(review);
    });
  return vscode.Disposable.from(
    onEntry("tapedeck.review.open", ({ entry }) => reviews.open(entry, "meaning")),
    onEntry("tapedeck.review.openText", ({ entry }) => reviews.open(entry, "text")),
    on("tapedeck.review.openAll", (node) => reviews.openAll(node)),
    on("tapedeck.review.accept", (node) => reviews.accept(node)),
    // Removing is accepting that a recording is gone, under a name that says so.
    on("tapedeck.review.remove", (node) => reviews.accept(node)),
    on("tapedeck.review.reject", (node) => reviews.reject(node)),
    onEntry("tapedeck.review.undo", ({ review, entry }) => reviews.undo(review, [entry])),
    on("tapedeck.review.replay", (node) => rerecorder.replayReview(node.review, testIdsOf(node))),
    onAll("tapedeck.review.acceptAll", (review) => reviews.acceptAll(review)),
    onAll("tapedeck.review.rejectAll", (review) => reviews.rejectAll(review)),
  );
}

function testIdsOf(node: ReviewNode): readonly string[] {
  return [...new Set(entriesOf(node).flatMap(({ testId }) => testId ?? []))];
}

async function inform(sentence: string): Promise<void> {
  await showInformation(sentence);
}
