/** The webview of a comparison, independent of what is compared. */
import type * as vscode from "vscode";
import { messageOf } from "../messageOf";
import type { ComparedText, Comparison } from "../../../server/src/protocol";
import type { Ask } from "../languageClient";
import { webviewPage } from "../streamView/webviewPage";
import { parseComparisonRequest, type ComparisonMessage, type ComparisonReview, type ComparisonSide } from "./messages";
import type { VSCode } from "../vscode";

/** The recordings to compare: their present texts, and how to open them. Rejections are shown to the user. */
export interface Compared {
  /** The name of each side. */
  labels(comparison: Comparison): Readonly<Record<ComparisonSide, string>>;
  /** Set for a recording that is to be accepted or rejected. */
  readonly review?: ComparisonReview;
  texts(): Promise<Readonly<Record<ComparisonSide, ComparedText>>>;
  /** Opens one side as a file. */
  openSide(side: ComparisonSide): Promise<void>;
  /** Opens both in VS Code's own diff editor. */
  openText(): Promise<void>;
}

export class ComparisonPage implements vscode.Disposable {
  #asked = 0;
  /** What the page shows now; undefined if nothing. */
  #shown: Compared | undefined;
  readonly #subscriptions: vscode.Disposable[];

  /** `data` is the state that the page remembers. */
  constructor(
    vscode: VSCode,
    readonly panel: vscode.WebviewPanel,
    private compared: Compared,
    private readonly options: {
      readonly ask: Ask;
      readonly extensionUri: vscode.Uri;
      readonly data?: Readonly<Record<string, string>>;
    },
  ) {
    const dist = vscode.Uri.joinPath(options.extensionUri, "dist");
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist], enableForms: false };
    this.#subscriptions = [panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message))];
    panel.webview.html = webviewPage(vscode, panel.webview, dist, "tapedeck-comparison", options.data ?? {});
  }

  /** Compares something else. */
  show(compared: Compared): Promise<void> {
    this.compared = compared;
    return this.refresh();
  }

  /** Updates the comparison; only the answer to the latest request is shown. */
  async refresh(): Promise<void> {
    const question = ++this.#asked;
    const { compared } = this;
    const reply = await this.#ask(compared);
    if (question !== this.#asked) return;
    if (reply.kind === "comparison") this.#shown = compared;
    void this.panel.webview.postMessage(reply);
  }

  onDidDispose(listener: () => void): void {
    this.#subscriptions.push(this.panel.onDidDispose(listener));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.panel.dispose();
  }

  async #ask(compared: Compared): Promise<ComparisonMessage> {
    try {
      const comparison = await this.options.ask("tapedeck/compare", await compared.texts());
      if (!comparison) throw new Error("The recordings could not be compared. See the log for details.");
      const { review } = compared;
      return { kind: "comparison", comparison, labels: compared.labels(comparison), ...(review ? { review } : {}) };
    } catch (error) {
      return { kind: "error", message: messageOf(error), fatal: this.#shown !== compared };
    }
  }

  #receive(value: unknown): void {
    const request = parseComparisonRequest(value);
    const done = request ? this.#handle(request) : Promise.reject(new Error("The page sent an unknown message."));
    done.catch((error: unknown) => {
      void this.panel.webview.postMessage({ kind: "error", message: messageOf(error), fatal: false } satisfies ComparisonMessage);
    });
  }

  #handle(request: NonNullable<ReturnType<typeof parseComparisonRequest>>): Promise<void> {
    switch (request.kind) {
      case "ready":
        return this.refresh();
      case "openSide":
        return this.compared.openSide(request.side);
      case "openText":
        return this.compared.openText();
    }
  }
}
