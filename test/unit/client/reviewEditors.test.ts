/** A person decides in the editor that shows a recording under review, one after the other. */
import { onTestFinished, describe, expect, test } from "vitest";
import type { ComparisonMessage } from "../../../client/src/compare/messages";
import { openClient } from "../../support/client/openClient";
import { yamlCall as call, yamlCassette as cassette } from "../../support/cassetteTexts";
import { interruptedRun, testId } from "../../support/interrupted";
import { chatCompletion } from "../../support/recordings";

const path = "tests/a/recordings/test_a.yaml";
const [rome, oslo] = [call("Rome?", "Hot."), call("Oslo?", "Cold.")];
const [oslo2, bern] = [call("Oslo?", "Colder."), call("Bern?", "Mild.")];

/** A cassette that was recorded again: one recording changed, one is new, one is gone. Its review was opened by its first row. */
async function reviewed() {
  const run = await interruptedRun("rerecord", { files: { [path]: cassette(rome, oslo) }, recorder: "vcr" });
  onTestFinished(() => run.remove());
  await run.stage(path, cassette(oslo2, bern));
  await run.wrote(path);
  await run.crash({ phase: "reviewing", succeeded: true, outcomes: [[testId, "passed"]] });
  const { editor, recover } = await openClient({ workspace: run.workspace, storage: run.top });
  const done = recover();
  (await editor.messages.next("Tapedeck was ended")).press("Review");
  await done;
  const row = async (text: string) => (await editor.tree("tapedeck.review").row(text)).node;
  await editor.run("tapedeck.review.open", await row("Oslo?"));
  const [panel] = editor.panels;
  return { editor, panel: panel!, file: () => run.read(run.at(path)) };
}

const titleOf = (message: ComparisonMessage) => (message.kind === "comparison" ? message.review?.title : message.message);

describe("in the title of the comparison", () => {
  test("Accept takes the recording that is shown, and the next one is shown", async () => {
    const { editor, panel, file } = await reviewed();
    expect(editor.contexts.get("tapedeck.reviewShown")).toBe("open");
    const next = panel.hears<ComparisonMessage>(() => true);
    await editor.run("tapedeck.review.accept", editor.vscode.Uri.parse("webview-panel:webview-panel/webview-1"));
    expect(await file()).toBe(cassette(rome, oslo2));
    expect(titleOf(await next)).toContain("Bern?");
    expect(editor.contexts.get("tapedeck.reviewShown")).toBe("open");
    expect(editor.messages.untaken).toEqual([]);
  });

  test("Reject goes on, what is no longer produced is removed under that name, and the last one stays to be taken back", async () => {
    const { editor, panel, file } = await reviewed();
    await editor.run("tapedeck.review.reject");
    expect(panel.title).toBe("test_a (new)");
    await editor.run("tapedeck.review.accept");
    expect(panel.title).toBe("test_a (no longer produced)");
    expect(editor.contexts.get("tapedeck.reviewShown")).toBe("open-removal");
    await editor.run("tapedeck.review.remove");
    expect(await file()).toBe(cassette(oslo, bern));
    expect((await editor.messages.next("Removed")).buttons).toEqual(["Verify by Replay", "Undo"]);
    expect(editor.contexts.get("tapedeck.reviewShown")).toBe("undoable");
    await editor.run("tapedeck.review.undo");
    expect(await file()).toContain("Rome?");
    expect(editor.contexts.get("tapedeck.reviewShown")).toBe("open-removal");
  });

  test("Show Text Diff shows the file, where the same can be done, and leads back", async () => {
    const { editor, panel, file } = await reviewed();
    await editor.run("tapedeck.review.openText");
    const [[, after] = []] = editor.runsOf("vscode.diff");
    expect(await editor.read(after)).toBe(cassette(oslo2, bern));
    expect(editor.contexts.get("tapedeck.reviewTexts.open")).toEqual([String(after)]);
    expect(editor.contexts.get("tapedeck.reviewTexts.meaning")).toEqual([String(after)]);
    await editor.run("tapedeck.review.accept", after);
    expect(await file()).toBe(cassette(rome, oslo2));
    // Who reads texts goes on reading texts.
    const texts = editor.runsOf("vscode.diff");
    expect(texts).toHaveLength(2);
    expect(editor.contexts.get("tapedeck.reviewTexts.undoable")).toEqual([String(after)]);
    const shown = panel.hears<ComparisonMessage>(() => true);
    await editor.run("tapedeck.review.open", texts[1]?.[1]);
    expect(titleOf(await shown)).toContain("Bern?");
  });

  test("the page leads to its text and to either side", async () => {
    const { editor, panel } = await reviewed();
    panel.say({ kind: "openText" });
    panel.say({ kind: "openSide", side: "before" });
    await expect
      .poll(() => editor.ran.map(([command]) => command))
      .toEqual(expect.arrayContaining(["vscode.diff", "vscode.open"]));
    expect(await editor.read(editor.runsOf("vscode.open")[0]?.[0])).toBe(cassette(rome, oslo));
  });

  test("it closes with its review", async () => {
    const { editor, panel } = await reviewed();
    await editor.run("tapedeck.review.rejectAll");
    expect(panel.isDisposed).toBe(true);
    expect(editor.contexts.get("tapedeck.reviewShown")).toBe("");
    await editor.run("tapedeck.review.accept");
    expect(editor.messages.untaken).toEqual([]);
  });
});

describe("two runs that recorded the same", () => {
  /** Both changed one recording; the first one recorded another test too. */
  async function twice(second: { readonly passed: boolean }) {
    const other = "tests/a/test_a.py::test_b";
    const run = await interruptedRun("rerecord");
    onTestFinished(() => run.remove());
    await run.stage("tests/a/recordings/one.json", chatCompletion("older", { testId }));
    await run.stage("tests/a/recordings/other.json", chatCompletion("also", { testId }));
    await run.stage("tests/a/recordings/two.json", chatCompletion("two", { testId: other }));
    const passed = [testId, other].map((id): [string, "passed"] => [id, "passed"]);
    await run.crash({ phase: "reviewing", succeeded: true, outcomes: passed, began: "2026-01-01T00:00:00.000Z" });
    const newer = await run.another();
    await newer.stage("tests/a/recordings/one.json", chatCompletion("newer", { testId }));
    const outcome = second.passed ? "passed" : "failed";
    await newer.crash({ phase: "reviewing", succeeded: second.passed, outcomes: [[testId, outcome]] });
    const { editor, recover } = await openClient({ workspace: run.workspace, storage: run.top });
    const done = recover();
    (await editor.messages.next("Tapedeck was ended")).press("Review");
    (await editor.messages.next("Tapedeck was ended")).press("Review");
    await done;
    const text = async (name: string) => (await run.read(run.at(`tests/a/recordings/${name}.json`))) ?? "gone";
    return { editor, text };
  }

  test("all are accepted: of the same test the newer one, and one press takes all of it back", async () => {
    const { editor, text } = await twice({ passed: true });
    await editor.run("tapedeck.review.acceptAll");
    const accepted = await editor.messages.next("Accepted 2 recordings.");
    expect(accepted.text).toBe(
      "Accepted 2 recordings. 2 recordings of older runs were left out, because a newer run recorded the same.",
    );
    expect([await text("one"), await text("two"), await text("other")]).toEqual([
      expect.stringContaining("newer"),
      expect.stringContaining("two"),
      "gone",
    ]);
    const { item } = await editor.tree("tapedeck.review").row("recorded again by a newer run");
    expect(item.contextValue).toBe("entry-undoable");
    accepted.press("Undo");
    await expect.poll(() => text("two")).toBe("gone");
    await expect.poll(async () => (await editor.tree("tapedeck.review").rows()).join("\n")).not.toContain("newer run");
    expect(await text("one")).not.toContain("newer");
  });

  test("a newer one whose test failed takes the place of nothing, and nothing of that test is accepted without a look", async () => {
    const { editor, text } = await twice({ passed: false });
    await editor.run("tapedeck.review.acceptAll");
    const accepted = await editor.messages.next("Accepted");
    expect(accepted.text).toBe(
      'Accepted gpt-4o · "Hello". 1 recording was left to review, because its test did not pass. ' +
        "2 recordings of older runs were left to review, because a newer run of the same test did not pass.",
    );
    expect([await text("one"), await text("two"), await text("other")]).toEqual([
      expect.not.stringMatching("older|newer"),
      expect.stringContaining("two"),
      "gone",
    ]);
    expect(editor.tree("tapedeck.review").badge?.value).toBe(3);
  });

  test("after the failed one was rejected, the older one counts", async () => {
    const { editor, text } = await twice({ passed: false });
    const { node } = await editor.tree("tapedeck.review").row("test_a failed");
    await editor.run("tapedeck.review.reject", node);
    await editor.run("tapedeck.review.acceptAll");
    await editor.messages.next("Accepted 3 recordings.");
    expect(await text("one")).toContain("older");
  });
});
