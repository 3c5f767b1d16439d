/** The built server as a child process, with the few calls that the benchmarks make. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";

export interface BenchServer {
  /** Resolves when every recording of the workspace is indexed. */
  whenIndexed(): Promise<unknown>;
  open(path: string, text: string): void;
  /** Zero-based line and character. */
  hover(path: string, line: number, character: number): Promise<unknown>;
  recordingsOf(testId: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts `dist/server.js` of the project on a workspace. */
export async function startServer(root: string, workspace: string): Promise<BenchServer> {
  const child = spawn(process.execPath, [join(root, "dist/server.js"), "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.listen();
  const uri = pathToFileURL(workspace).href;
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: uri,
    capabilities: {},
    workspaceFolders: [{ uri, name: "bench" }],
  });
  await connection.sendNotification("initialized", {});
  return {
    whenIndexed: () => connection.sendRequest("tapedeck/whenIndexed", {}),
    open: (path, text) => {
      const textDocument = { uri: pathToFileURL(path).href, languageId: "python", version: 1, text };
      void connection.sendNotification("textDocument/didOpen", { textDocument });
    },
    hover: (path, line, character) => {
      const textDocument = { uri: pathToFileURL(path).href };
      return connection.sendRequest("textDocument/hover", { textDocument, position: { line, character } });
    },
    recordingsOf: (testId) => connection.sendRequest("tapedeck/recordings", { testId }),
    stop: async () => {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
      child.kill();
    },
  };
}
