/** The Model Context Protocol server on standard input and output. */
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { Answers } from "./answers";
import { createServer } from "./server";

/**
 * Serves until the client disconnects. `folders` are absolute paths; if empty, the client's roots, or `here`. `allowWrite` adds the tools that change
 * recordings.
 */
export async function serve(
  workers: Readonly<ConstructorParameters<typeof Answers>>,
  folders: readonly string[],
  here: string,
  allowWrite: boolean,
): Promise<void> {
  const answers = new Answers(...workers);
  const server = createServer(answers, folders, here, allowWrite);
  const end = () => void answers.dispose().finally(() => process.exit());
  process.stdin.once("end", end);
  process.stdout.once("error", end);
  server.onclose = end;
  await server.connect(new StdioServerTransport());
}
