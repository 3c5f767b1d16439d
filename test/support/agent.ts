/** A coding agent: the official client on the bundled server, over real standard input and output. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema, ListRootsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { onTestFinished } from "vitest";
import { cli } from "./commandLine";
import { noteFailure } from "./failures";

/** What a tool returned, as text and as structured content. */
export interface Told {
  readonly isError: boolean;
  readonly text: string;
  readonly found: Readonly<Record<string, unknown>>;
}

export interface Agent {
  readonly client: Client;
  call(tool: string, input?: Readonly<Record<string, unknown>>): Promise<Told>;
}

export interface AgentOptions {
  /** The folder in which the server is started; `folder` by default. */
  readonly cwd?: string;
  /** The client's roots, absolute paths; without them it has none. */
  readonly roots?: readonly string[];
  /** The client tells its roots only after this. */
  readonly beforeRoots?: Promise<unknown>;
  /** The user's answer to a question; without it the client cannot ask. */
  readonly user?: (question: string) => "accept" | "decline";
  /** Arguments of `tapedeck mcp`. */
  readonly args?: readonly string[];
}

const cache = mkdtempSync(join(tmpdir(), "tapedeck-cache-"));

/** `tapedeck mcp` in a folder; `close` ends it. */
export async function startAgent(
  folder: string,
  { cwd = folder, roots, beforeRoots, user, args = [] }: AgentOptions = {},
): Promise<Agent> {
  const client = new Client(
    { name: "test", version: "1" },
    { capabilities: { ...(roots && { roots: {} }), ...(user && { elicitation: {} }) } },
  );
  if (user) client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({ action: user(params.message), content: {} }));
  if (roots)
    client.setRequestHandler(ListRootsRequestSchema, async () => {
      await beforeRoots;
      return { roots: roots.map((path) => ({ uri: pathToFileURL(path).toString() })) };
    });
  const env = { PATH: process.env["PATH"] ?? "", HOME: cache, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [cli, "mcp", ...args],
    cwd,
    env,
    stderr: "pipe",
  });
  transport.stderr?.on("data", (said: Buffer) => noteFailure(said.toString()));
  await client.connect(transport);
  // Loads the schemas with which the client validates every answer.
  await client.listTools();
  return {
    client,
    async call(name, input = {}) {
      const { isError = false, content, structuredContent = {} } = await client.callTool({ name, arguments: input });
      const [first] = content as readonly { readonly text: string }[];
      return { isError: isError === true, text: first?.text ?? "", found: structuredContent as Told["found"] };
    },
  };
}

/** The same, closed at the end of the test. */
export async function agentIn(folder: string, options: AgentOptions = {}): Promise<Agent> {
  const agent = await startAgent(folder, options);
  onTestFinished(() => agent.client.close());
  return agent;
}
