/** The exit codes of all commands, as docs/ci.md has them in a table. */
import { closeSync, openSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tapedeckIn } from "../support/commandLine";
import { makeWorkspace } from "../support/editor/workspace";
import { chatChunk, chatStream } from "../support/recordings";

const [good, wrong] = ["a", "b"].map((digit) => digit.repeat(64)) as [string, string];
const clean = chatStream(["Hello"], { testId: "tests/test_a.py::test_a" });
const files = {
  [`tests/recordings/${good}.json`]: clean,
  [`tests/recordings/${wrong}.json`]: chatStream([chatChunk({ choices: "none" })], { testId: "tests/test_a.py::test_b" }),
  "tests/test_a.py": "def test_a(): ...\ndef test_b(): ...\n",
  "tests/conftest.py": "",
};
const empty = { "tests/test_a.py": "" };

type Row = readonly [args: string, code: 0 | 1 | 2, where?: "full" | "empty"];
const rows: readonly Row[] = [
  [`check --rule hash.mismatch=off --rule chunk.id=off tests/recordings/${good}.json`, 0],
  ["check", 1],
  ["check --fail-on never", 0],
  ["check nowhere", 2],
  ["check tests/test_a.py::test_b", 1],
  ["check tests/test_a.py::test_z", 2],
  ...["check", "list", "show", "hash"].map((command): Row => [`${command} tests/recordings/${good}.json#1`, 2]),
  ["check --rule tool.index", 2],
  ["check --rule no.such=off", 2],
  ["check --loud", 2],
  ["list", 0],
  ["list --test tests/test_a.py::test_a", 0],
  ["list --test tests/test_a.py::test_z", 1],
  ["list --test ./tests/test_a.py", 0],
  ["list --test tests/test_b.py", 1],
  ["list nowhere", 2],
  ["check tests/test_a.py", 1],
  ...["list", "show", "hash"].map((command): Row => [`${command} tests/test_a.py`, 0]),
  ...["check", "list", "show", "hash"].map((command): Row => [`${command} tests/conftest.py`, 2]),
  ["info", 0],
  ["info nowhere", 2],
  ["mcp nowhere", 2],
  [`info tests/recordings/${good}.json`, 2],
  ["find aaaa", 0],
  ["find cccc", 1],
  ["find hello", 2],
  ["find aaaa nowhere", 2],
  ["show", 0],
  ["show aaaa", 0],
  ["show cccc", 2],
  ["show tests/test_a.py::test_z", 2],
  ["hash", 0],
  ["hash nowhere", 2],
  ["fix --dry-run --code secret.key", 0],
  ["fix --dry-run --code hash.mismatch", 0],
  ["fix nowhere", 2],
  ["fix --code no.such", 2],
  ["prune --dry-run", 0],
  ["prune nowhere", 2],
  ["prune --coverage nowhere.json", 2],
  ["coverage", 2],
  ["coverage --help", 0],
  ["undo", 0],
  ["undo now", 2],
  [`explain ${good}`, 0],
  ["explain --test tests/test_a.py::test_a", 0],
  ["explain", 2],
  ["explain --request nowhere.json", 2],
  ["explain --request tests/test_a.py", 2],
  ["explain --test tests/test_a.py::test_a --request tests/test_a.py", 2],
  [`explain ${good} --request tests/test_a.py`, 2],
  ["explain aaaa", 2],
  ["rerecord --dry-run tests/test_z.py", 2],
  ["rerecord", 2],
  ["lsp", 2],
  ["play", 2],
  ["--help", 0],
  ["check --help", 0],
  ["--version", 0],
  ...["check", "list", "find aaaa", "show", "hash", "fix"].flatMap((command): readonly Row[] => [
    [command, 2, "empty"],
    [`${command} --allow-empty`, 0, "empty"],
  ]),
  ["check --format json .", 2, "empty"],
  ["explain aaaa --test tests/test_a.py::test_a", 2, "empty"],
  ["explain --test tests/test_a.py::test_a --allow-empty", 0, "empty"],
];

describe("exit codes", () => {
  test.each(rows.map(([args, code, where = "full"]) => ({ args, code, where })))(
    "tapedeck $args: $code ($where)",
    async ({ args, code, where }) => {
      const ran = tapedeckIn(await makeWorkspace(where === "full" ? files : empty))(...args.split(" "));
      expect(ran, JSON.stringify(ran)).toMatchObject({ status: code });
      // What could not be done is said in a sentence; a stack trace helps nobody.
      expect(ran.stderr === "").toBe(code === 0 || (code === 1 && args.startsWith("check")));
      expect(ran.stderr).not.toMatch(/\n {4}at /);
    },
  );

  const printing = [
    "check",
    "check --format json",
    "check --format sarif",
    "check --format github",
    "show",
    "show --format json",
  ];
  test.each([...printing, "list", "hash", "find aaaa", `explain ${good}`, "--help", "--version", "check --help"])(
    "tapedeck %s: 2 where the disk is full",
    async (args) => {
      const full = openSync("/dev/full", "w");
      const ran = tapedeckIn(await makeWorkspace(files), {}, { stdio: ["ignore", full, "pipe"] })(...args.split(" "));
      closeSync(full);
      expect(ran).toMatchObject({ status: 2, stderr: "tapedeck: The output could not be written: the disk is full.\n" });
    },
  );

  test("every command has its line in the documentation", () => {
    const table = readFileSync(join(import.meta.dirname, "../../docs/ci.md"), "utf8")
      .split("## Exit codes")[1]!
      .split("\n## ")[0]!;
    const help = tapedeckIn(import.meta.dirname)("--help").stdout;
    const commands = Array.from(help.split("Commands:")[1]!.matchAll(/^ {2}([a-z]+) /gm), ([, name]) => name);
    expect(commands).toEqual(expect.arrayContaining(["check", "rerecord", "lsp"]));
    for (const name of commands.filter((each) => each !== "help")) expect(table).toContain(`\`${name}\``);
  });
});

describe("in a folder of recordings", () => {
  test.each(["tests/recordings", "tests/recordings/responses"])("%s the commands find them", async (folder) => {
    const workspace = await makeWorkspace({ [`${folder}/${good}.json`]: clean, "pyproject.toml": "" });
    for (const args of [["list"], ["list", "."], ["show"], ["hash"], ["find", "aaaa"], ["show", "aaaa"]]) {
      const ran = tapedeckIn(join(workspace, folder))(...args);
      expect(ran.stdout, args.join(" ")).toContain(good);
      expect(ran).toMatchObject({ status: 0, stderr: "" });
    }
    expect(tapedeckIn(join(workspace, folder))("check").stdout).toContain("1 recording");
  });

  test("a project that lies in one is none itself", async () => {
    const workspace = await makeWorkspace({ "recordings/project/package.json": "{}", "recordings/project/tests/a.json": "{}" });
    const { status, stderr } = tapedeckIn(join(workspace, "recordings/project"))("check");
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^tapedeck: No recordings found in the current folder: only folders named "recordings", "cassettes" and the like are searched\./,
    );
  });

  test("links that nobody followed are named where nothing was found", async () => {
    const elsewhere = await makeWorkspace(files);
    const workspace = await makeWorkspace({ "a.txt": "" });
    symlinkSync(join(elsewhere, "tests"), join(workspace, "tests"));
    expect(tapedeckIn(workspace)("list").stderr).toContain("Links out of it are not followed: tests.");
  });
});
