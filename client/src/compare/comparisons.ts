/** Comparing recordings by meaning: the commands, the open comparisons, and restoring them after a restart. */
import type * as vscode from "vscode";
import { numberIn, recordingEndings } from "../../../server/src/protocol";
import type { TapedeckClient } from "../languageClient";
import { pick, pickFromGroups, registerCommand, showFailure, showInformation } from "../notifications";
import type { ActiveRecording } from "../recordingContext";
import { ComparePanel } from "./comparePanel";
import { commitsOf } from "./git";
import { isRevision, rememberedSides, type Side, type Sides } from "./messages";
import type { VSCode } from "../vscode";

const viewType = "tapedeck.comparison";

export class Comparisons implements vscode.Disposable {
  private readonly panels = new Map<string, ComparePanel>();
  private selected: vscode.Uri | undefined;
  private readonly registrations: vscode.Disposable;

  constructor(
    private readonly vscode: VSCode,
    private readonly client: TapedeckClient,
    private readonly extensionUri: vscode.Uri,
    private readonly active: ActiveRecording,
  ) {
    const on = (command: string, act: (uri: vscode.Uri, others: readonly vscode.Uri[]) => void | Promise<void>) =>
      registerCommand(this.vscode, command, async (target: unknown, others: unknown) => {
        const uri = this.targetOf(target);
        if (uri !== undefined && recordingEndings.some((ending) => uri.path.endsWith(`.${ending}`)))
          await act(uri, urisIn(this.vscode, others));
        else void showInformation(this.vscode, "Open a recording first, then compare it.");
      });
    this.registrations = this.vscode.Disposable.from(
      on("tapedeck.compareWithHead", (uri) => this.open({ before: atRevision(uri, "HEAD"), after: now(uri) })),
      on("tapedeck.compareWithRevision", (uri) => this.compareWithRevision(uri)),
      on("tapedeck.compareWith", (uri) => this.compareWith(uri)),
      on("tapedeck.selectForCompare", (uri) => this.select(uri)),
      on("tapedeck.compareWithSelected", (uri) => {
        if (this.selected) this.open(filesOf(this.selected, uri));
      }),
      on("tapedeck.compareSelected", (uri, others) => {
        const other = others.find((each) => each.toString() !== uri.toString());
        if (other) this.open(filesOf(other, uri));
      }),
      this.vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: (panel, state: unknown) => this.restore(panel, state),
      }),
    );
  }

  dispose(): void {
    this.registrations.dispose();
    for (const panel of [...this.panels.values()]) this.close(panel);
  }

  /** Reveals the comparison if it is open, or opens it. */
  open(sides: Sides): void {
    const open = this.panels.get(keyOf(sides));
    if (open) open.reveal();
    else
      this.adopt(
        this.vscode.window.createWebviewPanel(viewType, "Comparison", this.vscode.ViewColumn.Active, { enableFindWidget: true }),
        sides,
      );
  }

  private adopt(webviewPanel: vscode.WebviewPanel, sides: Sides): void {
    const panel = new ComparePanel(this.vscode, webviewPanel, sides, this.client, this.extensionUri);
    this.panels.set(keyOf(sides), panel);
    panel.onDidDispose(() => this.close(panel));
  }

  private close(panel: ComparePanel): void {
    this.panels.delete(keyOf(panel.sides));
    panel.dispose();
  }

  private restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const sides = rememberedSides(state);
    if (sides) this.adopt(panel, sides);
    else panel.dispose();
    return Promise.resolve();
  }

  /** A file from a menu, a source control resource, a URI as text, or else the recording that is shown. */
  private targetOf(target: unknown): vscode.Uri | undefined {
    const given = isResourceState(this.vscode, target) ? target.resourceUri : target;
    const known = this.active.orActive(given);
    if (known instanceof this.vscode.Uri) return known;
    return typeof known === "string" ? this.vscode.Uri.parse(known) : this.vscode.window.activeTextEditor?.document.uri;
  }

  private async select(uri: vscode.Uri): Promise<void> {
    this.selected = uri;
    await this.vscode.commands.executeCommand("setContext", "tapedeck.selectedForCompare", true);
  }

  private async compareWithRevision(uri: vscode.Uri): Promise<void> {
    const revision = await pickRevision(this.vscode, uri);
    if (revision !== undefined) this.open({ before: atRevision(uri, revision), after: now(uri) });
  }

  /** Asks in a quick pick what to compare with. */
  private async compareWith(uri: vscode.Uri): Promise<void> {
    const choices = [
      {
        icon: "git-commit",
        label: "HEAD",
        description: "as last committed",
        act: () => {
          this.open({ before: atRevision(uri, "HEAD"), after: now(uri) });
          return Promise.resolve();
        },
      },
      { icon: "history", label: "A revision…", description: "of this file in git", act: () => this.compareWithRevision(uri) },
      { icon: "file", label: "Another recording…", description: "", act: () => this.compareWithFile(uri) },
    ];
    const choice = await pick(this.vscode, choices, { placeHolder: "Compare this recording with…" });
    await choice?.act();
  }

  /** Recordings of the same test come first, then others of the same file. */
  private async compareWithFile(uri: vscode.Uri): Promise<void> {
    const view = await this.client.request("tapedeck/streamView", { uri: uri.toString() });
    const sameTest = view?.testId ? await this.client.request("tapedeck/recordings", { testId: view.testId }) : [];
    const inFile = (view?.siblings ?? []).filter(({ id }) => !sameTest.some((each) => each.id === id));
    const others = [...sameTest, ...inFile].filter(({ id }) => id !== (view?.id ?? uri.toString()));
    const items = others.map(({ id, model, preview }) => {
      const name = nameOf(this.vscode.Uri.parse(id));
      // Digits do not tell what a recording is.
      const [label, ...others] = /^[0-9a-f]{8}\b/.test(name) && preview !== "" ? [preview, name] : [name];
      const detail = label === preview ? "" : preview;
      return {
        label,
        description: [model ?? "", ...others].filter((part) => part !== "").join(" · "),
        detail,
        uri: this.vscode.Uri.parse(id),
      };
    });
    const elsewhere = { icon: "folder-opened", label: "Choose a file…", description: "", detail: "", uri: undefined };
    const choice = items.length === 0 ? elsewhere : await pick(this.vscode, [...items, elsewhere], { matchOnDetail: true });
    if (!choice) return;
    const folder = this.vscode.Uri.joinPath(uri, "..");
    const [chosen] = choice.uri
      ? [choice.uri]
      : ((await this.vscode.window.showOpenDialog({ defaultUri: folder, filters: { Recordings: ["json"] } })) ?? []);
    if (chosen) this.open(filesOf(chosen, uri));
  }
}

async function pickRevision(vscode: VSCode, uri: vscode.Uri): Promise<string | undefined> {
  const commits = await commitsOf(vscode, uri).catch((error: unknown) => {
    showFailure(vscode, error);
    return undefined;
  });
  if (!commits) return undefined;
  const items = commits.map(({ hash, message, authorName, commitDate }) => ({
    label: message.split("\n")[0] ?? "",
    description: [hash.slice(0, 8), authorName, commitDate?.toLocaleDateString()]
      .filter((part) => part !== undefined)
      .join(" · "),
    revision: hash.slice(0, 12),
  }));
  const choice = await pickFromGroups(vscode, items, {
    title: "Compare With Revision",
    placeHolder: "Search, or type a revision: main, v1.2, HEAD~3",
    matchOnDescription: true,
    isHeading: () => false,
    isActive: ({ revision }) => revision === items[0]?.revision,
    typed: (text) => (isRevision(text.trim()) ? { ...typedRevision(text.trim()), revision: text.trim() } : undefined),
  });
  return choice?.revision;
}

/** The row of one that is typed. */
export const typedRevision = (text: string) => ({ label: `Compare with ${text}`, icon: "edit", description: "" });

const now = (uri: vscode.Uri): Side => ({ uri: uri.toString(), revision: null, label: nameOf(uri) });
const atRevision = (uri: vscode.Uri, revision: string): Side => ({ uri: uri.toString(), revision, label: revision });
const filesOf = (before: vscode.Uri, after: vscode.Uri): Sides => ({ before: now(before), after: now(after) });

/** A recording's file name, with the hash shortened. */
const nameOf = (id: vscode.Uri): string =>
  id.path
    .slice(id.path.lastIndexOf("/") + 1)
    .replace(/\.json$/, "")
    .replace(/([0-9a-f]{8})[0-9a-f]+/, "$1") + numberIn(id.toString(true));

const keyOf = ({ before, after }: Sides): string => JSON.stringify([before.uri, before.revision, after.uri, after.revision]);

const urisIn = (vscode: VSCode, value: unknown): readonly vscode.Uri[] =>
  Array.isArray(value) ? value.filter((each): each is vscode.Uri => each instanceof vscode.Uri) : [];

const isResourceState = (vscode: VSCode, value: unknown): value is vscode.SourceControlResourceState =>
  typeof value === "object" && value !== null && "resourceUri" in value && value.resourceUri instanceof vscode.Uri;
