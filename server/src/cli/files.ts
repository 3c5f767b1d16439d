/** Resolves the arguments PATH, HASH and TEST_ID to files with recordings, by name alone if the name suffices. */
import { statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { counted } from "../counted";
import { slashes } from "../disk/paths";
import { Roots } from "../disk/roots";
import { globProblem, isGlob, matcher } from "../index/scan/globs";
import { readHeadSync, readTextSync } from "../index/scan/readText";
import { defaultSettings } from "../index/settings";
import { pathOfUri } from "../index/uris";
import { walk } from "../index/scan/walk";
import { parseNodeId } from "../pytest/nodeId";
import { shorten } from "../recording/json";
import { readDocument } from "../formats/readDocument";
import { asNodeId, byHash, isHash, isOfTest } from "./asked";
import { testsOf } from "../index/tests/testsOnDisk";
import { formatsInUse } from "./formats";
import { complain } from "./output";

/** A file with recordings on disk. */
export interface Found {
  /** Absolute path. */
  readonly path: string;
  /** As the user named it, with forward slashes; otherwise relative to the current folder. */
  readonly shown: string;
  /** The number of the recording in `chat.json#2`; absent for the whole file. */
  readonly number?: number;
  /** The folders that links may lead into: the current one, and the one that the user named. */
  readonly roots: Roots;
}

/** What an argument may be other than a path, and whether finding nothing is allowed. */
export interface Wanted {
  readonly hash?: boolean;
  readonly allowEmpty?: boolean | undefined;
}

/**
 * The recordings that the arguments name, each once and in their order; without arguments, those of the current folder. Complains about arguments
 * that name nothing, and about folders without recordings.
 */
export function findRecordings(args: readonly string[], wanted: Wanted = {}): readonly Found[] {
  const workspace = new Workspace();
  const found = new Map<string, Found>();
  let isTold = wanted.allowEmpty === true;
  for (const arg of args.length === 0 ? ["."] : args) {
    const files = named(arg, wanted, workspace);
    if (typeof files === "string") {
      complain(files, 2);
      isTold = true;
    } else for (const file of files) if (!found.has(keyOf(file))) found.set(keyOf(file), file);
  }
  if (found.size === 0 && !isTold && !workspace.isIncomplete) complain(workspace.whyNothing(), 2);
  return [...found.values()];
}

const keyOf = ({ path, number }: Found): string => (number === undefined ? path : `${path}#${number}`);

/** The folders that were searched, each once. */
class Workspace {
  readonly #below = new Map<string, Below>();

  recordings(folder = "."): readonly Found[] {
    const below = this.#below.get(folder) ?? recordingsBelow(folder);
    this.#below.set(folder, below);
    return below.files;
  }

  /** Whether recordings may be missing, which was reported. */
  get isIncomplete(): boolean {
    return [...this.#below.values()].some((below) => below.isIncomplete);
  }

  /** A sentence that says what was searched for, and which folders were skipped. */
  whyNothing(): string {
    const folders = [...this.#below.keys()].map((folder) => (folder === "." ? "the current folder" : folder));
    const all = [...this.#below.values()];
    const places = [...new Set(all.map(({ include }) => placesInWords(include)))];
    const others = all.reduce((sum, below) => sum + below.others, 0);
    const there = others === 0 ? "" : ` ${counted(others, "file there is not a recording", "files there are not recordings")}.`;
    const outside = all.flatMap((below) => below.outside);
    const links = outside.length === 0 ? "" : ` Links out of it are not followed: ${outside.join(", ")}.`;
    return `No recordings found in ${shorten(folders.join(", "), 300)}: only ${places.join(" and ")} are searched.${there}${links} Name files or a pattern to read others, or pass --allow-empty.`;
  }
}

/** What is looked for. */
export const placesInWords = (include = defaultSettings.recordings.include): string =>
  include === defaultSettings.recordings.include
    ? 'folders named "recordings", "cassettes" and the like'
    : `files like ${include.join(" or ")}`;

interface Below {
  readonly files: readonly Found[];
  readonly include: readonly string[];
  readonly isIncomplete: boolean;
  /** How many files lie where recordings do, and are none. */
  readonly others: number;
  /** Folders that links lead to elsewhere, as the user may name them. */
  readonly outside: readonly string[];
}

/** The recordings that an argument names, or a sentence that says why there are none. */
function named(arg: string, also: Wanted, workspace: Workspace): readonly Found[] | string {
  const shown = shorten(arg, 300);
  const kind = kindOnDisk(arg);
  if (kind === "file" && arg.endsWith(".py")) {
    const files = recordingsOf(asNodeId(arg), workspace);
    return files.length > 0 ? files : `No recordings of the tests in "${shown}" were found below the current folder.`;
  }
  if (kind === "file") return [fileNamed(arg)];
  if (kind === "folder") return workspace.recordings(arg);
  const [, file = "", number] = /^(.+)#(\d{1,9})$/s.exec(arg) ?? [];
  if (number !== undefined && kindOnDisk(file) === "file") return [{ ...fileNamed(file), number: Number(number) }];
  if (arg.includes("::")) {
    const files = recordingsOf(asNodeId(arg), workspace);
    return files.length > 0 ? files : `No recordings of the test "${shown}" were found below the current folder.`;
  }
  if (also.hash && isHash(arg)) {
    const files = byHash(workspace.recordings(), arg);
    return files.length > 0 ? files : `No recordings with the hash ${shown} were found below the current folder.`;
  }
  const pattern = slashes(arg);
  const problem = isGlob(pattern) ? globProblem(pattern) : undefined;
  if (problem !== undefined) return `The pattern "${shown}" ${problem}.`;
  if (!isGlob(pattern)) return `There is no file or folder "${shown}"${also.hash ? ", and it is not a hash" : ""}.`;
  const files = filesLike(pattern);
  return files.length > 0 ? files : `No recordings match the pattern "${shown}".`;
}

function fileNamed(path: string): Found {
  return { path: resolve(path), shown: slashes(path), roots: new Roots([process.cwd()]) };
}

function kindOnDisk(path: string): "file" | "folder" | undefined {
  try {
    const info = statSync(path);
    return info.isDirectory() ? "folder" : "file";
  } catch {
    return undefined; // The argument may be a hash or test id of any length, and so no valid path.
  }
}

/** Every file below this folder that may be a recording, for a folder inside a `recordings` folder. */
function recordingsBelow(folder: string): Below {
  const { include, exclude } = defaultSettings.recordings;
  const inside = endingsIn(folder).map((ending) => `**/*.${ending}`);
  return list(inside.length > 0 ? inside : include, exclude, folder);
}

/** Files that mark the root of a project: a `recordings` folder above it does not count. */
const projectFiles = [".git", "pyproject.toml", "pytest.ini", "setup.cfg", "setup.py", "tox.ini", "package.json"];

/** The endings of recordings directly in this folder; none if it is not a folder of recordings. */
function endingsIn(folder: string): readonly string[] {
  const isPlace = matcher(defaultSettings.recordings.include);
  const places = placesOf(resolve(folder));
  // An ending that is searched for everywhere does not make this a folder of recordings.
  const endings = formatsInUse().endings.filter((ending) => !isPlace(`x.${ending}`));
  return endings.filter((ending) => places.some((place) => isPlace(`${place}/x.${ending}`)));
}

/** The path of a folder, relative to the current folder if it lies there, and relative to its project's root. */
function placesOf(top: string): readonly string[] {
  const names: string[] = [];
  for (let at = top; ; at = dirname(at)) {
    names.unshift(basename(at));
    if (at === dirname(at) || projectFiles.some((name) => kindOnDisk(join(at, name)) !== undefined)) break;
  }
  const within = slashes(relative(process.cwd(), top));
  return [names.join("/"), ...(within.startsWith("..") ? [] : [within])];
}

function list(include: readonly string[], exclude: readonly string[], folder: string): Below {
  const top = resolve(folder);
  const roots = new Roots([process.cwd(), top]);
  const files: Found[] = [];
  const shownIn = (path: string) => slashes(folder === "." ? path : join(folder, path));
  let isIncomplete = false;
  let others = 0;
  const warn = (sentence: string) => {
    isIncomplete = true;
    complain(sentence, 2);
  };
  const search = walk({ folder: top, include, exclude }, roots, warn);
  let next = search.next();
  for (; next.done !== true; next = search.next()) {
    for (const [at, name] of next.value.names.entries()) {
      const path = join(pathOfUri(next.value.folder), name);
      // Only the folder tells such files from others; a link that leads out of the roots is reported.
      const isOutside = next.value.stamps[at] === undefined;
      if (isOutside || formatsInUse().isRecording(slashes(path), () => readHeadSync(path, roots) ?? ""))
        files.push({ path, shown: shownIn(relative(top, path)), roots });
      else others++;
    }
  }
  const sorted = files.sort((a, b) => (a.shown < b.shown ? -1 : 1));
  return { files: sorted, include, isIncomplete, others, outside: next.value.map(shownIn) };
}

/** The files that match the user's own glob, searched from the folder before its first wildcard. Only what no glob means is excluded. */
function filesLike(pattern: string): readonly Found[] {
  const names = pattern.split("/");
  const wild = names.findIndex(isGlob);
  const folder = names.slice(0, wild).join("/");
  const top = folder === "" ? (isAbsolute(pattern) ? "/" : ".") : folder;
  return list([names.slice(wild).join("/")], ["**/node_modules/**", "**/.git/**"], top).files;
}

function recordingsOf(testId: string, workspace: Workspace): readonly Found[] {
  return workspace.recordings().filter((each) => {
    const file = readTextSync(each.path, each.roots);
    if (file.kind !== "text") return false;
    const { text } = file;
    const tests = testsOf(each.path, text, formatsInUse());
    if (tests.length > 0 || !mayName(text, testId)) return tests.some((test) => isOfTest(test, testId));
    return readDocument(slashes(each.path), text, formatsInUse()).recordings.some((file) => isOfTest(file.testId, testId));
  });
}

/** Whether a text may name the test: a quick check that saves parsing all of it. */
function mayName(text: string, testId: string): boolean {
  const name = parseNodeId(testId)?.names.at(-1);
  if (name === undefined) return text.includes(".py::");
  return !/^\w+$/.test(name) || text.includes(`::${name}`);
}
