/** What is made of many recordings at once takes time in proportion to them. */
import { describe, expect, it } from "vitest";
import { explanationMarkdown } from "../../server/src/features/explainMarkdown";
import { inline } from "../../server/src/features/markdown";
import { recordingTree } from "../../server/src/features/recordingTree/tree";
import { tellApart } from "../../server/src/features/tellApart";
import { groupings } from "../../server/src/protocol";
import { recordingTable } from "../../server/src/features/recordingTable";
import { turnsOf, withoutCopies } from "../../server/src/index/store/conversation";
import { formats } from "../../server/src/formats/formats";
import { baselineText, readBaseline } from "../../server/src/index/baseline/baselineFile";
import { RecordingIndex } from "../../server/src/index/store/recordingIndex";
import { collects, isInDoubt, sourceModule, definitelyMissing } from "../../server/src/index/tests/sourceModule";
import { summarize } from "../../server/src/index/scan/summarize";
import type { RecordingSummary } from "../../server/src/index/store/summary";
import { findTest, parseTestModule, testAt } from "../../server/src/pytest/testModule";
import { renamedTo } from "../../server/src/pytest/renamed";
import { chatCompletion } from "../support/recordings";
import { superlinear, type Maker } from "./growth";

const base = summarize("file:///tests/recordings/a.json", chatCompletion("a"));
const summaries =
  (make: (at: number, of: number) => Partial<RecordingSummary>): Maker<readonly RecordingSummary[]> =>
  (size) => {
    const of = Math.ceil(size / 100);
    const uri = (at: number) => `file:///tests/recordings/${String(at).padStart(64, "0")}.json`;
    return Array.from({ length: of }, (_, at) => ({
      ...base,
      id: uri(at),
      uri: uri(at),
      ...make(at, of),
    }));
  };

const workspaces: readonly { readonly name: string; readonly make: Maker<readonly RecordingSummary[]> }[] = [
  { name: "alone", make: summaries(() => ({})) },
  { name: "of a test each", make: summaries((at) => ({ testId: `tests/test_a.py::test_${at}` })) },
  {
    name: "each quoting the one before",
    make: summaries((at) => ({
      fingerprints: [`id:${at}`],
      references: [{ fingerprint: `id:${at - 1}`, message: 1 }],
      conversation: ["a", `b${at}`],
    })),
  },
  {
    name: "all quoting the first",
    make: summaries((at) => ({
      fingerprints: at === 0 ? ["id:0"] : [],
      references: [{ fingerprint: "id:0", message: 1 }],
      conversation: ["a"],
    })),
  },
  {
    name: "in a circle",
    make: summaries((at, of) => ({
      fingerprints: [`id:${at}`],
      references: [{ fingerprint: `id:${(at + 1) % of}`, message: 1 }],
    })),
  },
  { name: "of one name in folders of their own", make: summaries((at) => ({ uri: `file:///${at}/recordings/a.json` })) },
];

const client = { commands: true, markdown: true } as Parameters<typeof recordingTable>[0];
const near = ({ id, uri, preview }: RecordingSummary) =>
  ({ id, uri, fileName: "a.json", testId: null, model: null, preview, status: "current", differences: 1 }) as const;

const uses: readonly { readonly name: string; readonly call: (recordings: readonly RecordingSummary[]) => unknown }[] = [
  { name: "turns", call: turnsOf },
  { name: "leaving out copies", call: (recordings) => withoutCopies(recordings, recordings[0] ?? base) },
  {
    name: "the table of a hover",
    call: (recordings) =>
      recordingTable(client, inline("a"), recordings, { uri: "file:///w/test_a.py", position: { line: 0, character: 0 } }),
  },
  { name: "what tells them apart", call: tellApart },
  {
    name: "the tree of recordings",
    call: (recordings) =>
      groupings.map((groupBy) =>
        recordingTree(
          recordings.map((each) => ({
            ...each,
            ...{
              testId: each.testId ?? null,
              folder: each.uri,
              bytes: 1,
              messages: 1,
              problems: [],
              muted: [],
              healths: ["served"],
            },
          })),
          groupBy,
        ),
      ),
  },
  { name: "the index", call: (recordings) => new RecordingIndex().update(recordings) },
  {
    name: "an explanation",
    call: (recordings) =>
      explanationMarkdown(formats, {
        kind: "hash",
        verdict: "",
        testId: null,
        hash: null,
        scheme: "4",
        lookedIn: [],
        elsewhere: recordings.map(
          (each) => ({ ...near(each), reason: "name", expected: null, schemes: ["4"], inPlace: true }) as const,
        ),
        nearest: recordings.map(near),
        comparison: null,
        record: null,
      }),
  },
];

describe.each(uses)("$name takes time in proportion to the recordings", ({ call }) => {
  it("however they belong together", { timeout: 120_000 }, () => {
    const found = workspaces.flatMap(({ name, make }) => (superlinear(make, call) === undefined ? [] : [name]));
    expect(found).toEqual([]);
  });
});

it("a baseline is written and read in time in proportion to its entries", { timeout: 120_000 }, () => {
  const entries = (size: number) =>
    Array.from({ length: size / 25 }, (_, at) => {
      return { file: `tests/recordings/${at >> 1}.json`, code: "hash.mismatch", fingerprint: String(at) };
    });
  expect(superlinear(entries, baselineText)).toBeUndefined();
  const texts = (size: number) => baselineText(entries(size));
  expect(superlinear(texts, readBaseline)).toBeUndefined();
  expect(superlinear((size) => texts(size).replace("{", "<<<<<<< HEAD\n{"), readBaseline)).toBeUndefined();
});

describe("asking for every test of a module", () => {
  const source = (size: number) => Array.from({ length: size / 25 }, (_, at) => `def test_${at}(): pass`).join("\n");
  const names = (size: number) => Array.from({ length: size / 25 }, (_, at) => `test_${at}`);

  it("takes time in proportion to it", { timeout: 120_000 }, () => {
    const make = (size: number) => ({
      module: sourceModule(source(size), undefined),
      tests: [...names(size), ...names(size).map((each) => `${each}x`)],
    });
    const growth = superlinear(make, ({ module, tests }) =>
      tests.map((test) => [collects(module, test), isInDoubt(module, [test]), definitelyMissing(module, [test])]),
    );
    expect(growth).toBeUndefined();
  });

  it("one of them takes no longer than reading the module", { timeout: 120_000 }, () => {
    const make = (size: number) => parseTestModule(source(size));
    expect(superlinear(make, (module) => [findTest(module, ["test_x"]), testAt(module, 1e9)])).toBeUndefined();
    const outlines = (size: number) => [names(size), names(size + 1)].map((all) => new Map(all.map((name) => [name, name])));
    expect(superlinear(outlines, ([now, before]) => renamedTo(before!, now!, "test_0"))).toBeUndefined();
  });
});
