/** Edits that are made one after the other, told as edits of the text before: each can be left out. */
import { describe, expect, test } from "vitest";
import { after, applied, combined, type OffsetEdit, type OwnedEdit } from "../../../server/src/features/causes/edits";

/** Numbers below a limit, the same in each run. */
function dice(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => (state = (state * 48_271) % 2_147_483_647) % limit;
}

/** Some edits of a text, sorted, none over another. */
function editsOf(text: string, roll: (limit: number) => number): OffsetEdit[] {
  const edits: OffsetEdit[] = [];
  for (let at = roll(4); at < text.length;) {
    const end = Math.min(text.length, at + roll(4));
    edits.push({ start: at, end, text: "XYZ".slice(0, roll(4)) });
    at = end + 1 + roll(5);
  }
  return edits;
}

const seeds = Array.from({ length: 200 }, (_, at) => at + 1);
const text = "abcdefghijklmnopqrstuvwxyz";

describe("edits of what others have made", () => {
  test("have the effect of both, one after the other", () => {
    for (const seed of seeds) {
      const roll = dice(seed);
      let all: readonly OwnedEdit<number>[] = [];
      let current = text;
      for (const owner of [1, 2, 3]) {
        const edits = editsOf(current, roll);
        all = combined(text, all, edits, owner);
        current = applied(current, edits);
        expect(applied(text, all)).toBe(current);
      }
      expect(all.every(({ start, end }, at) => start <= end && end <= (all[at + 1]?.start ?? text.length))).toBe(true);
    }
  });

  test("can be left out or made alone where they touch nothing of the others", () => {
    const first = combined(text, [], [{ start: 3, end: 5, text: "1234" }], "a");
    const both = combined(
      text,
      first,
      [
        { start: 0, end: 1, text: "" },
        { start: 20, end: 21, text: "!" },
      ],
      "b",
    );
    expect(both.map(({ owners }) => owners)).toEqual([["b"], ["a"], ["b"]]);
    const of = (owner: string) => both.filter(({ owners }) => owners.includes(owner));
    expect(applied(text, of("a"))).toBe("abc1234fghijklmnopqrstuvwxyz");
    expect(applied(text, of("b"))).toBe("bcdefghijklmnopqr!tuvwxyz");
    const rest = after(of("b"), of("a"));
    expect(applied(applied(text, of("a")), rest)).toBe(applied(text, both));
  });

  test("are those of both where one edits what the other has made", () => {
    const first = combined(text, [], [{ start: 3, end: 5, text: "1234" }], "a");
    const [only, ...others] = combined(text, first, [{ start: 4, end: 8, text: "?" }], "b");
    expect(others).toEqual([]);
    expect(only).toEqual({ start: 3, end: 6, text: "1?", owners: ["a", "b"] });
  });
});
