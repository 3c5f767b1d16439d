/** Before anything is recorded again, a person reads what will be run, changes it, and decides. */
import { describe, expect, test } from "vitest";
import { openClient, type ClientStoryOptions } from "../../support/client/openClient";
import type { Editor } from "../../support/client/editor";
import { findPytestPython } from "../../support/python";
import { chatCompletion, chatStream } from "../../support/recordings";

const module = "tests/integration/test_weather.py";
const recording = "tests/integration/recordings/oslo.json";
const testId = `${module}::test_weather`;
const files = {
  [module]:
    "import pytest\n\n\ndef test_weather():\n    pass\n\n\n@pytest.mark.parametrize('city', ['Oslo', 'Rome'])\ndef test_city(city):\n    pass\n",
  [recording]: chatCompletion("It is cold.", { testId }),
  "tests/integration/recordings/a.json": chatCompletion("Oslo.", { testId: `${module}::test_city[Oslo]` }),
  "tests/integration/recordings/b.json": chatCompletion("Rome.", { testId: `${module}::test_city[Rome]` }),
};
const python = { "tapedeck.rerecord.python": findPytestPython() };
const rerecord = "tapedeck.rerecord";

async function workspace({ settings, ...options }: ClientStoryOptions = {}) {
  return openClient({ files, settings: { ...python, ...settings }, ...options });
}

/** The plan for the recording that is open; the command goes on until it is left. */
async function planOf(options?: ClientStoryOptions) {
  const client = await workspace(options);
  await client.editor.open(recording);
  const done = client.editor.run(rerecord);
  return { ...client, done, plan: await client.editor.lists.next("Record") };
}

/** The codes of our findings that the editor shows. */
const codesIn = ({ diagnostics }: Editor) =>
  diagnostics.flatMap(([, all]) => all.map(({ code }) => (typeof code === "object" ? code.value : code)));

describe("the plan", () => {
  test("names the test, the command line, how it is run and what it concerns; Enter records", async () => {
    const { plan, done } = await planOf();
    expect(plan.title).toBe("Re-record test_weather.py::test_weather");
    expect(plan.labels).toEqual(["Record", "How", "Mode: record", "Environment", "1 recording", "test_weather"]);
    expect(plan.active).toBe("Record");
    expect(plan.rows[0]?.detail).toContain(`pytest`);
    expect(plan.rows[0]?.detail).toContain(testId);
    expect(plan.rows.at(-1)?.description).toBe("gpt-4o · oslo");
    plan.close();
    await done;
  });

  test("that is left changes nothing and runs nothing", async () => {
    const { editor, plan, done } = await planOf();
    plan.close();
    await done;
    expect(editor.terminals).toEqual([]);
    expect(editor.messages.untaken).toEqual([]);
  });

  test("takes another mode, and comes back with it", async () => {
    const { editor, plan, done } = await planOf();
    plan.choose("Mode: record");
    const next = await editor.lists.next("Record");
    expect(next.labels).toContain("Mode: record-if-missing");
    expect(next.rows.find(({ label }) => label.includes("Mode"))?.description).toBe(
      "only requests without a recording go to the provider",
    );
    next.choose("Mode: record-if-missing");
    const last = await editor.lists.next("Record");
    expect(last.labels).toContain("Mode: record");
    last.close();
    await done;
  });

  test("names the variables of the settings and never their values, and leads to them", async () => {
    const { editor, plan, done } = await planOf({
      settings: { "tapedeck.rerecord.environment": { WEATHER_KEY: "secret-word" } },
    });
    expect(JSON.stringify(plan.rows)).not.toContain("secret-word");
    expect(plan.rows.find(({ label }) => label.includes("Environment"))?.description).toBe("WEATHER_KEY");
    plan.choose("Environment");
    await done;
    expect(editor.runsOf("workbench.action.openSettings")).toEqual([["tapedeck.rerecord.environment"]]);
  });

  test("offers the profiles of the settings, and runs with what the chosen one says", async () => {
    const profiles = { fast: { environment: { FAST: "1" } }, slow: {} };
    const { editor, plan, done } = await planOf({ settings: { "tapedeck.rerecord.profiles": profiles } });
    plan.choose("Profile: none");
    const names = await editor.lists.next("Profile");
    expect(names.labels).toEqual(["None", "fast", "slow"]);
    names.choose("fast");
    const next = await editor.lists.next("Record");
    expect(next.labels).toContain("Profile: fast");
    expect(next.rows.find(({ label }) => label.includes("Environment"))?.description).toBe("FAST");
    next.close();
    await done;
  });

  test("opens a recording that it names, and is left by that", async () => {
    const { editor, plan, done } = await planOf();
    await editor.open(module);
    plan.choose("test_weather");
    await done;
    expect(editor.place).toBe(`${recording}:1`);
  });

  test("for what is missing is in the mode that leaves the rest alone, for this run", async () => {
    const { editor } = await workspace();
    const from = editor.uri(recording).toString();
    const done = editor.run("tapedeck.recordMissing", { kind: "nodeId", nodeId: testId, from });
    const plan = await editor.lists.next("Record");
    expect(plan.labels).toContain("Mode: record-if-missing");
    plan.close();
    await done;
  });
});

describe("what is meant", () => {
  test("in the palette at a parametrized test, all sets or one of them", async () => {
    const { editor } = await workspace();
    await editor.open(module, 9);
    const done = editor.run(rerecord);
    const sets = await editor.lists.next("parameter sets");
    expect(sets.labels).toEqual(["All 2 parameter sets", "Oslo", "Rome"]);
    sets.choose("Rome");
    const plan = await editor.lists.next("Record");
    expect(plan.title).toBe("Re-record test_weather.py::test_city[Rome]");
    expect(plan.labels.slice(-2)).toEqual(["1 recording", "test_city[Rome]"]);
    plan.close();
    await done;
  });

  test("by the lens over a test, all of it without a question", async () => {
    const { editor, server } = await workspace();
    await editor.open(module);
    const lens = (await server.lenses(module)).find(({ title, line }) => title === "Re-record" && line > 5);
    const done = editor.run(lens?.command ?? "", ...(lens?.arguments ?? []));
    const plan = await editor.lists.next("Record");
    expect(plan.title).toBe("Re-record test_weather.py::test_city");
    expect(plan.labels).toContain("2 recordings");
    plan.close();
    await done;
  });

  test("by a module or a folder, all that is in it", async () => {
    const { editor } = await workspace();
    for (const [command, path] of [
      ["tapedeck.rerecordFile", module],
      ["tapedeck.rerecordFolder", "tests/integration"],
    ] as const) {
      const done = editor.run(command, editor.uri(path));
      const plan = await editor.lists.next("Record");
      expect(plan.labels).toContain("3 recordings");
      plan.close();
      await done;
    }
  });

  test("by a finding, every recording that carries it", async () => {
    const cut = chatStream(["It is"], { testId: `${module}::test_city[Oslo]`, finish: null });
    const { editor } = await workspace({ files: { ...files, "tests/integration/recordings/a.json": cut } });
    await expect.poll(() => codesIn(editor)).toContain("stream.unfinished");
    const done = editor.run("tapedeck.rerecordFinding");
    const findings = await editor.lists.next("with a finding");
    expect(findings.rows.find(({ label }) => label === "stream.unfinished")?.description).toBe("1 recording");
    findings.choose("stream.unfinished");
    const plan = await editor.lists.next("Record");
    expect(plan.title).toBe("Re-record test_weather.py::test_city[Oslo]");
    plan.close();
    await done;
  });

  test("by a finding, where no recording carries any, says so", async () => {
    const { editor } = await openClient({ files: { [module]: files[module] } });
    await editor.run("tapedeck.rerecordFinding");
    expect((await editor.messages.next()).text).toBe("No recording has a finding.");
  });

  test("by nothing, a person is asked to open something", async () => {
    const { editor } = await workspace();
    await editor.run(rerecord);
    expect((await editor.messages.next()).text).toBe("Open a recording or a test first.");
    await editor.run("tapedeck.rerecordFile");
    expect((await editor.messages.next()).text).toBe("Open a test module first.");
  });
});

describe("what cannot be run", () => {
  test("is told with its reason: a command of the settings without a word", async () => {
    const { editor } = await workspace({ settings: { "tapedeck.rerecord.command": ["pytest"] } });
    await editor.open(recording);
    await editor.run(rerecord);
    const { kind, text } = await editor.messages.next("cannot re-record");
    expect(kind).toBe("error");
    expect(text).toMatch(/^Tapedeck cannot re-record test_weather\.py::test_weather\. /);
  });

  test("in a workspace that is not trusted, nothing is; the way to trust it is one press away", async () => {
    const { editor } = await workspace({ trusted: false });
    await editor.open(recording);
    for (const [command, what] of [
      [rerecord, "Re-recording runs code"],
      ["tapedeck.replayTest", "Replaying runs code"],
      ["tapedeck.collectTests", "Collecting tests runs the code of test modules"],
      ["tapedeck.runCoverage", "Running tests with coverage runs code"],
    ] as const) {
      const done = editor.run(command);
      const message = await editor.messages.next(what);
      expect(message.text).toBe(`${what} in this workspace: that needs a workspace you trust.`);
      message.press("Manage Workspace Trust");
      await done;
    }
    expect(editor.runsOf("workbench.trust.manage")).toHaveLength(4);
    expect(editor.terminals).toEqual([]);
  });

  test("a test whose edits are not saved waits for them; who keeps them unsaved runs nothing", async () => {
    const { editor, plan, done } = await planOf();
    const { document } = await editor.open(module);
    editor.documents.edit(document, [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: "# unsaved\n" },
    ]);
    plan.choose("Record");
    const question = await editor.messages.next("Save your changes");
    expect(question).toMatchObject({ kind: "question", detail: module, buttons: ["Save and Run"] });
    question.close();
    await done;
    expect(document.isDirty).toBe(true);
    expect(editor.terminals).toEqual([]);
  });
});
