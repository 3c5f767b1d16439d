/** The workspace's folders with the settings of each, and which files in them are recordings. */
import picomatch from "picomatch";
import type { Settings } from "../protocol";
import { defaultSettings } from "./settings";
import { isFile, isWithin, slashPath, withoutSlash } from "./uris";

type Matcher = (relativePath: string) => boolean;

interface Folder {
  readonly uri: string;
  readonly settings: Settings;
  readonly matches: Matcher;
}

/** Immutable: a change of folders or settings makes a new one. */
export class Folders {
  readonly #folders: readonly Folder[];
  readonly #elsewhere: Matcher;

  /** Folder URIs are normalized; `elsewhere` are the settings for files outside all folders. */
  constructor(
    folders: readonly { readonly uri: string; readonly settings: Settings }[] = [],
    readonly elsewhere: Settings = defaultSettings,
  ) {
    this.#folders = folders
      .filter(({ uri }) => isFile(uri))
      .map(({ uri, settings }) => ({ uri: withoutSlash(uri), settings, matches: matcher(settings) }));
    this.#elsewhere = matcher(elsewhere);
  }

  /** URIs with the globs to look for in each. */
  get all(): readonly { readonly uri: string; readonly settings: Settings }[] {
    return this.#folders;
  }

  /** The innermost folder that holds a file; undefined outside all of them. */
  folderOf(uri: string): string | undefined {
    return this.#around(uri).at(0)?.uri;
  }

  /** The settings of the innermost folder that holds a file. */
  settingsFor(uri: string): Settings {
    return this.#around(uri).at(0)?.settings ?? this.elsewhere;
  }

  /** Whether the globs of any folder take this file for a recording. Outside all folders the default ones decide. */
  isRecording(uri: string): boolean {
    if (!isFile(uri)) return false;
    const path = slashPath(uri);
    const around = this.#around(uri);
    if (around.length === 0) return this.#elsewhere(path.slice(1));
    return around.some((folder) => folder.matches(path.slice(withoutSlash(slashPath(folder.uri)).length + 1)));
  }

  #around(uri: string): readonly Folder[] {
    return this.#folders.filter((folder) => isWithin(uri, folder.uri)).sort((a, b) => b.uri.length - a.uri.length);
  }
}

/** The same options as the scan's, so that a file that is opened or changed is judged as the scan judges it. */
function matcher({ recordings }: Settings): Matcher {
  try {
    return picomatch([...recordings.include], { ignore: [...recordings.exclude], dot: true });
  } catch {
    return () => false;
  }
}
