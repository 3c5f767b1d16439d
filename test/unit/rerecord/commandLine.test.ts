import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { commandLine, needsPython, shownCommandLine, type RerecordSettings } from "../../../client/src/rerecord/commandLine";
import { run } from "../../../client/src/rerecord/run";

const noSettings: RerecordSettings = { python: "", command: [], arguments: [], environment: {}, mode: "record" };
const plain = { python: "/usr/bin/python3", inferenceModeOption: false };
const nodeId = "tests/test_chat.py::test_capital[New Zealand]";

function lineFor(settings: Partial<RerecordSettings>, detected = plain, nodeIds: readonly string[] = [nodeId]) {
  const line = commandLine({ ...noSettings, ...settings }, { nodeIds }, detected);
  if (line.kind === "refused") throw new Error(line.reason);
  return line;
}

function refusal(settings: Partial<RerecordSettings>) {
  const line = commandLine({ ...noSettings, ...settings }, { nodeIds: [nodeId] }, plain);
  return line.kind === "refused" ? line.reason : undefined;
}

describe("Without settings", () => {
  test("plain pytest runs the node id and learns the mode from the environment, under both of its names", () => {
    const line = lineFor({});

    expect([line.command, ...line.args]).toEqual(["/usr/bin/python3", "-m", "pytest", nodeId]);
    expect(line.environment).toMatchObject({ OGX_TEST_INFERENCE_MODE: "record", LLAMA_STACK_TEST_INFERENCE_MODE: "record" });
  });

  test("a suite that knows --inference-mode is told with it", () => {
    const line = lineFor({ mode: "record-if-missing" }, { ...plain, inferenceModeOption: true });

    expect(line.args).toEqual(["-m", "pytest", nodeId, "--inference-mode=record-if-missing"]);
  });
});

describe("With settings", () => {
  test("further arguments come after the node ids, so that none swallows one", () => {
    expect(lineFor({ arguments: ["--setup=gpt", "-x"] }).args).toEqual(["-m", "pytest", nodeId, "--setup=gpt", "-x"]);
  });

  test("further environment variables win over ours", () => {
    const environment = { OGX_TEST_INFERENCE_MODE: "live", OPENAI_API_KEY: "sk" };

    expect(lineFor({ environment }).environment).toMatchObject(environment);
  });

  test("a command of one's own gets the node ids where it wants them, and needs no interpreter", () => {
    const settings = { command: ["uv", "run", "pytest", "${nodeIds}", "-q"] };
    const line = lineFor(settings, { python: undefined, inferenceModeOption: true } as never, ["a.py::x", "b.py::y"]);

    expect([line.command, ...line.args]).toEqual(["uv", "run", "pytest", "a.py::x", "b.py::y", "-q"]);
    expect(needsPython({ ...noSettings, ...settings })).toBe(false);
    expect(needsPython(noSettings)).toBe(true);
  });

  test("a placeholder inside of an argument is refused, for it could end up in a script", () => {
    expect(refusal({ command: ["sh", "-c", "pytest ${nodeIds}"] })).toBe(
      'The setting tapedeck.rerecord.command has a placeholder inside of "pytest ${nodeIds}": it must be an argument of its own.',
    );
  });

  test("a command that would not know what to record is refused", () => {
    expect(refusal({ command: ["make", "record"] })).toBe(
      "The setting tapedeck.rerecord.command has no argument ${nodeIds}, so it would not know which tests to record.",
    );
    expect(refusal({ command: ["${nodeIds}"] })).toBe("The setting tapedeck.rerecord.command names no program to run.");
  });
});

describe("A hostile node id", () => {
  const hostile = [
    `t.py::test_f["quoted" 'twice']`,
    "t.py::test_f[a b  c]",
    "t.py::test_f[; touch owned]",
    "t.py::test_f[$(touch owned) `touch owned` ${HOME} %PATH%]",
    "t.py::test_f[one\ntwo\r\nthree]",
    "t.py::test_f[--rootdir=/]",
    "t.py::test_f[@file]",
    "t.py::test_f[*?~|&<>\\]",
    "t.py::test_f[東京 🗼 \u202e]",
  ];

  test.each(hostile)("reaches the program as the one argument it is: %j", async (id) => {
    const printer = {
      command: [process.execPath, "-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", "${nodeIds}"],
    };
    const { command, args, environment } = lineFor(printer, plain, [id]);
    let output = "";
    const result = await run({
      command,
      args,
      environment: { ...environment, FORCE_COLOR: "" },
      cwd: process.cwd(),
      signal: new AbortController().signal,
      onOutput: (text) => (output += text),
    });

    expect(result).toEqual({ kind: "ended", status: 0 });
    expect(JSON.parse(output)).toEqual([id]);
  });

  test("is shown on one line", () => {
    expect(shownCommandLine(lineFor({}, plain, ["t.py::test_f[one\ntwo \u001b[2J]"]))).toBe(
      String.raw`/usr/bin/python3 -m pytest "t.py::test_f[one\ntwo \u001b[2J]"`,
    );
  });

  test("that no argument list can hold is a refusal of the system, not a crash", async () => {
    const { command, args, environment } = lineFor({ command: [process.execPath, "-e", "0", "${nodeIds}"] }, plain, [
      "t.py::a\0b",
    ]);
    const result = await run({
      command,
      args,
      environment,
      cwd: ".",
      signal: new AbortController().signal,
      onOutput: () => undefined,
    });

    expect(result.kind).toBe("failed");
  });
});

test("The machine's own shell would have fallen for it", async () => {
  // Shows that the cases above can fail: through a shell, the same id runs a command.
  const { stdout } = await promisify(execFile)("/bin/sh", ["-c", "echo t.py::test_f[$(echo owned)]"]);

  expect(stdout).toContain("owned");
});
