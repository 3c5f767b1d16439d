/** The server's answers, independent of the protocol's library. */
import * as z from "zod/mini";
import { callTool } from "../features/agent/call";
import { ToolError, type Answer, type Tool } from "../features/agent/tool";
import { workspaceTools } from "../features/agent/tools";
import { logFailure, logTo } from "../log";
import { maskSecrets } from "../rules/secrets/mask";
import { compareRecordings, diffRecordings } from "./compareRecordings";
import { KeptWorkspace } from "./kept";
import { writeTools, type Confirm } from "./writeTools";
import { listResources, readResource } from "./resources";

const readingTools: readonly Tool[] = [...workspaceTools, compareRecordings, diffRecordings];

export interface ListedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: object;
  readonly outputSchema: object;
  /** Whether the tool changes anything. */
  readonly writes: boolean;
}

export class Answers {
  readonly #kept: KeptWorkspace;
  #writingTools: readonly Tool[] = [];

  /** Takes the same arguments as the workspace. */
  constructor(...workers: ConstructorParameters<typeof KeptWorkspace>) {
    logTo({ error: (message) => void process.stderr.write(`tapedeck: ${maskSecrets(message)}\n`) });
    this.#kept = new KeptWorkspace(...workers);
  }

  /** The tools with their JSON schemas. */
  get tools(): readonly ListedTool[] {
    return this.#all.map((tool) => ({
      ...{ name: tool.name, title: tool.title, description: tool.description },
      inputSchema: z.toJSONSchema(tool.input, { io: "input" }),
      outputSchema: z.toJSONSchema(tool.output),
      writes: this.#writingTools.includes(tool),
    }));
  }

  get #all(): readonly Tool[] {
    return [...readingTools, ...this.#writingTools];
  }

  /** Adds the tools that change recordings; each calls `confirm` first. */
  allowWrite(confirm: Confirm): void {
    this.#writingTools = writeTools(confirm);
  }

  /** Sets the folders (absolute paths), replacing earlier ones. */
  setFolders(paths: readonly string[]): void {
    this.#kept.setFolders(paths);
  }

  /**
   * Calls a tool. Returns the text and its structured content, which is absent if the text says what went wrong; undefined if there is no such tool.
   * Never rejects.
   */
  async call(name: string, input: unknown): Promise<{ readonly text: string; readonly answer?: Answer } | undefined> {
    const tool = this.#all.find((each) => each.name === name);
    if (tool === undefined) return undefined;
    const called = await callTool(await this.#kept.current(), tool, input);
    return called.kind === "answer" ? { text: called.text, answer: called.answer } : { text: called.text };
  }

  /** A page of the tests that have recordings; undefined if the cursor is invalid. */
  async resources(cursor: string | undefined): Promise<ReturnType<typeof listResources> | undefined> {
    try {
      return listResources(await this.#kept.current(), cursor);
    } catch (error) {
      if (error instanceof ToolError) return undefined;
      throw error;
    }
  }

  /** The text of a resource; undefined if there is no such resource. */
  async resource(uri: string): Promise<string | undefined> {
    return readResource(await this.#kept.current(), uri);
  }

  /** Reports a failure that must not affect other answers, on standard error, because standard output belongs to the client. */
  failed(what: string, error: unknown): void {
    logFailure(what, error);
  }

  dispose(): Promise<void> {
    return this.#kept.dispose();
  }
}
