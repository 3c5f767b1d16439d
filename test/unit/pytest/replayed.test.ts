import fc from "fast-check";
import { expect, test } from "vitest";
import { replayedFiles } from "../../../server/src/rerecord/drift";
import { readReplayed, type ReplayedEvent } from "../../../server/src/pytest/cassettes/replayed";

const line = (value: unknown) => `${JSON.stringify(value)}\n`;
const request = (body: string) => ({
  method: "POST",
  uri: "https://api.openai.com/v1/chat/completions",
  headers: { "content-type": ["application/json"] },
  body: { base64: Buffer.from(body).toString("base64") },
});
const of = (testId: string, cassette = "/c.yaml") => ({ testId, cassette });

test("lines that are cut off, garbled or of another kind are left out", () => {
  const played = { event: "played", ...of("t"), index: 1 };
  const text = `${line(played)}no JSON\n${line({ event: "other" })}${line({ ...played, index: "1" })}{"event": "closed", "testId"`;
  expect(readReplayed(text)).toEqual([{ ...played, change: undefined }]);
});

test("whatever is written, reading it throws nothing", () => {
  const names = ["missed", "played", "closed", "ran", "broken"];
  const value = fc.oneof(fc.jsonValue(), fc.constant(request("{}")), fc.constantFrom("passed", 0, [0]));
  const fields = [
    "testId",
    "cassette",
    "index",
    "request",
    "recorded",
    "recordings",
    "plays",
    "dropped",
    "outcome",
    "candidates",
  ];
  const record = fc.record(Object.fromEntries(fields.map((name) => [name, value])), { requiredKeys: [] });
  fc.assert(
    fc.property(fc.constantFrom(...names), record, (event, rest) => {
      replayedFiles(readReplayed(line({ testId: "t", cassette: "/c", ...rest, event })));
    }),
  );
});

test("a file's plays are those of all tests, and what hooks drop is what all uses dropped", () => {
  const events = readReplayed(
    [
      line({ event: "played", ...of("a"), index: 0, request: request('{"n": 2}'), recorded: request('{"n": 1}') }),
      line({ event: "played", ...of("a"), index: 0, request: request('{"n": 3}'), recorded: request('{"n": 1}') }),
      line({ event: "played", ...of("b"), index: 1, request: request('{ "n":1}'), recorded: request('{"n": 1}') }),
      line({ event: "closed", ...of("a"), recordings: 3, plays: [2, 0, 0], dropped: [2] }),
      line({ event: "ran", testId: "a", outcome: "passed" }),
      line({ event: "closed", ...of("b"), recordings: 3, plays: [0, 1, 0], dropped: [] }),
      line({ event: "missed", ...of("dead"), request: request("") }),
    ].join(""),
  );
  expect(replayedFiles(events)).toEqual([
    {
      path: "/c.yaml",
      recordings: 3,
      plays: [2, 1, 0],
      dropped: [],
      tests: [
        { testId: "a", outcome: "passed" },
        { testId: "b", outcome: "unfinished" },
        { testId: "dead", outcome: "unfinished" },
      ],
      misses: 1,
      drift: [{ index: 0, testId: "a", count: 1, fields: [{ path: ["n"], recorded: "1", asked: "2" }] }],
    },
  ]);
});

test("the events of one test are those of its file alone", () => {
  const events: readonly ReplayedEvent[] = readReplayed(
    line({ event: "closed", ...of("a"), recordings: 1, plays: [1], dropped: [] }) +
      line({ event: "closed", ...of("a", "/d.yaml"), recordings: 0, plays: [], dropped: [] }),
  );
  expect(replayedFiles(events).map(({ path, recordings }) => [path, recordings])).toEqual([
    ["/c.yaml", 1],
    ["/d.yaml", 0],
  ]);
});
