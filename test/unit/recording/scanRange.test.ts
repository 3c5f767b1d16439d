/** The quick way to a place says what the tree says. */
import { parseTree } from "jsonc-parser";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonPath } from "../../../server/src/recording/document";
import { placesOf } from "../../../server/src/source/json/places";
import { scanRange, type Walked } from "../../../server/src/source/json/scanRange";

/** Every path of a value, and some that lead nowhere. */
function paths(value: unknown, path: JsonPath = []): JsonPath[] {
  const within = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const isList = Array.isArray(value);
  return [
    path,
    [...path, "nowhere"],
    [...path, 99],
    ...within.flatMap(([key, each]) => paths(each, [...path, isList ? Number(key) : key])),
  ];
}

test("in any JSON, however it is spelled", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, "\t", " \n\r"), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const tree = placesOf(text);
      for (const path of paths(JSON.parse(text))) {
        for (const part of ["key", "value"] as const) expect(scanRange(text, path, part)).toEqual(tree.rangeOf(path, part));
      }
    }),
    { numRuns: 300 },
  );
});

test("in large JSON, where many are looked for one after the other", () => {
  const filler = "x".repeat(3000);
  const text = JSON.stringify({ a: [{ b: filler, c: [1, filler] }, filler, { '\u00e9"': { b: filler } }], z: 1 }, null, 1);
  const tree = placesOf(text);
  const walked: Walked = new Map();
  for (const path of paths(JSON.parse(text))) {
    for (const part of ["key", "value"] as const) expect(scanRange(text, path, part, walked)).toEqual(tree.rangeOf(path, part));
  }
  expect(walked.size).toBeGreaterThan(3);
  const twice = `{"a": "${filler}", "a": {"b": "${filler}"}}`;
  expect(scanRange(twice, ["a", "b"], "key", new Map())).toEqual(placesOf(twice).rangeOf(["a", "b"], "key"));
});

describe("in", () => {
  test.each([
    ['{"a": 1, "a": {"b": [2]}}', ["a", "b", 0]],
    ['{"a\\"]}": {"\\u0062": "}]\\\\"}, "c": []}', ['a"]}', "b"]],
    ['{"a": "\\\\", "b": 1}', ["b"]],
    ["[[], {}, [[1]], -1.5e-7 , null]", [3]],
    ['  "text"  ', []],
    ['{"__proto__": {"constructor": 1}}', ["__proto__", "constructor"]],
  ])("%s", (text, path) => {
    expect(parseTree(text)).toBeDefined();
    for (const part of ["key", "value"] as const) expect(scanRange(text, path, part)).toEqual(placesOf(text).rangeOf(path, part));
  });
});

test("anything may be asked of anything", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.oneof(fc.string(), fc.nat(5))), (text, path) => void scanRange(text, path, "key")),
  );
});
