/**
 * Watches a folder for clients that cannot. Uses the system's recursive watching on macOS and Windows; elsewhere watches the entries of each folder,
 * because Node's recursion and the usual libraries watch every single file there and reach the system's limit.
 */
import { watch, type FSWatcher } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { codeOf, messageOf } from "../errors";

export interface Watched {
  /** Absolute path of a folder; it may be a link. Links in it are not followed. */
  readonly root: string;
  /** Whether to ignore a folder and everything in it; the path is relative to the root, with forward slashes. */
  readonly skips: (folder: string) => boolean;
  /** Called with the absolute path of a file or folder that was added, removed or changed, sometimes twice. */
  readonly onChange: (path: string) => void;
  /** Called once if some changes will be missed; `reason` is the end of a sentence. */
  readonly onFailure: (reason: string) => void;
  /** The most folders to watch where each is watched by itself, as somebody may open their home folder. 20,000 by default. */
  readonly mostFolders?: number;
}

const watchesTrees = ["darwin", "win32"].includes(process.platform);

const tooMany = "TOO_MANY";

export class TreeWatcher {
  /** Resolves when everything that existed at the start is watched. Never rejects. */
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

  /** Watches a folder and its subfolders, one after the other, in the background. */
  async #add(top: string): Promise<void> {
    const waiting = [top];
    for (let folder = waiting.pop(); folder !== undefined && !this.#disposed; folder = waiting.pop()) {
      // Watched before it is listed, so that nothing added in between is missed.
      if (!this.#watch(folder, false, (event, name) => void this.#told(event, join(folder, name)))) continue;
      for (const path of await foldersIn(folder)) if (!this.#skips(path)) waiting.push(path);
    }
  }

  async #told(event: string, path: string): Promise<void> {
    if (event === "rename") await this.#replaced(path);
    if (!this.#disposed && !this.#skips(path)) this.#watched.onChange(path);
  }

  /** An entry was added or removed: a folder may be a new one now. */
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

  /** Starts watching a folder. Returns false if it is watched already or no longer exists. */
  #watch(path: string, recursive: boolean, listener: (event: string, name: string) => void): boolean {
    if (this.#disposed || this.#watchers.has(path)) return false;
    try {
      if (this.#watchers.size >= (this.#watched.mostFolders ?? 20_000))
        throw Object.assign(new Error("Too many folders."), { code: tooMany });
      const watcher = watch(path, { recursive, persistent: false }, (event, name) => listener(event, name ?? ""));
      // Some systems report a deleted folder as not readable.
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
    return []; // It was removed or is not readable: then none of its recordings is read either.
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch {
    return false;
  }
}
