/** `tapedeck rerecord`, as somebody without an editor uses it: the bundled command, real pytest, real provider. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundles } from "../support/buildServer";
import { copySample, makeWorkspace } from "../support/editor/workspace";
import { findPytestPython } from "../support/python";
import { changedPaths, contents, processesOf } from "../support/contents";
import { completions, conversation, streaming } from "../support/rerecord";

const capital = `${completions}::test_capital`;
const otherWords = ["--env", "SAMPLE_PROVIDER_VARIANT=2"];

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function sample() {
  const workspace = await copySample();
  const cache = await makeWorkspace({});

  function start(args: readonly string[], cwd = workspace): { child: ChildProcess; ended: Promise<Ended> } {
    const command = [join(bundles, "cli.js"), "rerecord", "--python", findPytestPython(), ...args];
    const child = spawn(process.execPath, command, { cwd, env: { ...process.env, XDG_CACHE_HOME: cache, NO_COLOR: "1" } });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once("error", reject).once("close", (status) => resolve({ status, stdout, stderr }));
    });
    return { child, ended };
  }

  return { workspace, cache, start, run: (...args: readonly string[]) => start(args).ended, contents: () => contents(workspace) };
}

describe("tapedeck rerecord", () => {
  test("accepts what changed, tells it, and leaves nothing of the run behind", async () => {
    const { run, contents: now, cache } = await sample();
    const before = await now();
    const { status, stdout } = await run(capital, ...otherWords);

    expect(status).toBe(0);
    expect(stdout).toContain("6 passed");
    expect(stdout).toContain("Accepted 6 recordings.");
    expect(changedPaths(before, await now())).toHaveLength(6);
    const left = await readdir(cache, { recursive: true });
    expect(left.filter((path) => path.includes("rerecord-"))).toEqual([]);
  });

  test("only tells with --accept none", async () => {
    const { run, contents: now } = await sample();
    const before = await now();
    const { status, stdout } = await run(capital, ...otherWords, "--accept", "none");

    expect(status).toBe(0);
    expect(stdout).toContain("Text and usage changed.");
    expect(stdout).toContain("Nothing was accepted; no file has changed.");
    expect(await now()).toEqual(before);
  });

  test("shows what it would run with --dry-run: missing keys first, and no values", async () => {
    const { run, contents: now } = await sample();
    const before = await now();
    const { status, stdout } = await run(conversation, "--dry-run", "--env", "TOKEN=very-secret");

    expect(status).toBe(0);
    expect(stdout).toContain(`-m pytest ${conversation} --inference-mode=record`);
    expect(stdout).toContain("turn 4 of 4, its request will change");
    expect(stdout).not.toContain("very-secret");
    expect(await now()).toEqual(before);
  });

  test("fails with the tests, and accepts nothing of those that failed", async () => {
    const { run, contents: now } = await sample();
    const before = await now();
    const { status, stderr } = await run(conversation, "--env", "SAMPLE_PROVIDER_FAIL_AT=3", ...otherWords);

    expect(status).toBe(1);
    expect(stderr).toContain("pytest failed while re-recording");
    expect(await now()).toEqual(before);
  });

  test("speaks JSON on standard output, and lets pytest speak on standard error", async () => {
    const { run } = await sample();
    const { status, stdout, stderr } = await run(
      conversation,
      "--env",
      "SAMPLE_PROVIDER_TOOL_ARGUMENTS=2",
      "--format",
      "json",
      "--remove",
    );
    const told = JSON.parse(stdout) as { recordings: { kind: string; accepted: boolean }[] };

    expect(status).toBe(0);
    expect(stderr).toContain("1 passed");
    expect(told.recordings.map(({ kind, accepted }) => `${kind} ${accepted}`).sort()).toEqual([
      "changed true",
      "new true",
      "new true",
      "unchanged false",
      "unproduced true",
      "unproduced true",
    ]);
  });
});

describe("A hostile test id", () => {
  const hostile = [
    `${completions}::test_capital; touch owned`,
    `${completions}::$(touch owned)`,
    `${completions}::test_capital\ntest_other`,
    `"${completions}"::test_capital`,
    `'${completions}'::test_capital`,
    "--rootdir=/::test.py",
    "-p::x.py::test_a",
    "@args.py::test_a",
    "../outside/test_a.py::test_a",
    "/etc/test_a.py::test_a",
    "C:\\tests\\test_a.py::test_a",
    "D:/tests/test_a.py::test_a",
    "tests\\integration\\chat\\test_completions.py::test_capital",
    "way-out/test_a.py::test_a",
    "../outside",
    "../outside/test_a.py",
    "-x.py",
  ];

  test.each(hostile)("is not run, and nothing changes: %j", async (testId) => {
    const { workspace, start, contents: now } = await sample();
    const inner = join(workspace, "inner");
    await mkdir(inner);
    await mkdir(join(workspace, "outside"));
    await writeFile(join(workspace, "outside/test_a.py"), "open('owned', 'w')\ndef test_a(): pass\n");
    await symlink(join(workspace, "outside"), join(inner, "way-out"));
    const before = await now();
    const { status, stdout, stderr } = await start(["--", testId], inner).ended;

    expect(status).toBe(2);
    expect(stderr).toMatch(/^tapedeck: .+\n$/);
    expect(stdout).toBe("");
    expect(await now()).toEqual(before);
  });

  test("that looks like one of our options is none either", async () => {
    const { run, contents: now } = await sample();
    const before = await now();
    expect((await run("--rootdir=/")).status).toBe(2);
    expect(await now()).toEqual(before);
  });

  test("in brackets reaches pytest as it is, and no shell", async () => {
    const { run, contents: now } = await sample();
    const before = await now();
    const { status, stderr } = await run(`${capital}[; touch owned $(touch owned) "']`);

    expect(status).toBe(1);
    expect(stderr).toContain("found no such test");
    expect(await now()).toEqual(before);
  });
});

describe.runIf(process.platform === "linux")("Killed in the middle", () => {
  /** Takes the variables away before the suite's own recorder sees them. */
  const deaf = `import os\nfor name in [each for each in os.environ if each.endswith("_TEST_RECORDING_DIR")]:\n    del os.environ[name]\n`;

  test("of a recorder that writes to the workspace, the next command ends what still runs and puts everything back", async () => {
    const { workspace, start, run, contents: now } = await sample();
    const conftest = await readFile(join(workspace, "conftest.py"), "utf8");
    await writeFile(join(workspace, "conftest.py"), conftest.replace("import os\n", deaf));
    const before = await now();
    const slowly = ["--env", "SAMPLE_PROVIDER_DELAY_MS=400", "--env", `TAPEDECK_TEST_RUN=${workspace}`];
    const { child, ended } = start([streaming, ...otherWords, ...slowly]);
    await expect.poll(async () => changedPaths(before, await now()).length, { timeout: 60_000 }).toBeGreaterThan(0);
    child.kill("SIGKILL");
    await ended;
    expect(await processesOf(workspace)).not.toEqual([]);
    const { status, stderr } = await run(`${completions}::test_json_output`, "--accept", "none");

    expect(stderr).toContain("Tapedeck was ended while test_streaming.py was recorded again.");
    expect(status).toBe(0);
    await expect.poll(() => processesOf(workspace), { timeout: 20_000 }).toEqual([]);
    expect(await now()).toEqual(before);
  });

  test("of any other, the workspace never was anything else", async () => {
    const { cache, start, run, contents: now } = await sample();
    const before = await now();
    const { child, ended } = start([streaming, ...otherWords, "--env", "SAMPLE_PROVIDER_DELAY_MS=200"]);
    const staged = async () => (await readdir(cache, { recursive: true })).filter((path) => /staging.*\.json$/.test(path));
    await expect.poll(staged, { timeout: 60_000 }).not.toEqual([]);
    child.kill("SIGKILL");
    await ended;
    expect(await now()).toEqual(before);
    const { status } = await run(`${completions}::test_json_output`, "--accept", "none");

    expect(status).toBe(0);
    expect(await now()).toEqual(before);
  });

  test("asked to end, it ends its tests, and nothing changes", async () => {
    const { workspace, start, contents: now } = await sample();
    const before = await now();
    const slowly = ["--env", "SAMPLE_PROVIDER_DELAY_MS=400", "--env", `TAPEDECK_TEST_RUN=${workspace}`];
    const { child, ended } = start([streaming, ...otherWords, ...slowly]);
    await expect.poll(() => processesOf(workspace), { timeout: 60_000 }).not.toEqual([]);
    child.kill("SIGTERM");
    const { status, stderr } = await ended;

    expect(status).toBe(1);
    expect(stderr).toContain("was cancelled");
    expect(await processesOf(workspace)).toEqual([]);
    expect(await now()).toEqual(before);
  });
});
