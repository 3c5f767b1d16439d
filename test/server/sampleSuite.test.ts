import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { findPytestPython } from "../support/python";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sample = join(root, "test/sample");
const corpus = join(process.env["TAPEDECK_CORPUS"] ?? join(root, "../shared/corpus"), "current");
const hasCorpus = existsSync(corpus);
if (!hasCorpus)
  console.warn(`\nSKIPPED: no corpus of recordings at ${corpus}. Set TAPEDECK_CORPUS to check the request hash on real files.\n`);

const allPassed = /\b30 passed in/;
const temporary: string[] = [];
afterEach(async () => {
  await Promise.all(temporary.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

describe("The sample suite, as somebody who tries Tapedeck runs it", () => {
  test("replays the committed recordings without a provider", async () => {
    const run = await pytest(sample, [], { SAMPLE_PROVIDER_URL: "http://127.0.0.1:9" });

    expect(run.output).toMatch(allPassed);
  });

  test("records again, byte for byte, what is committed", async () => {
    const workspace = await copyOfSample({ recordings: false });

    const run = await pytest(workspace, ["--inference-mode=record"]);

    expect(run.output).toMatch(allPassed);
    expect(await recordingsIn(workspace)).toEqual(await recordingsIn(sample));
  });

  test("records into a staging folder and leaves the workspace alone", async () => {
    const workspace = await copyOfSample();
    const staging = await temporaryFolder();

    await pytest(workspace, [], {
      ...recordInto(staging),
      SAMPLE_PROVIDER_VARIANT: "2",
    });

    const [committed, staged] = [await recordingsIn(sample), await recordingsIn(staging)];
    expect(await recordingsIn(workspace)).toEqual(committed);
    expect([...staged.keys()]).toEqual([...committed.keys()]);
    expect(different(committed, staged).length).toBeGreaterThan(10);
  });

  test("records only what is missing", async () => {
    const workspace = await copyOfSample();
    const committed = await recordingsIn(sample);
    const [missing] = pathsOf(committed, "test_refusal");
    await rm(join(workspace, missing!));

    // The words of everything that is asked anew would be other ones.
    const run = await pytest(workspace, ["--inference-mode=record-if-missing"], { SAMPLE_PROVIDER_VARIANT: "2" });

    expect(run.output).toMatch(allPassed);
    const recorded = await recordingsIn(workspace);
    expect([...recorded.keys()]).toEqual([...committed.keys()]);
    expect(different(committed, recorded)).toEqual([missing]);
  });

  test("fails on a request that has no recording, and names its hash", async () => {
    const workspace = await copyOfSample();
    const [missing] = pathsOf(await recordingsIn(sample), "test_refusal");
    await rm(join(workspace, missing!));

    const run = await pytest(workspace);

    expect(run.status).toBe(1);
    expect(run.output).toMatch(/1 failed, 29 passed/);
    expect(run.output.replaceAll(/^E +/gm, "")).toContain(
      `RuntimeError: Recording not found for request hash: ${basename(missing!, ".json")}\n` +
        "Model: sample/tiny-chat:1b | Request: POST https://provider.test/v1/chat/completions\n",
    );
  });
});

describe("The sample's provider, as our tests turn its knobs", () => {
  test("cuts the same words into other chunks", async () => {
    const staged = await recordedWith({ SAMPLE_PROVIDER_CHUNK_CHARS: "3" });

    const committed = await recordingsIn(sample);
    expect([...staged.keys()]).toEqual([...committed.keys()]);
    const [path] = pathsOf(committed, "test_long_answer");
    expect(staged.get(path!)).not.toEqual(committed.get(path!));
    expect(streamedText(staged.get(path!)!)).toEqual(streamedText(committed.get(path!)!));
  });

  test("calls tools with other arguments, which changes the later requests", async () => {
    const staged = await recordedWith({ SAMPLE_PROVIDER_TOOL_ARGUMENTS: "2" });

    const before = pathsOf(await recordingsIn(sample), "test_conversation");
    const after = pathsOf(staged, "test_conversation");
    expect(after).toHaveLength(4);
    expect(after.filter((path) => before.includes(path))).toHaveLength(2);
  });

  test("breaks off a stream, which is recorded with its chunks and the error", async () => {
    const environment = { SAMPLE_PROVIDER_FAIL_AT: "1", SAMPLE_PROVIDER_FAIL_WITH: "break" };
    const staged = await recordedWith(environment, ["-k", "test_long_answer"], /1 failed/);

    const { response } = JSON.parse([...staged.values()][0]!) as { response: Record<string, unknown> };
    expect(response).toMatchObject({
      is_streaming: true,
      is_exception: true,
      exception_data: { category: "builtin", type: "ConnectionError" },
    });
    expect(response["body"]).toHaveLength(3);
  });

  test("answers with an error, which is recorded as an exception", async () => {
    const staged = await recordedWith({ SAMPLE_PROVIDER_FAIL_AT: "2" }, ["-k", "test_conversation"], /1 failed/);

    const failed = [...staged.values()].filter((text) => text.includes('"is_exception": true'));
    expect([staged.size, failed.length]).toEqual([2, 1]);
    expect(failed[0]).toContain('"type": "InternalServerError"');
  });
});

describe("The sample's recorder, on recordings of a large project", () => {
  test.skipIf(!hasCorpus)("gives the names that today's recorder gives", async () => {
    const files = (await jsonFilesBelow(corpus)).map((path) => join(corpus, path));

    const { output } = await python(sample, ["recorder.py", "hash"], {}, files.join("\n"));

    const matches: Record<string, number> = {};
    const lines = output.trim().split("\n");
    for (const line of lines) {
      const [hash, path] = [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf("  ") + 2)];
      if (!isNamedBy(basename(path), hash)) continue;
      const kind = kindOf(await readFile(path, "utf8"));
      matches[kind] = (matches[kind] ?? 0) + 1;
    }
    expect(lines).toHaveLength(1577);
    expect(matches).toEqual({ inference: 1397, bedrock: 26, http: 18, tool: 9 });
  });
});

interface Run {
  readonly status: number | null;
  /** Standard output and standard error together. */
  readonly output: string;
}

type Environment = Readonly<Record<string, string>>;

function pytest(workspace: string, args: readonly string[] = [], environment: Environment = {}): Promise<Run> {
  return python(workspace, ["-m", "pytest", "-q", "-p", "no:cacheprovider", ...args], environment);
}

/** Runs Python in `workspace`, free of the settings that the surrounding shell may have for the recorder. */
function python(workspace: string, args: readonly string[], environment: Environment, input = ""): Promise<Run> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(OGX_|SAMPLE_|PYTEST_)/.test(name));
  const env = { ...Object.fromEntries(inherited), PYTHONDONTWRITEBYTECODE: "1", PYTHONUTF8: "1", ...environment };
  const child = spawn(findPytestPython(), args, { cwd: workspace, env });
  return new Promise((resolve, reject) => {
    let output = "";
    const collect = (text: string): void => void (output += text);
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    child.on("error", reject).on("close", (status) => resolve({ status, output }));
    child.stdin.end(input);
  });
}

function recordInto(staging: string): Environment {
  return { OGX_TEST_INFERENCE_MODE: "record", OGX_TEST_RECORDING_DIR: join(staging, "tests/integration/common") };
}

/** The recordings made, outside the sample, with these knobs turned. */
async function recordedWith(knobs: Environment, args: readonly string[] = [], expected = allPassed): Promise<Recordings> {
  const staging = await temporaryFolder();
  const run = await pytest(sample, args, { ...recordInto(staging), ...knobs });
  expect(run.output).toMatch(expected);
  return recordingsIn(staging);
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tapedeck-sample-"));
  temporary.push(folder);
  return folder;
}

async function copyOfSample({ recordings = true } = {}): Promise<string> {
  const workspace = await temporaryFolder();
  const unwanted = recordings ? /__pycache__/ : /__pycache__|recordings/;
  await cp(sample, workspace, { recursive: true, filter: (path) => !unwanted.test(relative(sample, path)) });
  return workspace;
}

/** The text of each recording, by its path in the workspace, in the order of the paths. */
type Recordings = ReadonlyMap<string, string>;

async function recordingsIn(workspace: string): Promise<Recordings> {
  const paths = (await jsonFilesBelow(workspace)).filter((path) => basename(join(path, "..")) === "recordings");
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(workspace, path), "utf8")] as const)));
}

async function jsonFilesBelow(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".json")).sort();
}

function different(before: Recordings, after: Recordings): string[] {
  return [...before.keys()].filter((path) => before.get(path) !== after.get(path));
}

/** The paths of the recordings of the test function with this name. */
function pathsOf(recordings: Recordings, testFunction: string): string[] {
  return [...recordings.keys()].filter((path) => recordings.get(path)!.includes(`::${testFunction}"`));
}

function streamedText(recording: string): string {
  const { response } = JSON.parse(recording) as {
    response: { body: { __data__: { choices: { delta: { content: string | null } }[] } }[] };
  };
  return response.body.flatMap((chunk) => chunk.__data__.choices.map((choice) => choice.delta.content ?? "")).join("");
}

function isNamedBy(name: string, hash: string): boolean {
  return name === `${hash}.json` || name.startsWith(`models-${hash}-`);
}

/** Bedrock's are the inference requests whose hash leaves out their stream options. */
function kindOf(text: string): "inference" | "bedrock" | "http" | "tool" {
  const { request } = JSON.parse(text) as { request: Record<string, unknown> };
  if ("tool_name" in request) return "tool";
  if ("payload" in request) return "http";
  const droppedForBedrock =
    new URL(request["url"] as string).host.includes("bedrock") && "stream_options" in (request["body"] as object);
  return droppedForBedrock ? "bedrock" : "inference";
}
