/** Finds recordings on disk, folder by folder, blocking the thread. */
import { readdirSync, statSync, type Dirent } from "node:fs";
import { dirname, relative, sep } from "node:path";
import { codeOf } from "../../errors";
import { isBelow, realPath, type Roots } from "../../disk/roots";
import { folderMatcher, matcher, type FolderMatcher, type Matcher } from "./globs";
import { fileStampSync } from "./readText";
import { uriOfPath } from "../uris";

/** Globs relative to a folder. */
export interface Globs {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** What to search for. */
export interface Search extends Globs {
  /** Path of the folder. */
  readonly folder: string;
  /** Other files to collect on the way; no folder is searched only for them. */
  readonly also?: Globs | undefined;
}

/** The recordings directly in one folder. */
export interface FoundFiles extends StampedNames {
  /** URI without a trailing slash. */
  readonly folder: string;
  /** Other files there; absent if there are none. */
  readonly also?: StampedNames;
}

/** Lists of equal length. */
export interface StampedNames {
  readonly names: readonly string[];
  /**
   * The result of `fileStamp` for each name; undefined for what is not a file, and for a link out of the roots, whose cached data must not be used.
   */
  readonly stamps: readonly (string | undefined)[];
}

/** The search stops after so many folders, and after the folder that reaches so many recordings. */
export const mostFound = { folders: 1_000_000, files: 1_000_000 };

/** The most links outside of the roots that are named. */
const mostOutside = 10;

/** A folder to search: relative to the top, with a trailing slash unless it is the top itself. */
interface Waiting {
  readonly at: string;
  /** The real path of a folder that a link led to. */
  readonly real: string | undefined;
}

/**
 * Follows links after everything else, and each folder once, so that loops end; what is found under its own name is not repeated. A link out of the
 * roots is listed like any file, and found unreadable when it is read. Yields every folder, even those without recordings, to show that it goes on.
 * `warn` gets a sentence if recordings may be missing. Returns the folders (relative to the top) that links lead to outside of the roots, which are
 * not searched.
 */
export function* walk(
  search: Search,
  roots: Roots,
  warn: Warn,
  { folders, files } = mostFound,
): Generator<FoundFiles, readonly string[]> {
  const walker = new Walker(search, roots, warn);
  let [looked, count] = [0, 0];
  for (let next = walker.next(); next !== undefined; next = walker.next()) {
    if (looked++ === folders || count > files) {
      warn(
        `The search for recordings in ${search.folder} was stopped after ${looked - 1} folders and ${count} files, so some are missing.`,
      );
      return walker.outside;
    }
    const found = walker.look(next);
    count += found.names.length;
    yield found;
  }
  return walker.outside;
}

type Warn = (sentence: string) => void;

/** Recordings, or the other files. */
interface Kind {
  readonly matches: Matcher;
  readonly matchesIn: FolderMatcher;
}

/** The files of one kind in one folder. */
interface Found {
  readonly kind: Kind;
  readonly isMeant: (name: string) => boolean;
  readonly names: string[];
  readonly stamps: (string | undefined)[];
}

class Walker {
  readonly outside: string[] = [];
  readonly #folder: string;
  readonly #roots: Roots;
  readonly #recordings: Kind;
  readonly #kinds: readonly Kind[];
  readonly #skips: Matcher;
  readonly #depth: number;
  readonly #warn: Warn;
  readonly #waiting: Waiting[] = [{ at: "", real: undefined }];
  /** Links to folders (relative to the top) that are still to be followed. */
  readonly #links: string[] = [];
  readonly #followed = new Set<string>();
  #top: string | undefined;

  constructor({ folder, include, exclude, also }: Search, roots: Roots, warn: Warn) {
    this.#warn = warn;
    this.#folder = folder;
    this.#roots = roots;
    this.#recordings = kindOf({ include, exclude });
    this.#kinds = also === undefined ? [this.#recordings] : [this.#recordings, kindOf(also)];
    this.#skips = wholeFolders(exclude);
    this.#depth = depthOf(include);
  }

  /** The next folder to search; undefined at the end. */
  next(): Waiting | undefined {
    while (this.#waiting.length === 0 && this.#links.length > 0) this.#follow(this.#links.shift() ?? "");
    return this.#waiting.pop();
  }

  look({ at, real }: Waiting): FoundFiles {
    const folders = at.split("/").slice(0, -1);
    const found = this.#kinds.map((kind): Found => ({ kind, isMeant: kind.matchesIn(folders), names: [], stamps: [] }));
    for (const entry of this.#entries(at)) {
      const path = at + entry.name;
      if (entry.isDirectory()) this.#enter(path, real === undefined ? undefined : `${real}/${entry.name}`);
      else if (entry.isSymbolicLink()) this.#lookBehind(path, entry.name, found);
      else if (entry.isFile()) {
        for (const each of found) {
          if (each.isMeant(entry.name) && (real === undefined || !this.#isFoundItself(`${real}/${entry.name}`, each.kind)))
            this.#add(each, entry.name, path);
        }
      }
    }
    const folder = uriOfPath(at === "" ? this.#folder : `${this.#folder}/${at.slice(0, -1)}`);
    const [recordings, also] = found.map(({ names, stamps }): StampedNames => ({ names, stamps }));
    return { folder, names: [], stamps: [], ...recordings, ...(also === undefined || also.names.length === 0 ? {} : { also }) };
  }

  /** `path` is that of a file to get a stamp for. */
  #add({ names, stamps }: Found, name: string, path: string | undefined): void {
    names.push(name);
    stamps.push(path === undefined ? undefined : fileStampSync(`${this.#folder}/${path}`));
  }

  /** A folder in which nobody expects recordings may be unreadable. */
  #entries(at: string): readonly Dirent[] {
    const folder = `${this.#folder}/${at}`;
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      const isForbidden = ["EACCES", "EPERM"].includes(codeOf(error));
      if (isForbidden && (at === "" || this.#recordings.matches(`${at}x.json`)))
        this.#warn(`The folder ${folder.replace(/\/$/, "")} cannot be read (no permission), so its recordings are missing.`);
      return [];
    }
  }

  #enter(path: string, real: string | undefined): void {
    if (this.#skips(`${path}/x`) || path.split("/").length >= this.#depth) return;
    if (real !== undefined) {
      if (this.#followed.has(real)) return;
      this.#followed.add(real);
    }
    this.#waiting.push({ at: `${path}/`, real });
  }

  #lookBehind(path: string, name: string, found: readonly Found[]): void {
    const link = `${this.#folder}/${path}`;
    const real = realPath(link);
    if (real === undefined) return;
    const isFolder = statSync(real, { throwIfNoEntry: false })?.isDirectory() === true;
    const isOutside = !this.#roots.holdTarget(link, real);
    const isNamed = isFolder && this.#keepFolder(path, isOutside);
    for (const each of found) {
      const isOurs = isFolder ? isNamed && each.kind === this.#recordings : each.kind.matches(path);
      if (!isOurs) continue;
      if (isOutside) this.#add(each, name, undefined);
      else if (!this.#isFoundItself(real, each.kind)) this.#add(each, name, path);
    }
  }

  /** Remembers a link to a folder for later; one that leads outside is only named if recordings may be there. */
  #keepFolder(path: string, isOutside: boolean): boolean {
    const mayHoldRecordings = this.#recordings.matches(`${path}/x.json`);
    if (isOutside) {
      if (!mayHoldRecordings && this.outside.length < mostOutside) this.outside.push(path);
      return mayHoldRecordings;
    }
    // If several links lead to the same folder, it belongs where recordings are expected.
    if (mayHoldRecordings) this.#links.unshift(path);
    else this.#links.push(path);
    return false;
  }

  #follow(path: string): void {
    const link = `${this.#folder}/${path}`;
    const real = realPath(link);
    // A folder around the link itself was searched already.
    if (real !== undefined && !isBelow(realPath(dirname(link)) ?? link, real)) this.#enter(path, real);
  }

  /** Whether the search finds it without links. */
  #isFoundItself(real: string, { matches }: Kind): boolean {
    this.#top ??= realPath(this.#folder) ?? this.#folder;
    if (!isBelow(real, this.#top)) return false;
    return matches(relative(this.#top, real).replaceAll(sep, "/"));
  }
}

function kindOf({ include, exclude }: Globs): Kind {
  return { matches: matcher(include, exclude), matchesIn: folderMatcher(include, exclude) };
}

/** Whether a search covers all folders. */
export function isDeep({ include }: Pick<Globs, "include">): boolean {
  return depthOf(include) === Infinity;
}

/** The most names in a matching path, including the file's. */
function depthOf(include: readonly string[]): number {
  const depths = include.map((glob) => (/\*\*|[{}]|^!/.test(glob) ? Infinity : glob.split("/").length));
  return depths.reduce((deepest, depth) => Math.max(deepest, depth), -Infinity);
}

/** Whether everything in a folder is excluded, so that it need not be searched; call with the path of anything in it. */
export function wholeFolders(exclude: readonly string[]): Matcher {
  return matcher(exclude.filter((glob) => glob.endsWith("/**") && !glob.startsWith("!")));
}
