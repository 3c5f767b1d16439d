/** A run that an editor left behind when it was killed, and what a person does with what it recorded. */
import { readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { onTestFinished, describe, expect, test } from "vitest";
import type { ComparisonMessage } from "../../../client/src/compare/messages";
import { openClient } from "../../support/client/openClient";
import { interruptedRun, testId } from "../../support/interrupted";
import { chatCompletion, chatStream } from "../../support/recordings";

const view = "tapedeck.review";
const module = "tests/a/test_a.py";
const other = `${module}::test_b`;

/** A run that was over when its editor was killed: it changed `one`, and recorded `two` for a second test. */
async function leftBehind(
  outcomes: [string, "passed" | "failed"][] = [
    [testId, "passed"],
    [other, "passed"],
  ],
) {
  const run = await interruptedRun("rerecord");
  onTestFinished(() => run.remove());
  await run.write(run.at(module), "def test_a():\n    pass\n\n\ndef test_b():\n    pass\n");
  await run.stage("tests/a/recordings/one.json", chatCompletion("another one", { testId }));
  await run.stage("tests/a/recordings/two.json", chatCompletion("two", { testId: other }));
  await run.crash({ phase: "reviewing", succeeded: true, outcomes });
  const { editor, recover } = await openClient({ workspace: run.workspace, storage: run.top });
  const two = join(run.recordings, "two.json");
  const [one, before] = [run.one, await readFile(run.one, "utf8")];
  return { editor, recover, run, one, two, before, read: run.read };
}

/** What the page of the review is shown next. */
function nextShown({ editor }: Pick<LeftBehind, "editor">): Promise<ComparisonMessage> {
  return editor.panels.at(-1)!.hears<ComparisonMessage>(() => true);
}

type LeftBehind = Awaited<ReturnType<typeof leftBehind>>;

/** The question at the next start, answered. */
async function answered({ editor, recover }: Pick<LeftBehind, "editor" | "recover">, button: string): Promise<void> {
  const done = recover();
  (await editor.messages.next("Tapedeck was ended")).press(button);
  await done;
}

/** The same, with what it recorded under review. */
async function reviewed(...outcomes: Parameters<typeof leftBehind>) {
  const left = await leftBehind(...outcomes);
  await answered(left, "Review");
  return left;
}

describe("the next start", () => {
  test("asks, and nothing is touched before the answer", async () => {
    const { editor, recover, one, two, before, read } = await leftBehind();
    const done = recover();
    const question = await editor.messages.next("Tapedeck was ended");
    expect(question).toMatchObject({ kind: "warning", buttons: ["Review", "Discard"] });
    expect(await read(one)).toBe(before);
    question.close();
    await done;
    expect(await read(one)).toBe(before);
    expect(await read(two)).toBeUndefined();
  });

  test("who does not answer is asked again at the one after", async () => {
    const { editor, recover } = await leftBehind();
    for (const start of ["next", "one after"]) {
      const done = recover();
      const question = await editor.messages.next("Tapedeck was ended");
      expect(question.buttons, start).toEqual(["Review", "Discard"]);
      question.close();
      await done;
    }
  });

  test("discards what was recorded", async () => {
    const left = await leftBehind();
    await answered(left, "Discard");
    await left.editor.messages.next("The recordings are unchanged.");
    expect(await left.read(left.one)).toBe(left.before);
    await left.recover();
    expect(left.editor.messages.untaken).toEqual([]);
  });

  test("in a workspace without such a run asks nothing", async () => {
    const { editor, recover } = await openClient({ files: { "tests/recordings/a.json": chatCompletion("Hi") } });
    await recover();
    expect(editor.messages.untaken).toEqual([]);
  });
});

describe("the review", () => {
  test("shows tests and recordings, counts what is open, and says what each is", async () => {
    const { editor } = await reviewed();
    expect(await editor.tree(view).rows()).toEqual([
      "test_a test_a.py",
      '  gpt-4o · "Hello" Text changed.',
      "test_b test_a.py",
      '  gpt-4o · "Hello" new · two',
    ]);
    expect(editor.tree(view).badge?.value).toBe(2);
    expect(editor.contexts.get("tapedeck.reviewing")).toBe(true);
    expect(editor.runsOf("tapedeck.review.focus")).toHaveLength(1);
  });

  test("shows both sides of a recording, by meaning and as text", async () => {
    const { editor, before, run } = await reviewed();
    const { node } = await editor.tree(view).row("Text changed.");
    await editor.run("tapedeck.review.open", node);
    const [panel] = editor.panels;
    expect(panel?.title).toBe("test_a (recorded again)");
    const shown = nextShown({ editor });
    panel?.say({ kind: "ready" });
    expect(await shown).toMatchObject({
      review: { title: 'test_a · gpt-4o · "Hello"', doubts: [] },
      labels: { before: "Before", after: "Recorded again" },
      comparison: { difference: { answer: [{ kind: "text" }] } },
    });
    await editor.run("tapedeck.review.openText", node);
    const [asText] = editor.runsOf("vscode.diff");
    expect(await editor.read(asText?.[0])).toBe(before);
    expect(await editor.read(asText?.[1])).toBe(chatCompletion("another one", { testId }));
    expect(asText?.[2]).toBe("one (recorded again)");
    expect(run.recordings).toContain("recordings");
  });

  test("a document of a review that is over says so", async () => {
    const { editor } = await reviewed();
    const { node } = await editor.tree(view).row("Text changed.");
    await editor.run("tapedeck.review.openText", node);
    const [[before] = []] = editor.runsOf("vscode.diff");
    const gone = String(before).replace(/\?.*/, "?gone&before&text");
    expect(await editor.read(editor.vscode.Uri.parse(gone))).toBe("This recording is no longer under review.");
  });

  test("accepts one recording, and leaves the other open", async () => {
    const { editor, one, two, read } = await reviewed();
    const { node } = await editor.tree(view).row("Text changed.");
    await editor.run("tapedeck.review.accept", node);
    expect((await editor.messages.next("Accepted")).text).toBe('Accepted gpt-4o · "Hello".');
    expect(await read(one)).toContain("another one");
    expect(await read(two)).toBeUndefined();
    expect(editor.tree(view).badge?.value).toBe(1);
  });

  test("accepts all, and one press takes all of it back", async () => {
    const { editor, one, two, before, read } = await reviewed();
    await editor.run("tapedeck.review.acceptAll");
    const accepted = await editor.messages.next("Accepted 2 recordings.");
    expect(accepted.buttons).toEqual(["Verify by Replay", "Undo"]);
    expect(await read(two)).toContain("two");
    expect(editor.tree(view).badge).toBeUndefined();
    accepted.press("Undo");
    await expect.poll(() => read(one)).toBe(before);
    await expect.poll(() => read(two)).toBeUndefined();
    expect(await editor.tree(view).rows()).toContain('  gpt-4o · "Hello" Text changed.');
  });

  test("rejects one, and takes the rejection back", async () => {
    const { editor } = await reviewed();
    const { node } = await editor.tree(view).row("Text changed.");
    await editor.run("tapedeck.review.reject", node);
    const { node: rejected, item } = await editor.tree(view).row("Text changed.");
    expect(item).toMatchObject({ description: "rejected · Text changed.", contextValue: "entry-undoable" });
    await editor.run("tapedeck.review.undo", rejected);
    expect((await editor.tree(view).row("Text changed.")).item.contextValue).toBe("entry-open");
  });

  test("what the workspace has changed since is overwritten only after a question", async () => {
    const { editor, one, read, run } = await reviewed();
    const theirs = chatCompletion("theirs", { testId });
    await run.write(one, theirs);
    const { node } = await editor.tree(view).row("Text changed.");
    for (const overwrite of [false, true]) {
      const done = editor.run("tapedeck.review.accept", node);
      const question = await editor.messages.next("The workspace has changed since the tests were run.");
      expect(question.detail).toBe(relative(run.workspace, one));
      if (overwrite) question.press("Overwrite");
      else question.close();
      await done;
      expect(await read(one)).toContain(overwrite ? "another one" : "theirs");
    }
  });

  test("what was changed after it was accepted is put back only after a question", async () => {
    const { editor, one, before, read, run } = await reviewed();
    await editor.run("tapedeck.review.accept", (await editor.tree(view).row("Text changed.")).node);
    await run.write(one, chatCompletion("theirs", { testId }));
    for (const anyway of [false, true]) {
      const done = editor.run("tapedeck.review.undo", (await editor.tree(view).row("Text changed.")).node);
      const question = await editor.messages.next("1 recording was changed again since.");
      if (anyway) question.press("Restore Anyway");
      else question.close();
      await done;
      expect(await read(one)).toContain(anyway ? "one" : "theirs");
    }
    expect(await read(one)).toBe(before);
  });

  test("a test that failed is marked, and accepted only after a question", async () => {
    const { editor, one, two, read } = await reviewed([
      [testId, "failed"],
      [other, "passed"],
    ]);
    const { item, node } = await editor.tree(view).row("test_a failed");
    expect(item.tooltip).toBe("test_a: not accepted by default because the test did not pass");
    await editor.run("tapedeck.review.acceptAll");
    await editor.messages.next('Accepted gpt-4o · "Hello".');
    expect(await read(one)).not.toContain("another one");
    expect(await read(two)).toContain("two");
    const done = editor.run("tapedeck.review.accept", node);
    const question = await editor.messages.next("Accept this recording?");
    expect(question.detail).toBe("test_a.py::test_a did not pass.");
    question.press("Accept Anyway");
    await done;
    expect(await read(one)).toContain("another one");
  });

  test("a recording with a new finding is accepted only after the finding was read", async () => {
    const left = await leftBehind();
    await left.run.stage("tests/a/recordings/one.json", chatStream(["cut"], { testId, finish: null }));
    await answered(left, "Review");
    const { editor } = left;
    const { node, item } = await editor.tree(view).row("1 new finding");
    expect(item.description).toContain("finish reason");
    const done = editor.run("tapedeck.review.accept", node);
    const question = await editor.messages.next("Accept this recording?");
    expect(question.detail).toMatch(/^New findings:\ngpt-4o · "Hello": .+ \(stream\.unfinished\)$/);
    question.close();
    await done;
    expect(await left.read(left.one)).toBe(left.before);
  });

  test("a run that is thrown away leaves the workspace as it was, and the view goes", async () => {
    const { editor, one, two, before, read } = await reviewed();
    await editor.run("tapedeck.review.rejectAll");
    expect(await read(one)).toBe(before);
    expect(await read(two)).toBeUndefined();
    expect(editor.contexts.get("tapedeck.reviewing")).toBe(false);
    expect(await editor.tree(view).rows()).toEqual([]);
  });
});

test("a recording that is no longer produced can be removed, and comes back", async () => {
  const run = await interruptedRun("rerecord");
  onTestFinished(() => run.remove());
  await run.write(run.at(module), "def test_a():\n    pass\n");
  await run.stage("tests/a/recordings/new.json", chatCompletion("new", { testId }));
  await run.crash({ phase: "reviewing", succeeded: true, outcomes: [[testId, "passed"]] });
  const { editor, recover } = await openClient({ workspace: run.workspace, storage: run.top });
  const before = await run.read(run.one);
  await answered({ editor, recover }, "Review");
  const { node, item } = await editor.tree(view).row("no longer produced");
  expect(item.contextValue).toBe("entry-open-removal");
  await editor.run("tapedeck.review.remove", node);
  const removed = await editor.messages.next('Removed gpt-4o · "Hello".');
  expect(await run.read(run.one)).toBeUndefined();
  removed.press("Undo");
  await expect.poll(() => run.read(run.one)).toBe(before);
  await rm(run.top, { recursive: true });
});
