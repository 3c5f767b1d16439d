/** Recording again as a transaction: real pytest, real provider; after each story the workspace is byte for byte what the user agreed to. */
import { chmod, mkdir, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { accept, undoAccepted, type Accepted } from "../../server/src/rerecord/accept";
import { isAcceptedByDefault, type ReviewEntry } from "../../server/src/rerecord/review";
import { endSession, replay, type Session } from "../../server/src/rerecord/session";
import { defaultRerecordSettings } from "../../server/src/rerecord/settings";
import { prepare } from "../../server/src/rerecord/prepare";
import { findPytestPython } from "../support/python";
import { changedPaths, contents, processesOf } from "../support/contents";
import { completions, conversation, sampleWorkspace, streaming, tools } from "../support/rerecord";

const otherWords = { SAMPLE_PROVIDER_VARIANT: "2" };

/** "changed passed", for each entry. */
const told = ({ entries }: Pick<Session, "entries">) => entries.map(({ kind, outcome }) => `${kind} ${outcome}`);

async function accepted(session: Session, entries: readonly ReviewEntry[]): Promise<Accepted> {
  const acceptance = await accept(session.transaction, entries);
  if (acceptance.kind !== "accepted") throw new Error(JSON.stringify(acceptance));
  return acceptance.accepted;
}

describe("Somebody whose model answers in other words", () => {
  test("sees what would change while the workspace stays as it is, accepts it, and can undo that", async () => {
    const sample = await sampleWorkspace();
    const before = await sample.contents();
    const session = await sample.run(sample.test(completions, "test_capital"), otherWords);

    expect(session.verdict).toEqual({
      kind: "success",
      message: "Re-recorded test_completions.py::test_capital: 6 recordings changed.",
    });
    expect(told(session)).toEqual(Array(6).fill("changed passed"));
    expect(session.entries[0]?.summary).toBe("Text and usage changed.");
    expect(await sample.contents()).toEqual(before);

    const done = await accepted(session, session.entries);
    const after = await sample.contents();
    expect(changedPaths(before, after)).toEqual(session.entries.map(sample.path).sort());
    for (const entry of session.entries) expect(after.get(sample.path(entry))).toEqual(await readFile(entry.staged!));

    expect(await undoAccepted(session.transaction, done)).toEqual({ kind: "undone" });
    expect(await sample.contents()).toEqual(before);
  });

  test("accepts one of them, and the others stay as they were", async () => {
    const sample = await sampleWorkspace();
    const before = await sample.contents();
    const session = await sample.run(sample.test(completions, "test_capital"), otherWords);
    await accepted(session, session.entries.slice(2, 3));

    expect(changedPaths(before, await sample.contents())).toEqual([sample.path(session.entries[2]!)]);
  });

  test("rejects all of it, and nothing is left of the run anywhere", async () => {
    const sample = await sampleWorkspace();
    const before = await sample.contents();
    const session = await sample.run(sample.test(completions, "test_capital"), otherWords);
    await endSession(session);

    expect(await sample.contents()).toEqual(before);
    expect(await readdir(sample.store)).toEqual([]);
  });

  test("is asked before an edit made during the review is lost", async () => {
    const sample = await sampleWorkspace();
    const session = await sample.run(sample.test(completions, "test_json_output"), otherWords);
    const [entry] = session.entries;
    await writeFile(entry!.path, "edited meanwhile");

    expect(await accept(session.transaction, [entry!])).toEqual({ kind: "stale", paths: [entry!.path] });
    expect(await readFile(entry!.path, "utf8")).toBe("edited meanwhile");
    const overwritten = await accept(session.transaction, [entry!], { overwrite: true });
    expect(overwritten.kind).toBe("accepted");
    if (overwritten.kind === "accepted") await undoAccepted(session.transaction, overwritten.accepted);
    expect(await readFile(entry!.path, "utf8")).toBe("edited meanwhile");
  });

  test("proves with a replay that what was accepted is what the test needs", async () => {
    const sample = await sampleWorkspace();
    const session = await sample.run(sample.test(tools, "TestToolCalls", "test_conversation"), {
      SAMPLE_PROVIDER_TOOL_ARGUMENTS: "2",
    });
    await accepted(session, session.entries.filter(isAcceptedByDefault));
    const plan = await sample.plan(sample.test(tools, "TestToolCalls", "test_conversation"));
    const settings = { ...defaultRerecordSettings, python: findPytestPython() };
    const prepared = await prepare({ ...plan, testIds: [] }, settings);
    if (prepared.kind === "refused") throw new Error(prepared.reason);
    const before = await sample.contents();
    const replayed = await replay({
      plan,
      prepared,
      cache: join(sample.store, "cache"),
      signal: new AbortController().signal,
      onOutput: () => undefined,
    });

    expect(replayed?.result).toEqual({ kind: "ended", status: 0 });
    expect(await sample.contents()).toEqual(before);
  });
});

test("A stream that is only cut in other places means the same, and is not accepted by default", async () => {
  const sample = await sampleWorkspace();
  const session = await sample.run(sample.module(streaming), { SAMPLE_PROVIDER_CHUNK_CHARS: "7" });

  expect(new Set(told(session))).toEqual(new Set(["same-meaning passed"]));
  expect(session.entries.filter(isAcceptedByDefault)).toEqual([]);
  expect(session.verdict.message).toMatch(/^Re-recorded test_streaming\.py: all \d+ recordings mean the same as before\.$/);
});

test("A model that answers the same leaves nothing to decide", async () => {
  const sample = await sampleWorkspace();
  const session = await sample.run(sample.test(completions, "test_json_output"));

  expect(told(session)).toEqual(["unchanged passed"]);
  expect(session.verdict.message).toBe("Re-recorded test_completions.py::test_json_output: the recording is the same as before.");
});

test("Other tool arguments make other later turns; the old ones go only when that is asked for", async () => {
  const sample = await sampleWorkspace();
  const before = await sample.contents();
  const plan = await sample.plan(sample.test(tools, "TestToolCalls", "test_conversation"));
  expect(plan.concerned.map(({ turn, follows }) => [turn?.number, follows])).toEqual([
    [1, false],
    [2, true],
    [3, true],
    [4, true],
  ]);
  const session = await sample.run(sample.test(tools, "TestToolCalls", "test_conversation"), {
    SAMPLE_PROVIDER_TOOL_ARGUMENTS: "2",
  });

  expect(session.verdict.message).toBe(
    "Re-recorded test_tool_calls.py::TestToolCalls::test_conversation: 1 recording changed, 2 new, 1 unchanged, 2 no longer produced.",
  );
  const usual = session.entries.filter(isAcceptedByDefault);
  const done = await accepted(session, usual);
  expect(changedPaths(before, await sample.contents())).toEqual(usual.map(sample.path).sort());

  const old = session.entries.filter(({ kind }) => kind === "unproduced");
  const removed = await accepted(session, old);
  const after = await sample.contents();
  expect(old.map(sample.path).filter((path) => after.has(path))).toEqual([]);
  await undoAccepted(session.transaction, removed);
  await undoAccepted(session.transaction, done);
  expect(await sample.contents()).toEqual(before);
});

test("Only what is missing is asked of the provider, when that is the mode", async () => {
  const sample = await sampleWorkspace();
  const folder = join(sample.workspace, "tests/integration/chat/recordings");
  const { recordings } = await sample.plan(sample.test(completions, "test_capital"));
  await rm(recordings[0]!);
  const before = await sample.contents();
  const session = await sample.run(sample.test(completions, "test_capital"), otherWords, { mode: "record-if-missing" });

  expect(session.entries.map(({ kind, path }) => [kind, path])).toEqual([["new", recordings[0]]]);
  expect(await sample.contents()).toEqual(before);
  expect(await readdir(folder)).not.toContain(recordings[0]!.slice(folder.length + 1));
});

test("One parameter set, whose id holds a space and an equals sign, is one recording", async () => {
  const sample = await sampleWorkspace();
  const nodeId = `${completions}::test_capital[New Zealand-txt=sample/tiny-chat:1b]`;
  const session = await sample.run(sample.parameters(nodeId), otherWords);

  expect(session.entries.map(({ testId, kind }) => [testId, kind])).toEqual([[nodeId, "changed"]]);
});

test("New findings are told before anything is accepted", async () => {
  const sample = await sampleWorkspace();
  const broken = { SAMPLE_PROVIDER_FAIL_AT: "1", SAMPLE_PROVIDER_FAIL_WITH: "break" };
  const session = await sample.run(sample.test(streaming, "TestSpecialAnswers", "test_long_answer"), broken);

  expect(told(session)).toEqual(["changed failed"]);
  expect(session.entries[0]?.findings).not.toEqual([]);
});

describe("A provider that fails on the third of four turns", () => {
  test("fails the test; what was recorded until then is not accepted by default, and the workspace is as it was", async () => {
    const sample = await sampleWorkspace();
    const before = await sample.contents();
    const run = await sample.begin(sample.test(tools, "TestToolCalls", "test_conversation"), {
      SAMPLE_PROVIDER_FAIL_AT: "3",
      SAMPLE_PROVIDER_VARIANT: "2",
    });
    const session = await run.session;

    expect(session.verdict).toEqual({
      kind: "failure",
      message: expect.stringMatching(
        /^test_tool_calls\.py::TestToolCalls::test_conversation failed while re-recording\. Recorded so far: .*\.$/,
      ) as unknown,
    });
    expect(run.output()).toContain("1 failed");
    expect(new Set(session.entries.map(({ outcome }) => outcome))).toEqual(new Set(["failed"]));
    // Recordings that the run did not come to are not called gone.
    expect(session.entries.filter(({ kind }) => kind === "unproduced")).toEqual([]);
    expect(session.entries.filter(isAcceptedByDefault)).toEqual([]);
    expect(await sample.contents()).toEqual(before);
  });

  test("fails one test of a module; those of the others can be accepted", async () => {
    const sample = await sampleWorkspace();
    const session = await sample.run(sample.module(tools), { SAMPLE_PROVIDER_FAIL_AT: "7", SAMPLE_PROVIDER_TOOL_ARGUMENTS: "2" });

    const outcomes = new Map(session.entries.map(({ testId, outcome }) => [testId, outcome]));
    expect(outcomes.get(conversation)).toBe("failed");
    expect(outcomes.get(`${tools}::TestToolCalls::test_parallel_calls`)).toBe("passed");
    const usual = session.entries.filter(isAcceptedByDefault);
    expect(usual.length).toBeGreaterThan(0);
    expect(usual.map(({ testId }) => testId)).not.toContain(conversation);
  });
});

test.runIf(process.platform === "linux")(
  "Cancelling in the middle ends pytest and everything else, and nothing has changed",
  async () => {
    const sample = await sampleWorkspace();
    const before = await sample.contents();
    const environment = { ...otherWords, SAMPLE_PROVIDER_DELAY_MS: "300", TAPEDECK_TEST_RUN: sample.workspace };
    const run = await sample.begin(sample.module(streaming), environment);
    await expect.poll(() => run.progress().at(-1)?.recorded ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
    run.cancel();
    const session = await run.session;

    expect(session.verdict.kind).toBe("cancelled");
    expect(await processesOf(sample.workspace)).toEqual([]);
    expect(session.entries.length).toBeGreaterThan(0);
    expect(await sample.contents()).toEqual(before);
  },
);

test.runIf(process.platform === "linux")("A run that takes longer than it may is ended", async () => {
  const sample = await sampleWorkspace();
  const before = await sample.contents();
  const environment = { SAMPLE_PROVIDER_DELAY_MS: "60000", TAPEDECK_TEST_RUN: sample.workspace };
  const session = await sample.run(sample.module(streaming), environment, { timeout: 3 });

  expect(session.verdict.message).toMatch(
    /^Re-recording test_streaming\.py took longer than tapedeck\.rerecord\.timeout allows\./,
  );
  expect(await processesOf(sample.workspace)).toEqual([]);
  expect(await sample.contents()).toEqual(before);
});

test("Two runs at once wait for each other, and neither takes the other's recordings for its own", async () => {
  const sample = await sampleWorkspace();
  const other = await sampleWorkspace(sample.workspace);
  const before = await sample.contents();
  const [one, two] = await Promise.all([
    sample.run(sample.test(completions, "test_capital"), otherWords),
    other.run(other.test(completions, "test_json_output"), otherWords),
  ]);

  expect([one.entries.length, two.entries.length]).toEqual([6, 1]);
  expect(await sample.contents()).toEqual(before);
  await accepted(one, one.entries);
  await accepted(two, two.entries);
  const paths = [...one.entries, ...two.entries].map(sample.path).sort();
  expect(changedPaths(before, await sample.contents())).toEqual(paths);
});

describe("A recorder that writes where it likes", () => {
  /** Takes the variables away before the suite's own recorder sees them. */
  const deaf = `import os\nfor name in [each for each in os.environ if each.endswith("_TEST_RECORDING_DIR")]:\n    del os.environ[name]\n`;

  async function deafSample() {
    const sample = await sampleWorkspace();
    const conftest = join(sample.workspace, "conftest.py");
    const text = await readFile(conftest, "utf8");
    await writeFile(conftest, text.replace("import os\n", deaf));
    return sample;
  }

  test("is let, and then everything is taken out again for the review", async () => {
    const sample = await deafSample();
    const before = await sample.contents();
    const session = await sample.run(sample.test(tools, "TestToolCalls", "test_conversation"), {
      SAMPLE_PROVIDER_TOOL_ARGUMENTS: "2",
    });

    expect(await sample.contents()).toEqual(before);
    expect(session.verdict.message).toContain("1 recording changed, 2 new, 1 unchanged, 2 no longer produced.");
    const usual = session.entries.filter(isAcceptedByDefault);
    await accepted(session, usual);
    expect(changedPaths(before, await sample.contents())).toEqual(usual.map(sample.path).sort());
  });

  test.runIf(process.platform === "linux")("is cancelled in the middle, and everything is put back", async () => {
    const sample = await deafSample();
    const before = await sample.contents();
    const environment = { ...otherWords, SAMPLE_PROVIDER_DELAY_MS: "300" };
    const run = await sample.begin(sample.module(streaming), environment);
    await expect.poll(async () => changedPaths(before, await sample.contents()).length, { timeout: 60_000 }).toBeGreaterThan(0);
    run.cancel();
    const session = await run.session;

    expect(session.verdict.kind).toBe("cancelled");
    expect(await sample.contents()).toEqual(before);
  });
});

describe("Accepting", () => {
  async function reviewed() {
    const sample = await sampleWorkspace();
    const session = await sample.run(sample.test(completions, "test_capital"), otherWords);
    return { sample, session, before: await sample.contents() };
  }

  test("leaves a read-only recording alone, and all the others with it", async () => {
    const { sample, session, before } = await reviewed();
    const { path } = session.entries[3]!;
    await chmod(path, 0o444);

    expect(await accept(session.transaction, session.entries)).toEqual({
      kind: "refused",
      reasons: [expect.stringMatching(/^[0-9a-f]{64}\.json is read-only, so it was not overwritten\.$/) as unknown],
    });
    expect(await sample.contents()).toEqual(before);
  });

  test("writes nothing through a link, nor into a folder that is one", async () => {
    const { sample, session } = await reviewed();
    const outside = await sampleWorkspace();
    const [entry] = session.entries;
    const folder = join(sample.workspace, "tests/integration/chat/recordings");
    await rm(entry!.path);
    await writeFile(join(outside.workspace, "target.json"), "theirs");
    await symlink(join(outside.workspace, "target.json"), entry!.path);
    const before = await contents(outside.workspace);
    expect(await accept(session.transaction, [entry!], { overwrite: true })).toMatchObject({ kind: "refused" });

    await rm(folder, { recursive: true });
    await mkdir(join(outside.workspace, "elsewhere"));
    await symlink(join(outside.workspace, "elsewhere"), folder);
    expect(await accept(session.transaction, session.entries, { overwrite: true })).toMatchObject({
      kind: "refused",
      reasons: expect.arrayContaining([expect.stringContaining("leads out of the workspace")]) as unknown,
    });
    expect(await contents(outside.workspace)).toEqual(before);
  });

  test("makes the folders that a new recording needs, and undo removes them", async () => {
    const sample = await sampleWorkspace();
    await rm(join(sample.workspace, "tests/integration/chat/recordings"), { recursive: true });
    const before = await sample.contents();
    const session = await sample.run(sample.test(completions, "test_json_output"));
    expect(told(session)).toEqual(["new passed"]);
    const done = await accepted(session, session.entries);
    expect(changedPaths(before, await sample.contents())).toEqual(session.entries.map(sample.path));

    await undoAccepted(session.transaction, done);
    expect(await readdir(join(sample.workspace, "tests/integration/chat"))).not.toContain("recordings");
  });
});

test("A model list, which no test id names, can be accepted when a test makes it anew", async () => {
  const sample = await sampleWorkspace();
  const models = join(sample.workspace, "tests/integration/common/recordings");
  const [name] = await readdir(models);
  await writeFile(join(models, name!), "{}\n");
  const session = await sample.run(sample.test(completions, "test_model_list"));

  expect(session.entries).toMatchObject([{ kind: "changed", path: join(models, name!), testId: undefined, outcome: "passed" }]);
});

test("A test that pytest does not know, and a module in which it collects nothing, are said to be", async () => {
  const sample = await sampleWorkspace();
  const unknown = await sample.run(sample.test(completions, "test_of_yesterday"));
  const nothing = await sample.run(sample.module(completions), {}, { arguments: ["-k", "nothing_like_it"] });

  expect(unknown.verdict.message).toMatch(
    /^pytest did not run test_completions\.py::test_of_yesterday with \S+: not found: \S+::test_of_yesterday\.$/,
  );
  expect(nothing.verdict.message).toBe("pytest collected no test for test_completions.py.");
});

test("How far a run is can be told: tests that ended, of those collected, and what is recorded", async () => {
  const sample = await sampleWorkspace();
  const run = await sample.begin(sample.test(completions, "test_capital"));
  await run.session;

  expect(run.progress().at(-1)).toMatchObject({ done: 6, of: 6 });
});
