/** A person looks through the recordings beside the tests. */
import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { openClient } from "../../support/client/openClient";
import { findPytestPython } from "../../support/python";
import type { Editor } from "../../support/client/editor";
import { ourHashes } from "../../support/hashJudge";
import { chatChunk, chatCompletion, chatStream } from "../../support/recordings";

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

test("a recording tells its test, model, question, answer and size, also to a screen reader", async () => {
  const { editor } = await openClient({ files });
  const { item } = await editor.tree(view).row("Oslo");
  expect(item.tooltip).toBe(`${module}::test_weather[Oslo]\ngpt-4o\nAsked: Hello\nIt is cold.\n1 KB`);
  expect(item.accessibilityInformation?.label).toBe("Oslo, It is cold.");
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

/** A search, as somebody types it. */
async function search(editor: Editor, text: string): Promise<void> {
  const done = editor.run("tapedeck.recordings.search");
  (await editor.inputs.next("Words in prompts")).type(text);
  await done;
}

test("a search finds what stands in prompts and answers of recordings that nobody has unfolded", async () => {
  const asked = { role: "user", content: [{ type: "text", text: "Which lighthouse is the tallest?" }] };
  const chunks = ["It is the one at Jed", "dah, of course."].map((content) => ({ index: 0, delta: { content } }));
  const { editor, ...disk } = await openClient({
    files: {
      ...files,
      [recording("asked")]: chatCompletion("Jeddah.", { testId: `${module}::test_wind`, body: { messages: [asked, asked] } }),
      [recording("streamed")]: chatStream(
        chunks.map((choice) => chatChunk({ choices: [choice] })),
        { testId: `${module}::test_wind` },
      ),
    },
  });
  const tree = editor.tree(view);
  await search(editor, "LIGHTHOUSE");
  expect((await tree.rows()).slice(2)).toEqual(["    Jeddah. gpt-4o"]);
  expect(tree.message).toBe("1 of 7 recordings: “LIGHTHOUSE”");
  expect(editor.contexts.get("tapedeck.recordingsFiltered")).toBe(true);
  await search(editor, '"at jeddah" test_wind');
  expect((await tree.rows()).slice(2)).toEqual([expect.stringContaining("It is the one at Jeddah")]);
  await disk.write({ [recording("asked")]: chatCompletion("Not any more.", { testId: `${module}::test_wind` }) });
  await search(editor, "lighthouse");
  await expect.poll(() => tree.rows()).toEqual([]);
  await editor.run("tapedeck.recordings.clearFilter");
  expect(tree.message).toMatch(/^7 recordings · \d KB$/);
  expect((await tree.rows()).length).toBeGreaterThan(10);
});

/** What of the workspace replay does not find, and what is broken. */
const unhealthy = {
  ...files,
  [recording("0".repeat(64))]: chatCompletion("Nobody finds me.", { testId: `${module}::test_wind`, model: "tiny" }),
  [recording("cut")]: chatCompletion("I am cut off.", { testId: `${module}::test_wind` }).slice(0, 300),
  ...hashed(),
};

/** Recordings whose names are the hashes of their requests: without any, no name means anything. */
function hashed(): Record<string, string> {
  const text = chatCompletion("Found.", { testId: `${module}::test_wind`, model: "large" });
  return { [recording(ourHashes(text)?.["4b"] ?? "")]: text };
}

test("the view counts, and recordings are left by their health, and by their models", async () => {
  const { editor } = await openClient({ files: unhealthy });
  const tree = editor.tree(view);
  await expect.poll(() => tree.message).toMatch(/^8 recordings · 1 broken · 1 not found by replay · \d KB$/);
  const filter = async (...labels: readonly string[]) => {
    const done = editor.run("tapedeck.recordings.filter");
    const list = await editor.lists.next("Filter Recordings");
    list.tick?.(labels);
    await done;
    return (await tree.rows()).filter((row) => row.startsWith("    "));
  };
  expect(await filter("Not found by replay")).toEqual(["    Nobody finds me. tiny"]);
  expect(tree.message).toBe("1 of 8 recordings: Not found by replay");
  expect(await filter("json.syntax")).toHaveLength(1);
  expect(await filter("tiny", "large")).toEqual(["    Nobody finds me. tiny", "    Found. large"]);
  expect(await filter("tiny", "Served")).toEqual([]);
});

test("rows are coloured and badged by what is wrong, and say it; files in the explorer are left alone", async () => {
  const { editor } = await openClient({ files: unhealthy });
  const { item } = await editor.tree(view).row("Nobody finds me.");
  const decorated = (uri: unknown) => editor.decorations?.provideFileDecoration(uri as never, {} as never);
  expect(decorated(item.resourceUri)).toMatchObject({ badge: "?", tooltip: "Not found by replay" });
  expect(item.tooltip).toContain("hash.mismatch: ");
  expect(item.accessibilityInformation?.label).toMatch(/^Nobody finds me\., tiny, not found by replay, The file /);
  expect(decorated((await editor.tree(view).row("Found.")).item.resourceUri)).toBeUndefined();
  expect(decorated(editor.uri(recording("cut")))).toBeUndefined();
});

test("recordings are grouped by model, folder or health, and stay so", async () => {
  const { editor } = await openClient({ files: unhealthy });
  const group = async (label: string) => {
    const done = editor.run("tapedeck.recordings.groupBy");
    (await editor.lists.next("Group Recordings By")).choose(label);
    await done;
    return (await editor.tree(view).rows()).filter((row) => !row.startsWith(" "));
  };
  expect(await group("Model")).toEqual(["gpt-4o 6 · 1 broken", "large 1", "tiny 1 not found"]);
  expect(await group("Folder")).toEqual(["tests/chat/recordings 7 · 1 broken · 1 not found", "tests/other/recordings 1"]);
  expect(await group("Health")).toEqual(["json.syntax 1 · broken", "hash.mismatch 1 · not found", "Served 6"]);
});

test("several rows are copied, compared and recorded again together", async () => {
  const { editor } = await openClient({ files, settings: { "tapedeck.rerecord.python": findPytestPython() } });
  const tree = editor.tree(view);
  const [oslo, rome, tests] = await Promise.all(["Oslo", "Rome", "test_wind"].map(async (text) => (await tree.row(text)).node));
  await editor.run("tapedeck.recordings.copyPath", oslo, [oslo, tests]);
  expect(editor.clipboard).toBe(`${recording("oslo")}\n${recording("wind")}`);
  tree.selection = [oslo, tests];
  await editor.run("tapedeck.recordings.copyTestId");
  expect(editor.clipboard).toBe(`${module}::test_weather[Oslo]\n${module}::test_wind`);
  await editor.run("tapedeck.recordings.compare", oslo, [oslo, rome]);
  expect(editor.panels.at(-1)?.viewType).toBe("tapedeck.comparison");
  const done = editor.run("tapedeck.recordings.rerecord", oslo, [oslo, tests]);
  const plan = await editor.lists.next("Record");
  expect(plan.title).toBe("Re-record test_weather.py::test_weather[Oslo] and 1 more");
  plan.close();
  await done;
});

test("what is selected is fixed, and nothing else", async () => {
  const another = { [recording("1".repeat(64))]: chatCompletion("Nor me.", { testId: `${module}::test_wind` }) };
  const { editor } = await openClient({ files: { ...unhealthy, ...another } });
  const { node } = await editor.tree(view).row("Nobody finds me.");
  await editor.run("tapedeck.recordings.fix", node);
  const rows = await editor.tree("tapedeck.fixes").rows();
  expect(rows.filter((row) => row.includes("000000"))).not.toEqual([]);
  expect(rows.filter((row) => row.includes("111111"))).toEqual([]);
});

test("the recording of the active editor is selected, wherever it is in a long list, unless the setting is off", async () => {
  const many = Array.from({ length: 450 }, (_, at) => {
    const testId = `${module}::test_wind[${String(at).padStart(3, "0")}]`;
    return [recording(`many${at}`), chatCompletion(`Answer ${at}.`, { testId })] as const;
  });
  const { editor } = await openClient({ files: { [module]: files[module], ...Object.fromEntries(many) } });
  const tree = editor.tree(view);
  expect((await tree.rows()).slice(-1)).toEqual(["    Show 250 More…"]);
  const more = await tree.row("Show 250 More…");
  await editor.run(more.item.command?.command ?? "", ...((more.item.command?.arguments ?? []) as unknown[]));
  expect((await tree.rows()).slice(-1)).toEqual(["    Show 50 More…"]);
  await editor.open(recording("many444"));
  await expect.poll(() => tree.selection).toMatchObject([{ row: { label: "444" } }]);
  expect(await tree.rows()).toHaveLength(452);
  await editor.open(module);
  await expect.poll(() => tree.selection).toMatchObject([{ row: { label: "test_weather.py" } }]);
  editor.settings.workspace["tapedeck.recordingsView.autoReveal"] = false;
  await editor.open(recording("many3"));
  expect(tree.selection).toMatchObject([{ row: { label: "test_weather.py" } }]);
});

test("the language status says what the recordings come to; a workspace without any has none", async () => {
  const { editor } = await openClient({ files });
  const status = () => editor.statuses.get("tapedeck.recordings");
  await expect.poll(() => status()?.text).toMatch(/^5 recordings · /);
  const { editor: other } = await openClient({ files: { "tests/test_a.py": "def test_a():\n    pass\n" } });
  await other.tree(view).rows();
  expect(other.statuses.size).toBe(0);
});

test("where replay does not find a hundred recordings, a notification offers to show or to fix them, once", async () => {
  const lost = Array.from({ length: 100 }, (_, index): [string, string] => [
    recording(String(index).padStart(64, "a")),
    chatCompletion(`It is ${index}.`, { testId: `${module}::test_wind` }),
  ]);
  const { editor } = await openClient({ files: { [module]: files[module], ...hashed(), ...Object.fromEntries(lost) } });
  const told = await editor.messages.next("are not found by replay");
  expect(told.text).toBe("Of 101 recordings, 100 are not found by replay.");
  told.press("Show");
  await expect.poll(() => editor.contexts.get("tapedeck.recordingsFiltered")).toBe(true);
  await expect.poll(async () => (await editor.tree(view).rows()).length).toBe(102);
});
