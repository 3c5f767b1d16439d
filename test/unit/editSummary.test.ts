/** What somebody is told who had recordings fixed. */
import { describe, expect, test } from "vitest";
import { workspaceEdit, type PlannedChanges } from "../../server/src/features/fixes/workspaceEdit";
import { agreed, plannedIn, questionBefore, told } from "../../client/src/commands/editSummary";

const edits = [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, newText: "" }];
const removed = (...uris: string[]): PlannedChanges => ({
  care: "safe",
  purpose: { label: "Remove chunks", description: "Chunks that do not belong to the stream" },
  changes: uris.map((uri) => ({ uri, edits })),
});
const renamed = (...uris: string[]): PlannedChanges => ({
  care: "reviewed",
  purpose: { label: "Change the test", description: "The test id" },
  changes: uris.map((uri) => ({ uri, edits, newUri: `${uri}x` })),
});

const said = (edit: PlannedChanges[], ...done: string[]) =>
  told(plannedIn(workspaceEdit(true, edit)), ({ uri }) => done.includes(uri));

describe("after recordings were fixed, the message says", () => {
  test("what was done, by kind", () => {
    expect(said([removed("a", "b"), renamed("c")], "a", "b", "c")).toBe(
      "3 recordings changed: Change the test, Remove chunks (2).",
    );
  });

  test("what was left, and that it wants to be ticked", () => {
    expect(said([removed("a"), renamed("b", "c")], "a", "b")).toBe(
      "2 recordings changed: Change the test, Remove chunks. 1 recording left as it is: Change the test. " +
        "Only the changes selected in the preview are applied.",
    );
  });

  test("how many of one kind were done, and names the kind once", () => {
    expect(said([renamed("a", "b", "c")], "b")).toBe(
      "1 of 3 recordings changed: Change the test. Only the changes selected in the preview are applied.",
    );
  });

  test("that nothing was done", () => {
    expect(said([removed("a")])).toBe("No recording was changed.");
    expect(said([renamed("a")])).toBe("No recording was changed. Only the changes selected in the preview are applied.");
  });

  test("the same where the editor knows no annotations", () => {
    expect(told(plannedIn(workspaceEdit(false, [removed("a")])), () => true)).toBe("1 recording changed: Fix recordings.");
  });
});

describe("before recordings are previewed one by one", () => {
  const question = (...edit: PlannedChanges[]) => questionBefore(plannedIn(workspaceEdit(true, edit)));

  test("all of them can be agreed to", () => {
    expect(question(removed("a"), renamed("b", "c"))).toMatchObject({
      text: "Change 3 recordings?",
      detail: expect.stringMatching(/^Change the test \(2\), Remove chunks\.\n/) as string,
    });
    const edit = agreed(workspaceEdit(true, [removed("a"), renamed("b", "c")]));
    expect(plannedIn(edit).map(({ uri, isReviewed }) => [uri, isReviewed])).toEqual([
      ["b", false],
      ["c", false],
      ["a", false],
    ]);
  });

  test("nothing is asked where one is to be reviewed, or none", () => {
    expect(question(removed("a", "b", "c"), renamed("d"))).toBeUndefined();
  });
});
