import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import {
  commandLine,
  needsPython,
  shownCommandLine,
  type Detected,
  type RunFolders,
} from "../../../server/src/rerecord/commandLine";
import { suiteWith, type FoundSuite } from "../../../server/src/formats/ogx/recorder";
import { defaultRerecordSettings as noSettings, type RerecordSettings } from "../../../server/src/rerecord/settings";
import { run } from "../../../server/src/rerecord/run";

const found: FoundSuite = { options: new Set(), setup: undefined, stackConfig: undefined, setups: [] };
const plain: Detected = { python: ["/usr/bin/python3"], suite: suiteWith(found) };
const knowing = (suite: Partial<FoundSuite>): Detected => ({ ...plain, suite: suiteWith({ ...found, ...suite }) });
const inPlace = { staging: undefined, cache: "/tmp/cache" };
const verbose = ["-vv", "-o", "cache_dir=/tmp/cache"];
const nodeId = "tests/test_chat.py::test_capital[New Zealand]";

function lineFor(
  settings: Partial<RerecordSettings>,
  detected = plain,
  nodeIds: readonly string[] = [nodeId],
  folders: RunFolders = inPlace,
) {
  const all = { ...noSettings, ...settings };
  const line = commandLine(all, all.mode, { nodeIds }, detected, folders);
  if (line.kind === "refused") throw new Error(line.reason);
  return line;
}

function refusal(settings: Partial<RerecordSettings>) {
  const line = commandLine({ ...noSettings, ...settings }, "record", { nodeIds: [nodeId] }, plain, inPlace);
  return line.kind === "refused" ? line.reason : undefined;
}

describe("Without settings", () => {
  test("plain pytest runs the node id and learns the mode from the environment, under both of its names", () => {
    const line = lineFor({});

    expect([line.command, ...line.args]).toEqual(["/usr/bin/python3", "-m", "pytest", nodeId, ...verbose]);
    expect(line.environment).toMatchObject({ OGX_TEST_INFERENCE_MODE: "record", LLAMA_STACK_TEST_INFERENCE_MODE: "record" });
  });

  test("a suite that knows --inference-mode is told with it", () => {
    const line = lineFor({ mode: "record-if-missing" }, knowing({ options: new Set(["--inference-mode"]) }));

    expect(line.args).toEqual(["-m", "pytest", nodeId, "--inference-mode=record-if-missing", ...verbose]);
  });
});

describe("Into a staging folder", () => {
  test("leads the recorder there, under both of its names, whatever the settings say", () => {
    const environment = { OGX_TEST_RECORDING_DIR: "/anywhere", LLAMA_STACK_TEST_RECORDING_DIR: "/anywhere" };
    const line = lineFor({ environment }, plain, [nodeId], { staging: "/staging", cache: "/c" });

    expect(line.environment).toMatchObject({ OGX_TEST_RECORDING_DIR: "/staging", LLAMA_STACK_TEST_RECORDING_DIR: "/staging" });
  });
});

describe("OGX's own options", () => {
  const ogx = knowing({ options: new Set(["--setup", "--stack-config"]), setup: "gpt", stackConfig: "ci-tests" });

  test("are those found for the tests, or those that the settings choose", () => {
    expect(lineFor({}, ogx).args).toEqual(expect.arrayContaining(["--setup=gpt", "--stack-config=ci-tests"]));
    expect(lineFor({ setup: "azure", stackConfig: "" }, ogx).args).toContain("--setup=azure");
    expect(lineFor({ stackConfig: "" }, ogx).args.join(" ")).not.toContain("--stack-config");
  });

  test("are not given to a suite that does not know them", () => {
    expect(lineFor({ setup: "gpt" }).args).toEqual(["-m", "pytest", nodeId, ...verbose]);
  });
});

describe("With settings", () => {
  test("further arguments come after the node ids, so that none swallows one", () => {
    expect(lineFor({ arguments: ["--setup=gpt", "-x"] }).args).toEqual(["-m", "pytest", nodeId, ...verbose, "--setup=gpt", "-x"]);
  });

  test("further environment variables win over ours", () => {
    const environment = { OGX_TEST_INFERENCE_MODE: "live", OPENAI_API_KEY: "sk" };

    expect(lineFor({ environment }).environment).toMatchObject(environment);
  });

  test("a command of one's own gets the node ids where it wants them, and needs no interpreter", () => {
    const settings = { command: ["uv", "run", "pytest", "${nodeIds}", "-q"] };
    const line = lineFor(settings, { ...plain, python: undefined }, ["a.py::x", "b.py::y"]);

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
      String.raw`/usr/bin/python3 -m pytest $'t.py::test_f[one\012two \033[2J]' -vv -o cache_dir=/tmp/cache`,
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
