/** A person records tests again: real pytest, a real provider; nothing changes before they accept it. */
import { randomUUID } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { changedPaths, contents, processesOf } from "../../support/contents";
import { openClient } from "../../support/client/openClient";
import { copySample } from "../../support/editor/workspace";
import { findPytestPython } from "../../support/python";
import { completions, streaming } from "../../support/rerecord";

const run = { timeout: 120_000 };
const view = "tapedeck.review";

/** The sample suite; the model answers in other words than those that are recorded, unless these variables say otherwise. */
async function sample(environment: Readonly<Record<string, string>> = { SAMPLE_PROVIDER_VARIANT: "2" }) {
  const workspace = await copySample();
  const settings = { "tapedeck.rerecord.python": findPytestPython(), "tapedeck.rerecord.environment": environment };
  const client = await openClient({ workspace, settings });
  const recordings = async () => new Map([...(await contents(workspace))].filter(([path]) => path.includes("recordings/")));
  return { ...client, workspace, recordings, before: await recordings() };
}

type Sample = Awaited<ReturnType<typeof sample>>;

/** Opens the module at a test, and records what the cursor is on. */
async function recordAt({ editor, workspace }: Sample, name: string): Promise<{ readonly done: Promise<unknown> }> {
  const lines = (await readFile(join(workspace, completions), "utf8")).split("\n");
  await editor.open(completions, lines.findIndex((line) => line.includes(`def ${name}`)) + 1);
  const done = editor.run("tapedeck.rerecord");
  (await editor.lists.next("Record")).choose("Record");
  return { done };
}

describe("Re-record", () => {
  test("shows what changed, writes it when it is accepted, proves it, and takes it back", run, async () => {
    const opened = await sample();
    const { editor, before, recordings } = opened;
    const { done } = await recordAt(opened, "test_json_output");
    const verdict = await editor.messages.next("1 recording changed");
    expect(verdict).toMatchObject({ kind: "information", buttons: ["Review", "Accept", "Discard"] });
    expect(await recordings()).toEqual(before);
    expect(editor.terminals[0]?.text).toContain("1 passed");
    verdict.press("Review");
    await done;

    const { node, item } = await editor.tree(view).row("Text and usage changed.");
    expect(item.contextValue).toBe("entry-open");
    expect(editor.tree(view).badge).toEqual({ value: 1, tooltip: "1 recording to review" });
    expect(editor.panels[0]?.title).toBe("test_json_output (recorded again)");

    await editor.run("tapedeck.review.accept", node);
    const accepted = await editor.messages.next(/^Accepted .+ · ".+"\.$/);
    expect(changedPaths(before, await recordings())).toHaveLength(1);
    accepted.press("Verify by Replay");
    await editor.messages.next("test_completions.py::test_json_output passes with its recordings.");

    const { node: decided, item: undoable } = await editor.tree(view).row("accepted");
    expect(undoable.contextValue).toBe("entry-undoable");
    await editor.run("tapedeck.review.undo", decided);
    expect(await recordings()).toEqual(before);
    await editor.run("tapedeck.review.rejectAll");
    expect(editor.contexts.get("tapedeck.reviewing")).toBe(false);
  });

  test("accepted from the message at once, and discarded from it, needs no review", run, async () => {
    const opened = await sample();
    const { editor, before, recordings } = opened;
    for (const [answer, changed] of [
      ["Discard", 0],
      ["Accept", 1],
    ] as const) {
      const { done } = await recordAt(opened, "test_json_output");
      (await editor.messages.next("1 recording changed")).press(answer);
      await done;
      expect(changedPaths(before, await recordings())).toHaveLength(changed);
    }
  });

  test("of a module lists all that changed by test, and shows it in one editor", run, async () => {
    const { editor, before, recordings } = await sample();
    const done = editor.run("tapedeck.rerecordFile", editor.uri(completions));
    (await editor.lists.next("Record")).choose("Record");
    const verdict = await editor.messages.next("recordings changed");
    verdict.press("Review");
    await done;
    const rows = await editor.tree(view).rows();
    expect(rows.filter((row) => row.startsWith("test_"))).toHaveLength(9);
    const { node } = await editor.tree(view).row("test_json_output");
    await editor.run("tapedeck.review.openAll", node);
    const [[title, sides] = []] = editor.runsOf("vscode.changes");
    expect(title).toBe("Re-recorded test_completions.py");
    expect(sides).toHaveLength(1);
    await editor.run("tapedeck.review.rejectAll");
    expect(await recordings()).toEqual(before);
  });

  test("says that the provider failed, and does not accept that without asking", run, async () => {
    const opened = await sample({ SAMPLE_PROVIDER_FAIL_AT: "1" });
    const { editor, before, recordings } = opened;
    const { done } = await recordAt(opened, "test_json_output");
    const verdict = await editor.messages.next("test_completions.py::test_json_output failed while re-recording.");
    expect(verdict).toMatchObject({ kind: "error", buttons: ["Show Output", "Review", "Discard"] });
    expect(editor.terminals[0]?.text).toContain("1 failed");
    verdict.press("Review");
    await done;
    const accepting = editor.run("tapedeck.review.acceptAll");
    const question = await editor.messages.next("Accept this recording?");
    expect(question).toMatchObject({ kind: "question", buttons: ["Accept Anyway"] });
    expect(question.detail).toContain("test_completions.py::test_json_output did not pass.");
    question.close();
    await accepting;
    expect(await recordings()).toEqual(before);
  });

  test.for(["the progress", "Ctrl+C in the terminal"] as const)(
    "is cancelled by %s, and leaves no process and no change behind",
    run,
    async (how) => {
      const mark = `story ${randomUUID()}`;
      const { editor, before, recordings } = await sample({ SAMPLE_PROVIDER_DELAY_MS: "1000", TAPEDECK_TEST_RUN: mark });
      const done = editor.run("tapedeck.rerecordFile", editor.uri(streaming));
      (await editor.lists.next("Record")).choose("Record");
      const progress = await editor.progress.next("Re-recording test_streaming.py");
      const terminal = await editor.terminal();
      await terminal.shows("collected");
      if (how === "the progress") progress.cancel();
      else terminal.type("\u0003");
      (await editor.messages.next("was cancelled")).close();
      await done;
      await expect.poll(() => processesOf(mark), { timeout: 10_000 }).toEqual([]);
      expect(await recordings()).toEqual(before);
    },
  );

  test("that records the same again says so, and there is nothing to review", run, async () => {
    const opened = await sample({});
    const { editor, before, recordings } = opened;
    const { done } = await recordAt(opened, "test_json_output");
    const verdict = await editor.messages.next("test_json_output");
    expect(verdict.buttons).toEqual([]);
    verdict.close();
    await done;
    expect(await recordings()).toEqual(before);
    await editor.run("tapedeck.showLastRun");
    await editor.messages.next("Nothing to review: re-record a test first.");
  });
});

test("the mode that was chosen for a run is that of the next plan", run, async () => {
  const opened = await sample();
  const { editor } = opened;
  await editor.open(completions, 46);
  const done = editor.run("tapedeck.rerecord");
  (await editor.lists.next("Record")).choose("Mode: record");
  (await editor.lists.next("Record")).choose("Record");
  (await editor.messages.next("test_json_output")).close();
  await done;
  const again = editor.run("tapedeck.rerecord");
  const plan = await editor.lists.next("Record");
  expect(plan.labels).toContain("Mode: record-if-missing");
  plan.close();
  await again;
});

test("replaying tests what is there, and says how it went", run, async () => {
  const { editor, workspace } = await sample();
  await editor.open(completions, 46);
  await Promise.all([
    editor.run("tapedeck.replayTest"),
    editor.messages.next("passes with its recordings.").then((each) => each.close()),
  ]);
  const folder = "tests/integration/chat/recordings";
  for (const name of await readdir(join(workspace, folder))) await editor.remove(`${folder}/${name}`);
  const failing = editor.run("tapedeck.replayTest");
  const failure = await editor.messages.next("test_completions.py::test_json_output failed while replaying.");
  expect(failure).toMatchObject({ kind: "error", buttons: ["Show Output"] });
  failure.press("Show Output");
  await failing;
});

test("where pytest cannot start, its own words are told, and another interpreter can be chosen", run, async () => {
  const opened = await sample();
  const { editor, before, recordings, workspace } = opened;
  const conftest = join(workspace, "tests/integration/conftest.py");
  await writeFile(conftest, `import ogx_missing\n${await readFile(conftest, "utf8").catch(() => "")}`);
  await editor.open(completions, 46);
  const warned = editor.run("tapedeck.rerecord");
  (await editor.lists.next("Record")).choose("The interpreter has no module ogx_missing");
  await warned;
  expect(editor.runsOf("workbench.action.openSettings")).toEqual([["tapedeck.rerecord.python"]]);
  const { done } = await recordAt(opened, "test_json_output");
  const failure = await editor.messages.next("ModuleNotFoundError: No module named 'ogx_missing'");
  expect(failure.text).toBe(
    `pytest did not run test_completions.py::test_json_output with ${findPytestPython()}: ModuleNotFoundError: No module named 'ogx_missing'.`,
  );
  expect(failure).toMatchObject({ kind: "error", buttons: ["Choose Interpreter", "Show Output"] });
  failure.press("Choose Interpreter");
  await done;
  expect(editor.runsOf("workbench.action.openSettings")).toHaveLength(2);
  expect(await recordings()).toEqual(before);
});

test("collecting tests says how many there are, and which belong to no test", run, async () => {
  const { editor } = await sample();
  await editor.run("tapedeck.collectTests");
  expect((await editor.messages.next("collected")).text).toMatch(/^\d+ tests collected; no recordings belong to no test\.$/);
});
