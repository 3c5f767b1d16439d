/**
 * Changes below a folder, noticed by ourselves: for clients that watch nothing. Where the system watches whole trees (macOS, Windows), it does; elsewhere each
 * folder is watched for what happens to its entries. Node's own recursion there, and the usual libraries, watch each single file, and reach the system's limit.
 */
import { watch, type FSWatcher } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { codeOf, messageOf } from "../errors";

export interface Watched {
  /** Absolute path of a folder; it may be a link, and links in it are not followed. */
  readonly root: string;
  /** Whether a folder, relative to the root and with forward slashes, is of no interest with all that is in it. */
  readonly skips: (folder: string) => boolean;
  /** Files or folders (absolute paths) came, went or changed: which of these is not told, and some are told twice. */
  readonly onChange: (path: string) => void;
  /** Why some changes will not be seen, as the end of a sentence; once. */
  readonly onFailure: (reason: string) => void;
  /** Where the system watches single folders, no more than these: somebody may open their home folder, or a whole disk. 20,000 by default. */
  readonly mostFolders?: number;
}

const watchesTrees = ["darwin", "win32"].includes(process.platform);

const tooMany = "TOO_MANY";

export class TreeWatcher {
  /** Resolves when everything is watched that was there in the beginning. Never rejects. */
  readonly ready: Promise<void>;
  readonly #watched: Watched;
  readonly #watchers = new Map<string, FSWatcher>();
  #disposed = false;
  #failed = false;

  constructor(watched: Watched) {
    this.#watched = watched;
    if (watchesTrees) this.#watchTree();
    this.ready = watchesTrees ? Promise.resolve() : this.#add(watched.root);
  }

  dispose(): void {
    this.#disposed = true;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watchTree(): void {
    const { root, onChange } = this.#watched;
    this.#watch(root, true, (_, name) => {
      if (!this.#skips(join(root, name))) onChange(join(root, name));
    });
  }

  /** Watches a folder and those in it, one after the other: nobody waits for it. */
  async #add(top: string): Promise<void> {
    const waiting = [top];
    for (let folder = waiting.pop(); folder !== undefined && !this.#disposed; folder = waiting.pop()) {
      // Watched before it is looked into: what comes in between is told.
      if (!this.#watch(folder, false, (event, name) => void this.#told(event, join(folder, name)))) continue;
      for (const path of await foldersIn(folder)) if (!this.#skips(path)) waiting.push(path);
    }
  }

  async #told(event: string, path: string): Promise<void> {
    if (event === "rename") await this.#replaced(path);
    if (!this.#disposed && !this.#skips(path)) this.#watched.onChange(path);
  }

  /** Something came or went: a folder may be another one now. */
  async #replaced(path: string): Promise<void> {
    if (this.#watchers.has(path)) this.#removeBelow(path);
    if ((await isFolder(path)) && !this.#skips(path)) await this.#add(path);
  }

  #removeBelow(folder: string): void {
    for (const [path, watcher] of this.#watchers) {
      if (path !== folder && !path.startsWith(folder + sep)) continue;
      watcher.close();
      this.#watchers.delete(path);
    }
  }

  /** Whether it is watched now; not so what is watched already, or gone. */
  #watch(path: string, recursive: boolean, listener: (event: string, name: string) => void): boolean {
    if (this.#disposed || this.#watchers.has(path)) return false;
    try {
      if (this.#watchers.size >= (this.#watched.mostFolders ?? 20_000))
        throw Object.assign(new Error("Too many folders."), { code: tooMany });
      const watcher = watch(path, { recursive, persistent: false }, (event, name) => listener(event, name ?? ""));
      // Of a folder that is deleted, some systems say that it may not be read.
      watcher.on("error", () => this.#removeBelow(path));
      this.#watchers.set(path, watcher);
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  #skips(path: string): boolean {
    const { root, skips } = this.#watched;
    return skips(relative(root, path).replaceAll(sep, "/"));
  }

  #fail(error: unknown): void {
    const code = codeOf(error);
    if (this.#failed || code === "ENOENT" || code === "ENOTDIR") return;
    this.#failed = true;
    const isLimit = ["ENOSPC", "EMFILE", tooMany].includes(code);
    this.#watched.onFailure(isLimit ? `no more than ${this.#watchers.size} can be watched` : messageOf(error));
  }
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch {
    return []; // Gone, or not to be read: then no recording of it is read either.
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch {
    return false;
  }
}
