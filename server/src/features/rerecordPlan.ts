/**
 * From what a person wants recorded again to what pytest is to run. A test id is data from a file, so nothing is planned that is an option in
 * disguise, does not exist, or leads out of the workspace.
 */
import { realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Position } from "vscode-languageserver-types";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { RecordingIndex, TestRecording } from "../index/recordingIndex";
import { isFile as isFileUri, normalizeUri, pathOfUri, uriOfPath, withoutSlash } from "../index/uris";
import type { RerecordPlan, RerecordTarget } from "../protocol";
import { printable, shorten } from "../recording/json";
import { formatNodeId, parseNodeId, unsafeNodeId, type NodeId } from "../pytest/nodeId";
import { parseTestModule, testAt } from "../pytest/testModule";

/** What a plan needs to know of the workspace. */
export interface RerecordServices {
  readonly index: Pick<RecordingIndex, "get" | "ofModule">;
  /** Workspace folders (URIs). */
  readonly folders: readonly string[];
  /** The text of a file (URI), as the editor shows it where it is open; undefined when it cannot be read. */
  readText(uri: string): Promise<string | undefined>;
}

/** A test (or, without names, a module) and the absolute path of the folder that its id is relative to. */
interface Located {
  readonly root: string;
  /** The workspace folder around it, an absolute path. */
  readonly folder: string;
  readonly id: NodeId;
}

interface Refusal {
  readonly refused: string;
}

/** Layouts whose tests share a folder of recordings; relative to the root. */
const commonFolders = ["tests/integration/common/recordings"];

/** Files by which a folder is recognised as the one that pytest calls its root. */
const rootMarkers = ["pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg", "setup.py"];

/** The plan for a target, or the one sentence why there is none. Never throws. */
export async function rerecordPlan(services: RerecordServices, target: RerecordTarget): Promise<RerecordPlan> {
  const located = await locate(services, target);
  if ("refused" in located) return { kind: "refused", reason: located.refused };
  const unsafe = await whyUnsafe(located);
  return unsafe === undefined ? plan(services, located) : { kind: "refused", reason: unsafe };
}

async function locate(services: RerecordServices, target: RerecordTarget): Promise<Located | Refusal> {
  switch (target.kind) {
    case "recording":
      return locateRecording(services, target.uri);
    case "nodeId":
      return locateNodeId(services, target.nodeId, target.from);
    case "test":
      return locateModule(services, target.uri, target.names);
    case "module":
      return locateModule(services, target.uri, []);
    case "place":
      return locatePlace(services, target.uri, target.position);
  }
}

async function locateRecording(services: RerecordServices, uri: string): Promise<Located | Refusal> {
  const recording = services.index.get(normalizeUri(uri));
  if (!recording) return { refused: "This file is not one of the workspace's recordings, so there is nothing to record again." };
  if (recording.testId === undefined) {
    return { refused: "This recording names no test: it was made outside of tests, or by an old recorder." };
  }
  return locateNodeId(services, recording.testId, uri);
}

/** An id is relative to some folder around the place that names it; failing that, to a workspace folder. */
async function locateNodeId(services: RerecordServices, nodeId: string, from: string): Promise<Located | Refusal> {
  const id = parseNodeId(nodeId);
  if (!id) return { refused: `"${shown(nodeId)}" is not the id of a pytest test.` };
  const unsafe = unsafeNodeId(id);
  if (unsafe !== undefined) return { refused: unsafe };
  const folders = workspaceFolders(services);
  const place = pathOf(from);
  const around = folders.flatMap((folder) =>
    place === undefined ? [] : ancestors(place, folder).map((root) => ({ root, folder })),
  );
  const others = folders.map((folder) => ({ root: folder, folder }));
  for (const candidate of [...around, ...others]) {
    if (await isFile(join(candidate.root, id.path))) return { ...candidate, id };
  }
  return { refused: `The test's file ${shown(id.path)} does not exist in this workspace.` };
}

async function locatePlace(services: RerecordServices, uri: string, position: Position): Promise<Located | Refusal> {
  const text = await services.readText(uri);
  if (text === undefined) return { refused: "This file cannot be read." };
  const offset = TextDocument.create(uri, "python", 0, text).offsetAt(position);
  const item = testAt(parseTestModule(text), offset);
  return item ? locateModule(services, uri, item.names) : { refused: "There is no test at the cursor." };
}

async function locateModule(services: RerecordServices, uri: string, names: readonly string[]): Promise<Located | Refusal> {
  const module = pathOf(uri);
  const folder = workspaceFolders(services).find((each) => inside(each, module));
  if (module === undefined || folder === undefined) return { refused: "This file is not in a folder of the workspace." };
  const root = recordedRoot(services, module) ?? (await markedRoot(module, folder));
  const path = relative(root, module).split(sep).join("/");
  return { root, folder, id: { path, names, param: undefined } };
}

/** The folder that the ids in this module's recordings are relative to; undefined when it has none. */
function recordedRoot({ index }: RerecordServices, module: string): string | undefined {
  const path = index.ofModule(uriOfPath(module)).at(0)?.nodeId.path;
  return path === undefined ? undefined : resolve(module, ...path.split("/").map(() => ".."));
}

async function markedRoot(module: string, folder: string): Promise<string> {
  for (const ancestor of ancestors(module, folder)) {
    for (const marker of rootMarkers) if (await isFile(join(ancestor, marker))) return ancestor;
  }
  return folder;
}

async function whyUnsafe({ root, folder, id }: Located): Promise<string | undefined> {
  // A module's id is a path alone: what is unsafe about it is what would be unsafe about any test in it.
  const unsafe = unsafeNodeId(id.names.length === 0 ? { ...id, names: ["test"] } : id);
  if (unsafe !== undefined) return unsafe;
  if (!inside(folder, root)) return `The ids of these tests are relative to ${root}: open that folder to record them again.`;
  const file = join(root, id.path);
  if (!(await isFile(file))) return `The test's file ${shown(id.path)} does not exist.`;
  return (await reallyInside(folder, file))
    ? undefined
    : `The test's file ${shown(id.path)} is a link that leads out of the workspace.`;
}

async function plan(services: RerecordServices, { root, folder, id }: Located): Promise<RerecordPlan> {
  const ofModule = services.index.ofModule(uriOfPath(join(root, id.path)));
  const concerned = ofModule.filter((each) => covers(id, each.nodeId) && inside(root, pathOf(each.summary.uri)));
  return {
    kind: "plan",
    root,
    nodeIds: [formatNodeId(id)],
    folders: await foldersOf(folder, root, id, concerned),
    recordings: concerned.map(({ summary }) => summary.uri),
    parameterSets: id.param === undefined ? parameterSets(id, concerned) : [],
  };
}

/** Whether running `asked` runs `test`: the same, one of its parameter sets, or a test inside. */
function covers(asked: NodeId, test: NodeId): boolean {
  return (
    asked.path === test.path &&
    asked.names.every((name, index) => name === test.names[index]) &&
    (asked.param === undefined || (asked.param === test.param && asked.names.length === test.names.length))
  );
}

function parameterSets(asked: NodeId, recordings: readonly TestRecording[]): readonly string[] {
  const sets = recordings.filter(({ nodeId }) => nodeId.param !== undefined && nodeId.names.length === asked.names.length);
  return [...new Set(sets.map(({ nodeId }) => formatNodeId(nodeId)))];
}

/** Where the recorder may write: next to the test, in the common folder, and where the recordings lie today. Existing or not; none inside another. */
async function foldersOf(
  workspaceFolder: string,
  root: string,
  id: NodeId,
  recordings: readonly TestRecording[],
): Promise<readonly string[]> {
  const paths = [
    join(root, dirname(id.path), "recordings"),
    ...commonFolders.map((folder) => join(root, folder)),
    ...recordings.map(({ summary }) => dirname(pathOfUri(summary.uri))),
  ];
  const outermost = [...new Set(paths)].filter((path, _, all) => !all.some((other) => other !== path && inside(other, path)));
  const kept = await Promise.all(outermost.map((path) => reallyInside(workspaceFolder, path)));
  return outermost.filter((_, index) => kept[index]).map((path) => uriOfPath(path));
}

/** The folders around a path, the nearest first, up to and including `top`; none when the path is not inside. */
function ancestors(path: string, top: string): readonly string[] {
  const found: string[] = [];
  for (let folder = dirname(path); inside(top, folder); folder = dirname(folder)) {
    found.push(folder);
    if (folder === top) break;
  }
  return found;
}

function inside(folder: string, path: string | undefined): boolean {
  if (path === undefined) return false;
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Like `inside`, with links followed; a path that does not exist yet counts by the folder that does. */
async function reallyInside(folder: string, path: string): Promise<boolean> {
  const [top, real] = await Promise.all([realpath(folder).catch(() => undefined), realpath(path).catch(() => undefined)]);
  if (top === undefined) return false;
  if (real !== undefined) return inside(top, real);
  return dirname(path) !== path && reallyInside(folder, dirname(path));
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Recorded text in a sentence. */
function shown(text: string): string {
  return printable(shorten(text, 200));
}

function workspaceFolders({ folders }: RerecordServices): readonly string[] {
  return folders.map((folder) => pathOf(withoutSlash(folder))).filter((folder) => folder !== undefined);
}

/** undefined for what is not on disk, such as an unsaved document. */
function pathOf(uri: string): string | undefined {
  const normal = normalizeUri(uri);
  return isFileUri(normal) ? pathOfUri(normal) : undefined;
}
