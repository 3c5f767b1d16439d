/** Findings that many recordings of a test module have alike: which are told on the module, while files come, change and go. */
import { describe, expect, test } from "vitest";
import { Folds, mostUnfolded, type Foldable } from "../../../server/src/features/folds";

const module = "file:///w/tests/test_a.py";
const mismatch: Foldable = { module, code: "hash.mismatch", severity: "warning" };
const older: Foldable = { module, code: "hash.older-scheme", severity: "warning" };
const uris = Array.from({ length: mostUnfolded + 1 }, (_, at) => `file:///w/${at}.json`);

/** All but the last have it. */
function almost(): Folds {
  const folds = new Folds();
  for (const uri of uris.slice(0, -1)) expect([...folds.set(uri, [mismatch])]).toEqual([]);
  return folds;
}

const last = uris.at(-1)!;

describe("findings of a module", () => {
  test("are each recording's own as long as they are few", () => {
    const folds = almost();
    expect([folds.isFolded(mismatch), folds.at(module), folds.modules()]).toEqual([false, [], []]);
    expect([...folds.set(last, [older])]).toEqual([]);
    expect(folds.isFolded(older)).toBe(false);
  });

  test("are the module's with one more, which is news of all that have them", () => {
    const folds = almost();
    expect(folds.set(last, [mismatch, older])).toEqual(new Set([...uris, module]));
    expect([folds.isFolded(mismatch), folds.isFolded(older)]).toEqual([true, false]);
    expect(folds.at(module)).toMatchObject([{ code: "hash.mismatch", uris: new Set(uris) }]);
    expect(folds.at("file:///w/tests/test_b.py")).toEqual([]);
    expect([...folds.set("file:///w/another.json", [mismatch])]).toEqual([module]);
    expect(folds.at(module)[0]?.uris.size).toBe(mostUnfolded + 2);
  });

  test("are each recording's own again with one less, which is news of all that are left", () => {
    const folds = almost();
    folds.set(last, [mismatch]);
    expect([...folds.set(last, [mismatch])]).toEqual([]);
    expect(folds.set(last, [])).toEqual(new Set([...uris.slice(0, -1), module]));
    expect([folds.isFolded(mismatch), folds.at(module), folds.modules()]).toEqual([false, [], []]);
    for (const uri of uris) folds.set(uri, []);
    expect([...folds.set(last, [mismatch])]).toEqual([]);
  });

  test("are forgotten all at once, which is news of the module", () => {
    const folds = almost();
    folds.set(last, [mismatch]);
    expect(folds.clear()).toEqual([module]);
    expect(folds.isFolded(mismatch)).toBe(false);
  });
});
