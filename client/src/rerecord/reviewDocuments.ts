/** The two sides of a recording under review, as documents for the editor's own differences. */
import type * as vscode from "vscode";
import type { EntryKind, ReviewEntry } from "../../../server/src/rerecord/review";
import { sidesOf } from "../../../server/src/rerecord/session";
import type { Ask } from "../languageClient";
import { reviewScheme } from "./reviewScheme";
import { nameOfEntry, shortName } from "./reviewTree";
import type { VSCode } from "../vscode";

/** `meaning`: what was asked and answered; `text`: the file. */
export type Form = "meaning" | "text";
type Side = "before" | "after";

const titles: Readonly<Record<EntryKind, string>> = {
  changed: "recorded again",
  new: "new",
  "same-meaning": "recorded again",
  unchanged: "recorded again",
  unproduced: "no longer produced",
};

export class ReviewDocuments {
  readonly #entries = new Map<string, ReviewEntry>();

  constructor(
    private readonly vscode: VSCode,
    private readonly ask: Ask,
  ) {}

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

  async show(entry: ReviewEntry, form: Form): Promise<void> {
    const name = form === "text" ? shortName(entry.path) : nameOfEntry(entry);
    const title = `${name} (${form === "text" && entry.part !== undefined ? "recorded again" : titles[entry.kind]})`;
    const [before, after] = [this.#uri(entry, "before", form), this.#uri(entry, "after", form)];
    await this.vscode.commands.executeCommand("vscode.diff", before, after, title, { preview: true });
  }

  /** All of them below each other in one editor. */
  async showAll(title: string, entries: readonly ReviewEntry[]): Promise<void> {
    const sides = entries.map((entry) => [
      this.vscode.Uri.file(entry.path),
      entry.kind === "new" ? undefined : this.#uri(entry, "before", "meaning"),
      entry.kind === "unproduced" ? undefined : this.#uri(entry, "after", "meaning"),
    ]);
    await this.vscode.commands.executeCommand("vscode.changes", title, sides);
  }

  /** The same entry always has the same address, so an editor that is open is found again. */
  #uri(entry: ReviewEntry, side: Side, form: Form): vscode.Uri {
    // The staging folder differs from run to run, and so does what is shown.
    const key = `${encodeURIComponent(entry.staged ?? entry.before ?? "")}:${entry.part?.number ?? ""}`;
    this.#entries.set(key, entry);
    const path = `/${shortName(entry.path)}${form === "meaning" ? ".txt" : isYaml(entry.path) ? ".yaml" : ".json"}`;
    return this.vscode.Uri.from({ scheme: reviewScheme, path, query: `${key}&${side}&${form}` });
  }
}

const isYaml = (path: string): boolean => /\.ya?ml(?:\.gz)?$/.test(path);
