/** A person asks whether recordings still are what the tests ask: real pytest, the real clients of OpenAI and Anthropic, no provider. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openClient } from "../../support/client/openClient";
import { copySample } from "../../support/editor/workspace";
import { ensurePythonEnvironment } from "../../support/pythonEnvironment.mjs";

const run = { timeout: 120_000 };
const python = await ensurePythonEnvironment("cassettes");
const module = "tests/test_assistant.py";
const command = "tapedeck.checkDrift";

const source = readFileSync(join(import.meta.dirname, "../../sample-cassettes", module), "utf8");

async function sample() {
  const workspace = await copySample("sample-cassettes");
  return openClient({ workspace, settings: { "tapedeck.rerecord.python": python } });
}

test("all of the workspace, then one test whose prompt is another one", run, async () => {
  const client = await sample();
  const { editor } = client;
  const checked = editor.run(command);
  const fine = await editor.messages.next("played");
  expect(fine).toMatchObject({
    kind: "information",
    text: "6 recordings played; none would not match if request bodies were compared.",
    buttons: [],
  });
  fine.close();
  await checked;

  await client.write({ [module]: source.replace("Count to 30", "Count to thirty") });
  const uri = editor.uri(module).toString();
  const done = editor.run(command, { kind: "test", uri, names: ["test_answers_as_a_stream"] });
  const drifted = await editor.messages.next("played");
  expect(drifted).toMatchObject({
    kind: "information",
    text: "1 recording played; 1 would not match if request bodies were compared.",
    buttons: ["Show Problems"],
  });
  drifted.press("Show Problems");
  await done;
  expect(editor.runsOf("workbench.actions.view.problems")).toHaveLength(1);
});

test("the view of recordings shows on request what no test played", run, async () => {
  const client = await sample();
  const { editor } = client;
  const tree = () => editor.tree("tapedeck.recordings").rows();
  await editor.run("tapedeck.recordings.showUnplayed");
  expect(await tree()).toEqual([]);
  const weather = "last = chat_client.chat.completions.create(model=MODEL, messages=messages, tools=[GET_WEATHER])";
  const changed = source.replace(`    ${weather}\n    assert last.choices[0].message.content\n`, "");
  expect(changed).not.toBe(source);
  await client.write({ [module]: changed });
  const done = editor.run(command, { kind: "test", uri: editor.uri(module).toString(), names: ["test_looks_at_the_weather"] });
  (await editor.messages.next("1 not played by any test")).close();
  await done;
  expect(await tree()).toEqual([
    "test_assistant.py 1 unused",
    "  test_looks_at_the_weather 1 unused",
    expect.stringMatching(/^ {4}It is 18 degrees and dry\./),
  ]);
  await editor.run("tapedeck.recordings.clearFilter");
  expect((await tree()).length).toBeGreaterThan(6);
});

test("where pytest cannot start, nothing is said of recordings that nobody compared", run, async () => {
  const client = await sample();
  const { editor } = client;
  await client.write({ "tests/conftest.py": "import no_such_module\n" });
  const done = editor.run(command, editor.uri(module));
  const told = await editor.messages.next("no_such_module");
  expect(told).toMatchObject({ kind: "warning", buttons: ["Show Output"] });
  expect(told.text).toMatch(
    /^No recording was played, so nothing was compared\. pytest did not start with .*: ModuleNotFoundError/,
  );
  told.close();
  await done;
});

test("a test that fails is told, and leads to what pytest said", run, async () => {
  const client = await sample();
  const { editor } = client;
  await client.write({ [module]: source.replace("assert said", "assert said is None") });
  const done = editor.run(command, editor.uri(module));
  const failed = await editor.messages.next("played");
  expect(failed).toMatchObject({
    kind: "warning",
    text: "6 recordings played; none would not match if request bodies were compared; 1 test failed.",
    buttons: ["Show Output"],
  });
  failed.press("Show Output");
  await done;
  expect(editor.terminals[0]?.text).toContain("1 failed");
});

test("where nothing is recorded there is nothing to check", run, async () => {
  const { editor } = await openClient({ files: { "tests/test_nothing.py": "def test_nothing():\n    pass\n" } });
  await Promise.all([editor.run(command), editor.messages.next("No cassette of VCR.py in this workspace belongs to a test.")]);
});
