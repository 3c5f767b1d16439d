/**
 * "Explain a Missing Recording": from a hash, the text of a failure or a terminal link to a page that says where replay looked and which recordings
 * are similar.
 */
import type * as vscode from "vscode";
import {
  commands,
  type CassetteExplanation,
  type HashExplanation,
  type MissedCassette,
  type MissedEvent,
  type Requests,
  type RerecordTarget,
} from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { askForText, pick, registerCommand, showInformation } from "../notifications";
import { ExplanationPages } from "./explanationPages";
import type { Context, VSCode } from "../vscode";

type Question = Requests["tapedeck/explain"]["params"];

/** What the next steps are derived from. */
interface Explained extends Pick<HashExplanation, "verdict" | "record"> {
  readonly nearest: readonly unknown[];
  readonly comparison: unknown;
  /** The test to run to find out the complete request. */
  readonly run?: RerecordTarget | null;
}

export function registerExplainMissing(vscode: VSCode, client: TapedeckClient, context: Context): vscode.Disposable {
  const pages = new ExplanationPages(vscode, context.storageUri ?? context.globalStorageUri);
  const explain = new Explain(vscode, client, pages);
  return registerCommand(vscode, commands.explainMissing, (text: unknown) =>
    typeof text === "string" ? explain.about({ text }) : explain.askAndExplain(),
  );
}

class Explain {
  constructor(
    private readonly vscode: VSCode,
    private readonly client: TapedeckClient,
    private readonly pages: ExplanationPages,
  ) {}

  /** A selected failure, such as in a log, is the question; its lines tell the test. */
  async askAndExplain(): Promise<void> {
    const text = selectedFailure(this.vscode) ?? (await askForFailure(this.vscode));
    if (text !== undefined) await this.about({ text });
  }

  /** `isWhole`: there is no more text to get. */
  async about(question: Question, isWhole = false): Promise<void> {
    const answer = await this.client.request("tapedeck/explain", question);
    if (!answer) {
      void showInformation(this.vscode, "Found no replay failure, request hash, test or request in this text.");
      return;
    }
    const { explanation } = answer;
    if (explanation.kind === "cassette") return this.showMisses(question, explanation, answer.markdown, isWhole);
    if (explanation.testId === null && explanation.nearest.length === 0 && question.testId === undefined) {
      const testId = await this.pickTest();
      if (testId !== undefined) return this.about({ ...question, testId });
    }
    await this.pages.show(explanation.hash ?? explanation.testId ?? "", answer.markdown);
    await this.offerNext(question, explanation);
  }

  /** A single line of a terminal may only say that there was a failure. */
  private async showMisses(
    question: Question,
    { misses }: CassetteExplanation,
    markdown: string,
    isWhole: boolean,
  ): Promise<void> {
    const [first, ...others] = misses;
    if (first === undefined) return;
    if (others.length === 0 && first.testId === null && first.cassette === null && first.request === null && !isWhole) {
      const text = await askForFailure(this.vscode, "The whole failure, as pytest prints it");
      if (text !== undefined) return this.about({ text }, true);
    }
    await this.pages.show(first.cassette?.path.split(/[/\\]/).at(-1) ?? first.testId ?? "", markdown);
    const { testId, wantsRun, cassette } = first;
    const run = wantsRun && testId !== null && others.length === 0 ? runOf(this.vscode, testId, cassette) : null;
    await this.offerNext(question, { ...first, nearest: first.wantsBody ? first.nearest : [], run });
  }

  /** A failure's line may not name the test. undefined if the user does not know it either. */
  private async pickTest(): Promise<string | undefined> {
    const recordings = await this.client.request("tapedeck/recordings", {});
    const tests = [...new Set(recordings.flatMap(({ testId }) => testId ?? []))];
    const items = tests.map((label) => ({ label }));
    return (await pick(this.vscode, items, { title: "Which test failed?", placeHolder: "Press Escape if you do not know" }))
      ?.label;
  }

  /** Offers to record what is missing, or to give the request to compare with similar ones. */
  private async offerNext(question: Question, { verdict, record, nearest, comparison, run }: Explained): Promise<void> {
    const [now, runTest, paste, choose] = ["Record This Now", "Run the Test", "Paste the Request", "Choose a Recorded File"];
    const mayRecord = record !== null && this.vscode.workspace.isTrusted;
    const mayCompare = nearest.length > 0 && !comparison;
    const mayRun = run && this.vscode.workspace.isTrusted;
    const buttons = [...(mayRecord ? [now] : []), ...(mayRun ? [runTest] : []), ...(mayCompare ? [paste, choose] : [])];
    if (buttons.length === 0) return;
    const choice = await showInformation(this.vscode, verdict, ...buttons);
    if (choice === now && record) {
      const target: RerecordTarget = { kind: "nodeId", nodeId: record.nodeId, from: `${record.root}/any` };
      await this.vscode.commands.executeCommand(commands.recordMissing, target);
    } else if (choice === runTest && run) {
      const missed = await this.vscode.commands.executeCommand<readonly MissedEvent[] | undefined>(commands.missedBy, run);
      if (missed) await this.about({ text: "", missed });
    } else if (choice === paste) {
      const request = await askForRequest(this.vscode);
      if (request) await this.about({ ...question, request });
    } else if (choice === choose) {
      const [file] =
        (await this.vscode.window.showOpenDialog({ title: "A Recording of the Request", filters: { JSON: ["json"] } })) ?? [];
      if (file) await this.about({ ...question, uri: file.toString() });
    }
  }
}

function runOf(vscode: VSCode, nodeId: string, cassette: MissedCassette | null): RerecordTarget {
  const from = cassette?.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri.toString() ?? "";
  return { kind: "nodeId", nodeId, from: cassette?.uri ? from : `${from}/any` };
}

const askForFailure = (vscode: VSCode, prompt = "The text of the failure, the request hash, or the request as JSON") =>
  askForText(vscode, {
    title: "Explain a Missing Recording",
    prompt,
    ignoreFocusOut: true,
  });

const askForRequest = (vscode: VSCode) =>
  askForText(vscode, {
    title: "The Request as JSON",
    prompt: "Its body, the whole request, or a whole recording",
    ignoreFocusOut: true,
    whyWrong: (text) => (text === "" || isJsonObject(text) ? undefined : "This is not a JSON object."),
  });

/** The selected text if it contains a failure, such as in a log. An input box would lose its line breaks. */
function selectedFailure(vscode: VSCode): string | undefined {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection).slice(0, longestFailure) ?? "";
  return failureInText.test(text) ? text : undefined;
}

const failureInText =
  /(?<![0-9a-f])[0-9a-f]{64}|CannotOverwriteExisting|Can't (?:overwrite existing cassette|play back this request)|Network is disabled/;

/** A failure's section in pytest's output may contain long requests. */
const longestFailure = 200_000;

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
