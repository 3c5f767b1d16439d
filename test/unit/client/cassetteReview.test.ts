/** A cassette that was recorded again, under review: what of it is shown, accepted alone, and taken back. */
import { onTestFinished, describe, expect, test } from "vitest";
import { openClient } from "../../support/client/openClient";
import { jsonCall, jsonCassette } from "../../support/cassetteTexts";
import { interruptedRun } from "../../support/interrupted";

const view = "tapedeck.review";
const path = "tests/a/recordings/chat.json";
const [oslo, paris, rome] = [jsonCall("Oslo?", "Cold."), jsonCall("Paris?", "Warm."), jsonCall("Rome?", "Hot.")];
const oslo2 = jsonCall("Oslo?", "Colder.");
const paris2 = jsonCall("Paris?", "Warm.", { id: "chatcmpl-2" });
const bern = jsonCall("Bern?", "Mild.");
const named = (question: string) => `POST /v1/chat/completions · gpt-4o · "${question}"`;

async function reviewed(staged = jsonCassette(oslo2, paris2, bern)) {
  const run = await interruptedRun("rerecord", { [path]: jsonCassette(rome, oslo, paris) });
  onTestFinished(() => run.remove());
  await run.stage(path, staged);
  await run.crash({ phase: "reviewing", succeeded: true, outcomes: [] });
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
      "Of no single test",
      "  chat 1 recording changed, 1 new, 1 with the same meaning, 1 no longer produced",
      `    ${named("Rome?")} no longer produced`,
      `    ${named("Oslo?")} Text changed.`,
      `    ${named("Bern?")} new · Mild.`,
      "    1 with the same meaning",
      `      ${named("Paris?")} Same meaning; response ids changed.`,
    ]);
    expect(editor.tree(view).badge?.value).toBe(3);
  });

  test("shows what a recording means on both sides, and the whole file as text", async () => {
    const { editor } = await reviewed();
    await on(editor, "open", "Oslo?");
    await on(editor, "open", "Bern?");
    await on(editor, "openText", "chat");
    const [changed, added, text] = editor.runsOf("vscode.diff");
    expect(await editor.read(changed?.[0])).toContain("── Text ──\nCold.");
    expect(await editor.read(changed?.[1])).toContain("── Text ──\nColder.");
    expect(changed?.[2]).toBe(`${named("Oslo?")} (recorded again)`);
    expect(await editor.read(added?.[0])).toBe("");
    expect(await editor.read(added?.[1])).toContain("Mild.");
    expect(await editor.read(text?.[0])).toBe(jsonCassette(rome, oslo, paris));
    expect(await editor.read(text?.[1])).toBe(jsonCassette(oslo2, paris2, bern));
    expect(text?.[2]).toBe("chat (recorded again)");
  });

  test("is accepted recording by recording, each in the file at once", async () => {
    const { editor, file } = await reviewed();
    await on(editor, "accept", "Oslo?");
    expect((await editor.messages.next("Accepted")).text).toBe(`Accepted ${named("Oslo?")}.`);
    expect(await file()).toBe(jsonCassette(rome, oslo2, paris));
    await on(editor, "remove", "Rome?");
    expect((await editor.messages.next("Removed")).text).toBe(`Removed ${named("Rome?")}.`);
    expect(await file()).toBe(jsonCassette(oslo2, paris));
    await on(editor, "undo", "Oslo?");
    expect(await file()).toBe(jsonCassette(oslo, paris));
    expect(await editor.tree(view).rows()).toContain(`    ${named("Rome?")} removed · no longer produced`);
  });

  test("takes what changed and is new where its file is accepted, and one press takes that back", async () => {
    const { editor, file } = await reviewed();
    await on(editor, "accept", "chat");
    const accepted = await editor.messages.next("Accepted 2 recordings.");
    expect(await file()).toBe(jsonCassette(rome, oslo2, paris, bern));
    accepted.press("Undo");
    await expect.poll(file).toBe(jsonCassette(rome, oslo, paris));
  });

  test("rejects one, and nothing is written", async () => {
    const { editor, file } = await reviewed();
    await on(editor, "reject", "Oslo?");
    expect((await editor.tree(view).row("Oslo?")).item.description).toBe("rejected · Text changed.");
    await editor.run("tapedeck.review.acceptAll");
    expect((await editor.messages.next("Accepted")).text).toBe(`Accepted ${named("Bern?")}.`);
    expect(await file()).toBe(jsonCassette(rome, oslo, paris, bern));
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
    expect(await file()).toBe(jsonCassette(rome, oslo2, paris, bern));
    await on(next, "undo", "Oslo?");
    expect(await file()).toBe(jsonCassette(rome, oslo, paris, bern));
  });

  test("that cannot be taken apart is one row that says so", async () => {
    const { editor, file } = await reviewed(JSON.stringify({ version: 1, interactions: [oslo2, paris2] }));
    const { node, item } = await editor.tree(view).row("chat");
    expect(item.description).toContain(
      "The file is indented otherwise than it is recorded now, so it can be accepted only as a whole.",
    );
    await editor.run("tapedeck.review.accept", node);
    expect(await file()).toBe(JSON.stringify({ version: 1, interactions: [oslo2, paris2] }));
  });
});
