/** What the user means by PATH, HASH and TEST_ID: recordings, found by name where the name suffices. */
import { statSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { Roots } from "../disk/roots";
import { globProblem, isGlob } from "../index/scan/globs";
import { readTextSync } from "../index/scan/readText";
import { defaultSettings } from "../index/settings";
import { pathOfUri } from "../index/uris";
import { walk } from "../index/scan/walk";
import { parseNodeId, type NodeId } from "../pytest/nodeId";
import { shorten } from "../recording/json";
import { digitsOfHash, hashOfName } from "../formats/byName";
import { formats as knownFormats, type Formats } from "../formats/formats";
import { readDocument } from "../formats/readDocument";
import type { RecordingFile } from "../recording/recordingFile";
import { maskedDocument } from "../rules/secrets/mask";
import { complain, secretsAreShown } from "./output";

/** A file with recordings on disk. */
export interface Found {
  /** Absolute. */
  readonly path: string;
  /** As the user named it, with forward slashes; relative to the current folder where he did not. */
  readonly shown: string;
  /** The number of the recording that the user named: `chat.json#2`; absent for all of the file. */
  readonly number?: number;
  /** Links are followed inside of the current folder, and of the folder that the user named. */
  readonly roots: Roots;
}

/** What an argument may be beside a path. */
export interface Also {
  readonly hash?: boolean;
  readonly testId?: boolean;
}

/**
 * The recordings that the arguments name, each once, in the order of the arguments; those of the current folder without arguments.
 * An argument that names nothing is complained about.
 */
export function findRecordings(args: readonly string[], also: Also = {}): readonly Found[] {
  const workspace = new Workspace();
  if (args.length === 0) return workspace.recordings();
  const found = new Map<string, Found>();
  for (const arg of args) {
    const files = named(arg, also, workspace);
    if (typeof files === "string") complain(files, 2);
    else for (const file of files) if (!found.has(keyOf(file))) found.set(keyOf(file), file);
  }
  return [...found.values()];
}

const keyOf = ({ path, number }: Found): string => (number === undefined ? path : `${path}#${number}`);

/** The recordings of the current folder, looked for once. */
class Workspace {
  #found: readonly Found[] | undefined;

  recordings(): readonly Found[] {
    return (this.#found ??= recordingsBelow("."));
  }
}

/** The recordings, or the sentence that says why there are none. */
function named(arg: string, also: Also, workspace: Workspace): readonly Found[] | string {
  const shown = shorten(arg, 300);
  const kind = kindOnDisk(arg);
  if (kind === "file") return [fileNamed(arg)];
  if (kind === "folder") return recordingsBelow(arg);
  const [, file = "", number] = /^(.+)#(\d{1,9})$/s.exec(arg) ?? [];
  if (number !== undefined && kindOnDisk(file) === "file") return [{ ...fileNamed(file), number: Number(number) }];
  if (also.testId && arg.includes("::")) {
    const files = recordingsOf(arg, workspace);
    return files.length > 0 ? files : `No recording of the test "${shown}" lies below the current folder.`;
  }
  if (also.hash && isHash(arg)) {
    const files = byHash(workspace.recordings(), arg);
    return files.length > 0 ? files : `No recording with the hash ${shown} lies below the current folder.`;
  }
  const pattern = slashes(arg);
  const problem = isGlob(pattern) ? globProblem(pattern) : undefined;
  if (problem !== undefined) return `The pattern "${shown}" ${problem}.`;
  const files = isGlob(pattern) ? filesLike(pattern) : [];
  return files.length > 0 ? files : `There is no file, folder or match of a pattern "${shown}".`;
}

function fileNamed(path: string): Found {
  return { path: resolve(path), shown: slashes(path), roots: new Roots([process.cwd()]) };
}

function kindOnDisk(path: string): "file" | "folder" | undefined {
  try {
    const info = statSync(path);
    return info.isDirectory() ? "folder" : "file";
  } catch {
    return undefined; // An argument may be a hash or a test id, as long and as odd as it likes.
  }
}

/** Below a folder that is one of recordings itself, every JSON file is one. */
function recordingsBelow(folder: string): readonly Found[] {
  const within = relative(process.cwd(), resolve(folder)).split(sep);
  const isOne = within.includes("recordings") && (within[0] !== ".." || within.at(-1) === "recordings");
  const { include, exclude } = defaultSettings.recordings;
  return list(isOne ? ["**/*.json"] : include, exclude, folder);
}

function list(include: readonly string[], exclude: readonly string[], folder: string): readonly Found[] {
  const top = resolve(folder);
  const roots = new Roots([process.cwd(), top]);
  const files: Found[] = [];
  for (const found of walk({ folder: top, include, exclude }, roots, (sentence) => complain(sentence, 2))) {
    for (const name of found.names) {
      const path = join(pathOfUri(found.folder), name);
      const shown = folder === "." ? relative(top, path) : join(folder, relative(top, path));
      files.push({ path, shown: slashes(shown), roots });
    }
  }
  return files.sort((a, b) => (a.shown < b.shown ? -1 : 1));
}

/** The user's own pattern, from the folder that its first wildcard lies in: nothing is excluded but what no pattern means. */
function filesLike(pattern: string): readonly Found[] {
  const names = pattern.split("/");
  const wild = names.findIndex(isGlob);
  const folder = names.slice(0, wild).join("/");
  const top = folder === "" ? (isAbsolute(pattern) ? "/" : ".") : folder;
  return list([names.slice(wild).join("/")], ["**/node_modules/**", "**/.git/**"], top);
}

/** At least four digits, `rec-` before them or not. */
export function isHash(text: string): boolean {
  const { length = 0 } = digitsOfHash(text) ?? {};
  return length >= 4 && length <= 64;
}

/** Recordings whose name begins with these digits, or is the short name of that hash. */
export function byHash(files: readonly Found[], written: string): readonly Found[] {
  const wanted = digitsOfHash(written) ?? "";
  return files.filter(({ path }) => {
    const hash = hashOfName(basename(path));
    return hash !== undefined && (hash.startsWith(wanted) || (wanted.length === 64 && wanted.startsWith(hash)));
  });
}

function recordingsOf(testId: string, workspace: Workspace): readonly Found[] {
  return workspace.recordings().filter((each) => {
    const text = textMentioning(each, testId);
    if (text === undefined) return false;
    return readDocument(slashes(each.path), text, formats).recordings.some((file) => isOfTest(file.recording?.testId, testId));
  });
}

/** The text, unless it plainly belongs to another test: reading all of it as JSON would take its time. */
function textMentioning({ path, roots }: Found, testId: string): string | undefined {
  const file = readTextSync(path, roots);
  if (file.kind !== "text") return undefined;
  const name = parseNodeId(testId)?.names.at(-1) ?? "";
  return !/^\w+$/.test(name) || file.text.includes(`::${name}`) ? file.text : undefined;
}

/** Whether a recording's test is the one asked for: exactly, or one of the parameter sets of a test, or the tests of a class. */
export function isOfTest(testId: string | undefined, asked: string): boolean {
  if (testId === undefined || testId === asked) return testId !== undefined;
  const [one, other] = [parseNodeId(testId), parseNodeId(asked)];
  return one !== undefined && other !== undefined && includes(other, one);
}

function includes(asked: NodeId, { path, names, param }: NodeId): boolean {
  return (
    asked.path === path &&
    asked.names.every((name, at) => name === names[at]) &&
    (asked.param === undefined || asked.param === param)
  );
}

/** A recording to be shown, and as the user would name it. */
export interface ReadRecording {
  readonly file: RecordingFile;
  /** Of a file with several with its number: `chat.json#2`. */
  readonly shown: string;
}

/** Reads recordings to be shown: credentials are masked unless the user asked for them. Complains about a file that cannot be read. */
export function read({ path, shown, number, roots }: Found): readonly ReadRecording[] {
  const file = readTextSync(path, roots);
  if (file.kind !== "text") {
    complain(file.kind === "gone" ? `${shown} is no file.` : `${shown}: ${file.message}`);
    return [];
  }
  const document = readDocument(slashes(path), file.text, formats);
  const { recordings } = secretsAreShown() ? document : maskedDocument(document);
  const isAlone = recordings[0].path.length === 0;
  const found = recordings.filter(({ index }) => number === undefined || index === number);
  if (found.length === 0) complain(`${shown} has no recording ${number ?? 0}: the last is ${recordings.length - 1}.`);
  return found.map((each) => ({ file: each, shown: isAlone ? shown : `${shown}#${each.index}` }));
}

let formats = knownFormats;

/** The file formats of this run; those of the product without it. */
export function useFormats(these: Formats): void {
  formats = these;
}

/** Those that are used. */
export function formatsInUse(): Formats {
  return formats;
}

const slashes = (path: string): string => (sep === "/" ? path : path.replaceAll(sep, "/"));
