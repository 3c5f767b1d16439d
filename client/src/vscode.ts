/**
 * What the client uses of VS Code. `extension.ts` hands the editor's own down, and everything else is given it: stories hand down one in memory
 * (`test/support/client/`).
 */
import type * as api from "vscode";

type Api = typeof api;

/** Classes and enumerations. */
type Values = Pick<
  Api,
  | "CancellationError"
  | "ConfigurationTarget"
  | "Disposable"
  | "EventEmitter"
  | "FileDecoration"
  | "LanguageModelTextPart"
  | "LanguageModelToolResult"
  | "LanguageStatusSeverity"
  | "McpStdioServerDefinition"
  | "ProgressLocation"
  | "QuickPickItemKind"
  | "Range"
  | "RelativePattern"
  | "Selection"
  | "TabInputText"
  | "TerminalLink"
  | "TextEditorRevealType"
  | "ThemeColor"
  | "ThemeIcon"
  | "TreeItem"
  | "TreeItemCheckboxState"
  | "TreeItemCollapsibleState"
  | "Uri"
  | "ViewColumn"
>;

export interface VSCode extends Values {
  readonly version: string;
  readonly commands: Pick<Api["commands"], "executeCommand" | "registerCommand">;
  readonly env: Pick<Api["env"], "appName" | "remoteName"> & {
    readonly clipboard: Pick<api.Clipboard, "writeText">;
    readonly openExternal: Api["env"]["openExternal"];
  };
  readonly extensions: Pick<Api["extensions"], "getExtension">;
  readonly languages: Pick<Api["languages"], "createLanguageStatusItem" | "getDiagnostics" | "match" | "setTextDocumentLanguage">;
  /** Absent in editors made of VS Code that have no language models. */
  readonly lm?: Pick<Api["lm"], "registerMcpServerDefinitionProvider" | "registerTool">;
  readonly window: Window;
  readonly workspace: Workspace;
}

type Window = Pick<
  Api["window"],
  | "activeTextEditor"
  | "createQuickPick"
  | "createTerminal"
  | "createTreeView"
  | "createWebviewPanel"
  | "onDidChangeActiveTextEditor"
  | "onDidChangeTextEditorSelection"
  | "registerCustomEditorProvider"
  | "registerFileDecorationProvider"
  | "registerTerminalLinkProvider"
  | "registerWebviewPanelSerializer"
  | "setStatusBarMessage"
  | "showErrorMessage"
  | "showInformationMessage"
  | "showInputBox"
  | "showOpenDialog"
  | "showQuickPick"
  | "showTextDocument"
  | "showWarningMessage"
  | "showWorkspaceFolderPick"
  | "visibleTextEditors"
  | "withProgress"
> & { readonly tabGroups: Pick<Api["window"]["tabGroups"], "all" | "close"> };

type Workspace = Pick<
  Api["workspace"],
  | "applyEdit"
  | "asRelativePath"
  | "createFileSystemWatcher"
  | "getConfiguration"
  | "getWorkspaceFolder"
  | "isTrusted"
  | "onDidChangeConfiguration"
  | "onDidChangeTextDocument"
  | "onDidChangeWorkspaceFolders"
  | "onDidGrantWorkspaceTrust"
  | "onDidRenameFiles"
  | "openTextDocument"
  | "registerTextDocumentContentProvider"
  | "textDocuments"
  | "workspaceFolders"
> & { readonly fs: Pick<api.FileSystem, "copy" | "createDirectory" | "delete" | "readFile" | "stat" | "writeFile"> };

/** What the extension needs of VS Code's own about it. */
export type Context = Pick<
  api.ExtensionContext,
  "extensionUri" | "globalStorageUri" | "storageUri" | "subscriptions" | "workspaceState"
> & { readonly extension: Pick<api.ExtensionContext["extension"], "packageJSON"> };
