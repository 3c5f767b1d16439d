/** Finds recordings on disk, folder by folder, for a thread that may wait. */
import { readdirSync, type Dirent } from "node:fs";
import picomatch from "picomatch";
import { fileStampSync } from "./readText";
import { uriOfPath } from "./uris";

/** What to look for; the globs are relative to the folder. */
export interface Search {
  /** A path. */
  readonly folder: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** The recordings in one folder, not those below it. */
export interface FoundFiles {
  /** URI without a slash at its end. */
  readonly folder: string;
  readonly names: readonly string[];
  /** Of each name, as `fileStamp` gives it; undefined for what is no file. */
  readonly stamps: readonly (string | undefined)[];
}

/**
 * Symbolic links to folders are not followed: they loop, and lead to the same files twice. Whether a link leads to a file is seen when it is
 * read. Folders that cannot be read have nothing in them; a search that no folder can satisfy, such as a glob that is none, finds nothing.
 */
export function* walk({ folder, include, exclude }: Search): Generator<FoundFiles> {
  const matches = matcher(include, exclude);
  const skips = wholeFolders(exclude);
  if (!matches) return;
  const waiting = [""];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const entries = entriesOf(`${folder}/${at}`);
    const names: string[] = [];
    const stamps: (string | undefined)[] = [];
    for (const entry of entries) {
      const path = at + entry.name;
      if (entry.isDirectory()) {
        if (!skips(`${path}/x`)) waiting.push(`${path}/`);
      } else if ((entry.isFile() || entry.isSymbolicLink()) && matches(path)) {
        names.push(entry.name);
        stamps.push(fileStampSync(`${folder}/${path}`));
      }
    }
    if (names.length > 0) yield { folder: uriOfPath(at === "" ? folder : `${folder}/${at.slice(0, -1)}`), names, stamps };
  }
}

type Matcher = (path: string) => boolean;

/** The same options as for a file that is opened or changed (folders.ts). undefined where the globs are none. */
function matcher(include: readonly string[], exclude: readonly string[]): Matcher | undefined {
  try {
    return picomatch([...include], { ignore: [...exclude], dot: true });
  } catch {
    return undefined;
  }
}

/** Whether everything in a folder is excluded, so that nobody needs to look. */
function wholeFolders(exclude: readonly string[]): Matcher {
  return (
    matcher(
      exclude.filter((glob) => glob.endsWith("/**") && !glob.startsWith("!")),
      [],
    ) ?? (() => false)
  );
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
