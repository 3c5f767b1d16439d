/** Which files are recordings, and whose: told by place and content. */
import { describe, expect, test } from "vitest";
import { formats } from "../../../server/src/formats/formats";
import { defaultPlaces, likelyPlaces, menuPattern } from "../../../server/src/formats/places";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { matcher } from "../../../server/src/index/scan/globs";
import { summarize } from "../../../server/src/index/scan/summarize";
import { describeAnswer } from "../../../server/src/recording/describe";

const cassette =
  "interactions:\n- request:\n    body: null\n    method: GET\n    uri: https://x.example/\n  response: {}\nversion: 1\n";
const cluster = "# A cluster\napiVersion: v1\nkind: Pod\nspec:\n  resources:\n    requests:\n      cpu: 1\n";
const formatOf = (path: string, text: string) => formats.find(path, text)?.id;

describe("A file in a folder of cassettes", () => {
  test.each([
    ["a.yaml", cassette],
    ["a.yml", cassette.replaceAll("\n", "\r\n")],
    ["a.yaml", `# Recorded by hand\n${cassette}`],
    ["a.yaml.gz", "requests:\n- body: !!binary |\n    eyJ9\n  uri: https://x.example/\n"],
    ["a.json", '{"version": 1, "interactions": []}'],
    ["a.yaml", "interactions: []\nversion: 1\n"],
  ])("is a cassette: %s %j", (name, text) => {
    expect(formatOf(`/w/tests/cassettes/${name}`, text)).toBe("vcr");
    expect(formatOf(`/w/tests/_vcr/chat/${name}`, text)).toBe("vcr");
  });

  test.each([
    ["an empty file", "a.yaml", ""],
    ["one that is cut in its first line", "a.yaml", "interacti"],
    ["one whose first line is cut off", "a.yaml", "    body: null\n    uri: x\n- request:\n    body: null\n"],
    ["one with a misspelt key", "a.yaml", cassette.replace("interactions", "interaction")],
    ["one with a merge conflict", "a.yaml", `<<<<<<< HEAD\n${cassette}`],
    ["a list alone, as old versions wrote it", "a.yaml", "- request: !!python/object:vcr.request.Request\n    body: null\n"],
    ["JSON that is cut in its first line", "a.json", '{"version": 1, "inter'],
    ["an empty JSON file", "a.json", ""],
  ])("is a broken one: %s", (_, name, text) => expect(formatOf(`/w/cassettes/${name}`, text)).toBe("vcr"));

  test.each([
    ["a.yaml", cluster],
    ["a.yaml", "- name: test\n  steps: []\n"],
    ["a.yml", "# nothing yet\n"],
    ["package.json", '{\n  "name": "x",\n  "version": "1.0.0"\n}'],
    ["index.json", "[1, 2]"],
    ["data.json", '{"models": {"interactions": 3}}'],
    ["pyproject.toml", '[project]\nname = "x"\n'],
    ["notes.md", "interactions:\n- request:\n"],
  ])("is no recording: %s %j", (name, text) => expect(formatOf(`/w/cassettes/${name}`, text)).toBeUndefined());

  test("is OGX's where it says so", () => {
    expect(formatOf("/w/cassettes/a.json", '{\n  "test_id": "tests/a.py::test_a",\n  "request": {}}')).toBe("ogx");
  });
});

describe("A file in a folder that holds other things too", () => {
  test("is a recording where its content says so", () => {
    expect(formatOf("/w/tests/fixtures/a.yaml", cassette)).toBe("vcr");
    expect(formatOf("/w/tests/fixtures/recordings/a.yaml", cassette)).toBe("vcr");
  });

  test.each(["", cluster, "interactions:\n  likes: 3\n", "interacti"])("is none: %j", (text) => {
    expect(formatOf("/w/tests/fixtures/a.yaml", text)).toBeUndefined();
  });

  test("is OGX's where OGX keeps its own, whatever it holds", () => {
    for (const text of ["", "[]", "{", cassette]) expect(formatOf("/w/tests/recordings/a.json", text)).toBe("ogx");
    expect(formats.isRecording("/w/tests/recordings/a.json", () => expect.unreachable())).toBe(true);
  });
});

test.each([
  ["a.xai.yaml", "version: 1\ninteractions:\n- request_sample:\n    json: {}\n", "gRPC recording of pydantic-ai: not read"],
  ["a.yaml", "version: 1\ninteractions:\n- kind: message\n  direction: sent\n", "WebSocket recording of pydantic-ai: not read"],
  ["a.yaml.encrypted", "gAAAAABm\x00\x01", "Encrypted recording: not read"],
  ["a.toml", 'version = 1\n[[interactions]]\n[interactions.request]\nmethod = "POST"\n', "TOML recording of cassetter: not read"],
  ["a.json", '{"version": 1,\n "ws_interactions": []}', "gRPC or WebSocket recording of cassetter: not read"],
])("What only its own library reads is named, and nothing is wrong with it: %s", (name, text, said) => {
  const path = `/w/cassettes/${name}`;
  expect(formatOf(path, text)).toBe("unread");
  expect(describeAnswer(readRecordingFile(path, text))).toBe(said);
  expect(summarize(`file://${path}`, text)).toMatchObject({ preview: said, broken: false, findings: [] });
});

describe("Without any settings", () => {
  const isPlace = matcher(defaultPlaces);
  const starts = matcher(likelyPlaces);
  const inMenu = new RegExp(menuPattern);

  test.each([
    "tests/recordings/abc.json",
    "tests/cassettes/test_chat/test_a[x].yaml",
    "tests/cassettes/test_a[v0].yaml.gz",
    "spec/fixtures/vcr_cassettes/chat.yml",
    "tests/contrib/bedrock_cassettes/converse.yaml",
    "vcr-cassettes/openai/openai_models_get_e04cf04b.yaml",
    "tests/_vcr/test_chat/test_a.yaml",
    "tests/testthat/_vcr/chat.yml",
    "tests/fixtures/node/recordings/a.yaml",
    "packages/a/recordings/Test_1/recording.har",
    "packages/a/__recordings__/Test_1/recording.har",
    "llms/testdata/TestChat.httprr",
    "packages/openai/src/__fixtures__/openai-text.1.chunks.txt",
    "providertests/testdata/TestCommon/gpt-4o/simple.yaml",
  ])("%s is looked at, its workspace starts the extension, and menus offer it", (path) => {
    expect(isPlace(path)).toBe(true);
    expect(starts(path)).toBe(true);
    expect(`/w/${path}`).toMatch(inMenu);
    expect(`c:\\w\\${path.replaceAll("/", "\\")}`).toMatch(inMenu);
  });

  test.each(["tests/fixtures/agent.yaml", "pkg/testdata/golden.yaml"])("%s is looked at, and alone starts nothing", (path) => {
    expect(isPlace(path)).toBe(true);
    expect(starts(path)).toBe(false);
  });

  test.each(["package.json", "k8s/pod.yaml", ".github/workflows/ci.yml", "tests/fixtures/data.json", "cassettes.yaml"])(
    "%s is not",
    (path) => {
      expect(isPlace(path)).toBe(false);
      expect(`/w/${path}`).not.toMatch(inMenu);
    },
  );
});
