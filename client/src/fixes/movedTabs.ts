/** Moves tabs of files that a fix renames to the new names, and back when the fix is undone. */
import type * as vscode from "vscode";
import type { VSCode } from "../vscode";

/** New URIs by old ones, in VS Code's spelling. */
type Moves = ReadonlyMap<string, vscode.Uri>;

export class MovedTabs {
  /** The names of files before they were fixed. */
  readonly #earlier = new Map<string, vscode.Uri>();

  constructor(private readonly vscode: VSCode) {}

  /** For files (URIs) that were just renamed. */
  async follow(files: readonly { readonly uri: string; readonly newUri?: string }[]): Promise<void> {
    const { Uri } = this.vscode;
    const renamed = files.flatMap(({ uri, newUri }) =>
      newUri === undefined ? [] : [[Uri.parse(uri), Uri.parse(newUri)] as const],
    );
    for (const [uri, newUri] of renamed) this.#earlier.set(newUri.toString(), uri);
    await this.#move(new Map(renamed.map(([uri, newUri]) => [uri.toString(), newUri])));
  }

  /** For tabs of files that no longer exist under the names that fixes gave them. */
  async goBack(): Promise<void> {
    const moves = new Map<string, vscode.Uri>();
    for (const uri of this.vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).flatMap((tab) => this.#uriOf(tab) ?? [])) {
      const earlier = this.#earlier.get(uri.toString());
      if (earlier && !(await this.#exists(uri)) && (await this.#exists(earlier))) moves.set(uri.toString(), earlier);
    }
    await this.#move(moves);
  }

  /** Skips tabs with unsaved changes. */
  async #move(moves: Moves): Promise<void> {
    const { window } = this.vscode;
    for (const { activeTab, tabs, viewColumn } of window.tabGroups.all) {
      const moved = tabs.filter((tab) => !tab.isDirty && moves.has(this.#uriOf(tab)?.toString() ?? ""));
      for (const tab of moved) await this.#open(moves.get(this.#uriOf(tab)?.toString() ?? ""), tab, viewColumn);
      const active = activeTab && !moved.includes(activeTab) ? this.#uriOf(activeTab) : undefined;
      if (moved.length > 0 && active) await this.#show(active, { viewColumn, preserveFocus: true });
    }
  }

  /** Replaces this tab, keeping the position in the text. */
  async #open(uri: vscode.Uri | undefined, tab: vscode.Tab, viewColumn: vscode.ViewColumn): Promise<void> {
    const { window } = this.vscode;
    if (uri === undefined) return;
    const before = window.visibleTextEditors.find(({ document }) => document.uri.toString() === this.#uriOf(tab)?.toString());
    const selection = before?.selection;
    const options = { viewColumn, preserveFocus: true, preview: tab.isPreview, ...(selection && { selection }) };
    await this.#show(uri, options);
    await window.tabGroups.close(tab, true);
  }

  /** Not `showTextDocument`, which keeps documents open for minutes, so that the server would know files that no longer exist. */
  async #show(uri: vscode.Uri, options: vscode.TextDocumentShowOptions): Promise<void> {
    await this.vscode.commands.executeCommand("vscode.open", uri, options);
  }

  #uriOf({ input }: vscode.Tab): vscode.Uri | undefined {
    return input instanceof this.vscode.TabInputText ? input.uri : undefined;
  }

  async #exists(uri: vscode.Uri): Promise<boolean> {
    return this.vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
  }
}
