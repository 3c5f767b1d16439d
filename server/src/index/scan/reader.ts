/** Reads and checks files in the background, in small batches, and urgent ones at once. The final result for a file is for its final state. */
import { fileOf } from "../../recordingId";
import type { ReadReply } from "../store/encodedBatch";
import type { Stored } from "../store/stored";

/** Reads files; `urgent` ones before everything that waits. */
export interface ReadFiles {
  readonly size: number;
  read(uris: readonly string[], urgent?: boolean): Promise<ReadReply>;
}

/** A batch takes a few milliseconds, which is how long a question has to wait. */
const batchFiles = 32;
const batchBytes = 512 * 1024;
/** The size of the first batches: a new worker takes ten times as long for each file. */
const firstBatchFiles = 4;
/** The number of read files after which batches grow by one. */
const filesToGrow = 8;
/** Larger files, in bytes, are read after all others. */
const largeFile = 2 * 1024 * 1024;
const usualSize = 24 * 1024;

export class Reader {
  readonly #files: ReadFiles;
  readonly #take: (recordings: readonly Stored[], gone: readonly string[]) => void;
  /** Size in bytes by URI, in reading order. */
  readonly #waiting = new Map<string, number>();
  readonly #large = new Map<string, number>();
  readonly #reading = new Map<string, Promise<void>>();
  /** Files that changed while they were being read. */
  readonly #again = new Set<string>();
  /** The number of files whose reading has started. */
  #begun = 0;
  #epoch = 0;
  #batches = 0;
  #idle: (() => void)[] = [];

  /** `take` gets the recordings that were read, and the files that no longer exist. */
  constructor(files: ReadFiles, take: (recordings: readonly Stored[], gone: readonly string[]) => void) {
    this.#files = files;
    this.#take = take;
  }

  /** The number of files still to be read. */
  get left(): number {
    return this.#waiting.size + this.#large.size + this.#reading.size;
  }

  /** Reads a file in the background. One that is waiting stays in the queue, and one that is being read is read again. */
  add(uri: string, bytes = usualSize): void {
    if (this.#reading.has(uri)) this.#again.add(uri);
    else if (bytes > largeFile) this.#large.set(uri, bytes);
    else this.#waiting.set(uri, bytes);
  }

  /** Starts reading what was added. */
  start(): void {
    while (this.#batches < 2 * this.#files.size) {
      const batch = this.#nextBatch();
      if (batch.length === 0) break;
      this.#batches++;
      void this.#read(batch, false).finally(() => {
        this.#batches--;
        this.start();
      });
    }
    if (this.left > 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  /** Reads these files now, using all workers. Resolves when all are read; never rejects. */
  async urgent(uris: readonly string[]): Promise<void> {
    const begun = uris.flatMap((uri) => this.#reading.get(uri) ?? []);
    const rest = uris.filter((uri) => !this.#reading.has(uri));
    for (const uri of rest) this.#dequeue(uri);
    const batches: Promise<void>[] = [];
    for (let from = 0; from < rest.length; from += batchFiles) {
      batches.push(this.#read(rest.slice(from, from + batchFiles), true));
    }
    await Promise.all([...begun, ...batches]);
    this.start();
  }

  /** Resolves when nothing is waiting or being read. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.push(resolve);
      this.start();
    });
  }

  /** Removes these files from the queue. */
  drop(uris: Iterable<string>): void {
    for (const uri of uris) this.#dequeue(uri);
    this.start();
  }

  /** Empties the queue and discards what is being read. */
  clear(): void {
    this.#epoch++;
    this.#begun = 0;
    this.#waiting.clear();
    this.#large.clear();
    this.#reading.clear();
    this.#again.clear();
    this.start();
  }

  #nextBatch(): readonly string[] {
    const queue = this.#waiting.size > 0 ? this.#waiting : this.#large;
    const batch: string[] = [];
    let bytes = 0;
    const most = Math.min(batchFiles, firstBatchFiles + Math.floor(this.#begun / filesToGrow));
    for (const [uri, size] of queue) {
      if (batch.length === most || (batch.length > 0 && bytes + size > batchBytes)) break;
      queue.delete(uri);
      batch.push(uri);
      bytes += size;
    }
    this.#begun += batch.length;
    return batch;
  }

  async #read(uris: readonly string[], urgent: boolean): Promise<void> {
    const epoch = this.#epoch;
    const reply = this.#files.read(uris, urgent).catch((): ReadReply => ({ recordings: [], gone: [] }));
    const done = reply.then(({ recordings, gone }) => {
      if (epoch !== this.#epoch) return;
      const changed = new Set(uris.filter((uri) => this.#again.delete(uri)));
      for (const uri of uris) this.#reading.delete(uri);
      for (const uri of changed) this.add(uri);
      this.#take(
        recordings.filter(({ id }) => !changed.has(fileOf(id))),
        gone.filter((uri) => !changed.has(uri)),
      );
    });
    for (const uri of uris) this.#reading.set(uri, done);
    await done;
  }

  #dequeue(uri: string): void {
    this.#waiting.delete(uri);
    this.#large.delete(uri);
  }
}
