/** The command line around the commands. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundles } from "../support/buildServer";
import { cli, readOnlyTheStart, tapedeckIn } from "../support/commandLine";
import { makeWorkspace } from "../support/editor/workspace";
import { chatCompletion } from "../support/recordings";

const run = tapedeckIn(import.meta.dirname);
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as { version: string };

describe("tapedeck", () => {
  test("tells its version", () => {
    expect(run("--version")).toMatchObject({ status: 0, stdout: `${version}\n` });
  });

  test("helps", () => {
    expect(run("--help").stdout).toMatch(/lsp .*language server/);
    expect(run("lsp", "--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("--stdio") as unknown });
    // What was compiled for it is there for the next start.
    expect(readdirSync(join(bundles, "compiled"))).not.toEqual([]);
  });

  test.each([
    [["lsp"], "--stdio"],
    [["lps"], "unknown command 'lps'\n(Did you mean lsp?)"],
    [["chek"], "unknown command 'chek'\n(Did you mean check?)"],
    [["check", "--fromat", "json"], "unknown option '--fromat'\n(Did you mean --format?)"],
    [["lsp", "--stdio", "--loud"], "unknown option '--loud'"],
    [["rerecord"], "missing required argument 'test-id'"],
    [["show", "--format", "yaml"], "Allowed choices are text, json"],
    [["check", "--fail-on", "typo"], "Allowed choices are error, warning"],
  ])("says what is wrong with %j, and could not run", (args, message) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
    // The sentence and the usage, not the whole help.
    expect(stderr).toMatch(/^error: [^]*\n\nUsage: tapedeck .*\n\nFor more information, try '--help'\.\n$/);
  });

  test("whoever reads JSON gets a document, whatever is wrong", async () => {
    const folder = tapedeckIn(await makeWorkspace({ "test_a.py": "" }));
    for (const args of ["check --loud", "diff", "baseline", "explain", "drift nowhere", "rerecord nowhere", "rerecord"]) {
      const { status, stdout } = folder(...args.split(" "), "--format", "json");
      expect([args, status, JSON.parse(stdout)]).toEqual([
        args,
        2,
        { errors: expect.arrayContaining([expect.any(String)]) as unknown },
      ]);
    }
    // What `coverage` prints is its command's.
    expect(folder("coverage", "--format", "json", "--loud", "--", "true").stdout).toBe("");
  });

  test("exits with 2 after an error that nobody reads", async () => {
    const child = spawn(process.execPath, [cli, "show", "nowhere"], { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.destroy();
    const [code] = (await once(child, "close")) as [unknown];
    expect(code).toBe(2);
  });

  test("ends without a word when its reader has seen enough", async () => {
    const text = chatCompletion("Long ".repeat(20_000));
    const names = Array.from({ length: 60 }, (_, at) => `recordings/${String(at).padStart(64, "0")}.json`);
    const folder = await makeWorkspace(Object.fromEntries(names.map((name) => [name, text])));
    for (const args of [["show"], ["show", "--format", "json"]]) {
      const { start, stderr, code } = await readOnlyTheStart(folder, args);
      expect(start.length).toBeGreaterThan(0);
      expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    }
  });
});

test
  .runIf(existsSync("/dev/full"))
  .each([["check"], ["list"], ["show"], ["check", "--format", "json"], ["--help"], ["check", "--help"], ["--version"]])(
  "says that the disk is full when %j cannot write all of its output, and exits with 2",
  async (...args) => {
    const folder = await makeWorkspace({ [`recordings/${"0".repeat(64)}.json`]: "{" });
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, stdio: ["ignore", full, "pipe"] });
    closeSync(full);
    // A slow machine tells how far it is.
    expect({ status, stderr: stderr.toString().replace(/^Checked .*\n/gm, "") }).toEqual({
      status: 2,
      stderr: "tapedeck: The output could not be written: the disk is full.\n",
    });
  },
);

test("info tells what a report needs, with the home folder as ~", async () => {
  const home = await makeWorkspace({
    [`project/recordings/${"0".repeat(64)}.json`]: chatCompletion("Hi"),
    [`project/recordings/${"1".repeat(64)}.json`]: "{",
  });
  const folder = join(home, "project");
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, "info"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, HOME: home },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("### `~/project`\n\n- `OGX recording`: 2 in 2 files");
  expect(stdout).toMatch(new RegExp(`\`${version}, command line\`[^]*recordings: 2, of which not read: 0\\n`));
  expect(stdout).not.toContain(home);
});

test("a command loads what it needs, and the version next to nothing", async () => {
  const folder = await makeWorkspace({ "tell.cjs": tellLoaded });
  const loaded = (...args: readonly string[]): readonly string[] => {
    const command = ["--require", join(folder, "tell.cjs"), cli, ...args];
    const { stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
    return stderr.trim().split("\n");
  };
  const sizeOf = (paths: readonly string[]) => paths.reduce((sum, path) => sum + statSync(path).size, 0);
  const [list, rerecord, server] = [loaded("list", "--help"), loaded("rerecord", "--help"), loaded("lsp", "--help")];
  expect(sizeOf(loaded("--version"))).toBeLessThan(sizeOf(list) / 10);
  expect(rerecord.filter((path) => !list.includes(path))).not.toEqual([]);
  expect(list.filter((path) => !server.includes(path))).not.toEqual([]);
  expect([...list, ...rerecord, ...server]).not.toContain(join(bundles, "server.js"));
});

const tellLoaded = `process.on("exit", () => {
  const scripts = Object.keys(require.cache).filter((path) => path !== __filename);
  require("node:fs").writeSync(2, scripts.join("\\n"));
});`;

test("show reads a file when its turn comes, so that any number of them begins at once and needs little memory", async () => {
  const names = Array.from({ length: 80 }, (_, at) => `recordings/${String(at).padStart(64, "0")}.json`);
  const text = chatCompletion("Long ".repeat(20_000));
  const folder = await makeWorkspace(Object.fromEntries(names.map((name) => [name, text])));
  const child = spawn(process.execPath, [cli, "show", ...names, "--format", "json"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (stderr += piece));
  child.stdout.setEncoding("utf8");
  await once(child.stdout, "readable");
  // Eight megabytes do not fit between the two processes: the last file has not been read.
  await rm(join(folder, names[79]!));
  child.stdout.on("data", (piece: string) => (stdout += piece));
  const [code] = (await once(child, "close")) as [unknown];
  expect((JSON.parse(stdout) as unknown[]).length).toBe(79);
  expect({ code, stderr }).toEqual({ code: 2, stderr: `tapedeck: ${names[79]!} is not a file.\n` });
});

test.each([[[cli, "lsp", "--stdio"]], [[join(bundles, "server.js"), "--stdio"]]])(
  "%j ends when its editor is gone",
  async (args) => {
    const server = spawn(process.execPath, args, { stdio: ["pipe", "ignore", "inherit"] });
    server.stdin.end();
    await once(server, "exit");
    expect(server.exitCode).toBe(1);
  },
);
