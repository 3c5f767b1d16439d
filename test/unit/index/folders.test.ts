import { describe, expect, test } from "vitest";
import { Folders } from "../../../server/src/index/folders";
import { defaultSettings, readSettings, settingsProblems } from "../../../server/src/index/settings";
import { normalizeUri, uriOfPath } from "../../../server/src/index/uris";

const folders = (...paths: string[]) => new Folders(paths.map((path) => ({ uri: uriOfPath(path), settings: defaultSettings })));

describe("a file is taken for a recording", () => {
  test.each([
    ["/w/tests/recordings/a.json", true],
    ["/w/recordings/responses/a.json", true],
    ["/w/.hidden/recordings/a.json", true],
    ["/w/tests/data/a.json", false],
    ["/w/recordings/a.txt", false],
    ["/w/node_modules/x/recordings/a.json", false],
    ["/w/.venv/lib/recordings/a.json", false],
  ])("%s: %s", (path, expected) => {
    expect(folders("/w").isRecording(uriOfPath(path))).toBe(expected);
  });

  test("where the folder that is opened is itself called recordings, its own files are not below one", () => {
    expect(folders("/w/recordings").isRecording(uriOfPath("/w/recordings/a.json"))).toBe(false);
  });

  test("outside all folders too, when it looks like one", () => {
    expect(folders().isRecording(uriOfPath("/w/tests/recordings/a.json"))).toBe(true);
    expect(folders().isRecording("untitled:recordings/a.json")).toBe(false);
  });
});

test("the innermost folder's settings count", () => {
  const inner = readSettings({ rules: { "chunk.shape": "off" } });
  const both = new Folders([
    { uri: uriOfPath("/w"), settings: defaultSettings },
    { uri: uriOfPath("/w/inner"), settings: inner },
  ]);
  expect(both.settingsFor(uriOfPath("/w/inner/recordings/a.json")).rules).toEqual({ "chunk.shape": "off" });
  expect(both.settingsFor(uriOfPath("/w/recordings/a.json")).rules).toEqual({});
  expect(both.folderOf(uriOfPath("/w/inner/x"))).toBe(uriOfPath("/w/inner"));
  expect(both.folderOf(uriOfPath("/w/inner2/x"))).toBe(uriOfPath("/w"));
});

test.each([
  undefined,
  null,
  3,
  "text",
  [],
  { recordings: 3, rules: [1], codeLens: "x" },
  { recordings: { include: "x", exclude: {} } },
])("settings of %j are the defaults", (value) => {
  expect(readSettings(value)).toEqual(defaultSettings);
});

test("settings keep what is of the right type", () => {
  const value = {
    recordings: { include: ["cassettes/*.json", 7] },
    rules: { a: "hint", b: "loud" },
    codeLens: { enabled: false, record: "no" },
  };
  expect(readSettings(value)).toEqual({
    ...defaultSettings,
    recordings: { include: ["cassettes/*.json"], exclude: defaultSettings.recordings.exclude },
    rules: { a: "hint" },
    codeLens: { enabled: false, record: true },
  });
});

test("URIs of one file have one spelling, whatever the editor escapes", () => {
  const spellings = ["file:///w/a%5Bb%5D%20c.json", "file:///w/a[b] c.json", "file:///w/a%5bb%5d%20c.json"];
  expect(new Set(spellings.map(normalizeUri))).toEqual(new Set([uriOfPath("/w/a[b] c.json")]));
});

describe("settings of a hostile workspace", () => {
  test("are the defaults wherever a value is of the wrong type, at any depth", () => {
    const deep = JSON.parse("[".repeat(5000) + "]".repeat(5000)) as unknown;
    for (const wrong of [null, 3, true, "x", [], {}, [deep], { toString: 1, valueOf: 1 }, { length: 1e9 }, ["error"], deep]) {
      const settings = readSettings({
        recordings: { include: wrong, exclude: wrong },
        rules: { "json.syntax": wrong, __proto__: wrong },
        codeLens: wrong,
        inlayHints: { enabled: wrong },
        hashScheme: wrong,
        cache: { enabled: wrong },
      });
      expect(settings.rules).toEqual({});
      expect(settings.hashScheme).toBe("auto");
      expect(settings.recordings.exclude.filter((glob) => typeof glob !== "string")).toEqual([]);
      for (const part of ["recordings", "rules", "codeLens", "cache"]) expect(readSettings({ [part]: wrong })).toBeTruthy();
    }
  });

  test("with globs that nobody could match are not used, and say so", () => {
    const include = ["**/*.json", "+(a|aa)*", "x".repeat(5000), "{a,b}".repeat(30), "", ...Array<string>(500).fill("*")];
    const settings = { recordings: { include } };
    expect(readSettings(settings).recordings.include).toEqual(["**/*.json", ...Array<string>(95).fill("*")]);
    expect(settingsProblems(settings)).toEqual([
      expect.stringMatching(
        /^tapedeck\.recordings\.include: the pattern "\+\(a\|aa\)\*" has a pattern in parentheses.*, so it is not used\.$/,
      ),
      expect.stringMatching(
        /^tapedeck\.recordings\.include: the pattern "x+…" has more than 1000 characters, so it is not used\.$/,
      ),
      expect.stringMatching(/stand for more than 100 patterns, so it is not used\.$/),
      "tapedeck.recordings.include: only the first 100 patterns are used.",
    ]);
    for (const value of [undefined, null, 3, {}, { recordings: [] }]) expect(settingsProblems(value)).toEqual([]);
  });
});
