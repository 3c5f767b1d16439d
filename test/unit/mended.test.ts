/** What somebody is told who had recordings mended. */
import { describe, expect, test } from "vitest";
import { workspaceEdit, type PlannedChanges } from "../../server/src/features/fixes/workspaceEdit";
import { plannedIn, told } from "../../client/src/commands/mended";

const edits = [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, newText: "" }];
const removed = (...uris: string[]): PlannedChanges => ({
  care: "safe",
  purpose: { label: "Remove chunks", description: "Those that do not belong there" },
  changes: uris.map((uri) => ({ uri, edits })),
});
const renamed = (...uris: string[]): PlannedChanges => ({
  care: "reviewed",
  purpose: { label: "Change the test", description: "The test id" },
  changes: uris.map((uri) => ({ uri, edits, newUri: `${uri}x` })),
});

const said = (edit: PlannedChanges[], ...done: string[]) =>
  told(plannedIn(workspaceEdit(true, edit)), ({ uri }) => done.includes(uri));

describe("after recordings were mended, the message says", () => {
  test("what was done, by kind", () => {
    expect(said([removed("a", "b"), renamed("c")], "a", "b", "c")).toBe(
      "3 recordings changed: Remove chunks (2), Change the test.",
    );
  });

  test("what was left, and that it wants to be ticked", () => {
    expect(said([removed("a"), renamed("b", "c")], "a", "b")).toBe(
      "2 recordings changed: Remove chunks, Change the test. 1 recording left as it is: Change the test. " +
        "What changes a request, a name or a test is done only where it is ticked in the preview.",
    );
  });

  test("that nothing was done", () => {
    expect(said([removed("a")])).toBe("No recording was changed.");
    expect(said([renamed("a")])).toMatch(/^No recording was changed\. What changes .* is ticked in the preview\.$/);
  });

  test("the same where the editor knows no annotations", () => {
    expect(told(plannedIn(workspaceEdit(false, [removed("a")])), () => true)).toBe("1 recording changed: Mend recordings.");
  });
});
