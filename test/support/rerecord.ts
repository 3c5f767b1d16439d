/** Re-recording in a copy of a suite, without an editor: with real pytest and a real provider that can be configured. */
import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { URI } from "vscode-uri";
import { rerecordPlan } from "../../server/src/features/rerecordPlan";
import { RecordingIndex } from "../../server/src/index/store/recordingIndex";
import { testsOf } from "../../server/src/index/tests/testsOnDisk";
import { textIn } from "../../server/src/disk/gunzip";
import { formats } from "../../server/src/formats/formats";
import { summarizeText } from "../../server/src/index/scan/summarize";
import type { RerecordTarget } from "../../server/src/protocol";
import { compareStaged } from "../../server/src/rerecord/judge";
import { prepare } from "../../server/src/rerecord/prepare";
import type { ReviewEntry } from "../../server/src/rerecord/review";
import { rerecord, replay, type Progress, type Session } from "../../server/src/rerecord/session";
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
  return suiteIn(existing ?? (await copySample()), findPytestPython());
}

/** `environment` is for all runs; each may add its own. */
export async function suiteIn(workspace: string, python: string, always: Readonly<Record<string, string>> = {}) {
  const store = await makeWorkspace({});
  const uri = (path: string) => pathToFileURL(join(workspace, path)).href;

  async function plan(target: RerecordTarget) {
    const index = new RecordingIndex();
    const files = [...(await contents(workspace))].filter(([path]) => /(?:recordings|cassettes)\//.test(path));
    const texts = files.map(([path, content]) => [path, textIn(path, content)] as const);
    index.update(texts.flatMap(([path, text]) => summarizeText(uri(path), text, formats)));
    index.link(new Map(texts.map(([path, text]) => [uri(path), testsOf(join(workspace, path), text, formats)])));
    const readText = async (file: string) => {
      const path = URI.parse(file).fsPath;
      return readFile(path).then(
        (bytes) => textIn(path, bytes),
        () => undefined,
      );
    };
    const hasFinding = () => false;
    const found = await rerecordPlan({ index, folders: [uri("")], readText, hasFinding }, target);
    if (found.kind === "refused") throw new Error(found.reason);
    const pathOf = (each: string) => URI.parse(each).fsPath;
    return {
      ...found,
      folders: found.folders.map(pathOf),
      recordings: found.recordings.map(pathOf),
      shared: found.shared.map(pathOf),
    };
  }

  async function preparedFor(planned: Awaited<ReturnType<typeof plan>>, more: Partial<RerecordSettings> = {}) {
    const testIds = planned.concerned.map(({ testId }) => testId);
    const prepared = await prepare({ ...planned, testIds }, { ...defaultRerecordSettings, python, environment: always, ...more });
    if (prepared.kind === "refused") throw new Error(prepared.reason);
    return prepared;
  }

  /** Replays the recordings in the workspace; returns pytest's exit code and output. */
  async function prove(target: RerecordTarget, more: Partial<RerecordSettings> = {}) {
    const planned = await plan(target);
    let output = "";
    const ended = await replay({
      plan: planned,
      prepared: await preparedFor(planned, more),
      cache: join(store, "cache"),
      signal: new AbortController().signal,
      onOutput: (text) => (output += text),
    });
    return { result: ended?.result, output };
  }

  /** Starts a run, during which nobody watches the workspace. */
  async function begin(
    target: RerecordTarget,
    environment: Readonly<Record<string, string>> = {},
    more: Partial<RerecordSettings> = {},
  ): Promise<Run> {
    const planned = await plan(target);
    const prepared = await preparedFor(planned, { environment: { ...always, ...environment }, ...more });
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
    prove,
    test: (path: string, ...names: string[]): RerecordTarget => ({ kind: "test", uri: uri(path), names }),
    module: (path: string): RerecordTarget => ({ kind: "module", uri: uri(path) }),
    parameters: (nodeId: string): RerecordTarget => ({ kind: "nodeId", nodeId, from: uri("README.md") }),
    contents: () => contents(workspace),
    path: (entry: ReviewEntry) => relative(workspace, entry.path),
  };
}
