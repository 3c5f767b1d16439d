/** A person looks through the recordings beside the tests. */
import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { openClient } from "../../support/client/openClient";
import { findPytestPython } from "../../support/python";
import { chatCompletion } from "../../support/recordings";

const module = "tests/chat/test_weather.py";
const recording = (name: string) => `tests/chat/recordings/${name}.json`;
const files = {
  [module]: "def test_weather(city):\n    pass\n\n\ndef test_wind():\n    pass\n",
  "tests/other/test_tide.py": "def test_tide():\n    pass\n",
  [recording("oslo")]: chatCompletion("It is cold.", { testId: `${module}::test_weather[Oslo]` }),
  [recording("rome")]: chatCompletion("It is warm.", { testId: `${module}::test_weather[Rome]` }),
  [recording("wind")]: chatCompletion("It blows.", { testId: `${module}::test_wind` }),
  "tests/other/recordings/tide.json": chatCompletion("It is high.", { testId: "tests/other/test_tide.py::test_tide" }),
  [recording("stray")]: chatCompletion("Nobody asked.", { testId: null }),
};
const view = "tapedeck.recordings";

test("modules, tests and parameter sets say how many recordings they have and what was answered", async () => {
  const { editor } = await openClient({ files });
  expect(await editor.tree(view).rows()).toEqual([
    "test_weather.py 3 · chat",
    "  test_weather 2",
    "    Oslo It is cold.",
    "    Rome It is warm.",
    "  test_wind 1",
    "    It blows. gpt-4o",
    "test_tide.py 1 · other",
    "  test_tide 1",
    "    It is high. gpt-4o",
    "Without a test 1",
    "  Nobody asked. gpt-4o",
  ]);
});

test("a recording tells its test, model and answer, and carries the colours of its file", async () => {
  const { editor } = await openClient({ files });
  const { item } = await editor.tree(view).row("Oslo");
  expect(item.tooltip).toBe(`${module}::test_weather[Oslo]\ngpt-4o\nIt is cold.`);
  expect(item.resourceUri?.toString()).toBe(editor.uri(recording("oslo")).toString());
});

test("one click after the other shows one stream view, in its place, and leaves the focus in the list", async () => {
  const { editor } = await openClient({ files });
  for (const text of ["Oslo", "Rome", "It blows."]) {
    const { item } = await editor.tree(view).row(text);
    await editor.run(item.command?.command ?? "", ...((item.command?.arguments ?? []) as unknown[]));
  }
  expect(editor.panels.map(({ isDisposed }) => isDisposed)).toEqual([false]);
  expect(editor.panels.map(({ preservesFocus }) => preservesFocus)).toEqual([true]);
});

test("a row's buttons lead to its test and to its file", async () => {
  const { editor } = await openClient({ files });
  const { node } = await editor.tree(view).row("test_wind");
  await editor.run("tapedeck.recordings.goToTest", node);
  expect(editor.place).toBe(`${module}:5`);
  await editor.run("tapedeck.recordings.openFile", node);
  expect(String(editor.runsOf("vscode.open")[0]?.[0])).toBe(editor.uri(recording("wind")).toString());
});

test("only rows with a test offer to record again", async () => {
  const { editor } = await openClient({ files });
  const kind = async (text: string) => (await editor.tree(view).row(text)).item.contextValue;
  expect(await kind("Oslo")).toBe("recording");
  expect(await kind("Nobody asked.")).toBe("recordingWithoutTest");
  expect(await kind("test_wind")).toBe("test");
});

test.for([
  ["test_wind", "Re-record test_weather.py::test_wind"],
  ["test_weather 2", "Re-record test_weather.py::test_weather"],
  ["Oslo", "Re-record test_weather.py::test_weather[Oslo]"],
] as const)("the row %s begins with the plan: %s", async ([text, title]) => {
  const { editor } = await openClient({ files, settings: { "tapedeck.rerecord.python": findPytestPython() } });
  const { node } = await editor.tree(view).row(text);
  const done = editor.run("tapedeck.recordings.rerecord", node);
  const plan = await editor.lists.next("Record");
  expect(plan.title).toBe(title);
  plan.close();
  await done;
});

test("recordings that come and go are in the list after a moment, under the same ids", async () => {
  const { editor, server, ...disk } = await openClient({ files });
  const id = (await editor.tree(view).row("test_wind")).item.id;
  await disk.write({ [recording("calm")]: chatCompletion("It does not.", { testId: `${module}::test_wind` }) });
  await expect.poll(() => editor.tree(view).rows()).toContain("  test_wind 2");
  expect((await editor.tree(view).row("test_wind")).item.id).toBe(id);
  await rm(editor.uri(recording("calm")).fsPath);
  await server.reportChanges([recording("calm")], 3);
  await expect.poll(() => editor.tree(view).rows()).toContain("  test_wind 1");
});
