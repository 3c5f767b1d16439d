/** What the command line makes of links, pipes, devices, and files that it may not read: it ends, and says what it left out. */
import { execFileSync } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, openSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tapedeckIn } from "../support/commandLine";
import { addFiles, makeWorkspace } from "../support/editor/workspace";
import { chatStream } from "../support/recordings";

const hello = chatStream(["Hello"], { testId: null });
const broken = hello.slice(0, 200);
const unread = "so its recordings are unknown.";

interface Checked {
  readonly findings: readonly { readonly file: string; readonly code: string; readonly message: string }[];
  readonly summary: { readonly recordings: number };
}

function check(folder: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = tapedeckIn(folder)("check", "--format", "json", ...args);
  const { findings, summary } = JSON.parse(stdout) as Checked;
  return {
    status,
    stderr,
    recordings: summary.recordings,
    findings: findings.map(({ file, code, message }) => [file, code, message]),
  };
}

describe("links", () => {
  test("inside of the folder are followed, to files and to folders, by every command", async () => {
    const folder = await makeWorkspace({
      "store/a.json": hello,
      "store/b.json": broken,
      "other/c.json": hello,
      "tests/y/recordings/.keep": "",
    });
    mkdirSync(join(folder, "tests/x"));
    symlinkSync("../../store", join(folder, "tests/x/recordings"));
    symlinkSync("../../../other/c.json", join(folder, "tests/y/recordings/c.json"));
    symlinkSync(".", join(folder, "tests/loop"));
    expect(check(folder)).toMatchObject({
      status: 1,
      stderr: "",
      recordings: 3,
      findings: [["tests/x/recordings/b.json", "json.syntax", expect.any(String)]],
    });
    for (const path of ["tests/x/recordings", "tests/x/recordings/b.json", "tests/x/**/*.json", "tests"])
      expect(check(folder, path), path).toMatchObject({
        status: 1,
        findings: [["tests/x/recordings/b.json", "json.syntax", expect.any(String)]],
      });
    // Also one that is found under its own name, and folders that are linked to each other.
    symlinkSync("../../x/recordings/b.json", join(folder, "tests/y/recordings/again.json"));
    expect(check(folder, "tests/y/recordings/again.json")).toMatchObject({ status: 1, recordings: 1 });
    const listed = tapedeckIn(folder)("list").stdout;
    for (const path of ["tests/x/recordings/a.json", "tests/x/recordings/b.json", "tests/y/recordings/c.json"])
      expect(listed).toContain(path);
  });

  test("out of it are told of, not followed, and not taken for clean", async () => {
    const folder = await makeWorkspace({ "tests/recordings/a.json": hello });
    const outside = await makeWorkspace({ "recordings/x.json": hello });
    symlinkSync(join(outside, "recordings/x.json"), join(folder, "tests/recordings/out.json"));
    symlinkSync("/dev/zero", join(folder, "tests/recordings/zero.json"));
    symlinkSync("/proc/self/pagemap", join(folder, "tests/recordings/proc.json"));
    mkdirSync(join(folder, "more"));
    symlinkSync(join(outside, "recordings"), join(folder, "more/recordings"));
    const message = `The file cannot be read (a link leads out of the workspace), ${unread}`;
    const names = ["more/recordings", "tests/recordings/out.json", "tests/recordings/proc.json", "tests/recordings/zero.json"];
    const { findings, status } = check(folder);
    expect(findings.toSorted()).toEqual(names.map((name) => [name, "recording.unreadable", message]));
    expect(status).toBe(2);
    expect(check(folder, "--rule", "recording.unreadable=off").status).toBe(0);
    for (const command of [["show"], ["list"], ["hash"], ["explain", "--request"]]) {
      const ran = tapedeckIn(folder)(...command, "tests/recordings/zero.json");
      expect(ran.stderr, command[0]).toContain(`tests/recordings/zero.json: ${message}`);
      expect(ran.status).not.toBe(0);
    }
    // Of a folder that the user names as well.
    expect(tapedeckIn(folder)("show", outside).stdout).toContain("Hello");
  });
});

test("pipes and devices hold nobody up, in a folder, named or given as a request", async () => {
  const folder = await makeWorkspace({ "recordings/a.json": hello });
  execFileSync("mkfifo", [join(folder, "recordings/pipe.json")]);
  symlinkSync("pipe.json", join(folder, "recordings/to-pipe.json"));
  const run = tapedeckIn(folder);
  for (const command of ["show", "list", "hash", "check"])
    expect(run(command, "recordings").stdout, command).toContain(command === "check" ? "recording" : "a.json");
  for (const path of ["recordings/pipe.json", "/dev/zero", "recordings/to-pipe.json"]) {
    expect(run("show", path)).toMatchObject({ stdout: "", stderr: `tapedeck: ${path} is not a file.\n` });
    expect(run("explain", "--request", path)).toMatchObject({
      status: 2,
      stdout: "",
      stderr: `tapedeck: ${path} is not a file.\n`,
    });
  }
});

test("standard input without end is not read to its end", async () => {
  const zero = openSync("/dev/zero", "r");
  const ran = tapedeckIn(await makeWorkspace({}), {}, { stdio: [zero, "pipe", "pipe"] })("explain", "--request", "-");
  closeSync(zero);
  expect(ran).toMatchObject({
    status: 2,
    stderr: "tapedeck: Standard input is larger than 50 MB, so it is not read.\n",
  });
});

test("a file that is too large, or that this user may not read, is no broken JSON: it was not checked", async () => {
  const folder = await makeWorkspace({
    "recordings/a.json": hello,
    "recordings/large.json": "",
    "recordings/secret.json": hello,
  });
  truncateSync(join(folder, "recordings/large.json"), 60 * 1024 * 1024);
  chmodSync(join(folder, "recordings/secret.json"), 0);
  chmodSync(folder, 0o755);
  const closed = await makeWorkspace({ "tests/recordings/b.json": hello, "data/b.json": hello });
  for (const path of ["tests/recordings", "data"]) chmodSync(join(closed, path), 0);
  chmodSync(closed, 0o755);
  // Nothing is forbidden to root.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const { status, stdout } = tapedeckIn(folder, {}, nobody)("check", "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({
    findings: [
      {
        file: "recordings/large.json",
        code: "recording.unreadable",
        message: `The file cannot be read (larger than 50 MB), ${unread}`,
      },
      {
        file: "recordings/secret.json",
        code: "recording.unreadable",
        message: `The file cannot be read (no permission), ${unread}`,
      },
    ],
  });
  expect(status).toBe(2);
  // Nor is it in a baseline that is up to date, or a recording that a test lacks.
  for (const args of ["baseline --dry-run", "explain --test tests/test_a.py::test_a", "fix --dry-run"]) {
    const ran = tapedeckIn(folder, {}, nobody)(...args.split(" "));
    expect([args, ran.status, ran.stderr]).toEqual([args, 2, expect.stringContaining("secret.json: The file cannot be read")]);
  }
  const forbidden = `tapedeck: The folder ${join(closed, "tests/recordings")} cannot be read (no permission), so its recordings are missing.\n`;
  for (const args of [["check"], ["check", "tests/recordings"], ["list"]]) {
    expect(tapedeckIn(closed, {}, nobody)(...args), args.join(" ")).toMatchObject({ status: 2, stderr: forbidden });
  }
  // What lies in a closed folder is not gone.
  const known = { file: "tests/recordings/b.json", code: "chunk.shape", fingerprint: "0" };
  await addFiles(closed, {
    "tests/cassettes/a.json": hello,
    "tapedeck-baseline.json": JSON.stringify({ version: 1, findings: [known] }),
  });
  chmodSync(join(closed, "tests/cassettes"), 0o755);
  const { stdout: change } = tapedeckIn(closed, {}, nobody)("baseline", "--prune", "--dry-run", "--format", "json");
  expect(JSON.parse(change)).toMatchObject({ removed: [] });
});

test("a pattern that nobody could match is refused with its reason, and one with many stars takes no time", async () => {
  const folder = await makeWorkspace({});
  const name = "a".repeat(200);
  await addFiles(folder, { [`recordings/${name}.json`]: hello });
  const run = tapedeckIn(folder);
  const stars = `recordings/${"*a".repeat(150)}*b`;
  expect(run("check", stars)).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringContaining("No recordings match the pattern") as unknown,
  });
  expect(check(folder, `**/${"*a".repeat(150)}*`)).toMatchObject({ status: 0, recordings: 1 });
  const { status, stderr } = run("check", "+(a|aa)/*.json");
  expect([status, stderr]).toEqual([2, expect.stringContaining('The pattern "+(a|aa)/*.json" has a pattern in parentheses')]);
});
