/**
 * The results for a workspace's recordings, kept on disk between two runs. They contain recorded text, so only the user may read them. Any problem
 * with the cache only costs time: files are then read again.
 */
import { createHash, randomUUID } from "node:crypto";
import { open, readdir, rename, rm, stat, utimes, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { readOwn } from "../../disk/read";
import { privateFolder } from "../../disk/privateFolder";
import { decodeCache, encodeCache, type CachedFolder } from "./cacheFormat";
import { pathOfUri } from "../uris";

/** What is cached of a workspace: its recordings, what its Python sources say about cassettes, and the tests of these. One file each. */
export type CacheKind = "recordings" | "sources" | "links";
const kinds: readonly CacheKind[] = ["recordings", "sources", "links"];

/** In milliseconds: files of workspaces that were not opened for so long are deleted, and the oldest ones if all together exceed the size limit. */
const oldest = 60 * 24 * 60 * 60 * 1000;
const mostBytes = 1024 * 1024 * 1024;

export class Cache {
  readonly #folder: string;
  readonly #script: string;
  #version: Promise<string> | undefined;

  /** `folder` is a path that may not exist yet; `script` is the path of the program that makes the summaries. */
  constructor(folder: string, script: string) {
    this.#folder = folder;
    this.#script = script;
  }

  /** The cached entries of a workspace folder (URI); empty if there is no file that can be trusted. Never rejects. */
  async load(root: string, kind: CacheKind): Promise<readonly CachedFolder[]> {
    const path = this.#path(root, kind);
    try {
      if (!(await privateFolder(this.#folder, [pathOfUri(root)], { make: false }))) return [];
      const [version, bytes] = await Promise.all([this.#programVersion(), readOwn(path, mostBytes)]);
      const folders = await decodeCache(version, root, bytes);
      if (folders === undefined) await rm(path, { force: true });
      else await utimes(path, new Date(), new Date());
      return folders ?? [];
    } catch {
      return [];
    }
  }

  /** Replaces the file atomically, because other windows may read it. Never rejects; returns false if it could not be written. */
  async save(root: string, kind: CacheKind, folders: readonly CachedFolder[]): Promise<boolean> {
    const path = this.#path(root, kind);
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await privateFolder(this.#folder, [pathOfUri(root)]);
      const pieces = await encodeCache(await this.#programVersion(), root, folders);
      await writeNew(temporary, pieces);
      await rename(temporary, path);
      await this.#sweep();
      return true;
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
      return false;
    }
  }

  /** Deletes everything cached of a workspace folder (URI). Never rejects. */
  async remove(root: string): Promise<void> {
    for (const kind of kinds) await rm(this.#path(root, kind), { force: true }).catch(() => undefined);
  }

  #path(root: string, kind: CacheKind): string {
    return join(this.#folder, `${createHash("sha1").update(root).digest("hex").slice(0, 16)}.${kind}`);
  }

  /** A digest of the program, because another version may find other things. */
  #programVersion(): Promise<string> {
    this.#version ??= readOwn(this.#script).then((program) => createHash("sha1").update(program).digest("base64url"));
    return this.#version;
  }

  /** Deletes files of old workspaces, and those that a crash left half written. */
  async #sweep(): Promise<void> {
    const now = Date.now();
    const endings = [...kinds, "tmp"].map((kind) => `.${kind}`);
    const names = (await readdir(this.#folder)).filter((name) => endings.some((ending) => name.endsWith(ending)));
    const files = await Promise.all(names.map((name) => this.#info(name)));
    files.sort((a, b) => b.used - a.used);
    let bytes = 0;
    for (const { path, size, used } of files) {
      bytes += size;
      const most = path.endsWith(".tmp") ? 60 * 60 * 1000 : oldest;
      if (now - used > most || bytes > mostBytes) await rm(path, { force: true });
    }
  }

  async #info(name: string) {
    const path = join(this.#folder, name);
    const info = await stat(path).catch(() => undefined);
    return { path, size: info?.size ?? 0, used: info?.mtimeMs ?? 0 };
  }
}

/** The most buffers that systems accept in one write. */
const atOnce = 1000;

async function writeNew(path: string, pieces: readonly Buffer[]): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    for (let from = 0; from < pieces.length; from += atOnce) await writeAll(file, pieces.slice(from, from + atOnce));
  } finally {
    await file.close();
  }
}

/** On a nearly full disk only part may be written. */
async function writeAll(file: FileHandle, pieces: readonly Buffer[]): Promise<void> {
  const { bytesWritten } = await file.writev(pieces);
  if (bytesWritten < pieces.reduce((sum, { length }) => sum + length, 0)) throw new Error("The disk took only a part.");
}
