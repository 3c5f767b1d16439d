/** The scan workers: as many as useful, none if there is nothing to do, and always room for urgent requests. */
import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import { logFailure, ShutdownError } from "../../log";
import { decodeBatch, type ReadReply } from "../store/encodedBatch";
import { freeMemory } from "./freeMemory";
import { fileStampSync } from "./readText";
import { formats as knownFormats, type Formats } from "../../formats/formats";
import { storedOf, type Stored } from "../store/stored";
import { unreadable } from "./summarize";
import type { Search } from "./walk";
import type { FoundWords } from "./words";
import { pathOfUri } from "../uris";
import type { ReadSource } from "../tests/readSource";
import type { ModuleQuestion, SourceModule } from "../tests/sourceModule";
import type { Answer, ListRequest, ReadRequest, Request } from "./workerMessages";
import { WorkerThread, type TakeFound } from "./workerThread";

const failed = "Reading this file failed or took too long, so its recordings are unknown.";

interface Job {
  readonly request: Request;
  readonly found?: TakeFound | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export interface PoolOptions {
  /** The most workers. */
  readonly size?: number;
  /** The most milliseconds for a file. */
  readonly patience?: number;
  /** Milliseconds without work after which the workers free their memory. */
  readonly idle?: number;
  /** The formats of the worker script. */
  readonly formats?: Formats;
  /** Workers running the script already, at most `size`. */
  readonly firstWorkers?: readonly Worker[];
}

/** Leaves a core to the main thread if possible; at least two, so that a search and a request can run at the same time. */
export const workerCount = Math.max(2, Math.min(4, availableParallelism() - 1));

/** One searches and one reads what it finds; they start while the client sends its settings. */
const startedAtOnce = 2;

export class WorkerPool {
  readonly size: number;
  /** Paths of the folders that links may lead into. */
  roots: readonly string[] = [];
  readonly #threads: WorkerThread[] = [];
  readonly #script: string;
  readonly #options: Required<PoolOptions>;
  /** Urgent jobs; jobs that tell which recordings and tests there are; all others. */
  readonly #urgent: Job[] = [];
  readonly #first: Job[] = [];
  readonly #rest: Job[] = [];
  #idle: NodeJS.Timeout | undefined;
  #disposed = false;

  /** `script` is the path of the bundled worker.js. */
  constructor(script: string, options: PoolOptions = {}) {
    this.#script = script;
    this.#options = { size: workerCount, patience: 30_000, idle: 3000, formats: knownFormats, firstWorkers: [], ...options };
    this.size = this.#options.size;
    for (const worker of this.#options.firstWorkers) this.#addThread(worker);
    while (this.#threads.length < Math.min(startedAtOnce, this.size)) this.#addThread().start();
  }

  /** The number of running workers. */
  get running(): number {
    return this.#threads.filter(({ isRunning }) => isRunning).length;
  }

  /**
   * Passes matches to `found`, folder by folder. Returns sentences that say what may be missing. Rejects if the worker dies, or if `found`
   * stops the search.
   */
  async find(search: Search, found: TakeFound): Promise<readonly string[]> {
    const answer = await this.#ask({ kind: "find", ...search }, this.#first, found);
    return answer.kind === "done" ? answer.warnings : [];
  }

  /** Reads the tests of these files. */
  list(uris: readonly string[]): Promise<ReadReply> {
    return this.#readAll({ kind: "list", uris }, this.#first);
  }

  /**
   * Reads and checks a batch; `urgent` ones before everything that waits. A file that kills the worker (out of memory) or takes too long is
   * identified by reading one by one, and reported as broken. Rejects only if the pool is disposed of.
   */
  read(uris: readonly string[], urgent = false): Promise<ReadReply> {
    return this.#readAll({ kind: "read", uris }, urgent ? this.#urgent : this.#rest);
  }

  /**
   * Which of these words (in lower case) occur in the recordings of files; none for a file that kills the worker or takes too long. Rejects if the
   * pool is disposed of.
   */
  async words(uris: readonly string[], words: readonly string[]): Promise<readonly FoundWords[]> {
    try {
      const answer = await this.#ask({ kind: "words", uris, words }, this.#rest);
      return answer.kind === "words" ? answer.found : [];
    } catch (error) {
      if (this.#disposed) throw error;
      if (uris.length > 1) return (await Promise.all(uris.map((uri) => this.words([uri], words)))).flat();
      logFailure(`Searching ${uris[0] ?? ""}`, error);
      return [[]];
    }
  }

  /** Reads test modules; undefined if there is no such file. Rejects if a module kills the worker or takes too long. */
  async modules(questions: readonly ModuleQuestion[]): Promise<readonly (SourceModule | undefined)[]> {
    const answer = await this.#ask({ kind: "modules", questions }, this.#rest);
    return answer.kind === "modules" ? answer.modules : [];
  }

  /** Reads what Python files say about cassettes; undefined if a file is not readable. Rejects if one kills the worker or takes too long. */
  async cassetteSources(uris: readonly string[]): Promise<readonly (ReadSource | undefined)[]> {
    const answer = await this.#ask({ kind: "cassetteSources", uris }, this.#first);
    return answer.kind === "cassetteSources" ? answer.sources : [];
  }

  /** The result of `fileStamp` for each file in order; undefined if there is no such file. Rejects if the pool is disposed of. */
  async stamps(uris: readonly string[]): Promise<readonly (string | undefined)[]> {
    const answer = await this.#ask({ kind: "stamps", uris }, this.#rest);
    return answer.kind === "stamps" ? answer.stamps : [];
  }

  /** Ends the workers; pending requests are rejected. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idle);
    for (const { reject } of [this.#urgent, this.#first, this.#rest].flatMap((queue) => queue.splice(0)))
      reject(new ShutdownError());
    await Promise.all(this.#threads.map((thread) => thread.dispose()));
  }

  async #readAll(request: ListRequest | ReadRequest, queue: Job[]): Promise<ReadReply> {
    const { uris } = request;
    if (uris.length === 0) return { recordings: [], gone: [] };
    try {
      const answer = await this.#ask(request, queue);
      return answer.kind === "files" ? decodeBatch(answer.batch, uris) : { recordings: [], gone: [] };
    } catch (error) {
      if (this.#disposed) throw error;
      const [uri] = uris;
      if (uris.length === 1 && uri !== undefined) {
        logFailure(`Reading ${uri}`, error);
        return { recordings: [unreadableFile(uri, this.#options.formats)], gone: [] };
      }
    }
    const replies: ReadReply[] = [];
    for (const uri of uris) replies.push(await this.#readAll({ kind: request.kind, uris: [uri] }, queue));
    return { recordings: replies.flatMap(({ recordings }) => recordings), gone: replies.flatMap(({ gone }) => gone) };
  }

  #ask(request: Request, queue: Job[], found?: Job["found"]): Promise<Answer> {
    if (this.#disposed) return Promise.reject(new ShutdownError());
    const answer = new Promise<Answer>((resolve, reject) => queue.push({ request, found, resolve, reject }));
    this.#next();
    return answer;
  }

  #next(): void {
    clearTimeout(this.#idle);
    for (let thread = this.#freest(); thread; thread = this.#freest()) {
      const job = this.#urgent.shift() ?? this.#first.shift() ?? this.#rest.shift();
      if (job === undefined) break;
      const answer = thread.ask(job.request, this.roots, job.found);
      void answer.then(job.resolve, job.reject).finally(() => this.#next());
    }
    if (this.#threads.every(({ room }) => room === 2)) this.#releaseSoon();
  }

  /** The worker with the most room; starts a new one rather than using a busy one. */
  #freest(): WorkerThread | undefined {
    const [freest] = [...this.#threads].sort((a, b) => b.room - a.room);
    const waiting = this.#urgent.length + this.#first.length + this.#rest.length;
    if (freest?.room !== 2 && waiting > 0 && this.#threads.length < this.size) return this.#addThread();
    return freest && freest.room > 0 ? freest : undefined;
  }

  #addThread(worker?: Worker): WorkerThread {
    const thread = new WorkerThread({ script: this.#script, patience: this.#options.patience }, worker);
    this.#threads.push(thread);
    return thread;
  }

  #releaseSoon(): void {
    if (this.#disposed) return;
    this.#idle = setTimeout(() => void this.#release(), this.#options.idle);
    this.#idle.unref();
  }

  /** One after the other, because exposing garbage collection is a flag of the whole process. */
  async #release(): Promise<void> {
    for (const thread of this.#threads) await thread.release();
    freeMemory();
  }
}

function unreadableFile(uri: string, formats: Formats): Stored {
  const stamp = fileStampSync(pathOfUri(uri));
  return storedOf(unreadable(uri, failed, formats), { stamp, validity: "session", partial: false }, formats);
}
