/** The editors in which recordings are reviewed, and the context keys for the menus of their tabs. */
import type * as vscode from "vscode";
import type { ReviewEntry } from "../../../server/src/rerecord/review";
import type { Ask } from "../languageClient";
import type { OpenReview } from "./openReview";
import { ReviewDocuments, type TextNode } from "./reviewDocuments";
import { ReviewPanel } from "./reviewPanel";
import { reviewScheme } from "./reviewScheme";
import { entriesOf, stateOf, type EntryState, type ReviewNode } from "./reviewTree";
import type { VSCode } from "../vscode";

/** `meaning`: request and answer as text; `text`: the file. */
export type Form = "meaning" | "text";

/** What an editor shows. */
export interface Shown {
  readonly node: ReviewNode;
  readonly form: Form;
}

export class ReviewEditors implements vscode.Disposable {
  readonly #documents: ReviewDocuments;
  readonly #panel: ReviewPanel;
  #reviews: readonly OpenReview[] = [];

  constructor(
    private readonly vscode: VSCode,
    { ask, extensionUri }: { readonly ask: Ask; readonly extensionUri: vscode.Uri },
  ) {
    this.#documents = new ReviewDocuments(vscode, ask);
    this.#panel = new ReviewPanel(vscode, {
      ...{ ask, extensionUri },
      openText: (node) => this.show({ node, form: "text" }),
      openSide: async (node, side) => {
        await vscode.commands.executeCommand("vscode.open", this.#documents.uriOf(node, side), vscode.ViewColumn.Beside);
      },
      onDidClose: () => this.refresh(this.#reviews),
    });
  }

  /** The text of a document; a sentence for one from before a restart. */
  textOf(uri: vscode.Uri): Promise<string> {
    return this.#documents.textOf(uri);
  }

  /** Compares by meaning if it is a single recording; a file of several that is decided on as a whole is shown as text. */
  async show({ node, form }: Shown): Promise<void> {
    if (node.kind !== "entry" && node.kind !== "file") return;
    if (node.kind === "entry" && form === "meaning" && hasMeaning(node.entry)) await this.#panel.show(node);
    else await this.#documents.showText(node);
    this.refresh(this.#reviews);
  }

  showAll(title: string, entries: readonly ReviewEntry[]): Promise<void> {
    return this.#documents.showAll(title, entries);
  }

  /** What is shown by the editor in whose title a command was chosen; without an argument, by the active editor. */
  shownIn(argument: unknown): Shown | undefined {
    const uri = argument instanceof this.vscode.Uri ? argument : this.vscode.window.activeTextEditor?.document.uri;
    const text = uri?.scheme === reviewScheme ? this.#documents.texts.get(uri.toString()) : undefined;
    if (text) return { node: text, form: "text" };
    return this.#panel.node && { node: this.#panel.node, form: "meaning" };
  }

  /** Sets the context keys for what the editors show; removes those of reviews that are over. */
  refresh(reviews: readonly OpenReview[]): void {
    this.#reviews = reviews;
    if (this.#panel.node && !reviews.includes(this.#panel.node.review)) this.#panel.dispose();
    const set = (name: string, value: unknown) =>
      void this.vscode.commands.executeCommand("setContext", `tapedeck.${name}`, value);
    const texts = [...this.#documents.texts].filter(([, { review }]) => reviews.includes(review));
    const inState = (...states: readonly EntryState[]) =>
      texts.flatMap(([uri, node]) => (states.includes(textState(node)) ? [uri] : []));
    set("reviewShown", this.#panel.node ? stateOf(this.#panel.node) : "");
    set("reviewTexts.open", inState("open"));
    set("reviewTexts.removal", inState("open-removal"));
    set("reviewTexts.undoable", inState("undoable"));
    set(
      "reviewTexts.meaning",
      texts.flatMap(([uri, node]) => (node.kind === "entry" && hasMeaning(node.entry) ? [uri] : [])),
    );
  }

  dispose(): void {
    this.#panel.dispose();
  }
}

const hasMeaning = ({ part, name }: ReviewEntry): boolean => part !== undefined || name !== "";

function textState(node: TextNode): EntryState {
  if (node.kind === "entry") return stateOf(node);
  return entriesOf(node).some((entry) => node.review.isOpen(entry) && entry.kind !== "same-meaning") ? "open" : "done";
}
