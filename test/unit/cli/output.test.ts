import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonText, linesOf, oneLineOf, setColors, styleFor } from "../../../server/src/cli/output";

describe("whatever was recorded", () => {
  const obeyed = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
  const anything = fc.string({
    unit: fc.oneof(fc.string(), fc.constantFrom("\u001b", "\u009b", "\u0007", "\r", "\u202e", "\u007f", "\ud800")),
  });

  test("no line of it moves a cursor, sets a title or turns the writing", () => {
    fc.assert(
      fc.property(anything, (text) => {
        for (const line of [oneLineOf(text), ...linesOf(text)]) expect(line).not.toMatch(obeyed);
      }),
    );
  });

  test("as JSON it is harmless too, and still the same", () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(jsonText({ text })).not.toMatch(obeyed);
        expect(JSON.parse(jsonText({ text }))).toEqual({ text });
      }),
    );
  });
});

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: false }, {}, false],
  [{}, {}, false],
  [{ isTTY: true }, { NO_COLOR: "1" }, false],
  [{ isTTY: true }, { NO_COLOR: "" }, true],
  [{ isTTY: true }, { TERM: "dumb" }, false],
  [{ isTTY: false }, { FORCE_COLOR: "1" }, true],
  [{ isTTY: true }, { FORCE_COLOR: "0" }, false],
  [{ isTTY: false }, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
])("colours on %j with %j: %s", (stream, env, expected) => {
  expect(styleFor(stream, env)("red", "x") !== "x").toBe(expected);
});

test.each([
  ["always", { NO_COLOR: "1" }, true],
  ["never", { FORCE_COLOR: "1" }, false],
] as const)("colours with --color %s, whatever the environment says", (choice, env, expected) => {
  setColors(choice);
  expect(styleFor({ isTTY: false }, env)("red", "x") !== "x").toBe(expected);
  setColors("auto");
});
