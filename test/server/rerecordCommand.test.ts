/** `tapedeck rerecord`, as somebody without an editor uses it: the bundled command, real pytest, real provider. */
import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { tapedeckIn } from "../support/commandLine";
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

  function start(
    args: readonly string[],
    cwd = workspace,
    more: NodeJS.ProcessEnv = {},
  ): { child: ChildProcess; ended: Promise<Ended> } {
    const command = [join(bundles, "cli.js"), "rerecord", "--python", findPytestPython(), ...args];
    const env = { ...process.env, XDG_CACHE_HOME: cache, NO_COLOR: "1", ...more };
    const child = spawn(process.execPath, command, { cwd, env });
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
  test("accepts what changed and tells it; undone, nothing of the run is left behind", async () => {
    const { workspace, run, contents: now, cache } = await sample();
    const before = await now();
    const { status, stdout } = await run(capital, ...otherWords);

    expect(status).toBe(0);
    expect(stdout).toContain("6 passed");
    expect(stdout).toContain("Accepted 6 recordings; run tapedeck undo to undo this.");
    expect(changedPaths(before, await now())).toHaveLength(6);
    expect(tapedeckIn(workspace, { XDG_CACHE_HOME: cache })("undo").stdout).toMatch(/^Undone in 6 files: re-recording /);
    expect(await now()).toEqual(before);
    const left = await readdir(cache, { recursive: true });
    expect(left.filter((path) => path.includes("rerecord-"))).toEqual([]);
  });

  test("only tells with --accept none", async () => {
    const { run, contents: now } = await sample();
    const before = await now();
    const { status, stdout } = await run(capital, ...otherWords, "--accept", "none");

    expect(status).toBe(0);
    expect(stdout).toContain("Text and usage changed.");
    expect(stdout).toContain("Nothing was accepted; no files changed.");
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
    expect(stderr).toContain("::test_conversation failed while re-recording.");
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
    expect(stderr).toContain(": not found: ");
    expect(await now()).toEqual(before);
  });
});

describe.runIf(process.platform === "linux")("A folder from strangers", () => {
  /** A journal as an earlier version would have followed it: it puts a file outside, removes another, and ends all processes. */
  async function forgedStore(workspace: string, outside: string): Promise<Record<string, string>> {
    const hash = createHash("sha256").update(workspace).digest("hex").slice(0, 24);
    const copy = (store: string) => join(store, "rerecord-x", "copy.json");
    const journal = (store: string) => ({
      ...{ version: 2, nodeIds: ["x"], began: "2026-01-01", root: workspace, workspaceFolder: workspace, mode: "record" },
      ...{
        places: [{ folder: outside, real: outside }],
        recordings: [],
        seeded: [],
        outcomes: [],
        succeeded: false,
        collected: [],
      },
      before: { folders: [outside], missing: [], files: [] },
      owner: { pid: 4194303, began: "0", parents: [] },
      runner: { pid: 1, began: "", parents: [] },
      phase: "accepting",
      operations: [
        {
          change: {
            ...{ kind: "changed", path: join(outside, "kept.json"), after: "0".repeat(64) },
            before: { path: join(outside, "kept.json"), copy: copy(store), digest: "0".repeat(64), stamp: "", mode: 420 },
          },
          ...{ staged: null, unfinished: null },
        },
        { change: { kind: "added", path: join(outside, "added.json"), after: "0".repeat(64) }, staged: null, unfinished: null },
      ],
    });
    const stores = ["tapedeck", ".cache/tapedeck", "cache/tapedeck"].map((folder) => join(workspace, folder, hash));
    for (const store of stores) {
      await mkdir(join(store, "rerecord-x"), { recursive: true, mode: 0o700 });
      await writeFile(join(store, "rerecord-x", "journal.json"), JSON.stringify(journal(store)));
      await writeFile(copy(store), "overwritten");
    }
    await writeFile(join(outside, "kept.json"), "kept");
    await writeFile(join(outside, "added.json"), "kept as well");
    return { "kept.json": "kept", "added.json": "kept as well" };
  }

  test.each([
    { XDG_CACHE_HOME: "" },
    { XDG_CACHE_HOME: "." },
    { XDG_CACHE_HOME: "cache" },
    { XDG_CACHE_HOME: undefined, HOME: "" },
    { XDG_CACHE_HOME: undefined, HOME: "." },
    { XDG_CACHE_HOME: "WORKSPACE/cache" },
    { XDG_CACHE_HOME: "WORKSPACE/.cache", HOME: undefined },
  ])("cannot bring a journal of its own, with %j", async (environment) => {
    const { workspace, cache, start } = await sample();
    const outside = await makeWorkspace({});
    const files = await forgedStore(workspace, outside);
    const inside = (value: string | undefined) => value?.replace("WORKSPACE", workspace);
    const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, inside(value)]));
    const { status, stderr } = await start([`${completions}::test_json_output`, "--accept", "none"], workspace, {
      HOME: cache,
      ...env,
    }).ended;

    if (environment.XDG_CACHE_HOME?.startsWith("WORKSPACE")) {
      expect(status).toBe(2);
      expect(stderr).toContain("is inside the workspace");
    } else expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const left = await contents(outside);
    expect(Object.fromEntries([...left].map(([path, content]) => [path, content.toString("utf8")]))).toEqual(files);
  });

  test("gets none of its programs and modules run by --dry-run", async () => {
    const { workspace, start, contents: now } = await sample();
    const trace = (name: string) => `open(${JSON.stringify(join(workspace, `${name}.was-run`))}, "w")\n`;
    for (const name of ["pytest", "sitecustomize", "usercustomize"]) await writeFile(join(workspace, `${name}.py`), trace(name));
    for (const path of ["uv", "python3", "python", "bin/uv", "bin/python3", ".venv/bin/python"]) {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await writeFile(join(workspace, path), `#!/bin/sh\ntouch ${join(workspace, "program.was-run")}\n`, { mode: 0o755 });
    }
    await writeFile(join(workspace, "uv.lock"), 'name = "pytest"\n');
    const path = ["", ".", "bin", join(workspace, "bin"), process.env["PATH"] ?? ""].join(delimiter);
    const before = await now();
    const env = { PATH: path, PYTHONPATH: workspace };
    const plans = [[], ["--python", "python3"], ["--python", ".venv/bin/python"], ["--python", "./python"]];
    for (const python of plans) {
      const { status } = await start([capital, "--dry-run", ...python], workspace, env).ended;
      expect([0, 2]).toContain(status);
    }

    expect(await now()).toEqual(before);
  });

  test("gets nothing accepted but recordings of the plan, and it is told what else its tests wrote", async () => {
    const { workspace, run, contents: now } = await sample();
    const conftest = await readFile(join(workspace, "conftest.py"), "utf8");
    const writes = [
      "import os, pathlib, shutil",
      'staging = pathlib.Path(os.environ["OGX_TEST_RECORDING_DIR"]).parent.parent.parent',
      'for path in (".vscode/settings.json", ".git/hooks/x.json", "package.json", "tests/integration/chat/recordings/../x.json"):',
      "    (staging / path).parent.mkdir(parents=True, exist_ok=True)",
      '    (staging / path).write_text("{}")',
    ];
    await writeFile(join(workspace, "conftest.py"), `${conftest}\n${writes.join("\n")}\n`);
    const before = await now();
    const { status, stderr } = await run(`${completions}::test_json_output`, ...otherWords, "--accept", "all");

    expect(status).toBe(1);
    expect(changedPaths(before, await now()).map((path) => dirname(path))).toEqual(["tests/integration/chat/recordings"]);
    expect(stderr).toContain("package.json is not taken: it lies outside of the folders whose recordings are recorded again.");
    expect(stderr).toContain("tests/integration/chat/x.json is not taken");
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
