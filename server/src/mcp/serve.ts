/** The Model Context Protocol server over standard input and output. */
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { Answers } from "./answers";
import { createServer } from "./server";

/** Serves until the client goes. `folders` are absolute paths; none: those that the client names, or `here`. `allowWrite` offers the tools that change recordings. */
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
