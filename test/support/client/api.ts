/** VS Code's API on the editor in memory and the real disk. */
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, relative } from "node:path";
import picomatch from "picomatch";
import type * as vscode from "vscode";
import { URI } from "vscode-uri";
import type { VSCode } from "../../../client/src/vscode";
import type { Document } from "./documents";
import type { Edit, Editor } from "./editor";
import { Panel, Terminal, Tree } from "./panes";
import { Disposable, EventEmitter, RelativePattern, Selection, TabInputText, values, type Range } from "./values";

/** Each namespace has only the members that the client uses. */
export function vscodeOf(editor: Editor): VSCode {
  const namespaces = {
    commands: commandsOf(editor),
    env: {
      ...{ appName: "Editor in memory", remoteName: undefined },
      clipboard: { writeText: (text: string) => done(() => (editor.clipboard = text)) },
      openExternal: (uri: URI) => done(() => editor.visited.push(uri.toString(true))),
    },
    extensions: { getExtension: (id: string) => extension(editor.options.extensions?.[id]) },
    languages: {
      createLanguageStatusItem: (id: string) => editor.addStatus(id),
      getDiagnostics: () => editor.diagnostics,
      match: matchOf(editor),
      setTextDocumentLanguage: (document: Document, languageId: string) =>
        Promise.resolve(Object.assign(document, { languageId })),
    },
    lm: agentsOf(editor),
    window: windowOf(editor),
    workspace: workspaceOf(editor),
  } satisfies {
    readonly [N in "commands" | "env" | "extensions" | "languages" | "lm" | "window" | "workspace"]: Like<NonNullable<VSCode[N]>>;
  };
  return Object.assign(namespaces, values, { version: "1.101.0" }) as unknown as VSCode;
}

/** What is offered to agents. */
function agentsOf({ agents }: Editor) {
  return {
    registerTool(name: string, tool: vscode.LanguageModelTool<object>) {
      agents.tools.set(name, tool);
      return new Disposable(() => agents.tools.delete(name));
    },
    registerMcpServerDefinitionProvider(id: string, provider: vscode.McpServerDefinitionProvider) {
      agents.servers.set(id, provider);
      return new Disposable(() => agents.servers.delete(id));
    },
  };
}

/** Every member that the client uses, with the type of the implementation here. */
type Like<T> = { readonly [K in keyof T]: unknown };

const nothing = new Disposable(() => undefined);

function done(act: () => unknown): Promise<true> {
  act();
  return Promise.resolve(true);
}

function extension(exports: unknown) {
  return exports === undefined ? undefined : { isActive: true, exports, activate: () => Promise.resolve(exports) };
}

function commandsOf(editor: Editor) {
  return {
    executeCommand: (command: string, ...args: readonly unknown[]) => editor.run(command, ...args),
    registerCommand(command: string, run: (...args: readonly unknown[]) => unknown) {
      if (editor.commands.has(command)) throw new Error(`${command} is registered already.`);
      editor.commands.set(command, run);
      return new Disposable(() => editor.commands.delete(command));
    },
  };
}

function matchOf({ options }: Editor) {
  return ({ pattern }: { readonly pattern: string | RelativePattern }, { uri }: Document): number => {
    const [base, glob] =
      pattern instanceof RelativePattern ? [pattern.baseUri.fsPath, pattern.pattern] : [options.workspace, pattern];
    return picomatch.isMatch(relative(base, uri.fsPath), glob) ? 10 : 0;
  };
}

function windowOf(editor: Editor) {
  return {
    ...editor.window,
    get activeTextEditor() {
      return editor.active;
    },
    get visibleTextEditors() {
      return editor.editors;
    },
    tabGroups: {
      get all() {
        return editor.editors.map((each) => {
          const tab = tabOf(each);
          return { viewColumn: each.viewColumn, tabs: [tab], activeTab: tab };
        });
      },
      close({ input: { uri } }: ReturnType<typeof tabOf>) {
        const at = editor.editors.findIndex(({ document }) => document.uri.toString() === uri.toString());
        return Promise.resolve(editor.editors.splice(at, 1).length > 0);
      },
    },
    onDidChangeActiveTextEditor: editor.activated.event,
    onDidChangeTextEditorSelection: editor.selected.event,
    async showTextDocument(shown: URI | Document, options: { readonly viewColumn?: number; readonly selection?: Range } = {}) {
      const document = shown instanceof URI ? await editor.documents.open(shown) : shown;
      const text = await editor.show(document, options.viewColumn);
      if (options.selection) text.selection = new Selection(options.selection.start, options.selection.end);
      return text;
    },
    showOpenDialog: () =>
      Promise.resolve(editor.files.splice(0, 1).flatMap((path) => (path === undefined ? [] : [URI.file(path)]))),
    showWorkspaceFolderPick: () => Promise.resolve(folderOf(editor)),
    withProgress: progressOf(editor),
    ...panesOf(editor),
  };
}

const tabOf = ({ document }: Editor["editors"][number]) => ({
  input: new TabInputText(document.uri),
  isDirty: document.isDirty,
  isPreview: false,
});

function panesOf(editor: Editor) {
  return {
    createTreeView(view: string, { treeDataProvider }: { readonly treeDataProvider: vscode.TreeDataProvider<unknown> }) {
      const tree = new Tree(treeDataProvider);
      editor.trees.set(view, tree);
      return tree;
    },
    createTerminal({ pty }: { readonly pty: vscode.Pseudoterminal }) {
      const terminal = new Terminal(pty);
      editor.terminals.push(terminal);
      editor.terminalCreated.fire(terminal);
      return terminal;
    },
    createWebviewPanel(
      viewType: string,
      title: string,
      shown: number | { readonly viewColumn: number; readonly preserveFocus?: boolean },
    ) {
      const panel = new Panel(viewType, title, typeof shown === "number" ? { viewColumn: shown } : shown);
      for (const other of editor.panels) other.active = false;
      editor.panels.push(panel);
      return panel;
    },
    registerWebviewPanelSerializer(viewType: string, serializer: vscode.WebviewPanelSerializer) {
      editor.serializers.set(viewType, serializer);
      return nothing;
    },
    registerCustomEditorProvider: () => nothing,
    registerFileDecorationProvider(provider: vscode.FileDecorationProvider) {
      editor.decorations = provider;
      return nothing;
    },
    registerTerminalLinkProvider(provider: vscode.TerminalLinkProvider) {
      editor.terminalLinkProviders.push(provider);
      return nothing;
    },
  };
}

function progressOf(editor: Editor) {
  return <T>(
    { title }: { readonly title: string },
    work: (progress: { report(value: { message: string }): void }, token: unknown) => Promise<T>,
  ): Promise<T> => {
    const cancelled = new EventEmitter<void>();
    const token = { isCancellationRequested: false, onCancellationRequested: cancelled.event };
    const reports: string[] = [];
    const cancel = () => {
      token.isCancellationRequested = true;
      cancelled.fire();
    };
    editor.progress.push({ title, reports, cancel });
    editor.running.add(cancel);
    return work({ report: ({ message }) => void reports.push(message) }, token).finally(() => editor.running.delete(cancel));
  };
}

const folderOf = ({ options: { workspace } }: Editor) => ({ uri: URI.file(workspace), name: basename(workspace), index: 0 });

const never = () => nothing;

interface ContentProvider {
  readonly onDidChange?: EventEmitter<URI>["event"];
  provideTextDocumentContent(uri: URI): Promise<string>;
}

function workspaceOf(editor: Editor) {
  const { documents, settings } = editor;
  return {
    fs: filesOnDisk,
    get isTrusted() {
      return editor.trusted;
    },
    get textDocuments() {
      return documents.all;
    },
    workspaceFolders: [folderOf(editor)],
    getWorkspaceFolder: (uri: URI) => (uri.fsPath.startsWith(`${editor.options.workspace}/`) ? folderOf(editor) : undefined),
    asRelativePath: (given: URI | string) => relative(editor.options.workspace, typeof given === "string" ? given : given.fsPath),
    getConfiguration: settings.section,
    applyEdit: (edit: Edit) => editor.apply(edit),
    openTextDocument: async (given: URI | { readonly language: string; readonly content: string }) =>
      given instanceof URI ? documents.open(given) : documents.untitled(given.language, given.content),
    registerTextDocumentContentProvider(scheme: string, provider: ContentProvider) {
      documents.providers.set(scheme, (uri) => provider.provideTextDocumentContent(uri));
      return provider.onDidChange?.((uri) => documents.reload(uri)) ?? nothing;
    },
    createFileSystemWatcher({ pattern }: RelativePattern) {
      const changed = new EventEmitter<void>();
      editor.watchers.push({ pattern, changed });
      return { onDidChange: changed.event, onDidCreate: never, onDidDelete: never, dispose: () => changed.dispose() };
    },
    onDidChangeTextDocument: documents.changed.event,
    onDidRenameFiles: documents.renamed.event,
    onDidChangeConfiguration: never,
    onDidChangeWorkspaceFolders: never,
    onDidGrantWorkspaceTrust: editor.trustGranted.event,
  };
}

const filesOnDisk = {
  async stat({ fsPath }: URI) {
    if (!existsSync(fsPath)) throw new Error(`There is no ${fsPath}.`);
    return Promise.resolve({});
  },
  copy: (from: URI, to: URI) => cp(from.fsPath, to.fsPath, { recursive: true }),
  readFile: ({ fsPath }: URI) => readFile(fsPath),
  writeFile: ({ fsPath }: URI, content: Uint8Array) => writeFile(fsPath, content),
  delete: ({ fsPath }: URI) => rm(fsPath, { recursive: true }),
  createDirectory: ({ fsPath }: URI) => mkdir(fsPath, { recursive: true }),
};
