/** What a response says beside its answer is kept: field, value and chunk. */
import { describe, expect, it } from "vitest";
import { alsoLines } from "../../../../server/src/features/alsoSaid";
import { alsoSaid, fields, usageFields, type Known } from "../../../../server/src/recording/families/also";

const said = (known: Known, ...objects: readonly unknown[]) =>
  alsoSaid(
    objects.map((data, chunk) => ({ data, chunk })),
    known,
  );

describe("fields that a family's table leaves over", () => {
  const known: Known = { ...fields(true, "id"), choices: { ...fields("string", "text"), delta: fields(true, "content") } };

  it("are kept with their place, value and chunk", () => {
    const objects = [
      { id: "x", choices: [{ text: "a" }] },
      { id: "x", choices: [{}, { delta: { content: "b", mood: { calm: 1 } } }] },
    ];
    expect(said(known, ...objects)).toEqual([{ path: ["choices", 1, "delta", "mood"], value: { calm: 1 }, chunk: 1, times: 1 }]);
  });

  it("are kept where a known field is of another type than the family reads", () => {
    expect(said(known, { choices: [{ text: ["a"] }] })).toMatchObject([{ path: ["choices", 0, "text"], value: ["a"] }]);
    expect(said(known, { choices: "none" })).toMatchObject([{ path: ["choices"], value: "none" }]);
    expect(said(known, "text", 3, null, [4])).toMatchObject([
      { path: [], value: "text" },
      { path: [], value: 3 },
      { path: [0], value: 4 },
    ]);
  });

  it("are known by what the object says it is", () => {
    const byType: Known = ({ type }) => (type === "a" ? fields(true, "type", "one") : undefined);
    expect(said(byType, { type: "a", one: 1, two: 2 })).toMatchObject([{ path: ["two"], value: 2 }]);
    expect(said(byType, { type: "b", one: 1 })).toMatchObject([{ path: [], value: { type: "b", one: 1 } }]);
  });

  it("say nothing where they are null or empty, at any depth", () => {
    expect(said({}, { a: null, b: "", c: [], d: {}, e: { f: [null, { g: "" }] } })).toEqual([]);
    expect(said({}, { a: false, b: 0 })).toHaveLength(2);
  });

  it("are counted where one says the same again, also under names that objects have by themselves", () => {
    const all = said({}, { constructor: "a" }, { constructor: "a" }, {}, { constructor: "b" }, { constructor: "a" });
    expect(all.map(({ value, chunk, times }) => [value, chunk, times])).toEqual([
      ["a", 0, 2],
      ["b", 3, 1],
      ["a", 4, 1],
    ]);
  });
});

describe("what was used", () => {
  it("says nothing more where counts are zero, or all are of text", () => {
    const usage = {
      ...{ input: 5, cached: 0, by_kind: [{ modality: "TEXT", tokens: 5 }] },
      ...{ written: { short: 0, long: 3, of: { none: 0 } }, tier: "standard", price: 0.5 },
    };
    expect(said(usageFields("input"), usage).map(({ path, value }) => [path.join("."), value])).toEqual([
      ["written.long", 3],
      ["tier", "standard"],
      ["price", 0.5],
    ]);
    const kinds = [
      { modality: "TEXT", tokens: 4 },
      { modality: "IMAGE", tokens: 258 },
    ];
    expect(said(usageFields("input"), { input: "5", by_kind: kinds })).toHaveLength(2);
  });
});

describe("what is said beside the answer, in lines", () => {
  it("joins texts that grow, and says once what is always the same", () => {
    const all = said({}, { mood: "ca", host: "x" }, { mood: "ca", host: "x" }, { mood: "lm", host: "x", n: 1 }, { n: 2 });
    expect(alsoLines(all)).toEqual([
      { path: "mood", said: "cacalm" },
      { path: "host", said: "x" },
      { path: "n", said: "1, 2" },
    ]);
    expect(alsoLines(all, 4)[0]).toEqual({ path: "mood", said: "cac…" });
  });
});
