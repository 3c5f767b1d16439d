/** What the client supports, and what the server offers it. */
import { isAbsolute } from "node:path";
import {
  MarkupKind,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
} from "vscode-languageserver/node";
import { features } from "../features/features";
import type { ClientFeatures } from "../features/services";
import type { InitializationOptions } from "../protocol";

/** What a session needs to know about the client, in addition to what features need. */
export interface ClientSupport extends ClientFeatures {
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly folderChanges: boolean;
  readonly fileWatching: boolean;
  readonly relativePatterns: boolean;
  readonly diagnosticRefresh: boolean;
  readonly codeLensRefresh: boolean;
  readonly inlayHintRefresh: boolean;
  /** Path of the folder for the cache, if the client sent one. */
  readonly cacheFolder: string | undefined;
}

/** The support of a client that has sent nothing yet. */
export const noSupport: ClientSupport = clientSupport({});

export function clientSupport({ capabilities = {}, initializationOptions }: Partial<InitializeParams>): ClientSupport {
  const { workspace, textDocument, general }: ClientCapabilities = capabilities;
  const options: InitializationOptions | null | undefined = initializationOptions as InitializationOptions | null | undefined;
  return {
    commands: options?.commands === true,
    reportsJsonErrors: options?.reportsJsonErrors === true,
    cacheFolder: typeof options?.cacheFolder === "string" && isAbsolute(options.cacheFolder) ? options.cacheFolder : undefined,
    markdown: readsMarkdown(textDocument?.hover?.contentFormat, general?.markdown !== undefined),
    definitionLinks: textDocument?.definition?.linkSupport === true,
    symbolTree: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    relatedInformation:
      (textDocument?.diagnostic?.relatedInformation ?? textDocument?.publishDiagnostics?.relatedInformation) === true,
    codeActionResolve: textDocument?.codeAction?.resolveSupport?.properties.includes("edit") === true,
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
    renamesFiles:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.resourceOperations?.includes("rename") === true,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    configuration: workspace?.configuration === true,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    folderChanges: workspace?.workspaceFolders === true,
    fileWatching: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    relativePatterns: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    diagnosticRefresh: workspace?.diagnostics?.refreshSupport === true,
    codeLensRefresh: workspace?.codeLens?.refreshSupport === true,
    inlayHintRefresh: workspace?.inlayHint?.refreshSupport === true,
  };
}

/** Clients that show Markdown source, as in a terminal, name no parser: plain text reads better there, if they accept it. */
function readsMarkdown(formats: readonly MarkupKind[] = [], namesParser: boolean): boolean {
  return formats.includes(MarkupKind.Markdown) && (namesParser || !formats.includes(MarkupKind.PlainText));
}

/** The capabilities of all features for this client, and the basic ones. */
export function serverCapabilities(client: ClientSupport, version: string): InitializeResult {
  return {
    serverInfo: { name: "tapedeck", version },
    capabilities: Object.assign(
      { textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental } },
      ...features.map(({ capabilities }) => capabilities?.(client)),
      { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } },
    ) as ServerCapabilities,
  };
}
