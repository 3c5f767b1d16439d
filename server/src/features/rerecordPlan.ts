/**
 * From what a person wants recorded again to what pytest is to run. A test id is data from a file, so nothing is planned that is an option in
 * disguise, does not exist, or leads out of the workspace.
 */
import { dirname, join } from "node:path";
import type { Turn } from "../index/store/conversation";
import type { TestRecording } from "../index/store/recordingIndex";
import { recorderOf } from "../formats/recorders";
import { baseName, normalizeUri, pathOfUri, uriOfPath } from "../index/uris";
import { hasRecorder } from "./hasRecorder";
import { turnsIn } from "./turns";
import type { ConcernedRecording, RerecordPlan, RerecordTarget } from "../protocol";
import { formatNodeId, unsafeNodeId, type NodeId } from "../pytest/nodeId";
import { isInside, isReallyInside } from "../disk/paths";
import {
  inside,
  isFile,
  locateAll,
  nodeIdOf,
  pathOf,
  shown,
  type AllLocated,
  type Located,
  type RerecordServices,
} from "./rerecordTargets";

export type { RerecordServices } from "./rerecordTargets";

const noRecorder =
  "Tapedeck cannot record cassettes again: run pytest with `--record-mode=rewrite`, or as your project records them.";

/** The plan for a target, or the one sentence why there is none. Never throws. */
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

/** Why pytest must not be given a test; undefined: it may. */
export async function whyUnsafe({ root, folder, id }: Located): Promise<string | undefined> {
  // A module's id is a path alone: what is unsafe about it is what would be unsafe about any test in it.
  const unsafe = unsafeNodeId(id.names.length === 0 ? { ...id, names: ["test"] } : id);
  if (unsafe !== undefined) return unsafe;
  if (!inside(folder, root)) return `The ids of these tests are relative to ${root}: open that folder to record them again.`;
  const file = join(root, id.path);
  if (!(await isFile(file))) return `The test's file ${shown(id.path)} does not exist.`;
  return (await isReallyInside(folder, file))
    ? undefined
    : `The test's file ${shown(id.path)} is a link that leads out of the workspace.`;
}

async function plan(services: RerecordServices, located: AllLocated, target: RerecordTarget): Promise<RerecordPlan> {
  const [{ root, folder, id: only }, ...others] = located;
  const concerned = new Map(located.flatMap((each) => recordingsOf(services, each)).map((each) => [each.summary.uri, each]));
  const recordings = [...concerned.values()];
  if (recordings.length > 0 && !recordings.some(({ summary }) => hasRecorder(summary, services.index.formats)))
    return { kind: "refused", reason: noRecorder };
  const folders = await Promise.all(located.map(({ id }) => foldersOf(folder, root, id, recordings)));
  return {
    kind: "plan",
    root,
    workspaceFolder: folder,
    nodeIds: located.map(({ id }) => nodeIdOf(id)),
    folders: outermost(folders.flat().map(pathOfUri)).map((path) => uriOfPath(path)),
    recordings: [...new Set(recordings.map(({ summary }) => summary.uri))],
    parameterSets: others.length === 0 && only.param === undefined ? parameterSets(only, recordings) : [],
    concerned: concernedRecordings(services, recordings, target),
    urls: await urlsOf(services, recordings),
  };
}

function recordingsOf(services: RerecordServices, { root, id }: Located): readonly TestRecording[] {
  const ofModule = services.index.ofModule(uriOfPath(join(root, id.path)));
  return ofModule.filter((each) => covers(id, each.nodeId) && inside(root, pathOf(each.summary.uri)));
}

/** Of a recording only the turns after it follow; of a test all that quote an earlier answer do. */
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

/** As many recordings as are looked into; more tell nothing new. */
const looked = 50;

async function urlsOf(services: RerecordServices, recordings: readonly TestRecording[]): Promise<readonly string[]> {
  const found = new Map<string, string>();
  for (const { summary } of recordings.slice(0, looked)) {
    const url = recorderOf([baseName(summary.uri)]).urlIn((await services.readText(summary.uri)) ?? "");
    const host = url === undefined ? undefined : /^https?:\/\/([^/]*)/.exec(url)?.[1];
    if (url !== undefined && host !== undefined && !found.has(host)) found.set(host, url);
  }
  return [...found.values()];
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
  const recorder = recorderOf(recordings.map(({ summary }) => baseName(summary.uri)));
  const paths = [
    ...recorder.foldersOf(id.path).map((folder) => join(root, folder)),
    ...recordings.map(({ summary }) => dirname(pathOfUri(summary.uri))),
  ];
  const distinctPaths = outermost(paths);
  const kept = await Promise.all(distinctPaths.map((path) => isReallyInside(workspaceFolder, path)));
  return distinctPaths.filter((_, index) => kept[index]).map((path) => uriOfPath(path));
}

/** Each once, and none that is inside another. */
function outermost(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].filter((path, _, all) => !all.some((other) => other !== path && isInside(other, path)));
}
