/** A person whose test fails on replay finds out why. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openClient, type ClientStoryOptions } from "../../support/client/openClient";
import type { Editor } from "../../support/client/editor";
import { read } from "../../support/languageClient";
import { copySample, makeWorkspace } from "../../support/editor/workspace";
import { ensurePythonEnvironment } from "../../support/pythonEnvironment.mjs";
import { findPytestPython } from "../../support/python";
import { cassetteOf } from "../../support/cassettes";
import { blockedNetwork, missedBody, missedFile, missedPath } from "../../support/missTexts";
import { chatCompletion } from "../../support/recordings";

const module = "tests/test_weather.py";
const testId = `${module}::test_weather`;
const recorded = `${"3f2a9c1d".repeat(8)}.json`;
const missing = "f".repeat(64);
const failure = `FAILED ${testId} - RuntimeError: Recording not found for request hash: ${missing}`;
const explain = "tapedeck.explainMissing";
const files = {
  [module]: "def test_weather():\n    pass\n",
  [`tests/recordings/${recorded}`]: chatCompletion("It is cold.", { testId }),
};

const open = (options: ClientStoryOptions = {}) =>
  openClient({ files, settings: { "tapedeck.rerecord.python": findPytestPython() }, ...options });

/** The page that is shown last, punctuation as it shows. */
async function page(editor: Editor): Promise<string> {
  const [uri] = editor.runsOf("markdown.showPreview").at(-1) ?? [];
  return read(await editor.read(uri));
}

test("a failure that is pasted is explained on a page that links the recordings of the test", async () => {
  const { editor } = await open();
  const done = editor.run(explain);
  (await editor.inputs.next("the request hash")).type(failure);
  const message = await editor.messages.next("has another hash");
  const text = await page(editor);
  expect(text).toContain("# Missing recording");
  expect(text).toContain(`tests/recordings/${missing}.json`);
  // Relative, for the preview follows no other.
  expect(text).toMatch(new RegExp(`\\]\\((?:\\.\\./)+[^)]*${recorded}\\)`));
  expect(text).not.toContain("](file:");
  message.close();
  await done;
});

test("a failure that is selected in a log needs no pasting", async () => {
  const log = `line\n${failure}\n`;
  const { editor } = await open({ files: { ...files, "run.log": log } });
  await editor.select("run.log", log);
  const done = editor.run(explain);
  (await editor.messages.next("has another hash")).close();
  await done;
  expect(editor.inputs.untaken).toEqual([]);
});

test("what is missing can be recorded at once, in the mode that leaves the rest alone", async () => {
  const { editor } = await open();
  const done = editor.run(explain, failure);
  (await editor.messages.next("has another hash")).press("Record This Now");
  const plan = await editor.lists.next("Record");
  expect(plan.title).toBe("Re-record test_weather.py::test_weather");
  expect(plan.labels).toContain("Mode: record-if-missing");
  plan.close();
  await done;
});

test("in a workspace that is not trusted, recording is not offered", async () => {
  const { editor } = await open({ trusted: false });
  const done = editor.run(explain, failure);
  const message = await editor.messages.next("has another hash");
  expect(message.buttons).toEqual(["Paste the Request", "Choose a Recorded File"]);
  message.close();
  await done;
});

test("a failure in the terminal is a link; which test it was is asked", async () => {
  const { editor } = await open();
  const [link] = await editor.terminalLinks(`E   Recording not found for request hash: ${missing}`);
  expect(link).toMatchObject({
    text: `Recording not found for request hash: ${missing}`,
    tooltip: "Explain this missing recording",
  });
  const done = link?.follow();
  const tests = await editor.lists.next("Which test failed?");
  expect(tests.labels).toEqual([testId]);
  tests.choose(testId);
  (await editor.messages.next("has another hash")).close();
  await done;
});

test("the request that is pasted is compared with what was recorded; a text that is no JSON object is not taken", async () => {
  const { editor } = await open();
  const done = editor.run(explain, failure);
  (await editor.messages.next("has another hash")).press("Paste the Request");
  const box = await editor.inputs.next("Its body");
  expect(box.complaint("[1]")).toBe("This is not a JSON object.");
  expect(box.complaint("{")).toBe("This is not a JSON object.");
  expect(box.complaint('{"model":"gpt-4o"}')).toBeUndefined();
  box.type(JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: "Good day" }] }));
  const message = await editor.messages.next();
  expect(message.buttons).not.toContain("Paste the Request");
  message.close();
  await done;
  expect(await page(editor)).toContain("Good day");
});

test("a text without a hash, a test or a request says so", async () => {
  const { editor } = await open();
  await editor.run(explain, "Segmentation fault");
  expect((await editor.messages.next()).text).toBe("Found no replay failure, request hash, test or request in this text.");
  expect(editor.runsOf("markdown.showPreview")).toEqual([]);
});

describe("where recordings are cassettes", () => {
  const hello = "tests/cassettes/test_chat/test_hello.yaml";
  const chat = "tests/test_chat.py";
  const cassettes = {
    "pytest.ini": "[pytest]\n",
    [chat]:
      "import pytest\n\n\n@pytest.mark.vcr\ndef test_hello():\n    ask()\n\n\n@pytest.mark.vcr\ndef test_new():\n    ask()\n",
    [hello]: cassetteOf("Hello!"),
  };
  /** As a build server has it. */
  const elsewhere = (path: string) => `/home/runner/work/chat/chat/${path}`;

  test("a log with a failure of VCR.py is explained: the nearest recording, what differs, and what to do", async () => {
    const log = missedPath(elsewhere(hello));
    const { editor } = await open({ files: { ...cassettes, "run.log": log } });
    await editor.select("run.log", log);
    const done = editor.run(explain);
    const message = await editor.messages.next("the nearest, test_hello.yaml#0, differs in path");
    expect(message.buttons).toEqual(["Record This Now"]);
    message.close();
    await done;
    const text = await page(editor);
    expect(text).toContain("# Missed request");
    expect(text).toContain(
      "No recording in test_hello.yaml matches this request: the nearest, test_hello.yaml#0, differs in path (/v1/responses instead of /v1/chat/completions).",
    );
    expect(text).toContain("If the request changed on purpose, record the test again");
    expect(text).toContain("**Test:** tests/test_chat.py::test_hello");
    expect(text).toMatch(
      /Cassette:\*\* \[tests\/cassettes\/test_chat\/test_hello\.yaml\]\((?:\.\.\/)+[^)]*test_hello\.yaml\) — there, 1 recording/,
    );
    expect(text).toContain("none: replays, and records nothing");
    expect(text).not.toContain("hash");
  });

  test("what VCR.py never says of a body is told once the body is pasted", async () => {
    const { editor } = await open({ files: cassettes });
    const done = editor.run(explain, missedBody(elsewhere(hello)));
    const message = await editor.messages.next("differs in body");
    expect(message.buttons).toContain("Paste the Request");
    message.press("Paste the Request");
    (await editor.inputs.next("Its body")).type(
      JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: "Good day" }] }),
    );
    (await editor.messages.next("differs in body: messages[0].content")).close();
    await done;
    const text = await page(editor);
    expect(text).toContain("differs in body: messages[0].content");
    expect(text).toContain('| messages[0].content | "Good day" | "Hi" |');
  });

  test("a failure in the terminal is a link; the line names the cassette and so the test", async () => {
    const workspace = await makeWorkspace(cassettes);
    const { editor } = await open({ workspace });
    const [line = ""] = missedFile(join(workspace, "tests/cassettes/test_chat/test_new.yaml")).split("\n");
    const [link] = await editor.terminalLinks(line);
    expect(link).toMatchObject({ tooltip: "Explain this missing recording" });
    const done = link?.follow();
    (await editor.messages.next("There is no cassette test_new.yaml: nothing is recorded yet.")).press("Record This Now");
    const plan = await editor.lists.next("Record");
    expect(plan.title).toBe("Re-record test_chat.py::test_new");
    expect(plan.labels).toContain("Mode: record-if-missing");
    plan.close();
    await done;
    expect(await page(editor)).toContain("test_new.yaml");
  });

  test("a line that says no more than that there was a failure is asked for the rest of it", async () => {
    const { editor } = await open({ files: cassettes });
    const [link] = await editor.terminalLinks(
      "E   vcr.errors.CannotOverwriteExistingCassetteException: Can't play back this request: no recorded interaction matches it (the closest differ in path).",
    );
    const done = link?.follow();
    (await editor.inputs.next("The whole failure")).type(missedPath(elsewhere(hello)).replaceAll("\n", " "));
    (await editor.messages.next("differs in path")).close();
    await done;
    expect(await page(editor)).toContain("differs in path");
  });

  test("a request that pytest-recording blocked is told apart", async () => {
    const { editor } = await open({ files: cassettes });
    const [link] = await editor.terminalLinks(blockedNetwork);
    const done = link?.follow();
    (await editor.inputs.next("The whole failure")).type(`${chat}::test_new FAILED ${blockedNetwork}`);
    await done;
    const text = await page(editor);
    expect(text).toContain(
      "pytest-recording blocked the network for 104.18.7.192 (block_network), and no cassette took the request",
    );
    expect(text).toContain("Mark the test with @pytest.mark.vcr and record it");
  });

  test("a test with cassettes is explained without hashes", async () => {
    const { editor } = await open({ files: cassettes });
    const done = editor.run(explain, `${chat}::test_hello`);
    (await editor.messages.next("1 recording in test_hello.yaml belongs to this test.")).close();
    await done;
    expect(await page(editor)).not.toMatch(/hash|scheme/i);
  });

  test(
    "in a workspace that is trusted the test may be run once, which tells all of the request",
    { timeout: 120_000 },
    async () => {
      const workspace = await copySample("sample-cassettes");
      const python = await ensurePythonEnvironment("cassettes");
      const client = await openClient({ workspace, settings: { "tapedeck.rerecord.python": python } });
      const text = async (path: string) => readFile(join(workspace, path), "utf8");
      const [conftest, asking] = ["tests/conftest.py", "tests/test_assistant.py"];
      const matching = '"match_on": ["method", "path", "body"], "before_record_request"';
      const { editor } = client;
      await client.write({
        [conftest]: (await text(conftest)).replace('"before_record_request"', matching),
        [asking]: (await text(asking)).replace("Count to 30", "Count to 31"),
      });
      const cassette = elsewhere("tests/cassettes/test_assistant/test_answers_as_a_stream.yaml");
      const done = editor.run(explain, missedBody(cassette));
      (await editor.messages.next("differs in body")).press("Run the Test");
      (await editor.messages.next("differs in body: messages[0].content")).close();
      await done;
      const told = await page(editor);
      expect(told).toContain("differs in body: messages[0].content");
      expect(told).toContain('| messages[0].content | "Count to 31, please." | "Count to 30, please." |');
    },
  );
});
