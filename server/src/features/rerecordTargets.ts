/** From a target to its tests, and the folders that their ids are relative to. */
import { stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Position } from "vscode-languageserver-types";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { RecordingIndex } from "../index/store/recordingIndex";
import type { RecordingSummary } from "../index/store/summary";
import { isFile as isFileUri, normalizeUri, pathOfUri, uriOfPath, withoutSlash } from "../index/uris";
import type { RerecordTarget } from "../protocol";
import { shortPrintable } from "../recording/json";
import { formatNodeId, parseNodeId, unsafeNodeId, type NodeId } from "../pytest/nodeId";
import { parseTestModule, testAt } from "../pytest/testModule";
import { isInside } from "../disk/paths";
import { hasRecorder } from "./hasRecorder";

/** What a plan needs to know about the workspace. */
export interface RerecordServices {
  readonly index: Pick<RecordingIndex, "get" | "inFile" | "all" | "ofModule" | "byTestId" | "formats" | "linkedTests">;
  /** Workspace folders (URIs). */
  readonly folders: readonly string[];
  /** The text of a file (URI), from the editor if it is open; undefined if it cannot be read. */
  readText(uri: string): Promise<string | undefined>;
  /** Whether a recording has a finding, according to the settings. */
  hasFinding(recording: RecordingSummary, code: string): boolean;
}

export const noRecorder = "Tapedeck cannot re-record files of this kind; record them in your project's own way.";

/** A test (or, without names, a module) and the absolute path of the folder that its id is relative to. */
export interface Located {
  readonly root: string;
  /** Absolute path of the workspace folder around it. */
  readonly folder: string;
  readonly id: NodeId;
}

export interface Refusal {
  readonly refused: string;
}

/** Files that mark pytest's rootdir. */
const rootMarkers = ["pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg", "setup.py"];

export type AllLocated = readonly [Located, ...Located[]];

/** Every test of the target, or why there is none. */
export async function locateAll(services: RerecordServices, target: RerecordTarget): Promise<AllLocated | Refusal> {
  switch (target.kind) {
    case "folder":
      return locateFolder(services, target.uri);
    case "finding":
      return locateFinding(services, target.code);
    case "recording":
      return locateRecording(services, target.uri);
    case "recordings":
      return locateRecordings(services, target.uris);
    case "nodeId":
    case "test":
    case "module":
    case "place": {
      const located = await locate(services, target);
      return "refused" in located ? located : [located];
    }
  }
}

type SingleTarget = Exclude<RerecordTarget, { kind: "folder" | "finding" | "recording" | "recordings" }>;

async function locate(services: RerecordServices, target: SingleTarget): Promise<Located | Refusal> {
  switch (target.kind) {
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

/** Modules below the folder that have recordings, and the tests of recordings in the folder whose module is elsewhere. */
async function locateFolder(services: RerecordServices, uri: string): Promise<AllLocated | Refusal> {
  const folder = pathOf(withoutSlash(uri));
  if (folder === undefined) return { refused: "This folder is not on disk." };
  const located: Located[] = [];
  for (const recording of services.index.all()) {
    if (recording.testId === undefined) continue;
    const found = await locateNodeId(services, recording.testId, recording.uri);
    // A recording whose test no longer exists, or has an unsafe id, does not prevent recording the others.
    if ("refused" in found) continue;
    if (isInside(folder, join(found.root, found.id.path)))
      located.push({ ...found, id: { ...found.id, names: [], param: undefined } });
    else if (isInside(folder, pathOfUri(recording.uri))) located.push(found);
  }
  return distinct(located) ?? { refused: "No recording belongs to a test in this folder." };
}

async function locateFinding(services: RerecordServices, code: string): Promise<AllLocated | Refusal> {
  const located: Located[] = [];
  for (const recording of services.index.all()) {
    if (recording.testId === undefined || !services.hasFinding(recording, code)) continue;
    const found = await locateNodeId(services, recording.testId, recording.uri);
    if (!("refused" in found)) located.push(found);
  }
  return distinct(located) ?? { refused: `No recording that can be re-recorded has a finding ${shown(code)}.` };
}

/** undefined for none. */
function distinct(located: readonly Located[]): AllLocated | undefined {
  const [first, ...others] = new Map(located.map((each) => [`${each.root} ${nodeIdOf(each.id)}`, each])).values();
  return first && [first, ...others];
}

/** All tests that play it, because recording only one would lose the others' requests. */
async function locateRecording(services: RerecordServices, uri: string): Promise<AllLocated | Refusal> {
  const id = normalizeUri(uri);
  const recording = services.index.get(id) ?? services.index.inFile(id)[0];
  if (!recording) return { refused: "This file is not a recording of the workspace, so there is nothing to re-record." };
  if (!hasRecorder(recording)) return { refused: noRecorder };
  if (recording.testId === undefined) return { refused: whyNoTest(services, recording) };
  const testIds = [...new Set([recording.testId, ...services.index.linkedTests(recording.uri)])];
  const found = await Promise.all(testIds.map((testId) => locateNodeId(services, testId, uri)));
  const located = found.flatMap((each) => ("refused" in each ? [] : [each]));
  const refusal = found.find((each): each is Refusal => "refused" in each);
  return distinct(located) ?? refusal ?? { refused: whyNoTest(services, recording) };
}

/** A recording that cannot be recorded again does not prevent recording the others. */
async function locateRecordings(services: RerecordServices, uris: readonly string[]): Promise<AllLocated | Refusal> {
  const found: (AllLocated | Refusal)[] = [];
  for (const uri of uris) found.push(await locateRecording(services, uri));
  const located = found.flatMap((each) => ("refused" in each ? [] : each));
  const refusal = found.find((each): each is Refusal => "refused" in each);
  return distinct(located) ?? refusal ?? { refused: "There is no recording to re-record." };
}

function whyNoTest({ index }: RerecordServices, { format }: RecordingSummary): string {
  return index.formats.all.find(({ id }) => id === format)?.isNamedByTest === true
    ? "The test of this cassette is unknown."
    : "This recording names no test: it was made outside of a test, or by an old recorder.";
}

/** An id is relative to some folder around the file that names it, or else to a workspace folder. */
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

/** The folder that the ids in this module's recordings are relative to; undefined if it has none. */
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

/** What pytest is given for a test, or for a module. */
export function nodeIdOf(id: NodeId): string {
  return id.names.length === 0 ? id.path : formatNodeId(id);
}

/** The folders around a path, nearest first, up to and including `top`; empty if the path is not inside. */
export function ancestors(path: string, top: string): readonly string[] {
  const found: string[] = [];
  for (let folder = dirname(path); inside(top, folder); folder = dirname(folder)) {
    found.push(folder);
    if (folder === top) break;
  }
  return found;
}

export function inside(folder: string, path: string | undefined): boolean {
  return path !== undefined && isInside(folder, path);
}

export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Recorded text for a sentence. */
export function shown(text: string): string {
  return shortPrintable(text, 200);
}

function workspaceFolders({ folders }: RerecordServices): readonly string[] {
  return folders.map((folder) => pathOf(withoutSlash(folder))).filter((folder) => folder !== undefined);
}

/** undefined for what is not on disk, such as an unsaved document. */
export function pathOf(uri: string): string | undefined {
  const normal = normalizeUri(uri);
  return isFileUri(normal) ? pathOfUri(normal) : undefined;
}
