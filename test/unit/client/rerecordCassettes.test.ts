/** A person records the tests of cassettes again: real pytest-recording, OpenAI's own client, a real provider. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { changedPaths, contents } from "../../support/contents";
import { openClient } from "../../support/client/openClient";
import { copySample } from "../../support/editor/workspace";
import { ensurePythonEnvironment } from "../../support/pythonEnvironment.mjs";
import { startSampleProvider, type RunningProvider } from "../../support/sampleProvider";

const python = await ensurePythonEnvironment("cassettes");
const weather = "tests/cassettes/test_assistant/test_looks_at_the_weather.yaml";
const run = { timeout: 120_000 };

let provider: RunningProvider;
beforeAll(async () => {
  provider = await startSampleProvider({ SAMPLE_PROVIDER_VARIANT: "2" });
});
afterAll(() => provider.stop());

async function sample() {
  const workspace = await copySample("sample-cassettes");
  const environment = { SAMPLE_PROVIDER_URL: provider.url, OPENAI_API_KEY: "" };
  const settings = { "tapedeck.rerecord.python": python, "tapedeck.rerecord.environment": environment };
  const client = await openClient({ workspace, settings });
  return { ...client, workspace, before: await contents(workspace) };
}

test(
  "Re-record over a cassette tells missing keys first, changes nothing before it is accepted, and is proved",
  run,
  async () => {
    const { editor, workspace, before } = await sample();
    await editor.open(weather);
    const done = editor.run("tapedeck.rerecord");
    const plan = await editor.lists.next("Record");
    expect(plan.title).toBe("Re-record test_assistant.py::test_looks_at_the_weather");
    expect(plan.labels.slice(0, 4)).toEqual(["OPENAI_API_KEY is not set", "Record", "How", "Mode: record"]);
    expect(plan.rows[0]?.description).toBe("used by api.openai.com");
    plan.choose("Record");

    const verdict = await editor.messages.next("1 recording changed, 1 with the same meaning");
    expect(changedPaths(before, await contents(workspace))).toEqual([]);
    verdict.press("Accept");
    const accepted = await editor.messages.next(/^Accepted /);
    expect(changedPaths(before, await contents(workspace))).toEqual([weather]);
    accepted.press("Verify by Replay");
    await editor.messages.next("test_assistant.py::test_looks_at_the_weather passes with its recordings.");
    await done;
  },
);
