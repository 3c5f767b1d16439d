import { describe, expect, test } from "vitest";
import { isRevision, parseComparisonRequest, rememberedSides } from "../../../client/src/compare/messages";

describe("wishes of a comparison's page are believed only in their exact form", () => {
  test.each([{ kind: "ready" }, { kind: "openText" }, { kind: "openSide", side: "before" }, { kind: "openSide", side: "after" }])(
    "%j",
    (request) => {
      expect(parseComparisonRequest({ ...request, command: "workbench.action.quit" })).toEqual(request);
    },
  );

  test.each([
    ...[undefined, null, 7, "ready", [], [{ kind: "ready" }], {}, { kind: "constructor" }, { kind: ["ready"] }],
    ...[{ kind: "openSide" }, { kind: "openSide", side: "both" }, { kind: "openSide", side: ["before"] }, { kind: "openFile" }],
  ])("refused: %j", (request) => {
    expect(parseComparisonRequest(request)).toBeUndefined();
  });
});

describe("the sides of a comparison that was open before a restart", () => {
  const now = { uri: "file:///a.json", revision: null, label: "now" };
  const head = { uri: "file:///a.json", revision: "HEAD~2", label: "HEAD" };
  const state = (sides: unknown) => ({ sides: JSON.stringify(sides), scroll: 0 });

  test("are read again, also from a state that says no more", () => {
    expect(rememberedSides(state({ before: head, after: now }))).toEqual({ before: head, after: now });
    expect(rememberedSides({ sides: JSON.stringify({ before: now, after: head }) })).toEqual({ before: now, after: head });
  });

  test.each([
    ...[undefined, null, "", [], {}, { sides: 7 }, { sides: { before: head, after: now } }, { sides: "" }, { sides: "{" }],
    ...[null, [], [head, now], { before: head }, { before: head, after: { ...now, uri: 7 } }].map(state),
    ...[undefined, 7, "", "--upload-pack=x", "-p", "a b", "HEAD\n", "x".repeat(300), ["HEAD"]].map((revision) =>
      state({ before: { ...head, revision }, after: now }),
    ),
  ])("are none in %j", (remembered) => {
    expect(rememberedSides(remembered)).toBeUndefined();
  });

  test("A revision is what git takes for a commit, and never an option", () => {
    expect(["HEAD", "HEAD^2~1", "main@{u}", "v1.0", "feature/a-b", "0123abc"].filter(isRevision)).toHaveLength(6);
    expect(["", "-1", "--all", "a b", "a;b", "a:b", "$(id)", `a${"b".repeat(299)}`].filter(isRevision)).toEqual([]);
  });
});
