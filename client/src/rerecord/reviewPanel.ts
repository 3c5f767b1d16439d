/** The comparison by meaning of the recording under review with the one that it would replace: a single tab, reused for the next recording. */
import type * as vscode from "vscode";
import type { ComparedText } from "../../../server/src/protocol";
import type { ReviewEntry } from "../../../server/src/rerecord/review";
import { sidesOf } from "../../../server/src/rerecord/session";
import { ComparisonPage, type Compared } from "../compare/comparisonPage";
import type { Ask } from "../languageClient";
import { doubtsOf } from "./doubts";
import { keyOf, titleOf } from "./reviewDocuments";
import { nameOfEntry, nameOfTest, type EntryNode } from "./reviewTree";
import type { VSCode } from "../vscode";

/** The view type, which the menus of its tab refer to. */
const viewType = "tapedeck.reviewComparison";

export interface ReviewPanelOptions {
  readonly ask: Ask;
  readonly extensionUri: vscode.Uri;
  /** Opens the recording as text, and one side of it as a file. */
  readonly openText: (node: EntryNode) => Promise<void>;
  readonly openSide: (node: EntryNode, side: "before" | "after") => Promise<void>;
  readonly onDidClose: () => void;
}

export class ReviewPanel implements vscode.Disposable {
  #page: ComparisonPage | undefined;
  #node: EntryNode | undefined;

  constructor(
    private readonly vscode: VSCode,
    private readonly options: ReviewPanelOptions,
  ) {}

  /** The node that is compared; undefined if none is. */
  get node(): EntryNode | undefined {
    return this.#node;
  }

  async show(node: EntryNode): Promise<void> {
    this.#node = node;
    const compared = this.#compared(node);
    if (this.#page) {
      this.#page.panel.reveal();
      await this.#page.show(compared);
    } else this.#page = this.#opened(compared);
    this.#page.panel.title = titleOf(node.entry, nameOfTest(node.entry));
  }

  dispose(): void {
    this.#page?.panel.dispose();
  }

  #opened(compared: Compared): ComparisonPage {
    const { Active } = this.vscode.ViewColumn;
    const panel = this.vscode.window.createWebviewPanel(viewType, "Review", Active, { enableFindWidget: true });
    const page = new ComparisonPage(this.vscode, panel, compared, this.options);
    page.onDidDispose(() => {
      this.#page = undefined;
      this.#node = undefined;
      page.dispose();
      this.options.onDidClose();
    });
    return page;
  }

  #compared(node: EntryNode): Compared {
    const { entry } = node;
    const title = [...(entry.testId === undefined ? [] : [nameOfTest(entry)]), nameOfEntry(entry)].join(" · ");
    return {
      labels: () => ({
        before: entry.kind === "new" ? "No recording before" : "Before",
        after: entry.kind === "unproduced" ? "No recording now" : "Recorded again",
      }),
      review: { id: keyOf(entry), title, doubts: doubtsOf(entry) },
      texts: () => this.#textsOf(entry),
      openSide: (side) => this.options.openSide(node, side),
      openText: () => this.options.openText(node),
    };
  }

  async #textsOf(entry: ReviewEntry): Promise<Readonly<Record<"before" | "after", ComparedText>>> {
    const [before, after] = await sidesOf(entry);
    const uri = this.vscode.Uri.file(entry.path).toString();
    const side = (text: string, path: string | undefined, index: number | null | undefined): ComparedText =>
      path === undefined || index === null ? { uri, absent: true } : { uri, text, ...(index === undefined ? {} : { index }) };
    return {
      before: side(before, entry.before, entry.part?.before),
      after: side(after, entry.staged, entry.part?.after),
    };
  }
}
