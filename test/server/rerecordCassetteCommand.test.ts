/** `tapedeck rerecord` on a cassette: real pytest-recording, real provider; what it tells, and what of the file it writes. */
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundles } from "../support/buildServer";
import { cassetteSuite, module, type CassetteSuite } from "../support/cassetteSuite";
import type { RerecordOutput } from "../../server/src/cli/json/rerecord";
import { tapedeckIn } from "../support/commandLine";
import { makeWorkspace } from "../support/editor/workspace";
import { startSampleProvider, type RunningProvider } from "../support/sampleProvider";

const cassette = "tests/cassettes/test_capitals/test_two_calls.yaml";
const tests = `import os

import pytest
from conftest import ask


@pytest.mark.vcr
def test_two_calls():
    assert ask("France")
    os.environ["SAMPLE_PROVIDER_URL"] = os.environ.get("SECOND_URL", os.environ["SAMPLE_PROVIDER_URL"])
    assert ask("Japan")
`;

let provider: RunningProvider;
let other: RunningProvider;
let suite: CassetteSuite;
let cache: string;
beforeAll(async () => {
  [provider, other] = await Promise.all([startSampleProvider(), startSampleProvider({ SAMPLE_PROVIDER_VARIANT: "2" })]);
  suite = await cassetteSuite({ url: provider.url, tests });
  cache = await makeWorkspace({});
});
afterAll(async () => {
  await Promise.all([provider.stop(), other.stop()]);
});

/** `second`: who answers the second call. */
async function rerecord(second: RunningProvider, ...args: readonly string[]): Promise<{ status: number | null; stdout: string }> {
  const command = [join(bundles, "cli.js"), "rerecord", "--python", suite.python, module, "--env", `SECOND_URL=${second.url}`];
  const env = { ...process.env, ...suite.always, OPENAI_API_KEY: "none", XDG_CACHE_HOME: cache, NO_COLOR: "1" };
  const child = spawn(process.execPath, [...command, ...args], { cwd: suite.workspace, env });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (!args.includes("--format") && stderr !== "") throw new Error(`${stderr}\n${stdout}`);
  return { status, stdout };
}

const told = (stdout: string) =>
  stdout
    .slice(stdout.indexOf(`${cassette}: `))
    .trimEnd()
    .split("\n");
const [france, japan] = ["France", "Japan"].map(
  (country) => `POST /v1/chat/completions · sample/large=2026-01 · "What is the capital of ${country}?"`,
);

test("A cassette that was recorded again is told recording by recording, and what means the same keeps its bytes", async () => {
  expect((await rerecord(provider)).status).toBe(0);
  const before = await readFile(suite.at(cassette), "utf8");
  const first = before.slice(0, before.indexOf("\n- request:", 20));

  const only = await rerecord(other, "--accept", "none");
  expect(told(only.stdout)).toEqual([
    `${cassette}: 1 recording changed, 1 with the same meaning`,
    `  ${japan}: changed`,
    expect.stringMatching(/^ {4}Text.* changed\.$/),
    "Re-recorded test_capitals.py: 1 recording changed, 1 with the same meaning.",
    "Nothing was accepted; no files changed.",
  ]);
  expect(await readFile(suite.at(cassette), "utf8")).toBe(before);

  const usual = await rerecord(other);
  expect(usual.status).toBe(0);
  expect(told(usual.stdout).slice(1, 2)).toEqual([`  ${japan}: changed, accepted`]);
  expect(told(usual.stdout).at(-1)).toBe("Accepted 1 recording; run tapedeck undo to undo this.");
  const after = await readFile(suite.at(cassette), "utf8");
  expect(after).not.toBe(before);
  expect(after.startsWith(first)).toBe(true);

  const json = JSON.parse((await rerecord(provider, "--accept", "all", "--format", "json")).stdout) as {
    recordings: { file: string; recording: string; kind: string; accepted: boolean }[];
  };
  expect(json.recordings.map(({ file, recording, kind, accepted }) => ({ file, recording, kind, accepted }))).toEqual([
    { file: cassette, recording: france, kind: "same-meaning", accepted: true },
    { file: cassette, recording: japan, kind: "changed", accepted: true },
  ]);
  expect((await suite.prove(suite.module(module))).result).toEqual({ kind: "ended", status: 0 });
});

test("A recording that its test no longer produces goes only when that is asked for, and the file is told to hold it", async () => {
  await writeFile(suite.at(module), tests.replace('    assert ask("France")\n', ""));
  const kept = await rerecord(other);
  expect(told(kept.stdout)).toEqual([
    `${cassette}: 1 recording changed, 1 no longer produced`,
    `  ${france}: no longer produced`,
    "    It was not recorded again.",
    `  ${japan}: changed, accepted`,
    expect.stringMatching(/^ {4}Text.* changed\.$/),
    "Re-recorded test_capitals.py: 1 recording changed, 1 no longer produced.",
    "Accepted 1 recording; run tapedeck undo to undo this.",
    "1 recording that is no longer produced was kept, and replay may still answer with it; --remove removes it.",
  ]);
  expect(await readFile(suite.at(cassette), "utf8")).toContain("France");
  expect(told((await rerecord(other, "--remove")).stdout).at(-1)).toBe("Removed 1 recording; run tapedeck undo to undo this.");
  expect(await readFile(suite.at(cassette), "utf8")).not.toContain("France");
});

test("Of a cassette that two tests play, one test alone replaces nothing of the other's; by the file's name both are run", async () => {
  const shared = "tests/cassettes/test_capitals/shared.yaml";
  const asking = (first: string) => `import pytest
from conftest import ask

pytestmark = [pytest.mark.vcr(match_on=["path", "body"]), pytest.mark.default_cassette("shared.yaml")]


def test_first():
    ${first}


def test_second():
    ask("Japan")
`;
  const both = await cassetteSuite({ url: provider.url, tests: asking('ask("France")') });
  const run = (...args: readonly string[]) =>
    tapedeckIn(both.workspace, { ...both.always, OPENAI_API_KEY: "", XDG_CACHE_HOME: cache })(
      "rerecord",
      "--python",
      both.python,
      ...args,
    );
  const recorded = () => readFile(both.at(shared), "utf8");
  expect(run(module)).toMatchObject({ status: 0, stderr: "" });
  await writeFile(both.at(module), asking('ask("France"), ask("New Zealand")'));

  const missing = "tapedeck: Missing: OPENAI_API_KEY, used by api.openai.com\n";
  const before = await recorded();
  const one = run(`${module}::test_first`, "--format", "json");
  const { recordings } = JSON.parse(one.stdout) as RerecordOutput;
  const theirs = "Other tests play this file, and were not run: this may be theirs.";
  expect(recordings.filter(({ mayReplaceOthers }) => mayReplaceOthers)).toEqual([
    expect.objectContaining({
      file: shared,
      kind: "changed",
      accepted: false,
      summary: expect.stringContaining(theirs) as string,
    }),
  ]);
  expect(recordings.map(({ kind }) => kind)).not.toContain("unproduced");
  expect(one).toMatchObject({ status: 1, stderr: expect.stringContaining(`(tapedeck rerecord ${shared})`) as string });
  expect(await recorded()).toBe(before);

  const all = run(shared);
  expect(all).toMatchObject({ status: 0, stderr: missing, stdout: expect.stringContaining(": new, accepted\n") as string });
  expect(await recorded()).toContain("Japan");
  expect((await both.prove(both.module(module))).result).toEqual({ kind: "ended", status: 0 });

  // What was accepted can be undone, run by run, and a file that was changed since is left alone.
  const undo = () => tapedeckIn(both.workspace, { XDG_CACHE_HOME: cache })("undo");
  const now = await recorded();
  await writeFile(both.at(shared), `${now}# mine\n`);
  expect(undo()).toMatchObject({ status: 1, stderr: `tapedeck: ${shared} was changed since; nothing was undone.\n` });
  await writeFile(both.at(shared), now);
  expect(undo().stdout).toMatch(/^Undone in 1 file: re-recording /);
  expect(await recorded()).toBe(before);
  expect(undo().stdout).toMatch(/^Undone in 1 file: /);
  await expect(recorded()).rejects.toThrow();
});
