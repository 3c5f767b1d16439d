/** The four real clients as judges: what each makes of a stream that a local provider sends it over HTTP. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { PythonLines } from "./lines";

export type ClientName = "openai.chat" | "openai.responses" | "anthropic.messages" | "anthropic.beta";

/** What a client made of a stream: the object that it accumulated, or what it raised; and how many events it handed out before. */
export interface Judgement {
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly events: number;
}

const messages = [{ role: "user" as const, content: "hi" }];

/** A local provider, and the clients that ask it. `close` ends all of it. */
export class Clients {
  readonly #bodies = new Map<string, string>();
  #cases = 0;

  private constructor(
    readonly server: Server,
    readonly python: PythonLines,
  ) {}

  static async start(): Promise<Clients> {
    const server = createServer();
    const clients = new Clients(server, await PythonLines.start("clients", "clients.py"));
    server.on("request", (request, response) => {
      request.resume();
      const body = clients.#bodies.get(/^\/case\/(\d+)\//.exec(request.url ?? "")?.[1] ?? "");
      response.writeHead(body === undefined ? 404 : 200, { "content-type": "text/event-stream" }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return clients;
  }

  async close(): Promise<void> {
    this.python.stop();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** What Python's client and Node's make of the text of a stream of server-sent events. Ask one after the other. */
  async judge(client: ClientName, stream: string): Promise<{ readonly python: Judgement; readonly node: Judgement }> {
    const id = String(this.#cases++);
    this.#bodies.set(id, stream);
    const { port } = this.server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/case/${id}/`;
    const [python, node] = await Promise.all([this.python.ask<Judgement>({ client, url }), ofNode(client, url)]);
    this.#bodies.delete(id);
    return { python, node };
  }

  /** Where a class of a Python client first refuses each value; null where it takes it. Replay asks the same of every chunk. */
  async refusals(model: string, values: readonly unknown[]): Promise<readonly (string | null)[]> {
    return (await this.python.ask<{ readonly refusals: (string | null)[] }>({ model, values })).refusals;
  }

  /** The classes of a union of a Python client's, by what their field `type` says. */
  async kinds(union: string): Promise<Readonly<Record<string, string>>> {
    return (await this.python.ask<{ readonly kinds: Record<string, string> }>({ kinds: union })).kinds;
  }
}

async function ofNode(client: ClientName, baseURL: string): Promise<Judgement> {
  let events = 0;
  const all = async <T>(stream: AsyncIterable<unknown>, final: () => Promise<T>): Promise<Judgement> => {
    const iterator = stream[Symbol.asyncIterator]();
    while ((await iterator.next()).done !== true) events++;
    return { result: JSON.parse(JSON.stringify(await final())) as Record<string, unknown>, events };
  };
  try {
    const options = { baseURL, apiKey: "none", maxRetries: 0 };
    if (client === "anthropic.messages" || client === "anthropic.beta") {
      const { messages: stable, beta } = new Anthropic(options);
      const asked = { model: "m", messages, max_tokens: 9 };
      const stream = client === "anthropic.beta" ? beta.messages.stream(asked) : stable.stream(asked);
      return await all<unknown>(stream, () => stream.finalMessage());
    }
    const openai = new OpenAI(options);
    if (client === "openai.responses") {
      const stream = openai.responses.stream({ model: "m", input: "hi" });
      return await all(stream, () => stream.finalResponse());
    }
    const stream = openai.chat.completions.stream({ model: "m", messages });
    return await all(stream, () => stream.finalChatCompletion());
  } catch (error) {
    return { error: (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500), events };
  }
}

/** Events as they go over the wire: with their names where the family has names, and `[DONE]` where it ends so. */
export function wireOf(client: ClientName, events: readonly unknown[]): string {
  const named = client !== "openai.chat";
  const lines = events.map((event) => {
    const type = (event as { readonly type?: unknown } | null)?.type;
    return `${named && typeof type === "string" ? `event: ${type}\n` : ""}data: ${JSON.stringify(event)}\n\n`;
  });
  return lines.join("") + (named ? "" : "data: [DONE]\n\n");
}
