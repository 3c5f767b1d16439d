/** What is said of recordings after a replay of the sample suite, with the real clients of OpenAI and Anthropic: drift, and what no test plays. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Diagnostic } from "vscode-languageserver-types";
import { passedTests, replayedFiles } from "../../server/src/rerecord/drift";
import { replayTests } from "../../server/src/rerecord/replayRun";
import { defaultRerecordSettings } from "../../server/src/rerecord/settings";
import type { RerecordTarget } from "../../server/src/protocol";
import { copySample, makeWorkspace } from "../support/editor/workspace";
import { startClient, type TestClient } from "../support/languageClient";
import { ensurePythonEnvironment } from "../support/pythonEnvironment.mjs";

const timeout = 120_000;
const python = await ensurePythonEnvironment("cassettes");
const module = "tests/test_assistant.py";
const cassettes = "tests/cassettes/test_assistant";
const france = `${cassettes}/test_answers_at_once[France].yaml`;
const stream = `${cassettes}/test_answers_as_a_stream.yaml`;
const weather = `${cassettes}/test_looks_at_the_weather.yaml`;

let folder: string;
let client: TestClient;
beforeAll(async () => {
  folder = await copySample("sample-cassettes");
  const textDocument = { diagnostic: {}, publishDiagnostics: { relatedInformation: true }, codeLens: {} };
  const workspace = { configuration: true, workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: true } };
  client = await startClient([folder], { capabilities: { textDocument, workspace } });
  await client.whenIndexed();
}, timeout);
afterAll(() => client.stop());

const sample = (path: string) => readFileSync(join(import.meta.dirname, "../sample-cassettes", path), "utf8");

/** As the editor does it; gives what pytest was asked to run. */
async function replay(target?: RerecordTarget): Promise<readonly string[]> {
  const plan = await client.request("tapedeck/replayPlan", target === undefined ? {} : { target });
  if (plan.kind === "refused") throw new Error(plan.reason);
  const [project, ...others] = plan.projects;
  expect(others).toEqual([]);
  const settings = { ...defaultRerecordSettings, python };
  const { signal } = new AbortController();
  const ran = await replayTests({ ...project!, settings, cache: await makeWorkspace({}), signal });
  if (ran.kind !== "replayed") throw new Error(JSON.stringify(ran));
  const { root, nodeIds } = project!;
  const result = {
    root: client.uri(".").replace(/\/\.$/, ""),
    nodeIds,
    passed: passedTests(ran.events),
    files: replayedFiles(ran.events),
  };
  expect(fileURLToPath(result.root)).toBe(root);
  await client.request("tapedeck/replayed", result);
  return nodeIds;
}

async function told(path: string): Promise<readonly Diagnostic[]> {
  const report = await client.diagnostics(path);
  return report.kind === "full" ? report.items.filter(({ code }) => /drift|unplayed/.test(String(code))) : [];
}

const titles = async (path: string) =>
  (await client.lenses(path)).map(({ title }) => title).filter((title) => title.includes(" replay"));

test("a suite that asks what is recorded has nothing to tell", { timeout }, async () => {
  expect(await replay()).toEqual([module]);
  expect([await told(france), await told(stream), await told(weather)]).toEqual([[], [], []]);
});

test("a request that is another one is told with its field, at its place, until the test is as it was", { timeout }, async () => {
  await client.write({ [module]: sample(module).replace("capital of {", "largest city of {") });
  expect(await replay({ kind: "recording", uri: client.uri(france) })).toEqual([`${module}::test_answers_at_once[France]`]);
  const [drift, ...others] = await told(france);
  expect(others).toEqual([]);
  expect(drift).toMatchObject({ code: "cassette.drift", range: { start: { line: 2 } } });
  expect(drift?.message).toBe(
    `${module}::test_answers_at_once[France] sends another request than the one recorded: \`messages[0].content\` differs, so replay would fail if the body were matched.`,
  );
  expect(drift?.relatedInformation?.map(({ message }) => message)).toEqual([
    '`messages[0].content`: recorded "What is the capital of France?", asked "What is the largest city of France?"',
  ]);
  await client.open(france);
  expect(await titles(france)).toEqual([expect.stringContaining("request changed in the last replay")]);
  await client.close(france);
  await client.write({ [module]: sample(module) });
  await expect.poll(() => told(france)).toEqual([]);
});

test("a recording that no test plays is told where all tests passed, until the file is another one", { timeout }, async () => {
  const text = sample(stream);
  const interaction = text.slice(text.indexOf("- request:"), text.indexOf("version: 1"));
  await client.write({ [stream]: text.replace("version: 1", `${interaction}version: 1`) });
  await expect.poll(async () => (await client.request("tapedeck/recordings", {})).length).toBe(7);
  await replay({ kind: "module", uri: client.uri(module) });
  const second = text.slice(0, text.indexOf("version: 1")).split("\n").length - 1;
  expect(await told(stream)).toMatchObject([{ code: "cassette.unplayed", range: { start: { line: second } } }]);
  await client.open(stream);
  expect(await titles(stream)).toEqual([expect.stringContaining("not played in the last replay")]);
  await client.type(stream, `${client.text(stream)}# changed\n`);
  await expect.poll(() => told(stream)).toEqual([]);
  await client.close(stream);
});

test("where a test fails nobody knows what it would have played", { timeout }, async () => {
  await client.write({ [module]: sample(module).replace("for call in first", "raise RuntimeError\n    for call in first") });
  await replay();
  expect(await told(weather)).toEqual([]);
});
