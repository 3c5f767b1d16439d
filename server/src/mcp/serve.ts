/** The Model Context Protocol server over standard input and output: a bundle of its own beside the language server's, for it has the protocol's library. */
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { Answers } from "./answers";
import { createServer } from "./server";

/** Serves until the client goes. `folders` are absolute paths; none: those that the client names, or `here`. */
export async function serve(answers: Answers, folders: readonly string[], here: string): Promise<void> {
  const server = createServer(answers, folders, here);
  const end = () => void answers.dispose().finally(() => process.exit());
  process.stdin.once("end", end);
  process.stdout.once("error", end);
  server.onclose = end;
  await server.connect(new StdioServerTransport());
}
