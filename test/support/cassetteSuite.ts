/** A suite whose tests call the sample provider with Python's own library, so that every release of VCR.py can record it. */
import { join } from "node:path";
import { makeWorkspace } from "./editor/workspace";
import { ensurePythonReleases } from "./pythonEnvironment.mjs";
import { suiteIn } from "./rerecord";

const conftest = (config: string) => `import json
import os
import urllib.request
from urllib.parse import urlsplit, urlunsplit

import pytest


def as_recorded(request):
    parts = urlsplit(request.uri)
    request.uri = urlunsplit(("https", "api.openai.com", parts.path, "", ""))
    request.headers = {"content-type": "application/json"}
    return request


def for_tests(response):
    response["headers"] = {"content-type": ["application/json"]}
    return response


CONFIG = {"before_record_request": as_recorded, "before_record_response": for_tests}


@pytest.fixture(scope="module")
def vcr_config():
    return {**CONFIG, ${config}}


def ask(country):
    message = {"role": "user", "content": f"What is the capital of {country}?"}
    body = json.dumps({"model": "sample/large=2026-01", "messages": [message]}).encode()
    url = os.environ.get("SAMPLE_PROVIDER_URL", "http://127.0.0.1:1") + "/v1/chat/completions"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["choices"][0]["message"]["content"]
`;

/** The usual tests: two, one of them with two calls. */
export const twoTests = `import pytest
from conftest import ask


@pytest.mark.vcr
def test_one():
    assert ask("France")


@pytest.mark.vcr
class TestMore:
    def test_two(self):
        assert ask("Japan")
        assert ask("New Zealand")
`;

export const module = "tests/test_capitals.py";

export interface SuiteOptions {
  /** The provider that the suite calls. */
  readonly url: string;
  /** Entries of the dictionary returned by `vcr_config`. */
  readonly config?: string;
  /** More code for the conftest. */
  readonly more?: string;
  /** The test module. */
  readonly tests?: string;
  /** More files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Names of releases to put before the environment on Python's path. */
  readonly releases?: readonly string[];
}

const { python, wheels } = await ensurePythonReleases("cassettes");

/** In a folder of its own, without any cassettes yet. */
export async function cassetteSuite({ url, config = "", more = "", tests = twoTests, files = {}, releases = [] }: SuiteOptions) {
  const workspace = await makeWorkspace({
    "pytest.ini": "[pytest]\npythonpath = tests\n",
    "tests/conftest.py": `${conftest(config)}${more}`,
    [module]: tests,
    ...files,
  });
  const path = releases.map((release) => wheels.find((wheel) => wheel.includes(release)) ?? "").join(":");
  const always = { SAMPLE_PROVIDER_URL: url, ...(path === "" ? {} : { PYTHONPATH: path }) };
  return { ...(await suiteIn(workspace, python, always)), python, always, at: (file: string) => join(workspace, file) };
}

export type CassetteSuite = Awaited<ReturnType<typeof cassetteSuite>>;
