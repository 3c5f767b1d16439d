/**
 * Follows changes on disk: those that are reported path by path, and, because reports can get lost, those that a comparison finds after a quiet
 * period.
 */
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
  /** The current folders. */
  readonly folders: () => Folders;
  /** Whether a scan is running, during which nothing is compared. */
  readonly isScanning: () => boolean;
  /** Milliseconds without changes after which the disk is compared with the index. */
  readonly verifyAfter: number;
  /** Called when there may be something new to cache. */
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

  /** These paths (normalized URIs) may have changed. Bursts, as of a checkout or a re-recording, are handled together. */
  changed(uris: readonly string[]): void {
    for (const uri of uris) this.#changed.add(uri, uri);
  }

  /** Compares the disk with the index after a quiet period. */
  verifySoon(): void {
    this.#unverified.add("", "");
  }

  /** Compares now, and repeats soon as long as anything is different, because files may change during the comparison. Never rejects. */
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
    // A folder may have been added, removed, or both: checks what was in it and what is in it now.
    const folders = uris.filter(mayBeFolder);
    const inside = await Promise.all(outermost(folders).map((uri) => this.#findBelow(uri)));
    const files = uris.filter((uri) => index.storedFile(uri) !== undefined || current().isRecording(uri));
    // Reading decides what no longer exists, because a file may have been deleted and written again within one burst.
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
