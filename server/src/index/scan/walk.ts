/** Finds recordings on disk, folder by folder, for a thread that may wait. */
import { readdirSync, statSync, type Dirent } from "node:fs";
import { dirname, relative, sep } from "node:path";
import { codeOf } from "../../errors";
import { isBelow, realPath, type Roots } from "../../disk/roots";
import { folderMatcher, matcher, type FolderMatcher, type Matcher } from "./globs";
import { fileStampSync } from "./readText";
import { uriOfPath } from "../uris";

/** Which files are meant: relative to a folder. */
export interface Globs {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** What to look for. */
export interface Search extends Globs {
  /** A path. */
  readonly folder: string;
  /** Other files that are found on the way; nobody looks into a folder for their sake. */
  readonly also?: Globs | undefined;
}

/** The recordings in one folder, not those below it. */
export interface FoundFiles extends StampedNames {
  /** URI without a slash at its end. */
  readonly folder: string;
  /** The other files there; absent where there are none. */
  readonly also?: StampedNames;
}

/** Lists of equal length. */
export interface StampedNames {
  readonly names: readonly string[];
  /** Of each name, as `fileStamp` gives it; undefined for what is no file, and for a link out of the roots: what an earlier search read there is not asked. */
  readonly stamps: readonly (string | undefined)[];
}

/** A search ends after so many folders, and after the folder in which it found so many recordings. */
export const mostFound = { folders: 1_000_000, files: 1_000_000 };

/** More of them are not named. */
const mostOutside = 10;

/** A folder that is looked into: from the top, with a slash at the end of all but the top itself. */
interface Waiting {
  readonly at: string;
  /** Where it really is, for a folder that a link led to. */
  readonly real: string | undefined;
}

/**
 * Links are followed when everything else is found, and into each folder once, so that loops end; what they lead to is left out where it is found
 * under its own name. A link out of the roots is a name like any other, and found unreadable when it is read. Yields each folder, also those without
 * recordings, so that whoever waits sees that it goes on. `warn` is given a sentence where recordings may be missing. Returns the folders (from the top)
 * that links lead to outside of the roots, into which nobody looked.
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
        `The search for recordings in ${search.folder} was ended after ${looked - 1} folders and ${count} files, so some are missing.`,
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

/** Those of one kind in one folder. */
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
  /** Links to folders (paths from the top) that are still to be followed. */
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

  /** The folder to look into; undefined at the end. */
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

  /** `path`: of a file that may be asked for its stamp. */
  #add({ names, stamps }: Found, name: string, path: string | undefined): void {
    names.push(name);
    stamps.push(path === undefined ? undefined : fileStampSync(`${this.#folder}/${path}`));
  }

  /** Of a folder where nobody looks for recordings it does not matter that it cannot be read. */
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

  /** A link to a folder is kept for later, and is no recording: one that leads outside is named when it stands where recordings may be. */
  #keepFolder(path: string, isOutside: boolean): boolean {
    const mayHoldRecordings = this.#recordings.matches(`${path}/x.json`);
    if (isOutside) {
      if (!mayHoldRecordings && this.outside.length < mostOutside) this.outside.push(path);
      return mayHoldRecordings;
    }
    // What several links lead to belongs where recordings are expected.
    if (mayHoldRecordings) this.#links.unshift(path);
    else this.#links.push(path);
    return false;
  }

  #follow(path: string): void {
    const link = `${this.#folder}/${path}`;
    const real = realPath(link);
    // Around the link itself lies what has been seen.
    if (real !== undefined && !isBelow(realPath(dirname(link)) ?? link, real)) this.#enter(path, real);
  }

  /** Whether the search finds it without any link. */
  #isFoundItself(real: string, { matches }: Kind): boolean {
    this.#top ??= realPath(this.#folder) ?? this.#folder;
    if (!isBelow(real, this.#top)) return false;
    return matches(relative(this.#top, real).replaceAll(sep, "/"));
  }
}

function kindOf({ include, exclude }: Globs): Kind {
  return { matches: matcher(include, exclude), matchesIn: folderMatcher(include, exclude) };
}

/** Whether a search looks into all folders. */
export function isDeep({ include }: Pick<Globs, "include">): boolean {
  return depthOf(include) === Infinity;
}

/** How many names, that of the file among them, a path may have at most. */
function depthOf(include: readonly string[]): number {
  const depths = include.map((glob) => (/\*\*|[{}]|^!/.test(glob) ? Infinity : glob.split("/").length));
  return depths.reduce((deepest, depth) => Math.max(deepest, depth), -Infinity);
}

/** Whether everything in a folder is excluded, so that nobody needs to look: asked with the path of anything in it. */
export function wholeFolders(exclude: readonly string[]): Matcher {
  return matcher(exclude.filter((glob) => glob.endsWith("/**") && !glob.startsWith("!")));
}
