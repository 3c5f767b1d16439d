/**
 * The interaction around a run: permission, plan, progress and result. Bundled separately with everything it uses,
 * and loaded on first use.
 */
import { join } from "node:path";
import type * as vscode from "vscode";
import type { MissedEvent, RerecordTarget } from "../../../server/src/protocol";
import { shownCommandLine, type CommandLine } from "../../../server/src/rerecord/commandLine";
import { nameOf, replayVerdict, type Verdict } from "../../../server/src/rerecord/describe";
import type { Prepared } from "../../../server/src/rerecord/prepare";
import type { RecordMode } from "../../../server/src/rerecord/settings";
import { endSession, replay, rerecord, type Progress, type Session } from "../../../server/src/rerecord/session";
import { checkDrift, type DriftTools } from "../commands/checkDrift";
import { missedBy } from "../commands/missedBy";
import { collectTests } from "../commands/collectTests";
import { runCoverage } from "../commands/runCoverage";
import type { Ask } from "../languageClient";
import { pick, showError, showFailure, showInformation, showWarning } from "../notifications";
import { judgesOf, type Judges } from "./judges";
import { OpenReview } from "./openReview";
import { confirmedPlan, rememberedPlan, type Plan } from "./planPick";
import { recover } from "./recovery";
import { entriesOf, type ReviewNode } from "./reviewTree";
import { Reviews } from "./reviews";
import { chooseInterpreter } from "./settings";
import { mayRun } from "./trust";
import { savedFirst } from "./savedFirst";
import { TestRuns } from "./testRuns";
import type { VSCode } from "../vscode";

export interface RerecorderOptions {
  readonly ask: Ask;
  /** Path of a private folder; it need not exist. */
  readonly storage: string;
  readonly memento: vscode.Memento;
  readonly extensionUri: vscode.Uri;
}

export class Rerecorder implements vscode.Disposable {
  readonly reviews: Reviews;
  readonly #runs: TestRuns;
  readonly #judges: Judges;

  constructor(
    private readonly vscode: VSCode,
    private readonly options: RerecorderOptions,
  ) {
    this.#judges = judgesOf(vscode, options.ask);
    this.#runs = new TestRuns(vscode);
    this.reviews = new Reviews(vscode, options, (review, testIds) => this.#replayReview(review, testIds));
  }

  /** From choosing the tests to the review; errors are shown to the user. A given mode only applies to this run. */
  async rerecord(target: RerecordTarget, mode?: RecordMode): Promise<void> {
    if (!(await mayRun(this.vscode, "Re-recording"))) return;
    const plan = await this.#plan(target);
    if (!plan) return;
    try {
      const prepared = await confirmedPlan(this.vscode, plan, this.options.memento, mode);
      if (!prepared || !(await savedFirst(this.vscode, plan))) return;
      const session = await this.#runs.inQueue(`Re-recording ${nameOf(plan.nodeIds)}`, (signal, report) =>
        this.#record(plan, prepared, signal, report),
      );
      if (session) await this.#report(session);
    } catch (error) {
      showFailure(this.vscode, error, `Tapedeck cannot re-record ${nameOf(plan.nodeIds)}`);
    }
  }

  /** Runs the tests against the recordings in the workspace. */
  async replay(target: RerecordTarget): Promise<void> {
    if (!(await mayRun(this.vscode, "Replaying"))) return;
    const plan = await this.#plan(target);
    if (plan && (await savedFirst(this.vscode, plan))) await this.#replayPlan(plan);
  }

  /** Runs the tests of a node of the review, which may be a whole run. */
  async replayNode(node: ReviewNode): Promise<void> {
    await this.#replayReview(node.review, [...new Set(entriesOf(node).flatMap(({ testId }) => testId ?? []))]);
  }

  async #replayReview({ transaction: { journal }, nodeIds }: OpenReview, testIds: readonly string[]): Promise<void> {
    if (!(await mayRun(this.vscode, "Replaying"))) return;
    const { root, workspaceFolder } = journal;
    const ids = testIds.length > 0 && testIds.length <= mostIds ? testIds : nodeIds;
    const plan: Plan = {
      ...nothingRecorded,
      kind: "plan",
      root,
      workspaceFolder,
      nodeIds: ids,
      recorder: journal.recorder ?? "",
    };
    await this.#replayPlan(plan);
  }

  /** Replays the tests of a target, or of all recordings, and reports which requests no longer match the recorded ones. */
  async checkDrift(target: RerecordTarget | undefined): Promise<void> {
    if (!(await mayRun(this.vscode, "Checking for drift"))) return;
    await checkDrift(this.vscode, target, this.#tools);
  }

  /** Runs all tests, and collects which recordings they open. */
  async runCoverage(): Promise<void> {
    if (await mayRun(this.vscode, "Running tests with coverage")) await runCoverage(this.vscode, this.#tools);
  }

  /** Replays a test. undefined if no request missed, which was shown to the user. */
  async missedBy(target: RerecordTarget): Promise<readonly MissedEvent[] | undefined> {
    return (await mayRun(this.vscode, "Explaining")) ? missedBy(this.vscode, target, this.#tools) : undefined;
  }

  get #tools(): DriftTools {
    const { ask, storage } = this.options;
    const inQueue: DriftTools["inQueue"] = (title, work) => this.#runs.inQueue(title, work);
    return { ask, cache: join(storage, "drift-cache"), terminal: this.#runs.terminal, inQueue };
  }

  /** Collects tests with pytest. */
  async collectTests(): Promise<void> {
    if (!(await mayRun(this.vscode, "Collecting tests", "runs the code of test modules"))) return;
    const { ask, storage } = this.options;
    await collectTests(this.vscode, { ask, cache: join(storage, "collect-cache"), terminal: this.#runs.terminal });
  }

  /** Asks about what a killed editor left behind. */
  recover(): Promise<void> {
    return recover(this.vscode, this.options.storage, this.reviews, this.#judges);
  }

  dispose(): void {
    this.reviews.dispose();
    this.#runs.dispose();
  }

  async #plan(target: RerecordTarget): Promise<Plan | undefined> {
    const plan = await this.options.ask("tapedeck/rerecordPlan", target);
    if (plan.kind === "refused") {
      void showWarning(this.vscode, plan.reason);
      return undefined;
    }
    // A click on a lens over a test means the whole test; in the command palette the user can choose a parameter set.
    if (target.kind !== "place" || plan.parameterSets.length < 2) return plan;
    const all = { label: `All ${plan.parameterSets.length} parameter sets`, nodeId: undefined };
    const sets = plan.parameterSets.map((nodeId) => ({ label: nodeId.slice(nodeId.indexOf("[") + 1, -1), nodeId }));
    const picked = await pick(this.vscode, [all, ...sets], { title: `Re-record ${nameOf(plan.nodeIds)}` });
    if (picked?.nodeId === undefined) return picked && plan;
    return this.#plan({ kind: "nodeId", nodeId: picked.nodeId, from: target.uri });
  }

  #record(plan: Plan, prepared: Prepared, signal: AbortSignal, report: (message: string) => void): Promise<Session | undefined> {
    const pathOf = (uri: string) => this.vscode.Uri.parse(uri).fsPath;
    return rerecord({
      store: this.options.storage,
      plan: {
        ...plan,
        folders: plan.folders.map(pathOf),
        recordings: plan.recordings.map(pathOf),
        shared: plan.shared.map(pathOf),
      },
      prepared,
      judge: this.#judges.judge,
      signal,
      onCommand: (line) => this.#announce(line),
      onOutput: (text) => this.#runs.terminal.write(text),
      onProgress: (progress) => report(described(progress)),
      onWait: (pid) => report(`waiting for process ${pid}, which runs tests in this folder`),
    });
  }

  async #replayPlan(plan: Plan): Promise<void> {
    try {
      const { prepared } = await rememberedPlan(this.vscode, plan, this.options.memento);
      if (prepared.kind === "refused") {
        showFailure(this.vscode, prepared.reason, `Tapedeck cannot replay ${nameOf(plan.nodeIds)}`);
        return;
      }
      const replayed = await this.#runs.inQueue(`Replaying ${nameOf(plan.nodeIds)}`, (signal) =>
        replay({
          plan: { ...plan, folders: [], recordings: [], shared: [] },
          cache: join(this.options.storage, "replay-cache"),
          prepared,
          signal,
          onCommand: (line) => this.#announce(line),
          onOutput: (text) => this.#runs.terminal.write(text),
        }),
      );
      if (!replayed) return;
      const verdict = replayVerdict({ nodeIds: plan.nodeIds, ...replayed });
      this.#runs.terminal.writeHeading(verdict.message);
      await this.#inform(verdict, []);
    } catch (error) {
      showFailure(this.vscode, error, `Tapedeck cannot replay ${nameOf(plan.nodeIds)}`);
    }
  }

  #announce(line: CommandLine): void {
    this.#runs.terminal.show();
    this.#runs.terminal.writeHeading(shownCommandLine(line));
  }

  async #report(session: Session): Promise<void> {
    const { verdict, entries, astray, problems, transaction } = session;
    this.#runs.terminal.writeHeading([...astray, verdict.message].join("\n"));
    if (astray.length > 0) void showWarning(this.vscode, astray.slice(0, 3).join(" "));
    if (problems.length > 0) {
      void showError(this.vscode, `${problems.join(" ")} Tapedeck tries again at the next start.`);
      return;
    }
    const reviewable = entries.some(({ kind }) => kind !== "unchanged");
    if (!reviewable) {
      await endSession(session);
      await this.#inform(verdict, []);
      return;
    }
    const review = new OpenReview(transaction, entries, this.#judges.splice);
    await this.reviews.add(review);
    const accept = verdict.kind === "success" ? ["Accept"] : [];
    const answer = await this.#inform(verdict, ["Review", ...accept, "Discard"]);
    if (answer === "Review") await this.reviews.show(review);
    if (answer === "Accept") await this.reviews.acceptRun(review);
    if (answer === "Discard") await this.reviews.rejectAll(review);
  }

  async #inform({ kind, message, wantsInterpreter }: Verdict, buttons: readonly string[]): Promise<string | undefined> {
    const failed = kind === "failure";
    const show = failed ? showError : showInformation;
    const ours = [...(wantsInterpreter ? ["Choose Interpreter"] : []), ...(failed ? ["Show Output"] : [])];
    const answer = await show(this.vscode, message, ...ours, ...buttons);
    if (answer === "Show Output") this.#runs.terminal.show();
    if (answer === "Choose Interpreter") await chooseInterpreter(this.vscode);
    return answer;
  }
}

/** A plan that only replays. */
const nothingRecorded = { folders: [], recordings: [], shared: [], parameterSets: [], concerned: [], urls: [] };

/** A command line with more ids is unreadable, so the tests of the run are used instead. */
const mostIds = 100;

function described({ done, of, recorded }: Progress): string {
  const tests = of === undefined ? [] : [`${done} of ${of} ${of === 1 ? "test" : "tests"}`];
  return [...tests, ...(recorded > 0 ? [`${recorded} recorded`] : [])].join(", ");
}
