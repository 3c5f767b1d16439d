import { describe, expect, test } from "vitest";
import { recorderOfModule, isRecordable } from "../../../server/src/formats/recorders";
import { recorder } from "../../../server/src/formats/vcr/recorder";

describe("VCR.py's recorder", () => {
  test("knows where a cassette was asked for, in YAML and JSON", () => {
    const yaml =
      "interactions:\n- request:\n    uri: https://api.openai.com/v1/a\n- request:\n    uri: 'https://api.anthropic.com/v1/b'\n";
    expect(recorder.urlsIn(yaml)).toEqual(["https://api.openai.com/v1/a", "https://api.anthropic.com/v1/b"]);
    expect(recorder.urlsIn('{\n  "interactions": [{\n      "uri": "https://api.openai.com/v1/a",\n')).toEqual([
      "https://api.openai.com/v1/a",
    ]);
    expect(recorder.urlsIn("request: {uri: [https://x]}")).toEqual([]);
  });

  test("takes what lies at the top of its staging folder for the project's, and nothing beside it", () => {
    expect(recorder.staging.projectPath("root/tests/cassettes/a.yaml")).toBe("tests/cassettes/a.yaml");
    expect(recorder.staging.projectPath("outside/tmp/a.yaml")).toBeUndefined();
  });

  test("writes beside the module, or where suites put their cassettes above it", () => {
    expect(recorder.foldersOf("tests/a/test_x.py")).toEqual(["tests/a/cassettes/test_x"]);
    expect(recorder.foldersOf("test_x.py")).toEqual(["cassettes/test_x"]);
    expect(recorder.foldersAround?.("tests/a/test_x.py")).toEqual(["tests/a/cassettes", "tests/cassettes", "cassettes"]);
  });

  test.each([
    ["@pytest.mark.vcr\ndef test_a(): ...", "vcr"],
    ["with vcr.use_cassette('x.yaml'): ...", "vcr"],
    ["class T(VCRMixin, TestCase): ...", "vcr"],
    ["def test_a(openai_client): ...", "ogx"],
    ["", "ogx"],
  ])("is told from a module that speaks of it: %j", (text, id) => {
    expect(recorderOfModule(text).id).toBe(id);
  });

  test.each([
    "def pytest_collection_modifyitems(items):\n    for item in items:\n        item.add_marker('vcr')\n",
    "@pytest.fixture\ndef vcr_config():\n    return {}\n",
    "@pytest.fixture\ndef vcr_cassette_dir(request): ...",
  ])("is told from a conftest.py above the module: %j", (conftest) => {
    expect(recorderOfModule("def test_a(): ...", conftest, "").id).toBe("vcr");
  });

  test("makes no cassettes of other languages and programs", () => {
    expect(["vcr", "ogx"].map((format) => isRecordable(format, "x.json"))).toEqual([true, true]);
    expect(["rubyVcr", "goVcr", "har", "dataDog"].map((format) => isRecordable(format, "x.yaml"))).toEqual(Array(4).fill(false));
    expect(isRecordable("vcr", "x.yaml.gz")).toBe(true);
    expect(isRecordable("ogx", "x.yaml")).toBe(false);
  });
});
