/** Re-recording in a copy of the sample suite, without an editor: real pytest, real provider, the provider's knobs turned. */
import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { URI } from "vscode-uri";
import { rerecordPlan } from "../../server/src/features/rerecordPlan";
import { RecordingIndex } from "../../server/src/index/store/recordingIndex";
import { summarize } from "../../server/src/index/scan/summarize";
import type { RerecordTarget } from "../../server/src/protocol";
import { compareStaged } from "../../server/src/rerecord/judge";
import { prepare } from "../../server/src/rerecord/prepare";
import type { ReviewEntry } from "../../server/src/rerecord/review";
import { rerecord, type Progress, type Session } from "../../server/src/rerecord/session";
import { defaultRerecordSettings, type RerecordSettings } from "../../server/src/rerecord/settings";
import { copySample, makeWorkspace } from "./editor/workspace";
import { contents } from "./contents";
import { findPytestPython } from "./python";

export const completions = "tests/integration/chat/test_completions.py";
export const streaming = "tests/integration/chat/test_streaming.py";
export const tools = "tests/integration/tools/test_tool_calls.py";
export const conversation = `${tools}::TestToolCalls::test_conversation`;

export interface Run {
  readonly session: Promise<Session>;
  readonly cancel: () => void;
  readonly output: () => string;
  readonly progress: () => readonly Progress[];
}

export async function sampleWorkspace(existing?: string) {
  const workspace = existing ?? (await copySample());
  const store = await makeWorkspace({});
  const uri = (path: string) => pathToFileURL(join(workspace, path)).href;

  async function plan(target: RerecordTarget) {
    const index = new RecordingIndex();
    const recordings = [...(await contents(workspace))].filter(([path]) => path.includes("recordings/"));
    index.update(recordings.map(([path, content]) => summarize(uri(path), content.toString("utf8"))));
    const readText = (file: string) => readFile(URI.parse(file).fsPath, "utf8").catch(() => undefined);
    const hasFinding = () => false;
    const found = await rerecordPlan({ index, folders: [uri("")], readText, hasFinding }, target);
    if (found.kind === "refused") throw new Error(found.reason);
    const pathOf = (each: string) => URI.parse(each).fsPath;
    return { ...found, folders: found.folders.map(pathOf), recordings: found.recordings.map(pathOf) };
  }

  /** Begins a run; the workspace is watched by nobody meanwhile. */
  async function begin(
    target: RerecordTarget,
    environment: Readonly<Record<string, string>> = {},
    more: Partial<RerecordSettings> = {},
  ): Promise<Run> {
    const planned = await plan(target);
    const settings = { ...defaultRerecordSettings, python: findPytestPython(), environment, ...more };
    const testIds = planned.concerned.map(({ testId }) => testId);
    const prepared = await prepare({ ...planned, testIds }, settings);
    if (prepared.kind === "refused") throw new Error(prepared.reason);
    const cancel = new AbortController();
    const progress: Progress[] = [];
    let output = "";
    const session = rerecord({
      store,
      plan: planned,
      prepared,
      judge: (path, before, after) => Promise.resolve(compareStaged(basename(path), before, after)),
      signal: cancel.signal,
      onOutput: (text) => (output += text),
      onProgress: (each) => progress.push(each),
    }).then((found) => {
      if (!found) throw new Error("Cancelled before it began.");
      return found;
    });
    return { session, cancel: () => cancel.abort(), output: () => output, progress: () => progress };
  }

  /** The same, to its end. */
  async function run(...args: Parameters<typeof begin>): Promise<Session> {
    return (await begin(...args)).session;
  }

  return {
    workspace,
    store,
    plan,
    begin,
    run,
    test: (path: string, ...names: string[]): RerecordTarget => ({ kind: "test", uri: uri(path), names }),
    module: (path: string): RerecordTarget => ({ kind: "module", uri: uri(path) }),
    parameters: (nodeId: string): RerecordTarget => ({ kind: "nodeId", nodeId, from: uri("README.md") }),
    contents: () => contents(workspace),
    path: (entry: ReviewEntry) => relative(workspace, entry.path),
  };
}
