/** What coding agents in the editor get from Tapedeck: its MCP server, and the most useful tools. Only in trusted workspaces. */
import type * as vscode from "vscode";
import type { TapedeckClient } from "./languageClient";
import type { Context, VSCode } from "./vscode";

/** The id in package.json. */
const provider = "tapedeck.mcp";
const toolPrefix = "tapedeck_";

/** `tools` are the names of the tools in package.json, with their prefix. */
export function registerAgents(
  vscode: VSCode,
  client: TapedeckClient,
  { extensionUri }: Context,
  tools: readonly string[],
): vscode.Disposable {
  // Editors derived from VS Code may lack it.
  const { lm, workspace } = vscode;
  if (lm === undefined) return new vscode.Disposable(() => undefined);
  const changed = new vscode.EventEmitter<void>();
  const registered: vscode.Disposable[] = [];
  const offerTools = () => {
    for (const name of tools) registered.push(lm.registerTool(name, toolOf(vscode, client, name)));
  };
  if (workspace.isTrusted) offerTools();
  const listening = [
    changed,
    workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    workspace.onDidGrantWorkspaceTrust(() => {
      offerTools();
      changed.fire();
    }),
    lm.registerMcpServerDefinitionProvider(provider, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => servers(vscode, extensionUri),
    }),
  ];
  return new vscode.Disposable(() => {
    for (const each of [...listening, ...registered]) each.dispose();
  });
}

/** Answered by the language server, which knows the recordings already. */
function toolOf(vscode: VSCode, client: TapedeckClient, name: string): vscode.LanguageModelTool<object> {
  return {
    async invoke({ input }, token) {
      const answer = await client.request("tapedeck/agentTool", { name: name.slice(toolPrefix.length), input }, token);
      if (answer === null) throw new Error("Tapedeck could not answer. See the Tapedeck output for details.");
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(answer.text)]);
    },
  };
}

/** One server for all folders, run by the editor's own Node; none in an untrusted workspace. */
function servers(vscode: VSCode, extensionUri: vscode.Uri): vscode.McpServerDefinition[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  const [first] = folders;
  if (!vscode.workspace.isTrusted || first === undefined) return [];
  const script = vscode.Uri.joinPath(extensionUri, "dist", "server.js").fsPath;
  const args = [script, "--mcp", ...folders.map(({ uri }) => uri.fsPath)];
  const server = new vscode.McpStdioServerDefinition("Tapedeck", process.execPath, args, { ELECTRON_RUN_AS_NODE: "1" });
  server.cwd = first.uri;
  return [server];
}
