/** Brings the index up to date with the disk, in batches, through the worker. */
import type { Documents } from "./documents";
import type { Folders } from "./folders";
import type { RecordingIndex } from "./recordingIndex";
import { pathOfUri } from "./uris";
import type { WorkerClient } from "./workerClient";

/** Files in one message to the worker: a question that comes in between waits for two batches at most. */
const batchSize = 40;

/** How a scan tells how far it is, and is told to stop. */
export interface ScanProgress {
  readonly cancelled: boolean;
  report(done: number, of: number): void;
}

export class Scanner {
  readonly #worker: WorkerClient;
  readonly #index: RecordingIndex;
  readonly #documents: Documents;
  #scans = 0;

  constructor(worker: WorkerClient, index: RecordingIndex, documents: Documents) {
    this.#worker = worker;
    this.#index = index;
    this.#documents = documents;
  }

  /**
   * Reads every recording of the folders, and forgets those that are none any more. Cancelling ends it, and the index then holds what was read;
   * so does a newer scan, and then the answer is false.
   */
  async scan(folders: Folders, progress: ScanProgress): Promise<boolean> {
    const scan = ++this.#scans;
    const ended = () => progress.cancelled || scan !== this.#scans;
    const found = await this.#find(folders);
    if (ended()) return scan === this.#scans;
    const stays = (uri: string) => found.has(uri) || (this.#documents.isOpen(uri) && folders.isRecording(uri));
    this.#index.remove(this.#index.uris().filter((uri) => !stays(uri)));
    await this.#readAll([...found], progress, ended);
    return scan === this.#scans;
  }

  /** Reads these files again; those that are gone leave the index. Open documents are the editor's, so they are left alone. */
  async read(uris: readonly string[]): Promise<void> {
    const onDisk = (uri: string) => !this.#documents.isOpen(uri);
    const { summaries, gone } = await this.#worker.read(uris.filter(onDisk));
    this.#index.update(summaries.filter(({ uri }) => onDisk(uri)));
    this.#index.remove(gone.filter(onDisk));
  }

  /** The recordings below a folder that appeared: editors report the folder alone. */
  async findBelow(folder: string, folders: Folders): Promise<readonly string[]> {
    const files = await this.#worker.find({ folder: pathOfUri(folder), include: ["**/*"], exclude: ["**/node_modules/**"] });
    return files.filter((uri) => folders.isRecording(uri));
  }

  /** Two batches at a time, so that the worker finds the next one waiting. */
  async #readAll(uris: readonly string[], progress: ScanProgress, ended: () => boolean): Promise<void> {
    let next = 0;
    const lane = async () => {
      while (next < uris.length && !ended()) {
        progress.report(next, uris.length);
        const batch = uris.slice(next, (next += batchSize));
        await this.read(batch);
      }
    };
    await Promise.all([lane(), lane()]);
  }

  async #find(folders: Folders): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const { uri, settings } of folders.all) {
      const { include, exclude } = settings.recordings;
      for (const each of await this.#worker.find({ folder: pathOfUri(uri), include, exclude })) found.add(each);
    }
    return found;
  }
}
