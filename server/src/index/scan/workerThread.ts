/** The main thread's side of a scan worker: promises instead of messages, and a new worker if one died. */
import type { Worker } from "node:worker_threads";
import { log, logFailure, ShutdownError } from "../../log";
import { startScanWorker } from "./scanWorker";
import type { FoundFiles } from "./walk";
import type { Answer, Request, WorkerMessage, WorkerRequest } from "./workerMessages";

export interface ThreadOptions {
  /** Path of the bundled worker.js. */
  readonly script: string;
  /** Milliseconds without any answer after which a worker is given up. */
  readonly patience: number;
}

/** Receives a part of what a search finds, possibly empty; returns false to stop the search. */
export type TakeFound = (files: readonly FoundFiles[]) => boolean;

interface Waiting {
  readonly request: WorkerRequest;
  readonly found: TakeFound;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export class WorkerThread {
  readonly #waiting = new Map<number, Waiting>();
  readonly #options: ThreadOptions;
  #worker: Worker | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #lastId = 0;
  #disposed = false;

  /** `worker` is one that is running already. */
  constructor(options: ThreadOptions, worker?: Worker) {
    this.#options = options;
    if (worker) this.#follow(worker);
  }

  /** How many more requests it can take without long waiting: two batches, so that it always finds the next one. */
  get room(): number {
    return [...this.#waiting.values()].some(({ request }) => request.kind === "find") ? 0 : 2 - this.#waiting.size;
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** Starts the worker before the first request, while the client sends its settings. */
  start(): void {
    this.#running();
  }

  /** `roots` are the paths of the folders that links may lead into. Rejects if the worker dies of this request, or is ended because of it. */
  ask(request: Request, roots: readonly string[], found: TakeFound = () => true): Promise<Answer> {
    if (this.#disposed) return Promise.reject(new ShutdownError());
    return new Promise((resolve, reject) =>
      this.#send({ request: { id: ++this.#lastId, roots, ...request }, found, resolve, reject }),
    );
  }

  /** Ends the worker to free its memory; the next request starts it again. Only call it without pending requests. */
  async release(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined || this.#waiting.size > 0) return;
    await this.ask({ kind: "free" }, []).catch((error: unknown) => logFailure("Freeing a worker's memory", error));
    if (worker !== this.#worker || this.#waiting.size > 0) return;
    this.#worker = undefined;
    await worker.terminate();
  }

  /** Ends the worker; pending requests are rejected. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#watchdog);
    await this.#worker?.terminate();
  }

  #send(waiting: Waiting): void {
    this.#waiting.set(waiting.request.id, waiting);
    this.#running().postMessage(waiting.request);
    this.#watch();
  }

  #running(): Worker {
    return this.#worker ?? this.#follow(startScanWorker(this.#options.script));
  }

  #follow(worker: Worker): Worker {
    worker.on("message", (reply: WorkerMessage) => this.#receive(reply));
    worker.on("error", (error) => this.#lost(worker, error));
    worker.on("exit", () => this.#lost(worker, new Error("The scan worker ended.")));
    this.#worker = worker;
    return worker;
  }

  #receive(reply: WorkerMessage): void {
    if (reply.kind === "log") {
      log(reply.message);
      return;
    }
    const waiting = this.#waiting.get(reply.id);
    if (reply.kind === "found") {
      this.#watch();
      if (waiting?.found(reply.files) === false) this.#giveUp("The search was ended.");
      return;
    }
    this.#waiting.delete(reply.id);
    this.#watch();
    if (reply.kind === "failed") waiting?.reject(new Error(reply.message));
    else waiting?.resolve(reply);
  }

  /** A search may take as long as the disk needs, as it keeps sending messages. After half a minute of silence the worker is given up. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    if (this.#waiting.size === 0) return;
    this.#watchdog = setTimeout(() => this.#giveUp("The scan worker took too long."), this.#options.patience);
    this.#watchdog.unref();
  }

  /** A thread that waits for a disk only ends when the disk answers, if ever. */
  #giveUp(reason: string): void {
    const worker = this.#worker;
    if (worker === undefined) return;
    void worker.terminate();
    this.#lost(worker, new Error(reason));
  }

  /** The worker answers in order, so the oldest request killed it; the others are sent again. */
  #lost(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const [cause, ...innocent] = this.#waiting.values();
    this.#waiting.clear();
    cause?.reject(this.#disposed ? new ShutdownError() : error instanceof Error ? error : new Error(String(error)));
    for (const waiting of innocent) {
      if (this.#disposed) waiting.reject(new ShutdownError());
      else this.#send(waiting);
    }
  }
}
