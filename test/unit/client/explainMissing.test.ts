/** A person whose test fails on replay finds out why. */
import { expect, test } from "vitest";
import { openClient, type ClientStoryOptions } from "../../support/client/openClient";
import type { Editor } from "../../support/client/editor";
import { read } from "../../support/languageClient";
import { findPytestPython } from "../../support/python";
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
  (await editor.inputs.next("The request hash")).type(failure);
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
  expect(box.complaint("[1]")).toBe("This is no JSON object.");
  expect(box.complaint("{")).toBe("This is no JSON object.");
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
  expect((await editor.messages.next()).text).toBe("There is no request hash, test or request in this text.");
  expect(editor.runsOf("markdown.showPreview")).toEqual([]);
});
