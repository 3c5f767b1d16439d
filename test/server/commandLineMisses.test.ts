/** `tapedeck explain` where recordings are cassettes: from a log, for a test, with the request that was missed. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cassetteOf } from "../support/cassettes";
import { tapedeckIn } from "../support/commandLine";
import { addFiles, copySample, makeWorkspace } from "../support/editor/workspace";
import { ensurePythonEnvironment } from "../support/pythonEnvironment.mjs";
import { dice, urlSafe } from "../support/secrets";
import { missedBody, missedFile, missedPath } from "../support/missTexts";

const folder = "tests/cassettes/test_chat";
const hello = `${folder}/test_hello.yaml`;
const files = {
  "pytest.ini": "[pytest]\n",
  "tests/test_chat.py":
    "import pytest\n\n\n@pytest.mark.vcr\ndef test_hello():\n    ask()\n\n\n@pytest.mark.vcr\ndef test_hi():\n    ask()\n",
  [hello]: cassetteOf("Hello!", "Hello again!"),
};
const elsewhere = (path: string) => `/builds/team/chat/${path}`;

interface Told {
  readonly kind: string;
  readonly misses: readonly Readonly<Record<string, unknown>>[];
}
const json = (text: string) => JSON.parse(text) as Told;

describe("explain", () => {
  test("takes the failure from a log, and says what came nearest and what to do", async () => {
    const run = tapedeckIn(await makeWorkspace(files));
    const { status, stdout } = run("explain", missedPath(elsewhere(hello)));
    expect(status).toBe(0);
    expect(stdout).toBe(`\
No recording in test_hello.yaml matches this request: the nearest, test_hello.yaml#0, differs in path (/v1/responses instead of /v1/chat/completions).
If the request changed on purpose, record the test again (with pytest-recording: pytest --record-mode=rewrite tests/test_chat.py::test_hello); otherwise fix the code that makes it.

  test      tests/test_chat.py::test_hello
  request   POST https://api.openai.com/v1/responses
  cassette  tests/cassettes/test_chat/test_hello.yaml  there, 2 recordings
  mode      none: replays, and records nothing
  match on  method, scheme, host, port, path, query

Nearest recordings
  test_hello.yaml#0  POST https://api.openai.com/v1/chat/completions
    Hello!
    path: /v1/responses instead of /v1/chat/completions
  test_hello.yaml#1  POST https://api.openai.com/v1/chat/completions
    Hello again!
    path: /v1/responses instead of /v1/chat/completions

Record this now
  tapedeck rerecord --mode record-if-missing tests/test_chat.py::test_hello
`);
  });

  test("reads it from standard input", async () => {
    const run = tapedeckIn(await makeWorkspace(files), {}, { input: `${missedPath(elsewhere(hello))}\n` });
    expect(json(run("explain", "-", "--format", "json").stdout)).toMatchObject({
      kind: "cassette",
      misses: [
        {
          testId: "tests/test_chat.py::test_hello",
          cassette: { path: elsewhere(hello), file: hello, exists: true, recordings: 2 },
          nearest: [{ file: hello, name: "test_hello.yaml#0" }, { name: "test_hello.yaml#1" }],
        },
      ],
    });
  });

  test("compares the body, which VCR.py before 9 says nothing of, and masks what is a credential", async () => {
    const root = await makeWorkspace(files);
    const key = `sk-ant-api03-${dice(93, "explained", urlSafe)}AA`;
    const body = { model: "gpt-5", messages: [{ role: "user", content: "Hi" }], key };
    await addFiles(root, { "body.json": JSON.stringify(body) });
    const { stdout } = tapedeckIn(root)("explain", missedBody(elsewhere(hello)), "--request", "body.json");
    expect(stdout).toContain("differs in body: model and key.\n");
    expect(stdout).toContain('  model\n    - recorded "gpt-4o"\n    + asked    "gpt-5"\n');
    expect(stdout).not.toContain(key);
    const without = tapedeckIn(root)("explain", missedBody(elsewhere(hello))).stdout;
    expect(without).toContain("VCR.py does not say what differs in the body: paste the request's body to see it.");
  });

  test("says that there is no file where VCR.py speaks of an existing cassette, and which one may have been renamed", async () => {
    const missing = missedFile(elsewhere(`${folder}/test_hi.yaml`));
    const root = await makeWorkspace(files);
    expect(tapedeckIn(root)("explain", missing, "--test", "tests/test_chat.py::test_hi").stdout).toMatch(
      /^There is no cassette test_hi\.yaml: nothing is recorded yet\.\nRecord the test .*--record-mode=once tests\/test_chat\.py::test_hi\)/,
    );
    await addFiles(root, { [`${folder}/test_greeting.yaml`]: cassetteOf("Hi!") });
    const { stdout } = tapedeckIn(root)("explain", missing, "--test", "tests/test_chat.py::test_hi");
    expect(stdout).toContain("test_greeting.yaml beside it has a recording of this request, and its test no longer exists");
    expect(stdout).toContain("Rename test_greeting.yaml to test_hi.yaml, or record the test.");
  });

  test("explains the first failure of a project that has no recordings yet", async () => {
    const run = tapedeckIn(await makeWorkspace({ "tests/test_chat.py": files["tests/test_chat.py"] }));
    const { status, stdout } = run("explain", missedFile(elsewhere(hello)), "--test", "tests/test_chat.py::test_hello");
    expect(status).toBe(0);
    expect(stdout).toContain("There is no cassette test_hello.yaml: nothing is recorded yet.");
    expect(stdout).toMatch(
      /\n\nRecord this now\n {2}tapedeck rerecord --mode record-if-missing tests\/test_chat\.py::test_hello\n$/,
    );
  });

  test("knows whose cassette is missing by its name, and ends with the command that records it", async () => {
    const root = await makeWorkspace(files);
    const run = tapedeckIn(root);
    const { misses } = json(run("explain", missedFile(join(root, folder, "test_hi.yaml")), "--format", "json").stdout);
    const testId = "tests/test_chat.py::test_hi";
    expect(misses).toMatchObject([
      {
        testId,
        cassette: { exists: false, tests: [testId] },
        record: { testId, command: expect.stringContaining(testId) as string },
      },
    ]);
    const planned = run("rerecord", "--mode", "record-if-missing", "--dry-run", testId);
    expect(planned.stdout + planned.stderr).toContain("tests/test_chat.py::test_hi");
  });

  test("offers no recording of a test that is gone, or whose module and conftest.py do not speak of VCR.py", async () => {
    const silent = { "tests/test_chat.py": "def test_hi(client):\n    client.ask()\n" };
    const told = async (given: Readonly<Record<string, string>>, testId: string) => {
      const run = tapedeckIn(await makeWorkspace(given));
      return json(run("explain", missedFile(elsewhere(hello)), "--test", testId, "--format", "json").stdout).misses[0]?.[
        "record"
      ];
    };
    expect(await told(silent, "tests/test_chat.py::test_hi")).toBeNull();
    const conftest = "import pytest\n\n\n@pytest.fixture\ndef vcr_config():\n    return {}\n";
    expect(await told({ ...silent, "tests/conftest.py": conftest }, "tests/test_chat.py::test_hi")).not.toBeNull();
    expect(await told(files, "tests/test_chat.py::test_nowhere")).toBeNull();
  });

  test("says nothing of hashes for a test with cassettes", async () => {
    const { stdout } = tapedeckIn(await makeWorkspace(files))("explain", "--test", "tests/test_chat.py::test_hello");
    expect(stdout).toMatch(/^2 recordings in test_hello\.yaml belong to this test\./);
    expect(stdout).not.toMatch(/hash|scheme/i);
  });

  test("says that a file of another machine, of which nothing is known here, is not in the workspace", async () => {
    const { stdout } = tapedeckIn(await makeWorkspace(files))("explain", missedFile("/other/place/test_x.yaml"));
    expect(stdout).toContain("VCR.py says the same of both. It is not in this workspace.");
  });

  test("explains DataDog's misses, whose names are made of the request", async () => {
    const body = { model: "gpt-4o", temperature: 1, messages: [{ role: "user", content: "Hello" }] };
    const file = "tests/cassettes/openai/openai_chat_completions_post_29356d5d.json";
    const root = await makeWorkspace({
      [file]: JSON.stringify({
        request: { method: "POST", url: "https://api.openai.com/v1/chat/completions", headers: {}, body: JSON.stringify(body) },
        response: { status: { code: 200, message: "OK" }, headers: {}, body: "{}" },
      }),
      "body.json": JSON.stringify({ ...body, temperature: 0 }),
    });
    const failure =
      "openai.InternalServerError: Cassette openai_chat_completions_post_0a1b2c3d not found while running in CI mode. Please generate the cassette locally and commit it.";
    const { stdout } = tapedeckIn(root)("explain", failure, "--request", "body.json");
    expect(stdout).toContain("There is no openai_chat_completions_post_0a1b2c3d.json");
    expect(stdout).toContain("1 recording has the same address and method, so the body is another one.");
    expect(stdout).toContain("  temperature\n    - recorded 1\n    + asked    0\n");
    expect(tapedeckIn(root)("explain", failure.replace("0a1b2c3d", "29356d5d")).stdout).toContain("is in this workspace");
    // Its hash alone, or its name, as people copy them.
    for (const given of ["29356d5d", "openai_chat_completions_post_29356d5d", "openai_chat_completions_post_29356d5d.json"])
      expect(tapedeckIn(root)("explain", given).stdout, given).toContain("openai_chat_completions_post_29356d5d.json is in this");
    expect(tapedeckIn(root)("explain", "0a1b2c3d").stdout).toContain("No recording in this workspace has the hash 0a1b2c3d");
    expect(tapedeckIn(root)("find", "29356d5d").stdout).toContain(file);
  });

  test("runs the test once where nobody has the request, and tells which field of the body is another one", async () => {
    const root = await copySample("sample-cassettes");
    const python = await ensurePythonEnvironment("cassettes");
    const conftest = join(root, "tests/conftest.py");
    const module = join(root, "tests/test_assistant.py");
    const matching = '"match_on": ["method", "path", "body"], "before_record_request"';
    await writeFile(conftest, (await readFile(conftest, "utf8")).replace('"before_record_request"', matching));
    await writeFile(module, (await readFile(module, "utf8")).replace("Count to 30", "Count to 31"));
    const testId = "tests/test_assistant.py::test_answers_as_a_stream";
    const run = tapedeckIn(root);
    const { status, stdout, stderr } = run("explain", "--run", testId, "--python", python);
    expect(stdout).toMatch(
      /^No recording in test_answers_as_a_stream\.yaml matches this request: .* differs in body: messages\[0\]\.content\.\n/,
    );
    expect(stdout).toContain(
      '  messages[0].content\n    - recorded "Count to 30, please."\n    + asked    "Count to 31, please."\n',
    );
    expect(status).toBe(0);
    expect(stderr).toContain("1 failed");
    const fine = run(
      "explain",
      "--run",
      "tests/test_assistant.py::TestMessages::test_streams_from_anthropic",
      "--python",
      python,
    );
    expect(fine.status).toBe(2);
    expect(fine.stderr).toContain("every request found its recording");
    expect(run("explain", "--run", "-x", "--python", python)).toMatchObject({ status: 2, stdout: "" });
  });
});
