/** `tapedeck drift` as a build server runs it, with real pytest-recording. */
import { beforeAll, expect, test } from "vitest";
import { cassette, cassetteText } from "../judges/support/cassettes";
import { addFiles, makeWorkspace } from "../support/editor/workspace";
import { tapedeckIn } from "../support/commandLine";
import { dice, urlSafe } from "../support/secrets";
import { ensurePythonEnvironment } from "../support/pythonEnvironment.mjs";

const timeout = 120_000;
const python = await ensurePythonEnvironment("cassettes");
const module = "tests/test_chat.py";
const path = "tests/cassettes/test_chat/test_asks.yaml";
const client = `import json
import urllib.request

def ask(question, path="/v1/chat/completions"):
    body = json.dumps({"messages": [{"content": question}], "model": "gpt-4o"}, indent=1).encode()
    request = urllib.request.Request("https://api.openai.com" + path, body, {"content-type": "application/json"})
    return urllib.request.urlopen(request, timeout=5).read()
`;
const testAsking = (question: string, path = "/v1/chat/completions") => `import pytest
from client import ask

@pytest.mark.vcr
def test_asks():
    ask("${question}", "${path}")
`;
const recorded = {
  request: {
    body: '{"model": "gpt-4o", "messages": [{"content": "Hi"}]}',
    headers: { "content-type": ["application/json"] },
    method: "POST",
    uri: "https://api.openai.com/v1/chat/completions",
  },
  response: { body: { string: "{}" }, headers: {}, status: { code: 200, message: "OK" } },
};

let folder: string;
beforeAll(async () => {
  folder = await makeWorkspace({
    "pytest.ini": "[pytest]\npythonpath = .\n",
    "client.py": client,
    [module]: testAsking("Hi"),
    [path]: cassetteText(cassette(recorded)),
  });
});

const key = `AIza${dice(35, "drift", urlSafe)}`;
const drift = (...args: readonly string[]) => tapedeckIn(folder)("drift", "--python", python, ...args);

test("0: every request means what is recorded, however it is spelt", { timeout }, () => {
  const { status, stdout } = drift();
  expect(stdout).toContain("1 recording in 1 cassette was played; none would not match if request bodies were compared.");
  expect(status).toBe(0);
});

test("1: a request drifted; the field, its line, and both values", { timeout }, async () => {
  await addFiles(folder, { [module]: testAsking(`Hello ${key}`) });
  const { status, stdout } = drift(path, "--", "-p", "no:randomly");
  expect(stdout).toContain(`${path}#0  ${module}::test_asks`);
  expect(stdout).toMatch(/messages\[0\]\.content {2}line 3\n {4}- recorded "Hi"\n {4}\+ asked {4}"Hello /);
  expect(stdout).not.toContain(key);
  expect(status).toBe(1);

  const json = JSON.parse(drift("--format", "json", `${module}::test_asks`).stdout) as unknown;
  expect(json).toMatchObject({
    problem: null,
    tests: { passed: 1, failed: 0, skipped: 0 },
    files: [{ file: path, recordings: 1, plays: [1], misses: 0, drift: [{ index: 0, count: 1, fields: [{ line: 3 }] }] }],
  });
});

test("1: a request missed", { timeout }, async () => {
  await addFiles(folder, { [module]: testAsking("Hi", "/v1/responses") });
  const { status, stdout, stderr } = drift("tests");
  expect(stdout).toContain("\nNo recording was played, so nothing was compared.\n");
  expect(stderr).toContain("1 request found no recording");
  expect(stderr).toContain("1 test failed");
  expect(status).toBe(1);
});

test("2: nothing was run, or nothing was played", { timeout }, async () => {
  await addFiles(folder, { "tests/test_other.py": "def test_other():\n    pass\n", "tests/broken.yaml": "interactions: []\n" });
  const wrong = [
    [["tests/test_other.py"], "No test used a cassette"],
    [["tests/test_gone.py::test_x"], "There is no file"],
    [["tests/broken.yaml"], "The tests that use"],
    [["--", "--no-such-option"], "unrecognized arguments: --no-such-option"],
  ] as const;
  for (const [args, why] of wrong) {
    const { status, stdout, stderr } = drift(...args);
    expect(stderr).toContain(why);
    expect(stdout).not.toContain("none would miss");
    if (why.startsWith("pytest")) expect(stderr).not.toContain("No test used a cassette");
    expect(status).toBe(2);
  }
});
