/** Node's clients of Gemini and Ollama as judges: what each makes of a stream that a local provider sends it over HTTP. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GoogleGenAI, type FunctionCall } from "@google/genai";
import { Ollama, type ChatResponse } from "ollama";

/** What a client made of a stream, in the words of any family; `error` is what it raised. */
export interface Made {
  readonly text: string;
  readonly thoughts: string;
  readonly calls: readonly { readonly name: unknown; readonly args: unknown }[];
  readonly finish: string | null;
  readonly error: string | null;
}

/** A local provider that answers every request with the same body. */
export class Served {
  #body: string | Uint8Array = "";
  #type = "";
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": this.#type }).end(this.#body);
    });
  }

  static async start(): Promise<Served> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Served(server);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async gemini(events: readonly unknown[]): Promise<Made> {
    this.serveEvents(events, "\r\n");
    const client = new GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: this.url } });
    return made(async (told) => {
      const stream = await client.models.generateContentStream({ model: "gemini", contents: "hi" });
      for await (const chunk of stream) {
        told.text += chunk.text ?? "";
        const candidate = chunk.candidates?.[0];
        for (const part of candidate?.content?.parts ?? []) if (part.thought === true) told.thoughts += part.text ?? "";
        for (const { name, args } of chunk.functionCalls ?? ([] as FunctionCall[])) told.calls.push({ name, args: args ?? {} });
        told.finish = candidate?.finishReason ?? told.finish;
      }
    });
  }

  async ollama(events: readonly unknown[]): Promise<Made> {
    this.serveLines(events);
    const client = new Ollama({ host: this.url });
    return made(async (told) => {
      const stream = await client.chat({ model: "m", messages: [{ role: "user", content: "hi" }], stream: true });
      for await (const chunk of stream as AsyncIterable<Partial<ChatResponse>>) {
        told.text += chunk.message?.content ?? "";
        told.thoughts += chunk.message?.thinking ?? "";
        for (const { function: called } of chunk.message?.tool_calls ?? [])
          told.calls.push({ name: called.name, args: called.arguments });
        told.finish = chunk.done_reason ?? told.finish;
      }
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  serveEvents(events: readonly unknown[], lineBreak = "\n"): void {
    this.serve(events.map((event) => `data: ${JSON.stringify(event)}${lineBreak}${lineBreak}`).join(""), "text/event-stream");
  }

  serveLines(objects: readonly unknown[]): void {
    this.serve(objects.map((object) => `${JSON.stringify(object)}\n`).join(""), "application/x-ndjson");
  }

  serve(body: string | Uint8Array, type: string): void {
    [this.#body, this.#type] = [body, type];
  }
}

interface Told {
  text: string;
  thoughts: string;
  finish: string | null;
  readonly calls: { name: unknown; args: unknown }[];
}

async function made(read: (told: Told) => Promise<void>): Promise<Made> {
  const told: Told = { text: "", thoughts: "", calls: [], finish: null };
  try {
    await read(told);
    return { ...told, error: null };
  } catch (error) {
    return { ...told, error: String(error) };
  }
}
