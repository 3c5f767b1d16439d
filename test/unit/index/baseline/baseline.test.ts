/** A finding in the baseline stays muted wherever it moves, and is told again once what it is about has changed. */
import { describe, expect, test } from "vitest";
import { formats } from "../../../../server/src/formats/formats";
import { fingerprintOf, nameIn } from "../../../../server/src/index/baseline/baselines";
import { baselineText, readBaseline } from "../../../../server/src/index/baseline/baselineFile";
import { summarizeText } from "../../../../server/src/index/scan/summarize";
import { yamlCall, yamlCassette, jsonCall } from "../../../support/cassetteTexts";
import { chatChunk, chatStream } from "../../../support/recordings";
import { dice } from "../../../support/secrets";

/** Of each finding in a file its code and fingerprint, and of the recordings in their order. */
function found(text: string, path = "tests/recordings/a.json"): readonly string[] {
  return summarizeText(`file:///w/${path}`, text, formats).flatMap((summary) =>
    summary.findings.map((finding) => `${finding.code} ${fingerprintOf(summary, finding)}`),
  );
}

const yaml = "tests/cassettes/test_a.yaml";
const wrongCall = (question: string, answer = "Hi") =>
  yamlCall(question, answer).replace('"index": 0', '"index": "none"').replace("code: 200", "code: 500");

describe("a recording of OGX", () => {
  const stream = (choices: unknown, before: readonly string[] = []) =>
    chatStream([...before, chatChunk({ choices })], { testId: null });
  const text = stream("none");

  test("has the same findings when its lines move", () => {
    expect(found(text).length).toBeGreaterThan(0);
    const value = JSON.parse(text) as unknown;
    for (const other of [`\n\n${text}`, JSON.stringify(value), JSON.stringify(value, null, 8), text.replaceAll("\n", "\r\n")])
      expect(found(other)).toEqual(found(text));
  });

  test("has others when what they are about changes, or stands in another chunk, and the same when something else does", () => {
    const shape = (of: string) => found(of).filter((each) => each.startsWith("chunk.shape"));
    expect(shape(text)).toHaveLength(1);
    expect(shape(stream("some"))).not.toEqual(shape(text));
    expect(shape(stream("none", ["Hello"]))).not.toEqual(shape(text));
    expect(shape(text.replace('"content": "Hello"', '"content": "Good morning"'))).toEqual(shape(text));
  });

  test("that is cut off has the same finding until it is cut off elsewhere", () => {
    const cut = text.slice(0, -200);
    expect(found(cut)).toHaveLength(1);
    expect(found(cut.replaceAll("\n", "\r\n"))).toEqual(found(cut));
    expect(found(text.slice(0, -250))).not.toEqual(found(cut));
  });
});

describe.each([
  ["YAML", yaml, (...questions: readonly string[]) => yamlCassette(...questions.map((each) => wrongCall(each)))],
  [
    "JSON",
    "tests/cassettes/test_a.json",
    (...questions: readonly string[]) =>
      JSON.stringify({ version: 1, interactions: questions.map((each) => jsonCall(each, "Hi")) }).replaceAll(
        /\\"index\\": ?0/g,
        '\\"index\\":\\"none\\"',
      ),
  ],
] as const)("a cassette in %s", (_, path, cassette) => {
  const ofCalls = (...questions: readonly string[]) => found(cassette(...questions), path);

  test("has the same findings when recordings come before, and others for another request", () => {
    const own = ofCalls("Why?");
    expect(own.length).toBeGreaterThan(0);
    expect(ofCalls("How?", "When?", "Why?").slice(-own.length)).toEqual(own);
    const others = ofCalls("Who?");
    expect(own.filter((each) => others.includes(each))).toEqual([]);
  });

  test("tells equal recordings apart by their number", () => {
    expect(new Set(ofCalls("Why?", "Why?", "Why?")).size).toBe(3 * ofCalls("Why?").length);
  });
});

describe("a credential", () => {
  const [key, other] = ["one", "two"].map((each) => `sk-proj-${dice(48, each)}`) as [string, string];
  const withKey = (of: string, answer: string) => yamlCassette(yamlCall(`Use ${of}`, answer));
  const secrets = (text: string) => found(text, yaml).filter((each) => each.startsWith("secret."));

  test("goes into no fingerprint; another answer beside it is told again", () => {
    expect(secrets(withKey(key, "Hi"))).toHaveLength(1);
    expect(secrets(withKey(other, "Hi"))).toEqual(secrets(withKey(key, "Hi")));
    expect(secrets(withKey(other, "Hello"))).not.toEqual(secrets(withKey(key, "Hi")));
  });
});

describe("the file", () => {
  const entries = [
    { file: "b.json", code: "hash.mismatch", fingerprint: "2" },
    { file: "a.json", code: "chunk.id", fingerprint: "1" },
  ] as const;

  test("has an entry in each line, in one order, each once", () => {
    const text = baselineText([...entries, ...entries]);
    expect(text).toBe(
      '{\n  "version": 1,\n  "findings": [\n' +
        '    {"file":"a.json","code":"chunk.id","fingerprint":"1"},\n' +
        '    {"file":"b.json","code":"hash.mismatch","fingerprint":"2"}\n  ]\n}\n',
    );
    expect(baselineText(entries.toReversed())).toBe(text);
    expect(readBaseline(text)).toEqual({ kind: "read", entries: entries.toReversed() });
    expect(readBaseline(baselineText([]))).toEqual({ kind: "read", entries: [] });
  });

  const whole = baselineText(entries);
  test.for([
    ["", "The baseline is empty, so no finding is muted.", 0],
    [whole.slice(0, 60), "The baseline is not valid JSON, so no finding is muted.", undefined],
    [
      whole.replace("    {", "<<<<<<< HEAD\n    {").replace("\n  ]", "\n=======\n>>>>>>> other\n  ]"),
      "The baseline contains merge conflict markers, so no finding is muted until they are resolved.",
      whole.indexOf("    {"),
    ],
    ["[]", "The baseline is not an object, so no finding is muted.", 0],
    ["null", "The baseline is not an object, so no finding is muted.", 0],
    [
      whole.replace(": 1", ": 2"),
      "The baseline has a version that this version of Tapedeck does not know, so no finding is muted.",
      whole.indexOf("1"),
    ],
    [whole.replace('"version": 1', '"version": "x"'), "The baseline has no valid `version`, so no finding is muted.", undefined],
    [whole.replace('"2"', "2"), "The baseline has no valid `findings[1].fingerprint`, so no finding is muted.", undefined],
    ['{ "version": 1, "findings": {} }', "The baseline has no valid `findings`, so no finding is muted.", 28],
    ["[".repeat(100_000), undefined, undefined],
  ] as const)("that is broken mutes nothing and says why (%#)", ([text, message, start]) => {
    const read = readBaseline(text);
    expect(read).toMatchObject({ kind: "broken", ...(message === undefined ? {} : { message }) });
    if (start !== undefined) expect(read).toMatchObject({ range: { start } });
  });

  test("names files from its own folder", () => {
    expect(nameIn("file:///w/tapedeck-baseline.json", "file:///w/tests/a%20b.json")).toBe("tests/a b.json");
    expect(nameIn("file:///w/config/x.json", "file:///w/tests/a.json")).toBe("../tests/a.json");
  });
});
