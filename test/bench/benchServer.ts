/** The built server as a child process, with the few calls that the benchmarks make. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type PreviousResultId,
  type WorkspaceDiagnosticReport,
} from "vscode-languageserver/node";
import type { Requests } from "../../server/src/protocol";

export interface BenchServer {
  ask<M extends keyof Requests>(method: M, params: Requests[M]["params"]): Promise<Requests[M]["result"]>;
  /** Opens a file in the editor. */
  open(path: string, text: string): void;
  /** A change of an open file: `text` is put at an offset of its last line, in place of `length` characters. */
  edit(path: string, line: number, character: number, length: number, text: string): void;
  diagnostics(path: string): Promise<unknown>;
  /** What is new for the workspace since these results; answered when there is something. */
  workspaceDiagnostics(
    previous: readonly PreviousResultId[],
  ): Promise<readonly { readonly uri: string; readonly resultId?: string | null }[]>;
  /** Zero-based line and character. */
  hover(path: string, line: number, character: number): Promise<unknown>;
  /** Bytes of memory that the process has from the system, where that can be found out. */
  memory(): number | undefined;
  stop(): Promise<void>;
}

/** Starts `dist/server.js` of the project on a workspace, as the extension does; `cacheFolder` is where it keeps what it read. */
export async function startServer(root: string, workspace: string, cacheFolder: string): Promise<BenchServer> {
  const program = ["--max-semi-space-size=8", join(root, "dist/server.js"), "--stdio"];
  const env = { ...process.env, MALLOC_ARENA_MAX: "2", MALLOC_TRIM_THRESHOLD_: String(128 * 1024) };
  const child = spawn(process.execPath, program, { stdio: ["pipe", "pipe", "inherit"], env });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.listen();
  const uri = pathToFileURL(workspace).href;
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: uri,
    capabilities: { textDocument: { diagnostic: {} } },
    workspaceFolders: [{ uri, name: "bench" }],
    initializationOptions: { commands: true, cacheFolder },
  });
  await connection.sendNotification("initialized", {});
  const about = (path: string) => ({ textDocument: { uri: pathToFileURL(path).href } });
  let version = 1;
  return {
    ask: (method, params) => connection.sendRequest(method, params),
    open: (path, text) => {
      const languageId = path.endsWith(".py") ? "python" : path.endsWith(".yaml") ? "yaml" : "json";
      const textDocument = { ...about(path).textDocument, languageId, version, text };
      void connection.sendNotification("textDocument/didOpen", { textDocument });
    },
    edit: (path, line, character, length, text) => {
      const range = { start: { line, character }, end: { line, character: character + length } };
      const textDocument = { ...about(path).textDocument, version: ++version };
      void connection.sendNotification("textDocument/didChange", { textDocument, contentChanges: [{ range, text }] });
    },
    diagnostics: (path) => connection.sendRequest("textDocument/diagnostic", about(path)),
    workspaceDiagnostics: async (previousResultIds) => {
      const { items } = await connection.sendRequest<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds });
      return items;
    },
    hover: (path, line, character) =>
      connection.sendRequest("textDocument/hover", { ...about(path), position: { line, character } }),
    memory: () => residentBytes(child.pid),
    stop: async () => {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
      child.kill();
    },
  };
}

/** Linux tells it; elsewhere nobody asks. */
function residentBytes(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid ?? 0}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
