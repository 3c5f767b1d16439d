/** Views, terminals and webviews as the editor would show them. */
import type * as vscode from "vscode";
import { Disposable, EventEmitter } from "./values";

/** A tree view: its rows, and the texts around them. */
export class Tree {
  badge: vscode.ViewBadge | undefined;
  description: string | undefined;
  message: string | undefined;
  readonly visible = true;
  /** The rows selected by the user, or by the extension revealing them. */
  selection: readonly unknown[] = [];
  readonly onDidChangeVisibility = () => new Disposable(() => undefined);

  readonly #checked = new EventEmitter<{ readonly items: readonly (readonly [unknown, number])[] }>();
  readonly onDidChangeCheckboxState = this.#checked.event;

  constructor(private readonly provider: vscode.TreeDataProvider<unknown>) {}

  /** Clicks the check box of the first row with this text. */
  async toggle(text: string): Promise<void> {
    const { item, node } = await this.row(text);
    if (item.checkboxState === undefined) throw new Error(`The row of ${text} has no box.`);
    const state = Number(item.checkboxState) === 1 ? 0 : 1;
    this.#checked.fire({ items: [[node, state]] });
  }

  readonly dispose = () => undefined;

  /** Like VS Code, finds a node by its parents, whose children it requests; rejects if they do not lead to it. */
  async reveal(node: unknown): Promise<void> {
    const parent = await this.provider.getParent?.(node);
    if (parent) await this.#find(parent);
    await this.#find(node);
    this.selection = [node];
  }

  async #find(node: unknown): Promise<void> {
    const { id } = await this.provider.getTreeItem(node);
    const siblings = (await this.provider.getChildren((await this.provider.getParent?.(node)) ?? undefined)) ?? [];
    for (const each of siblings) if ((await this.provider.getTreeItem(each)).id === id) return;
    throw new Error(`Cannot resolve tree item ${String(id)}.`);
  }

  /** All rows expanded, with labels and descriptions separated by a blank, each level indented by two blanks. */
  async rows(): Promise<string[]> {
    return (await this.#all()).map(({ item, depth }) => "  ".repeat(depth) + textOf(item));
  }

  /** The first row with this text, and its node, which is the argument of the commands in its menu. */
  async row(text: string): Promise<{ readonly node: unknown; readonly item: vscode.TreeItem }> {
    const all = await this.#all();
    const found = all.find(({ item }) => textOf(item).includes(text));
    if (!found) throw new Error(`No row has ${text}, but:\n${all.map(({ item }) => textOf(item)).join("\n")}`);
    return found;
  }

  async #all(parent?: unknown, depth = 0): Promise<{ item: vscode.TreeItem; node: unknown; depth: number }[]> {
    const rows: { item: vscode.TreeItem; node: unknown; depth: number }[] = [];
    for (const node of (await this.provider.getChildren(parent)) ?? []) {
      rows.push({ item: await this.provider.getTreeItem(node), node, depth }, ...(await this.#all(node, depth + 1)));
    }
    return rows;
  }
}

const textOf = ({ label, description }: vscode.TreeItem): string =>
  [label, description].flatMap((part) => (typeof part === "string" && part !== "" ? part : [])).join(" ");

/** A terminal of the extension's own, drawn when it is first shown. */
export class Terminal {
  text = "";
  #isOpen = false;
  readonly #written = new EventEmitter<string>();

  constructor(private readonly pty: vscode.Pseudoterminal) {
    pty.onDidWrite((text) => {
      this.text += text;
      this.#written.fire(this.text);
    });
  }

  /** Resolves when the terminal shows this text. */
  async shows(part: string): Promise<void> {
    if (this.text.includes(part)) return;
    await new Promise<void>((resolve) => {
      const listening: Disposable = this.#written.event((text) => {
        if (!text.includes(part)) return;
        listening.dispose();
        resolve();
      });
    });
  }

  show(): void {
    if (!this.#isOpen) this.pty.open(undefined);
    this.#isOpen = true;
  }

  type(keys: string): void {
    this.pty.handleInput?.(keys);
  }

  /** Like closing its tab. */
  close(): void {
    this.pty.close();
  }

  readonly dispose = () => undefined;
}

/** A webview panel; the test plays its page. */
export class Panel {
  title: string;
  viewColumn: number;
  /** Whether it was opened without taking the focus. */
  readonly preservesFocus: boolean;
  active = true;
  visible = true;
  isDisposed = false;
  iconPath: unknown;
  /** The messages sent to the page. */
  readonly told: unknown[] = [];
  readonly #received = new EventEmitter<unknown>();
  readonly #disposed = new EventEmitter<void>();
  readonly #tell = new EventEmitter<unknown>();
  readonly webview = {
    cspSource: "vscode-resource:",
    options: {},
    html: "",
    asWebviewUri: (uri: vscode.Uri) => uri,
    onDidReceiveMessage: this.#received.event,
    postMessage: (message: unknown) => {
      this.told.push(message);
      this.#tell.fire(message);
      return Promise.resolve(true);
    },
  };
  readonly onDidDispose = this.#disposed.event;
  readonly #viewState = new EventEmitter<void>();
  readonly onDidChangeViewState = this.#viewState.event;

  constructor(
    readonly viewType: string,
    title: string,
    { viewColumn, preserveFocus = false }: { readonly viewColumn: number; readonly preserveFocus?: boolean },
  ) {
    this.title = title;
    this.viewColumn = viewColumn;
    this.preservesFocus = preserveFocus;
  }

  /** Sends a message from the page. */
  say(message: unknown): void {
    this.#received.fire(message);
  }

  /** The next message to the page that matches. */
  hears<T extends object>(matches: (message: T) => boolean): Promise<T> {
    return new Promise((resolve) => {
      const listening: Disposable = this.#tell.event((message) => {
        if (!matches(message as T)) return;
        listening.dispose();
        resolve(message as T);
      });
    });
  }

  reveal(): void {
    this.active = true;
    this.#viewState.fire();
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.#disposed.fire();
  }
}
