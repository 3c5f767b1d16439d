/** A cassette that was recorded again, under review: what of it is shown, accepted alone, and taken back. */
import { onTestFinished, describe, expect, test } from "vitest";
import type { ComparisonMessage } from "../../../client/src/compare/messages";
import { openClient } from "../../support/client/openClient";
import { yamlCall as call, yamlCassette as cassette } from "../../support/cassetteTexts";
import { interruptedRun, testId } from "../../support/interrupted";

const view = "tapedeck.review";
const path = "tests/a/recordings/test_a.yaml";
const [oslo, paris, rome] = [call("Oslo?", "Cold."), call("Paris?", "Warm."), call("Rome?", "Hot.")];
const oslo2 = call("Oslo?", "Colder.");
const paris2 = call("Paris?", "Warm.", { date: "Tue" });
const bern = call("Bern?", "Mild.");
const indented = cassette(oslo2, paris2).replaceAll(/^(?=[- ])/gm, "  ");
const named = (question: string) => `POST /v1/chat/completions · gpt-4o · "${question}"`;

const kept = "1 recording that is no longer produced was kept, and replay may still answer with it.";

async function reviewed(staged = cassette(oslo2, paris2, bern)) {
  const run = await interruptedRun("rerecord", { files: { [path]: cassette(rome, oslo, paris) }, recorder: "vcr" });
  onTestFinished(() => run.remove());
  await run.write(run.at("tests/a/test_a.py"), "def test_a():\n    pass\n");
  await run.stage(path, staged);
  await run.wrote(path);
  await run.crash({ phase: "reviewing", succeeded: true, outcomes: [[testId, "passed"]] });
  const again = async () => {
    const { editor, recover } = await openClient({ workspace: run.workspace, storage: run.top });
    const done = recover();
    (await editor.messages.next("Tapedeck was ended")).press("Review");
    await done;
    return editor;
  };
  return { editor: await again(), again, run, file: () => run.read(run.at(path)) };
}

type Editor = Awaited<ReturnType<typeof reviewed>>["editor"];

async function on(editor: Editor, command: string, row: string): Promise<void> {
  await editor.run(`tapedeck.review.${command}`, (await editor.tree(view).row(row)).node);
}

describe("a cassette under review", () => {
  test("lists its recordings, and folds away those that mean the same", async () => {
    const { editor } = await reviewed();
    expect(await editor.tree(view).rows()).toEqual([
      "test_a test_a.py",
      "  test_a.yaml 1 recording changed, 1 new, 1 with the same meaning, 1 no longer produced",
      `    ${named("Rome?")} no longer produced`,
      `    ${named("Oslo?")} Text changed.`,
      `    ${named("Bern?")} new · Mild.`,
      "    1 with the same meaning",
      `      ${named("Paris?")} Same meaning; other fields (date) changed.`,
    ]);
    expect(editor.tree(view).badge?.value).toBe(3);
    expect((await editor.tree(view).row("Rome?")).item.tooltip).toContain("replay may answer with it.");
  });

  test("shows what a recording means on both sides, and the whole file as text", async () => {
    const { editor } = await reviewed();
    await on(editor, "open", "Oslo?");
    const [panel] = editor.panels;
    const changed = panel?.hears<ComparisonMessage>(() => true);
    panel?.say({ kind: "ready" });
    expect(await changed).toMatchObject({
      review: { title: `test_a · ${named("Oslo?")}`, doubts: [] },
      comparison: { difference: { summary: "Text changed.", request: [] } },
    });
    const added = panel?.hears<ComparisonMessage>(() => true);
    await on(editor, "open", "Bern?");
    expect(await added).toMatchObject({
      comparison: {
        difference: {
          summary: "New recording.",
          answer: expect.arrayContaining([{ kind: "text", what: "text", parts: [{ kind: "added", text: "Mild." }] }]) as unknown,
        },
      },
    });
    expect(panel?.title).toBe("test_a (new)");
    expect(editor.panels).toHaveLength(1);
    await on(editor, "openText", "test_a.yaml");
    const [text] = editor.runsOf("vscode.diff");
    expect(await editor.read(text?.[0])).toBe(cassette(rome, oslo, paris));
    expect(await editor.read(text?.[1])).toBe(cassette(oslo2, paris2, bern));
    expect(text?.[2]).toBe("test_a.yaml (recorded again)");
  });

  test("is accepted recording by recording, each in the file at once", async () => {
    const { editor, file } = await reviewed();
    await on(editor, "accept", "Oslo?");
    expect((await editor.messages.next("Accepted")).text).toBe(`Accepted ${named("Oslo?")}.`);
    expect(await file()).toBe(cassette(rome, oslo2, paris));
    await on(editor, "remove", "Rome?");
    expect((await editor.messages.next("Removed")).text).toBe(`Removed ${named("Rome?")}.`);
    expect(await file()).toBe(cassette(oslo2, paris));
    await on(editor, "undo", "Oslo?");
    expect(await file()).toBe(cassette(oslo, paris));
    expect(await editor.tree(view).rows()).toContain(`    ${named("Rome?")} removed · no longer produced`);
  });

  test("takes what changed and is new where its file is accepted, and one press takes that back", async () => {
    const { editor, file } = await reviewed();
    await on(editor, "accept", "test_a.yaml");
    const accepted = await editor.messages.next("Accepted 2 recordings.");
    expect(accepted.text).toBe(`Accepted 2 recordings. ${kept}`);
    expect(await file()).toBe(cassette(rome, oslo2, paris, bern));
    accepted.press("Undo");
    await expect.poll(file).toBe(cassette(rome, oslo, paris));
  });

  test("rejects one, and nothing is written", async () => {
    const { editor, file } = await reviewed();
    await on(editor, "reject", "Oslo?");
    expect((await editor.tree(view).row("Oslo?")).item.description).toBe("rejected · Text changed.");
    await editor.run("tapedeck.review.acceptAll");
    expect((await editor.messages.next("Accepted")).text).toBe(`Accepted ${named("Bern?")}. ${kept}`);
    expect(await file()).toBe(cassette(rome, oslo, paris, bern));
  });

  test("asks before an edit of the meantime is lost", async () => {
    const { editor, file, run } = await reviewed();
    await run.write(run.at(path), "theirs");
    const done = on(editor, "accept", "Oslo?");
    (await editor.messages.next("The workspace has changed since the tests were run.")).close();
    await done;
    expect(await file()).toBe("theirs");
  });

  test("goes on after a crash where it was: what was accepted is known, and can be taken back", async () => {
    const { editor, again, run, file } = await reviewed();
    await on(editor, "accept", "Oslo?");
    await editor.messages.next("Accepted");
    await run.crashAgain();
    const next = await again();
    expect(await next.tree(view).rows()).toContain(`    ${named("Oslo?")} accepted · Text changed.`);
    await on(next, "accept", "Bern?");
    await next.messages.next("Accepted");
    expect(await file()).toBe(cassette(rome, oslo2, paris, bern));
    await on(next, "undo", "Oslo?");
    expect(await file()).toBe(cassette(rome, oslo, paris, bern));
  });

  test("that cannot be taken apart is one row that says so", async () => {
    const { editor, file } = await reviewed(indented);
    const { node, item } = await editor.tree(view).row("test_a.yaml");
    expect(item.description).toContain(
      "The file is indented otherwise than it is recorded now, so it can be accepted only as a whole.",
    );
    await editor.run("tapedeck.review.accept", node);
    expect(await file()).toBe(indented);
  });
});
