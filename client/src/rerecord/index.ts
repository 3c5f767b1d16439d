/** The commands of re-recording. Their implementation is loaded on first use. */
import { join } from "node:path";
import type * as vscode from "vscode";
import { commands, isRerecordTarget } from "../../../server/src/protocol";
import { mayBeAbandoned } from "../../../server/src/rerecord/leftBehind";
import type { TapedeckClient } from "../languageClient";
import { registerCommand, showFailure, showInformation } from "../notifications";
import type { StreamViews } from "../streamView/streamViews";
import type { Rerecorder } from "./rerecorder";
import { reviewScheme } from "./reviewScheme";
import type { Shown } from "./reviewEditors";
import type { ReviewNode } from "./reviewTree";
import { driftTarget, findingTarget, folderOf, moduleOf, targetOf } from "./targets";
import type { Context, VSCode } from "../vscode";

/** Returns the same instance to everyone, created on first use. */
type Load = () => Promise<Rerecorder>;

/** Registers recording, reviewing and replaying. `recover` asks about what an earlier editor left behind. */
export function registerRerecord(
  vscode: VSCode,
  context: Context,
  { request }: Pick<TapedeckClient, "request">,
  streamViews: Pick<StreamViews, "orActive">,
): { readonly registered: vscode.Disposable; readonly recover: () => Promise<void> } {
  const storage = join((context.storageUri ?? context.globalStorageUri).fsPath, "rerecord");
  let loaded: Promise<Rerecorder> | undefined;
  const load: Load = () =>
    (loaded ??= import("./rerecorder").then(
      ({ Rerecorder }) =>
        new Rerecorder(vscode, {
          ...{ ask: request, storage },
          ...{ memento: context.workspaceState, extensionUri: context.extensionUri },
        }),
    ));
  // A reloaded editor remembers the context key.
  void vscode.commands.executeCommand("setContext", "tapedeck.reviewing", false);
  const registered = vscode.Disposable.from(
    new vscode.Disposable(() => void loaded?.then((rerecorder) => rerecorder.dispose())),
    registerRuns(vscode, load, streamViews),
    registerReview(vscode, load),
    vscode.workspace.registerTextDocumentContentProvider(reviewScheme, {
      provideTextDocumentContent: async (uri) => (await load()).reviews.textOf(uri),
    }),
  );
  const recover = async () => {
    try {
      if (await mayBeAbandoned(storage)) await (await load()).recover();
    } catch (error) {
      showFailure(vscode, error, "Tapedeck does not look for interrupted runs");
    }
  };
  return { registered, recover };
}

function registerRuns(vscode: VSCode, load: Load, streamViews: Pick<StreamViews, "orActive">): vscode.Disposable {
  const on = (name: string, run: (argument: unknown) => unknown) => registerCommand(vscode, name, run);
  return vscode.Disposable.from(
    on(commands.rerecord, async (argument) => {
      const target = targetOf(vscode, streamViews.orActive(argument));
      if (target) await (await load()).rerecord(target);
      else void showInformation(vscode, "Open a recording or a test first.");
    }),
    on(commands.recordMissing, async (argument) => {
      const target = targetOf(vscode, argument);
      if (target) await (await load()).rerecord(target, "record-if-missing");
    }),
    on("tapedeck.rerecordFile", async (argument) => {
      const target = moduleOf(vscode, argument);
      if (target) await (await load()).rerecord(target);
      else void showInformation(vscode, "Open a test module first.");
    }),
    on("tapedeck.rerecordFolder", async (argument) => {
      const target = await folderOf(vscode, argument);
      if (target) await (await load()).rerecord(target);
    }),
    on("tapedeck.rerecordFinding", async (argument) => {
      const target = await findingTarget(vscode, argument);
      if (target) await (await load()).rerecord(target);
    }),
    on("tapedeck.replayTest", async (argument) => {
      const target = targetOf(vscode, streamViews.orActive(argument));
      if (target) await (await load()).replay(target);
      else void showInformation(vscode, "Open a recording or a test first.");
    }),
    on(commands.checkDrift, async (argument) => (await load()).checkDrift(driftTarget(vscode, argument))),
    on(commands.missedBy, async (argument) => (isRerecordTarget(argument) ? (await load()).missedBy(argument) : undefined)),
    on("tapedeck.checkDriftFolder", async (argument) => {
      const target = await folderOf(vscode, argument);
      if (target) await (await load()).checkDrift(target);
    }),
    on("tapedeck.runCoverage", async () => (await load()).runCoverage()),
    on("tapedeck.collectTests", async () => (await load()).collectTests()),
    on("tapedeck.showLastRun", async () => (await load()).reviews.focus()),
  );
}

/** The commands of the view, with a node as argument, and of the editors that it opens. */
function registerReview(vscode: VSCode, load: Load): vscode.Disposable {
  /** `from`: the editor in whose title the command was chosen. */
  const on = (name: string, run: (rerecorder: Rerecorder, node: ReviewNode, from: Shown | undefined) => unknown) =>
    registerCommand(vscode, name, async (argument: unknown) => {
      const rerecorder = await load();
      const shown = rerecorder.reviews.shown(argument);
      if (shown) await run(rerecorder, shown.node, shown.node === argument ? undefined : shown);
    });
  return vscode.Disposable.from(
    on("tapedeck.review.open", ({ reviews }, node) => reviews.open(node, "meaning")),
    on("tapedeck.review.openText", ({ reviews }, node) => reviews.open(node, "text")),
    on("tapedeck.review.openAll", ({ reviews }, node) => reviews.openAll(node)),
    on("tapedeck.review.accept", ({ reviews }, node, from) => reviews.accept(node, from)),
    // Accepting that a recording is removed, under a more fitting name.
    on("tapedeck.review.remove", ({ reviews }, node, from) => reviews.accept(node, from)),
    on("tapedeck.review.reject", ({ reviews }, node, from) => reviews.reject(node, from)),
    on("tapedeck.review.undo", ({ reviews }, node) =>
      node.kind === "entry" ? reviews.undo(node.review, [node.entry]) : undefined,
    ),
    on("tapedeck.review.replay", (rerecorder, node) => rerecorder.replayNode(node)),
    registerCommand(vscode, "tapedeck.review.acceptAll", async () => (await load()).reviews.acceptAll()),
    registerCommand(vscode, "tapedeck.review.rejectAll", async () => {
      const { reviews } = await load();
      for (const review of reviews.all) await reviews.rejectAll(review);
    }),
  );
}
