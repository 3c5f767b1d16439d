/** `dist/mcp.js [folder...]`: the Model Context Protocol server over standard input and output. `tapedeck mcp` and VS Code start it. */
import { resolve } from "node:path";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { logTo } from "./log";
import { KeptWorkspace } from "./mcp/kept";
import { createServer } from "./mcp/server";

/** Serves until the client goes. Standard output is the client's alone. `folders` are paths; none: those that the client names, or the current one. */
export async function serve(folders: readonly string[]): Promise<void> {
  logTo({ error: (message) => void process.stderr.write(`tapedeck: ${message}\n`) });
  const kept = new KeptWorkspace();
  const server = createServer(
    kept,
    folders.map((folder) => resolve(folder)),
  );
  const end = () => void kept.dispose().finally(() => process.exit());
  process.stdin.once("end", end);
  process.stdout.once("error", end);
  server.onclose = end;
  await server.connect(new StdioServerTransport());
}

if (require.main === module) void serve(process.argv.slice(2));
