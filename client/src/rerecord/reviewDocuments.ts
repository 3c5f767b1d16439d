/** The two sides of a recording under review as documents, for VS Code's diff editor. */
import type * as vscode from "vscode";
import { digitsOf } from "../../../server/src/protocol";
import type { EntryKind, ReviewEntry } from "../../../server/src/rerecord/review";
import { sidesOf } from "../../../server/src/rerecord/session";
import type { Ask } from "../languageClient";
import { reviewScheme } from "./reviewScheme";
import { entriesOf, nameOfTest, shortName, type EntryNode, type FileNode } from "./reviewTree";
import type { VSCode } from "../vscode";

/** `meaning`: request and answer as text; `text`: the file. */
type Form = "meaning" | "text";
type Side = "before" | "after";

const titles: Readonly<Record<EntryKind, string>> = {
  changed: "recorded again",
  new: "new",
  "same-meaning": "recorded again",
  unchanged: "recorded again",
  unproduced: "no longer produced",
};

/** "test_capital[Tōkyō] (recorded again)" */
export const titleOf = ({ kind }: Pick<ReviewEntry, "kind">, name: string): string => `${name} (${titles[kind]})`;

/** Stays the same for the same entry. The staging folder, and so the content, differs between runs. */
export const keyOf = ({ staged, before, part }: ReviewEntry): string =>
  `${encodeURIComponent(staged ?? before ?? "")}:${part?.number ?? ""}`;

/** A row whose file can be shown as text. */
export type TextNode = EntryNode | FileNode;

export class ReviewDocuments {
  readonly #entries = new Map<string, ReviewEntry>();
  /** Rows whose text was shown, by the URI of the new side. */
  readonly #texts = new Map<string, TextNode>();

  constructor(
    private readonly vscode: VSCode,
    private readonly ask: Ask,
  ) {}

  /** By the URI of the document that menus refer to. */
  get texts(): ReadonlyMap<string, TextNode> {
    return this.#texts;
  }

  async textOf(uri: vscode.Uri): Promise<string> {
    const [key = "", side, form] = uri.query.split("&");
    const entry = this.#entries.get(key);
    if (!entry) return "This recording is no longer under review.";
    const text = (await sidesOf(entry))[side === "before" ? 0 : 1];
    if (form === "text" || text === "") return text;
    const index = side === "before" ? entry.part?.before : entry.part?.after;
    if (index === null) return "";
    const name = entry.path.slice(Math.max(entry.path.lastIndexOf("/"), entry.path.lastIndexOf("\\")) + 1);
    const asked = { name, text, ...(index === undefined ? {} : { index }) };
    return (await this.ask("tapedeck/readable", asked))?.text ?? text;
  }

  async showText(node: TextNode): Promise<void> {
    const [entry] = entriesOf(node);
    if (!entry) return;
    const file = entry.path.slice(Math.max(entry.path.lastIndexOf("/"), entry.path.lastIndexOf("\\")) + 1);
    const name = digitsOf(file) === undefined ? shortName(entry.path) : nameOfTest(entry);
    const title = titleOf(entry.part === undefined ? entry : { kind: "changed" }, name);
    const [before, after] = [this.uriOf(node, "before"), this.uriOf(node, "after")];
    this.#texts.set(after.toString(), node);
    await this.vscode.commands.executeCommand("vscode.diff", before, after, title, { preview: true });
  }

  /** Shows all of them in VS Code's multi-diff editor. */
  async showAll(title: string, entries: readonly ReviewEntry[]): Promise<void> {
    const sides = entries.map((entry) => [
      this.vscode.Uri.file(entry.path),
      entry.kind === "new" ? undefined : this.#uri(entry, "before", "meaning"),
      entry.kind === "unproduced" ? undefined : this.#uri(entry, "after", "meaning"),
    ]);
    await this.vscode.commands.executeCommand("vscode.changes", title, sides);
  }

  /** The URI of one side of the file. */
  uriOf(node: TextNode, side: Side): vscode.Uri {
    const [entry] = entriesOf(node);
    // The row of a file differs from that of its first recording.
    return entry ? this.#uri(entry, side, "text", node.kind) : this.vscode.Uri.from({ scheme: reviewScheme, path: "/" });
  }

  /** The same entry always has the same URI, so that an open editor is found again. */
  #uri(entry: ReviewEntry, side: Side, form: Form, of: TextNode["kind"] = "entry"): vscode.Uri {
    const key = keyOf(entry);
    this.#entries.set(key, entry);
    const path = `/${shortName(entry.path)}${form === "meaning" ? ".txt" : isYaml(entry.path) ? ".yaml" : ".json"}`;
    return this.vscode.Uri.from({
      scheme: reviewScheme,
      path,
      query: [key, side, form, ...(of === "file" ? [of] : [])].join("&"),
    });
  }
}

const isYaml = (path: string): boolean => /\.ya?ml(?:\.gz)?$/.test(path);
