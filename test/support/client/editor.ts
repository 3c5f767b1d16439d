/** An editor in memory: the part of VS Code that the client uses, what a user sees of it, and what a user does with it. */
import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import type * as vscode from "vscode";
import type { WorkspaceEdit } from "vscode-languageserver-types";
import { URI } from "vscode-uri";
import type { VSCode } from "../../../client/src/vscode";
import { vscodeOf } from "./api";
import { Documents, type Document } from "./documents";
import { Panel, type Terminal, type Tree } from "./panes";
import { Prompting } from "./prompting";
import { answerable, Shown, type Preview } from "./prompts";
import { Settings } from "./settings";
import { EventEmitter, Position, Selection } from "./values";

export interface EditorOptions {
  /** Absolute path. */
  readonly workspace: string;
  /** Full names and values. */
  readonly settings?: Record<string, unknown>;
  /** Default: true. */
  readonly trusted?: boolean;
  /** What other extensions export, by id. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

interface TextEditor {
  readonly document: Document;
  readonly viewColumn: number;
  selection: Selection;
  revealRange(): void;
}

export interface Progress {
  readonly title: string;
  readonly reports: string[];
  cancel(): void;
}

/** Lines are counted from one for people, and from zero here. */
const cursorAt = (line: number): Selection => new Selection(new Position(line, 0), new Position(line, 0));

const none = { isCancellationRequested: false } as vscode.CancellationToken;

/** Edits as the language client converts them, which is not at all here. */
export class Edit {
  constructor(readonly edit: WorkspaceEdit) {}
}

export class Editor {
  readonly #prompting = new Prompting();
  readonly messages = this.#prompting.messages;
  readonly lists = this.#prompting.lists;
  readonly inputs = this.#prompting.inputs;
  /** Files (paths) for the next file dialogs; undefined: cancelled. */
  readonly files = this.#prompting.files;
  /** Messages in the status bar so far. */
  readonly status = this.#prompting.status;
  readonly previews = new Shown<Preview>("preview", ({ rows }) => rows.map(({ label }) => label).join(", "));
  /** Functions that cancel operations in progress. */
  readonly running = new Set<() => void>();
  readonly progress = new Shown<Progress>("progress", ({ title }) => title);
  readonly documents = new Documents();
  readonly settings: Settings;
  /** Commands of VS Code and other extensions that were run, with their arguments. */
  readonly ran: (readonly [command: string, ...args: readonly unknown[]])[] = [];
  readonly contexts = new Map<unknown, unknown>();
  readonly trees = new Map<string, Tree>();
  readonly terminals: Terminal[] = [];
  readonly terminalCreated = new EventEmitter<Terminal>();
  readonly panels: Panel[] = [];
  clipboard = "";
  /** URLs that were opened in the browser. */
  readonly visited: string[] = [];
  /** By file. */
  diagnostics: readonly (readonly [URI, readonly vscode.Diagnostic[]])[] = [];
  active: TextEditor | undefined;
  trusted: boolean;
  readonly trustGranted = new EventEmitter<void>();
  /** What extensions offer to agents, by name. */
  readonly agents = {
    tools: new Map<string, vscode.LanguageModelTool<object>>(),
    servers: new Map<string, vscode.McpServerDefinitionProvider>(),
  };
  readonly editors: TextEditor[] = [];
  readonly commands = new Map<string, (...args: readonly unknown[]) => unknown>();
  readonly terminalLinkProviders: vscode.TerminalLinkProvider[] = [];
  /** The provider of colours and badges for rows. */
  decorations: vscode.FileDecorationProvider | undefined;
  /** What the language status shows, by id. */
  readonly statuses = new Map<string, { text: string; severity: string }>();
  readonly serializers = new Map<string, vscode.WebviewPanelSerializer>();
  readonly watchers: { readonly pattern: string; readonly changed: EventEmitter<void> }[] = [];
  readonly selected = new EventEmitter<unknown>();
  readonly activated = new EventEmitter<TextEditor | undefined>();
  #vscode: VSCode | undefined;

  constructor(readonly options: EditorOptions) {
    this.settings = new Settings(options.settings);
    this.trusted = options.trusted ?? true;
  }

  /** A language status, shown until disposed of. */
  addStatus(id: string) {
    const status = { text: "", severity: "", name: "", command: undefined, dispose: () => this.statuses.delete(id) };
    this.statuses.set(id, status);
    return status;
  }

  /** The API for the client. */
  get vscode(): VSCode {
    return (this.#vscode ??= vscodeOf(this));
  }

  /** The part of `vscode.window` that shows messages and asks. */
  get window() {
    return this.#prompting.window;
  }

  /** The visible file, relative to the workspace, with its line (one-based). */
  get place(): string | undefined {
    if (!this.active) return undefined;
    const { document, selection } = this.active;
    return `${relative(this.options.workspace, document.fileName)}:${selection.active.line + 1}`;
  }

  /** A file of the workspace. */
  uri(path: string): URI {
    return URI.file(join(this.options.workspace, path));
  }

  /** Opens a file as the active editor, with the cursor at the start of a line (one-based) if one is given. */
  async open(path: string, line = 1): Promise<TextEditor> {
    const editor = await this.show(await this.documents.open(this.uri(path)));
    editor.selection = cursorAt(line - 1);
    return editor;
  }

  /** The text of a document as an editor would show it. */
  async read(uri: unknown): Promise<string> {
    return (await this.documents.read(uri as URI)) ?? "";
  }

  /** Deletes a file. */
  remove(path: string): Promise<void> {
    return rm(this.uri(path).fsPath);
  }

  /** Opens a file and selects the first occurrence of a text in it. */
  async select(path: string, text: string): Promise<void> {
    const editor = await this.open(path);
    const at = (offset: number) => editor.document.positionAt(editor.document.text.indexOf(text) + offset);
    editor.selection = new Selection(at(0), at(text.length));
  }

  /** A person moves the cursor. */
  moveCursor(editor: TextEditor, line: number): void {
    editor.selection = cursorAt(line - 1);
    this.tellSelection(editor);
  }

  /** The extension is notified of selections, including its own. */
  tellSelection(editor: TextEditor): void {
    this.selected.fire({ textEditor: editor, selections: [editor.selection] });
  }

  /** No editor is active any more. */
  leaveEditors(): void {
    this.active = undefined;
    this.activated.fire(undefined);
  }

  /** Runs a command, like the command palette, a menu or a lens. */
  run(command: string, ...args: readonly unknown[]): Promise<unknown> {
    const own = this.commands.get(command);
    if (own) return Promise.resolve(own(...args));
    if (command === "setContext") this.contexts.set(args[0], args[1]);
    else this.ran.push([command, ...args]);
    return Promise.resolve(undefined);
  }

  /** The arguments with which commands of others were run, oldest first. */
  runsOf(command: string): readonly (readonly unknown[])[] {
    return this.ran.filter(([name]) => name === command).map(([, ...args]) => args);
  }

  /** Whether the command is registered. */
  knows(command: string): boolean {
    return this.commands.has(command);
  }

  tree(view: string): Tree {
    const tree = this.trees.get(view);
    if (!tree) throw new Error(`There is no view ${view}.`);
    return tree;
  }

  /** Waits for the (only) terminal. */
  terminal(): Promise<Terminal> {
    const [first] = this.terminals;
    return first ? Promise.resolve(first) : new Promise((resolve) => this.terminalCreated.event(resolve));
  }

  /** The links in a line of a terminal: their text, and how to follow them. */
  async terminalLinks(
    line: string,
  ): Promise<readonly { readonly text: string; readonly tooltip: string; follow(): Promise<unknown> }[]> {
    const found = this.terminalLinkProviders.map(async (provider) => {
      const links = (await provider.provideTerminalLinks({ line } as vscode.TerminalLinkContext, none)) ?? [];
      return links.map((link) => ({
        text: line.slice(link.startIndex, link.startIndex + link.length),
        tooltip: link.tooltip ?? "",
        follow: async () => provider.handleTerminalLink(link),
      }));
    });
    return (await Promise.all(found)).flat();
  }

  /** Restores a webview as after the window was reloaded. */
  async restore(viewType: string, state: unknown): Promise<Panel> {
    const panel = new Panel(viewType, "", { viewColumn: 1 });
    await this.serializers.get(viewType)?.deserializeWebviewPanel(panel as never, state);
    return panel;
  }

  /** Another program wrote or removed this file of the workspace. */
  async touched(path: string): Promise<void> {
    await this.documents.reload(this.uri(path));
    for (const { pattern, changed } of this.watchers) if (path.endsWith(pattern)) changed.fire();
  }

  /** As `vscode.window.showTextDocument`. */
  async show(document: Document, viewColumn = 1): Promise<TextEditor> {
    const open = this.editors.find((each) => each.document === document);
    const editor = open ?? { document, viewColumn, selection: cursorAt(0), revealRange: () => undefined };
    if (!open) this.editors.push(editor);
    this.active = editor;
    this.activated.fire(editor);
    return Promise.resolve(editor);
  }

  /** Edits that need confirmation are previewed; the answer tells which files to edit. */
  async apply({ edit }: Edit): Promise<boolean> {
    const annotations = edit.changeAnnotations ?? {};
    if (!Object.values(annotations).some(({ needsConfirmation }) => needsConfirmation === true)) {
      await this.documents.apply(edit);
      return true;
    }
    const changes = edit.documentChanges ?? [];
    const fileOf = (change: (typeof changes)[number]) =>
      "edits" in change ? change.textDocument.uri : change.kind === "rename" ? change.oldUri : change.uri;
    const rows = changes.map((change) => {
      const [first] = "edits" in change ? change.edits : [];
      const id = "edits" in change ? (first && "annotationId" in first ? first.annotationId : undefined) : change.annotationId;
      const { label = "", needsConfirmation = false } = annotations[id ?? ""] ?? {};
      return { path: relative(this.options.workspace, URI.parse(fileOf(change)).fsPath), label, ticked: !needsConfirmation };
    });
    const { answer, give } = answerable<Parameters<Preview["apply"]>[0]>();
    this.previews.push({ rows, apply: (isTicked) => give(isTicked), discard: () => give() });
    const isTicked = await answer;
    if (!isTicked) return false;
    await this.documents.apply({ documentChanges: changes.filter((_, index) => isTicked(rows[index]!)) });
    return true;
  }
}
