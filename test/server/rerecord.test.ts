import { readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { commandLine } from "../../client/src/rerecord/commandLine";
import { knowsInferenceMode } from "../../client/src/rerecord/conftest";
import { verdict } from "../../client/src/rerecord/describe";
import { rerecord } from "../../client/src/rerecord/rerecording";
import { putBack } from "../../client/src/rerecord/undo";
import { rerecordPlan } from "../../server/src/features/rerecordPlan";
import { RecordingIndex } from "../../server/src/index/recordingIndex";
import { summarize } from "../../server/src/index/summarize";
import type { RerecordTarget } from "../../server/src/protocol";
import { copySample, makeWorkspace } from "../support/editor/workspace";
import { findPytestPython } from "../support/python";

const completions = "tests/integration/chat/test_completions.py";
const streaming = "tests/integration/chat/test_streaming.py";
const tools = "tests/integration/tools/test_tool_calls.py";
const commonModels = "tests/integration/common/recordings";

/** A copy of the sample, and re-recording in it with the provider's knobs turned: real pytest, real provider. */
async function sampleWorkspace() {
  const workspace = await copySample();
  const store = await makeWorkspace({});
  const index = new RecordingIndex();
  index.update([...(await recordingsIn(workspace))].map(([path, content]) => summarize(uri(path), content.toString("utf8"))));

  function uri(path: string): string {
    return pathToFileURL(join(workspace, path)).href;
  }

  async function begin(target: RerecordTarget, environment: Readonly<Record<string, string>> = {}, args: readonly string[] = []) {
    const plan = await rerecordPlan({ index, folders: [uri("")], readText: () => Promise.resolve(undefined) }, target);
    if (plan.kind === "refused") throw new Error(plan.reason);
    const settings = {
      python: "",
      command: [],
      arguments: ["-p", "no:cacheprovider", ...args],
      environment,
      mode: "record" as const,
    };
    const detected = { python: findPytestPython(), inferenceModeOption: await knowsInferenceMode(plan.root, plan.nodeIds) };
    const line = commandLine(settings, plan, detected);
    if (line.kind === "refused") throw new Error(line.reason);
    const cancel = new AbortController();
    let output = "";
    const onOutput = (text: string) => (output += text);
    const run = rerecord({ plan, commandLine: line, mode: "record", store, onOutput, signal: cancel.signal });
    return { run, cancel: () => cancel.abort(), output: () => output };
  }

  return {
    workspace,
    store,
    begin,
    test: (path: string, ...names: string[]): RerecordTarget => ({ kind: "test", uri: uri(path), names }),
    module: (path: string): RerecordTarget => ({ kind: "module", uri: uri(path) }),
    parameters: (nodeId: string): RerecordTarget => ({ kind: "nodeId", nodeId, from: uri("README.md") }),
    recordings: () => recordingsIn(workspace),
  };
}

/** The content of every recording, by its path. */
async function recordingsIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && basename(entry.parentPath) === "recordings");
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)));
}

function ofTest(recordings: ReadonlyMap<string, Buffer>, nodeId: string): readonly string[] {
  return [...recordings].filter(([, content]) => testIdOf(content).startsWith(nodeId)).map(([path]) => path);
}

/** "[New Zealand]" is written as it is, "Tōkyō" is not: so it is parsed. */
function testIdOf(content: Buffer): string {
  return String((JSON.parse(content.toString("utf8")) as { test_id: string | null }).test_id);
}

test("A model that answers in other words changes the recordings of the test, and nothing else; undo puts them back", async () => {
  const sample = await sampleWorkspace();
  const before = await sample.recordings();
  const { run } = await sample.begin(sample.test(completions, "test_capital"), { SAMPLE_PROVIDER_VARIANT: "2" });
  const { result, changes, noLongerProduced, before: snapshot } = await run;

  const concerned = ofTest(before, `${completions}::test_capital[`);
  expect(concerned).toHaveLength(6);
  expect(result).toEqual({ kind: "ended", status: 0 });
  expect(changes.map(({ kind, path }) => [kind, relative(sample.workspace, path)])).toEqual(
    concerned.map((path) => ["changed", path]),
  );
  expect(noLongerProduced).toEqual([]);
  const after = await sample.recordings();
  expect([...after.keys()].filter((path) => !after.get(path)!.equals(before.get(path)!))).toEqual(concerned);

  expect(await putBack(changes, snapshot)).toEqual([]);
  expect(await sample.recordings()).toEqual(before);
});

test("One parameter set, whose id holds a space and an equals sign, is one recording", async () => {
  const sample = await sampleWorkspace();
  const nodeId = `${completions}::test_capital[New Zealand-txt=sample/tiny-chat:1b]`;
  const { run } = await sample.begin(sample.parameters(nodeId), { SAMPLE_PROVIDER_VARIANT: "2" });
  const told = await run;

  expect(told.changes.map(({ path }) => relative(sample.workspace, path))).toEqual(ofTest(await sample.recordings(), nodeId));
  expect(verdict(told)).toEqual({
    kind: "success",
    message: "Re-recorded test_completions.py::test_capital[New Zealand-txt=sample/tiny-chat:1b]: 1 recording changed.",
  });
});

test("A model that answers the same leaves nothing to review, and no copies lying about", async () => {
  const sample = await sampleWorkspace();
  const { run } = await sample.begin(sample.test(completions, "test_json_output"));
  const told = await run;

  expect(verdict(told).message).toBe("Re-recorded test_completions.py::test_json_output: the recording is the same as before.");
  expect((await recordingsInStore(sample.store)).length).toBe(0);
});

test("Other tool arguments make other later turns: new recordings, and old ones that are no longer produced", async () => {
  const sample = await sampleWorkspace();
  const before = await sample.recordings();
  const { run } = await sample.begin(sample.test(tools, "TestToolCalls", "test_conversation"), {
    SAMPLE_PROVIDER_TOOL_ARGUMENTS: "2",
  });
  const told = await run;

  expect(verdict(told).message).toBe(
    "Re-recorded test_tool_calls.py::TestToolCalls::test_conversation: 1 recording changed, 2 new, 2 no longer produced.",
  );
  const conversation = ofTest(before, `${tools}::TestToolCalls::test_conversation`).map((path) => join(sample.workspace, path));
  expect(conversation).toEqual(expect.arrayContaining([...told.noLongerProduced]));

  await putBack(told.changes, told.before);
  expect(await sample.recordings()).toEqual(before);
});

test("A model list, which no test id names, is told when a test makes it anew", async () => {
  const sample = await sampleWorkspace();
  const [models] = (await readdir(join(sample.workspace, commonModels))).map((name) =>
    join(sample.workspace, commonModels, name),
  );
  await writeFile(models!, "{}\n");
  const { run } = await sample.begin(sample.test(completions, "test_model_list"));

  expect((await run).changes).toMatchObject([{ kind: "changed", path: models }]);
});

test("A provider that fails fails the run; what was written until then is told, and can be put back", async () => {
  const sample = await sampleWorkspace();
  const before = await sample.recordings();
  const target = sample.test(tools, "TestToolCalls", "test_conversation");
  const { run, output } = await sample.begin(target, { SAMPLE_PROVIDER_FAIL_AT: "3" });
  const told = await run;

  expect(told.result).toEqual({ kind: "ended", status: 1 });
  expect(verdict(told)).toEqual({
    kind: "failure",
    message:
      "pytest failed while re-recording test_tool_calls.py::TestToolCalls::test_conversation. Until then: 1 recording changed.",
  });
  // Recordings that the run did not come to are not called gone.
  expect(told.noLongerProduced).toEqual([]);
  expect(output()).toContain("1 failed");

  await putBack(told.changes, told.before);
  expect(await sample.recordings()).toEqual(before);
});

test.runIf(process.platform === "linux")(
  "Cancelling in the middle ends pytest, the provider and everything else, and can be put back",
  async () => {
    const sample = await sampleWorkspace();
    const before = await sample.recordings();
    const environment = { SAMPLE_PROVIDER_DELAY_MS: "400", SAMPLE_PROVIDER_VARIANT: "2", TAPEDECK_TEST_RUN: sample.workspace };
    const { run, cancel, output } = await sample.begin(sample.module(streaming), environment);
    await expect.poll(() => pythonsOf(sample.workspace), { timeout: 20_000 }).not.toEqual([]);
    await expect.poll(output, { timeout: 20_000 }).toContain("test_streaming.py");
    await delay(500);
    cancel();
    const told = await run;

    expect(verdict(told).kind).toBe("cancelled");
    expect(await pythonsOf(sample.workspace)).toEqual([]);
    await putBack(told.changes, told.before);
    expect(await sample.recordings()).toEqual(before);
  },
);

test("A test that pytest does not know is said to be unknown", async () => {
  const sample = await sampleWorkspace();
  const { run } = await sample.begin(sample.test(completions, "test_of_yesterday"));

  expect(verdict(await run).message).toBe(
    "pytest did not run test_completions.py::test_of_yesterday: it found no such test, or does not know one of the options. No recording has changed.",
  );
});

test("A module in which pytest collects nothing is said to hold no test", async () => {
  const sample = await sampleWorkspace();
  const { run } = await sample.begin(sample.module(completions), {}, ["-k", "nothing_like_it"]);

  expect(verdict(await run).message).toBe("pytest collected no test for test_completions.py. No recording has changed.");
});

test("Nothing is run when the recordings cannot be copied first", async () => {
  const sample = await sampleWorkspace();
  const before = await sample.recordings();
  const { run } = await sample.begin(sample.test(completions, "test_capital"));
  const { plan, commandLine: line } = await run;
  const nowhere = join(tmpdir(), "tapedeck-no-such-folder");
  const signal = new AbortController().signal;

  await expect(
    rerecord({ plan, commandLine: line, mode: "record", store: nowhere, onOutput: () => undefined, signal }),
  ).rejects.toThrow("ENOENT");
  expect(await sample.recordings()).toEqual(before);
});

async function recordingsInStore(store: string): Promise<readonly string[]> {
  const entries = await readdir(store, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** Process ids of everything that was started with our mark in its environment (Linux), dead ones apart. */
async function pythonsOf(mark: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")));
  return pids.filter((_, index) => environments[index]?.includes(`TAPEDECK_TEST_RUN=${mark}`));
}
