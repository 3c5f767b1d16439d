/** A person carries a recording elsewhere. */
import { expect, test } from "vitest";
import { openClient } from "../../support/client/openClient";
import { chatCompletion } from "../../support/recordings";

const recording = "tests/recordings/oslo.json";
const stray = "tests/recordings/stray.json";
const silent = "tests/recordings/silent.json";
const files = {
  "tests/test_weather.py": "def test_weather():\n    pass\n",
  [recording]: chatCompletion("It is cold in Oslo.", { testId: "tests/test_weather.py::test_weather" }),
  [stray]: chatCompletion("Nobody asked.", { testId: null }),
  [silent]: chatCompletion("", { testId: null, url: "" }),
};

async function copying(path: string, label: string) {
  const { editor } = await openClient({ files });
  await editor.open(path);
  const done = editor.run("tapedeck.copyAs");
  (await editor.lists.next("Copy or export")).choose(label);
  await done;
  return editor;
}

test.for([
  ["Text of the answer", /^It is cold in Oslo\.$/],
  ["Request as curl", /^curl [^]*chat\/completions/],
  ["Request as Python", /OpenAI\(/],
  ["Test id", /^tests\/test_weather\.py::test_weather$/],
  ["pytest command", /pytest [^]*tests\/test_weather\.py::test_weather/],
  ["Markdown", /It is cold in Oslo\./],
] as const)("%s goes to the clipboard, and the status bar says so", async ([label, text]) => {
  const editor = await copying(recording, label);
  expect(editor.clipboard).toMatch(text);
  expect(editor.status).toEqual([`$(check) Copied: ${label}`]);
});

test("a Markdown export opens as a document, and leaves the clipboard alone", async () => {
  const editor = await copying(recording, "Export as Markdown document");
  expect(editor.active?.document).toMatchObject({
    languageId: "markdown",
    text: expect.stringContaining("It is cold in Oslo.") as string,
  });
  expect(editor.clipboard).toBe("");
});

test("what a recording lacks is not offered", async () => {
  const { editor } = await openClient({ files });
  const offered = async (path: string) => {
    await editor.open(path);
    const done = editor.run("tapedeck.copyAs");
    const list = await editor.lists.next("Copy or export");
    list.close();
    await done;
    return list.labels;
  };
  const [oneOfAll, ofNoTest] = [await offered(recording), await offered(stray)];
  expect(ofNoTest).toEqual(oneOfAll.filter((label) => label !== "Test id" && label !== "pytest command"));
  expect(await offered(silent)).toEqual(["Markdown", "Export as Markdown document"]);
});

test("a file that is not a recording has nothing to copy", async () => {
  const { editor } = await openClient({ files });
  await editor.open("tests/test_weather.py");
  await editor.run("tapedeck.copyAs");
  expect((await editor.messages.next()).text).toBe("This file is not a recording.");
});
