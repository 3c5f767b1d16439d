/** The main thread's side of the scan worker: promises instead of messages, and a new worker when one died. */
import { Worker } from "node:worker_threads";
import { unreadable } from "./summarize";
import type { FindReply, FindRequest, ReadReply, ReadRequest, WorkerReply, WorkerRequest } from "./workerMessages";

const failed = "Reading this file failed, so nothing is known of its recording.";

interface Waiting {
  readonly request: WorkerRequest;
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: Error) => void;
}

export class WorkerClient {
  readonly #waiting = new Map<number, Waiting>();
  readonly #script: string;
  #worker: Worker | undefined;
  #lastId = 0;
  #disposed = false;

  /** `script` is the path of the bundled worker.js. */
  constructor(script: string) {
    this.#script = script;
    // Started before the first question, it is there when the client has said what to read.
    this.#running();
  }

  /** The files (URIs) that the globs match; none when the folder cannot be read. Rejects when the worker dies. */
  async find(request: Omit<FindRequest, "kind">): Promise<readonly string[]> {
    const reply = await this.#ask<FindReply>({ kind: "find", ...request });
    return reply.uris;
  }

  /** Reads a batch. A file that kills the worker (out of memory) is found by reading one by one, and comes back as broken. */
  async read(uris: readonly string[]): Promise<ReadReply> {
    try {
      return await this.#ask<ReadReply>({ kind: "read", uris });
    } catch (error) {
      const [only] = uris;
      if (this.#disposed) throw error;
      if (only !== undefined && uris.length === 1) return { summaries: [unreadable(only, failed)], gone: [] };
    }
    const summaries: ReadReply["summaries"][number][] = [];
    const gone: string[] = [];
    for (const uri of uris) {
      const reply = await this.read([uri]);
      summaries.push(...reply.summaries);
      gone.push(...reply.gone);
    }
    return { summaries, gone };
  }

  /** Ends the worker; questions still open are rejected. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#worker?.terminate();
  }

  #ask<T>(request: FindRequest | ReadRequest): Promise<T> {
    if (this.#disposed) return Promise.reject(new Error("The server is shutting down."));
    const asked: WorkerRequest = { id: ++this.#lastId, ...request };
    return new Promise<WorkerReply>((resolve, reject) => this.#send({ request: asked, resolve, reject })).then((reply) => {
      if (reply.kind === "failed") throw new Error(reply.message);
      return reply as T;
    });
  }

  #send(waiting: Waiting): void {
    this.#waiting.set(waiting.request.id, waiting);
    this.#running().postMessage(waiting.request);
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#script, { name: "tapedeck-scan" });
    worker.on("message", (reply: WorkerReply) => {
      this.#waiting.get(reply.id)?.resolve(reply);
      this.#waiting.delete(reply.id);
    });
    worker.on("error", (error) => this.#lost(worker, error));
    worker.on("exit", () => this.#lost(worker, new Error("The scan worker ended.")));
    // The server's life is the connection's, not the worker's.
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  /** The worker answers in order, so it died of the oldest question; the others are asked again. */
  #lost(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const [cause, ...innocent] = this.#waiting.values();
    this.#waiting.clear();
    cause?.reject(error instanceof Error ? error : new Error(String(error)));
    for (const waiting of innocent) {
      if (this.#disposed) waiting.reject(new Error("The server is shutting down."));
      else this.#send(waiting);
    }
  }
}
