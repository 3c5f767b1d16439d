/**
 * The part of VS Code's API that the client uses. `extension.ts` passes the real one to everything else; tests pass one in memory
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
  /** Absent in editors derived from VS Code that have no language models. */
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

/** The part of the extension context that is used. */
export type Context = Pick<
  api.ExtensionContext,
  "extensionUri" | "globalStorageUri" | "storageUri" | "subscriptions" | "workspaceState"
> & { readonly extension: Pick<api.ExtensionContext["extension"], "packageJSON"> };
