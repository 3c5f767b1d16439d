/** From one place to another: between tests and their recordings, and from the terminal. */
import { expect, test } from "vitest";
import { openClient } from "../../support/client/openClient";
import { ourHashes } from "../../support/hashJudge";
import { chatCompletion } from "../../support/recordings";

const module = "tests/test_weather.py";
const recording = "tests/recordings/oslo.json";
const stray = "tests/recordings/stray.json";
const testId = `${module}::test_weather`;
const files = {
  [module]: "import pytest\n\n\ndef test_weather():\n    pass\n",
  [recording]: chatCompletion("It is cold in Oslo.", { testId }),
  [stray]: chatCompletion("Nobody asked.", { testId: null }),
};

test("a recording leads to its test", async () => {
  const { editor } = await openClient({ files });
  await editor.open(recording);
  await editor.run("tapedeck.goToTest");
  expect(editor.place).toBe(`${module}:4`);
});

test("a recording that names no test says so, and nothing opens", async () => {
  const { editor } = await openClient({ files });
  await editor.run("tapedeck.goToTest", editor.uri(stray).toString());
  expect((await editor.messages.next()).text).toBe(
    "Tapedeck found no test for this recording: it names none, or the test is not in this workspace.",
  );
  expect(editor.place).toBeUndefined();
});

test("without anything open, the person is asked to open a recording", async () => {
  const { editor } = await openClient({ files });
  await editor.run("tapedeck.goToTest");
  expect((await editor.messages.next()).text).toBe("Open a recording first.");
});

test("from a stream view's own tab, its recording leads to its test", async () => {
  const { editor } = await openClient({ files });
  await editor.run("tapedeck.openStreamView", editor.uri(recording));
  await editor.run("tapedeck.goToTest", editor.uri(recording).with({ scheme: "webview-panel" }));
  expect(editor.place).toBe(`${module}:4`);
});

test("a test id in the terminal is a link to the test", async () => {
  const { editor } = await openClient({ files });
  const [link, ...others] = await editor.terminalLinks(`FAILED ${testId} - RuntimeError`);
  expect(others).toEqual([]);
  expect(link).toMatchObject({ text: testId, tooltip: "Go to test" });
  await link?.follow();
  expect(editor.place).toBe(`${module}:4`);
});

test("a test id of another workspace in the terminal says that it is not here", async () => {
  const { editor } = await openClient({ files });
  const [link] = await editor.terminalLinks("FAILED elsewhere/test_b.py::test_b - RuntimeError");
  await link?.follow();
  expect((await editor.messages.next()).text).toBe("Tapedeck found no test elsewhere/test_b.py::test_b in this workspace.");
});

test("lines of the terminal without anything of ours have no links", async () => {
  const { editor } = await openClient({ files });
  expect(await editor.terminalLinks("ls -la tests/test_weather.py")).toEqual([]);
  expect(await editor.terminalLinks("Recording not found for request hash: 1234")).toEqual([]);
});

test("the recordings of a test are shown in the references peek, where the lens is", async () => {
  const { editor, server } = await openClient({ files });
  await editor.open(module);
  const lens = (await server.lenses(module)).find(({ title }) => title.startsWith("1 recording"));
  await editor.run(lens?.command ?? "", ...(lens?.arguments ?? []));
  const [[uri, , locations] = []] = editor.runsOf("editor.action.showReferences");
  expect(String(uri)).toBe(editor.uri(module).toString());
  expect(locations).toMatchObject([{ uri: { path: editor.uri(recording).path } }]);
});

test("of many recordings one is found by what tells it apart: those that replay does not serve come last, with the reason", async () => {
  const name = (hash: string) => `tests/recordings/${hash}.json`;
  const cities = Array.from({ length: 30 }, (_, at) => `C${at}`).concat("T\\u014dky\\u014d");
  const many = cities.map((city, at) => {
    const messages = [{ role: "user", content: `How is it in ${city}?` }];
    return chatCompletion(`It is ${at} degrees.`, { testId: `${module}::test_weather[${city}]`, body: { messages } });
  });
  const named = many.map((text, at) => [name(at === 3 ? "0".repeat(64) : (ourHashes(text)?.["4b"] ?? "")), text] as const);
  const { editor, server } = await openClient({ files: { [module]: files[module], ...Object.fromEntries(named) } });
  await server.request("tapedeck/whenIndexed", {});
  await editor.open(module);
  const lens = (await server.lenses(module)).find(({ title }) => title.startsWith("31 recordings"));
  const done = editor.run(lens?.command ?? "", ...(lens?.arguments ?? []));
  const list = await editor.lists.next("31 recordings");
  expect(list.rows[0]).toMatchObject({ label: "C0", detail: "How is it in C0? → It is 0 degrees." });
  const reason = expect.stringMatching(/^Not served by replay: The file .*\.$/) as string;
  expect(list.labels.slice(-3)).toEqual(["Tōkyō", reason, "C3"]);
  expect(list.rows.at(-1)?.detail).toBe("How is it in C3? → It is 3 degrees.");
  list.choose("Tōkyō");
  await done;
  expect(editor.panels).toHaveLength(1);
});
