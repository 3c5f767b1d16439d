/** "Explain a Missing Recording": from a hash, a failure's text or a terminal link to a page that says where replay looked and what lies near. */
import * as vscode from "vscode";
import { commands, type Requests } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { askForText, pick, registerCommand, showInformation } from "../notifications";
import { ExplanationPages } from "./explanationPages";

type Question = Requests["tapedeck/explain"]["params"];

export function registerExplainMissing(client: TapedeckClient, context: vscode.ExtensionContext): vscode.Disposable {
  const pages = new ExplanationPages(context.storageUri ?? context.globalStorageUri);
  const explain = new Explain(client, pages);
  return registerCommand(commands.explainMissing, (text: unknown) =>
    typeof text === "string" ? explain.about({ text }) : explain.askAndExplain(),
  );
}

class Explain {
  constructor(
    private readonly client: TapedeckClient,
    private readonly pages: ExplanationPages,
  ) {}

  async askAndExplain(): Promise<void> {
    const text = await askForText({
      title: "Explain a Missing Recording",
      prompt: "The request hash, the text of the failure, or the request as JSON",
      value: selectedFailure(),
      ignoreFocusOut: true,
    });
    if (text !== undefined) await this.about({ text });
  }

  async about(question: Question): Promise<void> {
    const answer = await this.client.request("tapedeck/explain", question);
    if (!answer) {
      void showInformation("There is no request hash, test or request in this text.");
      return;
    }
    const { explanation } = answer;
    if (explanation.testId === null && explanation.nearest.length === 0 && question.testId === undefined) {
      const testId = await this.pickTest();
      if (testId !== undefined) return this.about({ ...question, testId });
    }
    await this.pages.show(explanation.hash ?? explanation.testId ?? "", answer.markdown);
    if (explanation.nearest.length > 0 && !explanation.comparison) await this.offerComparison(question);
  }

  /** A failure's line may not name the test. undefined: not known either. */
  private async pickTest(): Promise<string | undefined> {
    const recordings = await this.client.request("tapedeck/recordings", {});
    const tests = [...new Set(recordings.flatMap(({ testId }) => testId ?? []))];
    const items = tests.map((label) => ({ label }));
    return (await pick(items, { title: "Which test failed?", placeHolder: "Escape if you do not know" }))?.label;
  }

  private async offerComparison(question: Question): Promise<void> {
    const [paste, choose] = ["Paste the Request", "Choose a Recorded File"];
    const message = "To see which fields made the hash another one, give the request that was made.";
    const choice = await showInformation(message, paste, choose);
    if (choice === paste) {
      const request = await askForText({
        title: "The Request as JSON",
        prompt: "Its body, the whole request, or a whole recording",
        ignoreFocusOut: true,
        whyWrong: (text) => (text === "" || isJsonObject(text) ? undefined : "This is no JSON object."),
      });
      if (request) await this.about({ ...question, request });
    } else if (choice === choose) {
      const [file] =
        (await vscode.window.showOpenDialog({ title: "A Recording of the Request", filters: { JSON: ["json"] } })) ?? [];
      if (file) await this.about({ ...question, uri: file.toString() });
    }
  }
}

/** The selected text, where it holds a hash: that of a log, for example. */
function selectedFailure(): string {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection).slice(0, 10_000) ?? "";
  return /[0-9a-f]{64}/.test(text) ? text : "";
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
