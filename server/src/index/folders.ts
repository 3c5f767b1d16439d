/** The workspace's folders with their settings, and which files in them are recordings. */
import type { Settings } from "../protocol";
import { matcher, type Matcher } from "./scan/globs";
import { defaultSettings } from "./settings";
import { isFile, isWithin, pathOfUri, slashPath, withoutSlash } from "./uris";

interface Folder {
  readonly uri: string;
  readonly settings: Settings;
  readonly matches: Matcher;
}

/** Immutable: changed folders or settings make a new one. */
export class Folders {
  readonly #folders: readonly Folder[];
  readonly #elsewhere: Matcher;
  /** Paths of the folders that links may lead into. */
  readonly roots: readonly string[];

  /** Folder URIs are normalized; `elsewhere` are the settings for files outside of all folders, `linked` further paths that links may lead into. */
  constructor(
    folders: readonly { readonly uri: string; readonly settings: Settings }[] = [],
    readonly elsewhere: Settings = defaultSettings,
    linked: readonly string[] = [],
  ) {
    this.#folders = folders
      .filter(({ uri }) => isFile(uri))
      .map(({ uri, settings }) => ({ uri: withoutSlash(uri), settings, matches: matcherOf(settings) }));
    this.#elsewhere = matcherOf(elsewhere);
    this.roots = [...this.#folders.map(({ uri }) => pathOfUri(uri)), ...linked];
  }

  /** URIs of the folders, with their settings. */
  get all(): readonly { readonly uri: string; readonly settings: Settings }[] {
    return this.#folders;
  }

  /** The innermost folder that contains a file; undefined if there is none. */
  folderOf(uri: string): string | undefined {
    return this.#around(uri).at(0)?.uri;
  }

  /** The settings of the innermost folder that contains a file. */
  settingsFor(uri: string): Settings {
    return this.#around(uri).at(0)?.settings ?? this.elsewhere;
  }

  /** Whether the globs of any folder match this file. Outside of all folders the default ones apply. */
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

function matcherOf({ recordings }: Settings): Matcher {
  return matcher(recordings.include, recordings.exclude);
}
