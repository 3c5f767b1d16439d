/**
 * Plans the pytest run for what the user wants to record again. A test id is untrusted data, so the plan never contains one that is an option in
 * disguise, does not exist, or leads out of the workspace.
 */
import { dirname, join } from "node:path";
import type { Turn } from "../index/store/conversation";
import type { TestRecording } from "../index/store/recordingIndex";
import { recorderNamed, recorderOfModule } from "../formats/recorders";
import { normalizeUri, pathOfUri, uriOfPath } from "../index/uris";
import { hasRecorder } from "./hasRecorder";
import { turnsIn } from "./turns";
import type { ConcernedRecording, RerecordPlan, RerecordTarget } from "../protocol";
import { formatNodeId, parseNodeId, unsafeNodeId, type NodeId } from "../pytest/nodeId";
import type { Recorder } from "../recording/recorder";
import { isInside, isReallyInside } from "../disk/paths";
import {
  ancestors,
  inside,
  isFile,
  locateAll,
  nodeIdOf,
  noRecorder,
  pathOf,
  shown,
  type AllLocated,
  type Located,
  type RerecordServices,
} from "./rerecordTargets";

export type { RerecordServices } from "./rerecordTargets";

/** The plan for a target, or the sentence that says why there is none. Never throws. */
export async function rerecordPlan(services: RerecordServices, target: RerecordTarget): Promise<RerecordPlan> {
  const located = await locateAll(services, target);
  if ("refused" in located) return { kind: "refused", reason: located.refused };
  for (const each of located) {
    const unsafe = await whyUnsafe(each);
    if (unsafe !== undefined) return { kind: "refused", reason: unsafe };
  }
  const [first, ...others] = located;
  if (others.some(({ root }) => root !== first.root)) {
    return { kind: "refused", reason: "These tests belong to several projects: record those of one at a time." };
  }
  return plan(services, located, target);
}

/** Why a test must not be passed to pytest; undefined if it may. */
export async function whyUnsafe({ root, folder, id }: Located): Promise<string | undefined> {
  // A module's id is only a path: it is unsafe if any test in it would be.
  const unsafe = unsafeNodeId(id.names.length === 0 ? { ...id, names: ["test"] } : id);
  if (unsafe !== undefined) return unsafe;
  if (!inside(folder, root)) return `The ids of these tests are relative to ${root}: open that folder to record them again.`;
  const file = join(root, id.path);
  if (!(await isFile(file))) return `The test's file ${shown(id.path)} does not exist.`;
  return (await isReallyInside(folder, file))
    ? undefined
    : `The test's file ${shown(id.path)} is a link that leaves the workspace.`;
}

async function plan(services: RerecordServices, located: AllLocated, target: RerecordTarget): Promise<RerecordPlan> {
  const [{ root, folder, id: only }, ...others] = located;
  const concerned = new Map(located.flatMap((each) => recordingsOf(services, each)).map((each) => [each.summary.uri, each]));
  const recordings = [...concerned.values()];
  if (recordings.length > 0 && !recordings.some(({ summary }) => hasRecorder(summary)))
    return { kind: "refused", reason: noRecorder };
  const recorder = await recorderOf(services, located, recordings);
  const folders = await Promise.all(located.map((each) => foldersOf(services, each, recorder)));
  const uris = [...new Set(recordings.map(({ summary }) => summary.uri))];
  return {
    kind: "plan",
    recorder: recorder.id,
    root,
    workspaceFolder: folder,
    nodeIds: located.map(({ id }) => nodeIdOf(id)),
    folders: outermost(folders.flat().map(pathOfUri)).map((path) => uriOfPath(path)),
    recordings: uris,
    shared: uris.filter((uri) => services.index.linkedTests(uri).some((testId) => !isRun(located, testId))),
    parameterSets: others.length === 0 && only.param === undefined ? parameterSets(only, recordings) : [],
    concerned: concernedRecordings(services, recordings, target),
    urls: await urlsOf(services, recorder, recordings),
  };
}

/** The recorder of the tests' recordings, or of their module's, or else the one that the module and its `conftest.py` files use. */
async function recorderOf(
  services: RerecordServices,
  [{ root, id }]: AllLocated,
  recordings: readonly TestRecording[],
): Promise<Recorder> {
  const module = join(root, id.path);
  const known = [...recordings, ...services.index.ofModule(uriOfPath(module))];
  const made = known.find(({ summary }) => hasRecorder(summary));
  if (made) return recorderNamed(made.summary.format);
  const files = [module, ...ancestors(module, root).map((folder) => join(folder, "conftest.py"))];
  return recorderOfModule(...(await Promise.all(files.map(async (path) => (await services.readText(uriOfPath(path))) ?? ""))));
}

function recordingsOf(services: RerecordServices, { root, id }: Located): readonly TestRecording[] {
  const ofModule = services.index.ofModule(uriOfPath(join(root, id.path)));
  return ofModule.filter((each) => covers(id, each.nodeId) && inside(root, pathOf(each.summary.uri)));
}

/** For a recording, the turns after it follow; for a test, all that quote an earlier answer do. */
function concernedRecordings(
  { index }: RerecordServices,
  recordings: readonly TestRecording[],
  target: RerecordTarget,
): readonly ConcernedRecording[] {
  const turnOf = turnsIn(index);
  const turns = new Map(recordings.map(({ summary }) => [summary.id, turnOf(summary)] as const));
  const asked = target.kind === "recording" ? turns.get(normalizeUri(target.uri)) : undefined;
  const after = asked && new Set(downstream(asked).map(({ recording }) => recording.id));
  return recordings.map(({ summary }) => {
    const turn = turns.get(summary.id);
    return {
      uri: summary.uri,
      testId: summary.testId ?? "",
      model: summary.model ?? null,
      turn: turn ? { number: turn.number, of: turn.of } : null,
      follows: after ? after.has(summary.id) : (turn?.predecessors.length ?? 0) > 0,
    };
  });
}

function downstream(turn: Turn): readonly Turn[] {
  const found = new Set<Turn>();
  const left = [...turn.successors];
  for (let next = left.pop(); next; next = left.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    for (const fed of next.successors) left.push(fed);
  }
  return [...found];
}

/** The most recordings to read; more tell nothing new. */
const looked = 50;

async function urlsOf(
  services: RerecordServices,
  recorder: Recorder,
  recordings: readonly TestRecording[],
): Promise<readonly string[]> {
  const found = new Map<string, string>();
  const files = [...new Set(recordings.map(({ summary }) => summary.uri))].slice(0, looked);
  for (const uri of files) {
    for (const url of recorder.urlsIn((await services.readText(uri)) ?? "")) {
      const host = /^https?:\/\/([^/]*)/.exec(url)?.[1];
      if (host !== undefined && !found.has(host)) found.set(host, url);
    }
  }
  return [...found.values()];
}

function isRun(located: AllLocated, testId: string): boolean {
  const test = parseNodeId(testId);
  return test !== undefined && located.some(({ id }) => covers(id, test));
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

/**
 * Where the recorder may write: its usual folders for the module, and those with recordings of it now. They may not exist; none is inside another.
 */
async function foldersOf(
  { index }: RerecordServices,
  { root, folder: workspaceFolder, id: { path } }: Located,
  recorder: Recorder,
): Promise<readonly string[]> {
  const known = index.ofModule(uriOfPath(join(root, path))).filter(({ summary }) => hasRecorder(summary));
  const around = known.length === 0 ? (recorder.foldersAround?.(path) ?? []) : [];
  const distinctPaths = outermost([
    ...[...recorder.foldersOf(path), ...around].map((folder) => join(root, folder)),
    ...known.map(({ summary }) => dirname(pathOfUri(summary.uri))).filter((each) => each !== root),
  ]);
  const kept = await Promise.all(distinctPaths.map((each) => isReallyInside(workspaceFolder, each)));
  return distinctPaths.filter((_, at) => kept[at]).map((each) => uriOfPath(each));
}

/** Removes duplicates and nested folders. */
function outermost(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].filter((path, _, all) => !all.some((other) => other !== path && isInside(other, path)));
}
