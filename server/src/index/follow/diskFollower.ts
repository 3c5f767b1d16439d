/** Takes in what happens on disk: what is told path by path, and, since reports get lost, what comparing finds when it has been quiet for a while. */
import { logFailure } from "../../log";
import type { Folders } from "../folders";
import { Batch } from "../scan/batch";
import type { Scanner } from "../scan/scanner";
import type { SourceFollower } from "./sourceFollower";
import type { RecordingIndex } from "../store/recordingIndex";
import { hasAncestor, mayBeFolder, outermost } from "../uris";

export interface DiskFollowerOptions {
  readonly index: RecordingIndex;
  readonly scanner: Scanner;
  readonly sources: SourceFollower;
  /** Those of the moment. */
  readonly folders: () => Folders;
  /** Whether a scan is going on at the moment: nothing is compared beside it. */
  readonly isScanning: () => boolean;
  /** Milliseconds of quiet after which the disk is compared with what is known. */
  readonly verifyAfter: number;
  /** Told when there may be something to keep between two runs. */
  readonly saveSoon: () => void;
}

export class DiskFollower {
  readonly #options: DiskFollowerOptions;
  readonly #changed = new Batch<string>(60, (uris) => void this.#follow(uris));
  readonly #unverified: Batch<string>;

  constructor(options: DiskFollowerOptions) {
    this.#options = options;
    this.#unverified = new Batch(options.verifyAfter, () => void this.verify(), options.isScanning);
  }

  /** Something happened to these paths (normalized URIs). Bursts, as a checkout or a re-recording makes them, are taken in together. */
  changed(uris: readonly string[]): void {
    for (const uri of uris) this.#changed.add(uri, uri);
  }

  /** Compares the disk with what is known when it has been quiet for a while. */
  verifySoon(): void {
    this.#unverified.add("", "");
  }

  /** Compares them now, and again soon as long as there is news: files may change while they are compared. Never rejects. */
  async verify(): Promise<void> {
    const { index, scanner, sources, folders, saveSoon } = this.#options;
    const news: unknown[] = [];
    const stop = index.onChange((uris) => news.push(uris));
    const failed = (error: unknown) => logFailure("Comparing the disk with what is known", error);
    await scanner.verify(folders()).catch(failed);
    stop();
    await sources.verify();
    saveSoon();
    if (news.length > 0) this.verifySoon();
  }

  dispose(): void {
    this.#changed.dispose();
    this.#unverified.dispose();
  }

  async #follow(uris: readonly string[]): Promise<void> {
    const { index, scanner, folders: current, saveSoon } = this.#options;
    // A folder may have come, gone, or both: what was in it is looked at, and what is in it now.
    const folders = uris.filter(mayBeFolder);
    const inside = await Promise.all(outermost(folders).map((uri) => this.#findBelow(uri)));
    const files = uris.filter((uri) => index.storedFile(uri) !== undefined || current().isRecording(uri));
    // Reading them decides what is gone: a file may have been deleted and written again within one burst.
    const touched = [...new Set([...files, ...this.#knownBelow(folders), ...inside.flat()])];
    await scanner.read(touched).catch((error: unknown) => logFailure("Reading what changed on disk", error));
    saveSoon();
    this.verifySoon();
  }

  async #findBelow(uri: string): Promise<readonly string[]> {
    try {
      return await this.#options.scanner.findBelow(uri, this.#options.folders());
    } catch (error) {
      logFailure(`Searching ${uri}`, error);
      return [];
    }
  }

  #knownBelow(folders: readonly string[]): readonly string[] {
    if (folders.length === 0) return [];
    const wanted = new Set(folders);
    return this.#options.index.uris().filter((uri) => hasAncestor(uri, wanted));
  }
}
