/** Causes of findings, and which test a recording was recorded for when its test id was edited. */
import { describe, expect, test } from "vitest";
import { causesOf, type CausedFinding } from "../../../server/src/features/causes/causes";
import { EarlierTests, noHistory } from "../../../server/src/features/causes/earlierTests";
import { undoneIn, withOtherWord, wordChange } from "../../../server/src/features/causes/wordChange";
import { sha256 } from "../../../server/src/index/sha256";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { hashOfTest } from "../../../server/src/formats/ogx/hashOfTest";
import { schemes } from "../../../server/src/formats/ogx/schemes";
import { hashesUnder } from "../../support/hashJudge";
import { chatCompletion } from "../../support/recordings";

const idOf = (name: string, param = "") => `tests/test_chat.py::${name}${param}`;
const found = (uri: string, more: Partial<CausedFinding> = {}): CausedFinding => ({
  code: "hash.mismatch",
  id: uri,
  uri,
  testId: idOf("test_a"),
  kind: "edited",
  ...more,
});

describe("findings of one cause", () => {
  test("are one item with a count, whichever tests have them", () => {
    const edited = (uri: string, from: string, to: string): CausedFinding =>
      found(uri, { kind: "test-id-edited", testId: to, change: { from, to } });
    const causes = causesOf([
      edited("a", idOf("test_output_safety_rails_one", "[x]"), idOf("test_output_rails_one", "[x]")),
      edited("b", idOf("test_output_safety_rails_two"), idOf("test_output_rails_two")),
      found("c"),
      edited("d", idOf("test_output_safety_rails_two"), idOf("test_output_rails_two")),
    ]);
    expect(causes.map(({ title, count }) => [count, title])).toEqual([
      [3, "3 recordings carry a test id that was edited after recording (output_safety_rails_ → output_rails_)"],
      [1, "1 recording was edited after recording: its name is not the hash of its request and test"],
    ]);
    expect([...(causes[0]?.tests ?? [])]).toEqual([
      [idOf("test_output_rails_one"), ["a"]],
      [idOf("test_output_rails_two"), ["b", "d"]],
    ]);
  });

  test("of a rule that says all there is to say are counted by file, not by place", () => {
    const secret = { code: "secret.key", kind: "rule" } as const;
    const [cause, ...others] = causesOf([found("a", secret), found("a", secret), found("b", secret)]);
    expect(others).toEqual([]);
    expect(cause).toMatchObject({ kind: "rule", code: "secret.key", count: 2 });
    expect(cause?.title).toMatch(/^2 recordings: /);
  });

  test("from one hash scheme are apart from those of another", () => {
    const older = (uri: string, from: string) => found(uri, { kind: "older-scheme", change: { from, to: "4" } });
    const titles = causesOf([older("a", "2"), older("b", "3"), older("c", "3")]).map(({ title }) => title);
    expect(titles).toEqual([
      "2 recordings are named under an older hash scheme (3 → 4)",
      "1 recording is named under an older hash scheme (2 → 4)",
    ]);
  });
});

describe("a change of words", () => {
  test.each([
    ["test_a_b_c_d", "test_a_c_d", "a_b_c_", "a_c_"],
    ["x/test_a.py::test_f", "y/test_a.py::test_f", "x/test", "y/test"],
    ["test_old", "test_new", "test_old", "test_new"],
    ["", "test_new", "", "test_new"],
  ])("from %s to %s", (before, after, from, to) => {
    const change = wordChange(before, after);
    expect(change).toEqual({ from, to });
    expect(change && undoneIn(after, change)).toContain(before);
  });

  test("is none between equal names, and is not looked for where it cannot have been made", () => {
    expect(wordChange("a", "a")).toBeUndefined();
    expect(undoneIn("test_other", { from: "a_b", to: "c_d" })).toEqual([]);
    expect(undoneIn("test_other", { from: "a_b", to: "" })).toEqual([]);
  });

  test("of one word is guessed: one more, one less, another", () => {
    const guesses = [...withOtherWord("test_output_rails", ["safety"])];
    expect(guesses).toEqual(
      expect.arrayContaining(["test_output_safety_rails", "test_rails", "test_safety_rails", "test_output_rails_safety"]),
    );
  });
});

describe("the hash of a request with another test", () => {
  const [a, b] = ["test_a", "test_é[x]"].map((name) => chatCompletion("Hi", { testId: idOf(name) })) as [string, string];

  test("is the one that it has with that test, under every scheme", () => {
    const file = readRecordingFile("x.json", a);
    for (const { name, knowsTests } of schemes) {
      const hashOf = hashOfTest(file, name, sha256);
      expect(hashOf?.(idOf("test_é[x]"))).toBe(knowsTests ? hashesUnder(b)[name] : undefined);
    }
  });
});

describe("the test that a recording was recorded for", () => {
  const recorded = (before: string, testId: string) => ({
    uri: `file:///${testId}`,
    testId,
    fits: (id: string) => id === before,
  });

  test("is found in what git has, and then in no more than a look for tests that were renamed alike", async () => {
    const asked: string[] = [];
    const testIds = (uri: string) => {
      asked.push(uri);
      return [idOf("test_no"), idOf("test_in_safety_rails_one", "[x]")];
    };
    const earlier = new EarlierTests({ known: [], history: { testIds } });
    const before = idOf("test_in_safety_rails_one", "[x]");
    expect(await earlier.of(recorded(before, idOf("test_in_rails_one", "[x]")))).toBe(before);
    expect(await earlier.of(recorded(idOf("test_in_safety_rails_two"), idOf("test_in_rails_two")))).toBe(
      idOf("test_in_safety_rails_two"),
    );
    expect(asked).toHaveLength(1);
  });

  test("is found without git: another test of the workspace, or one with another word", async () => {
    const known = [idOf("test_other"), idOf("test_safety")];
    const earlier = new EarlierTests({ known, history: noHistory });
    expect(await earlier.of(recorded(idOf("test_other", "[x]"), idOf("test_a", "[x]")))).toBe(idOf("test_other", "[x]"));
    expect(await earlier.of(recorded(idOf("test_in_safety_rails"), idOf("test_in_rails")))).toBe(idOf("test_in_safety_rails"));
  });

  test("takes no time for a name that nobody has", async () => {
    const earlier = new EarlierTests({ known: [idOf("test_a")], history: noHistory });
    const fits = () => {
      throw new Error("Nothing is to be hashed.");
    };
    expect(await earlier.of({ uri: "", testId: idOf(`test${"_a".repeat(100_000)}`), fits })).toBeUndefined();
  });

  test("is unknown where nothing proves it; of each test two recordings are looked at closely", async () => {
    const asked: string[] = [];
    const earlier = new EarlierTests({ known: [], history: { testIds: (uri) => (asked.push(uri), []) } });
    for (const param of ["[1]", "[2]", "[3]"]) expect(await earlier.of(recorded("-", idOf("test_a", param)))).toBeUndefined();
    expect(await earlier.of(recorded("-", "no node id"))).toBeUndefined();
    expect(asked).toHaveLength(3);
  });
});
