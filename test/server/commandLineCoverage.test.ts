/** `tapedeck coverage`: which recordings the tests of real suites opened, in their own process and in a server's, and of cassettes which were played. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { CoverageOutput } from "../../server/src/cli/json";
import { tapedeckIn } from "../support/commandLine";
import { contents } from "../support/contents";
import { addFiles, copySample, makeWorkspace } from "../support/editor/workspace";
import { findPytestPython } from "../support/python";
import { ensurePythonReleases } from "../support/pythonEnvironment.mjs";
import { chatCompletion } from "../support/recordings";

const output = "tapedeck-coverage.json";
const coverageIn = async (folder: string, file = output) =>
  JSON.parse(await readFile(join(folder, file), "utf8")) as CoverageOutput;
const opened = ({ files }: CoverageOutput) => files.filter(({ runs }) => runs.length > 0);

describe("a suite that plays recordings in its own process", () => {
  const python = findPytestPython();
  const pytest = ["--", python, "-m", "pytest", "-q"];
  const completions = "tests/integration/chat/test_completions.py";
  let folder: string;
  let before: ReadonlyMap<string, Buffer>;

  beforeAll(async () => {
    folder = await copySample();
    // One of the user's own, which is loaded all the same.
    await addFiles(folder, { "own/sitecustomize.py": 'print("The sitecustomize of the suite")\n' });
    before = await contents(folder);
  });

  test("tells which test opened which recording; the command's output and exit code are its own", async () => {
    const run = tapedeckIn(folder, { PYTHONPATH: join(folder, "own"), PYTHONDONTWRITEBYTECODE: "1" });
    const { stdout, stderr, status } = run("coverage", ...pytest, "-p", "no:cacheprovider", completions);
    expect(stdout).toContain("The sitecustomize of the suite");
    expect(stdout).toMatch(/\b10 passed\b/);
    expect(status).toBe(0);
    const coverage = await coverageIn(folder);
    expect(coverage.runs).toMatchObject([{ status: 0, command: pytest.slice(1).concat("-p", "no:cacheprovider", completions) }]);
    expect(coverage.runs[0]?.tests).toHaveLength(10);
    expect(stderr).toBe(
      `tapedeck: ${opened(coverage).length} of ${coverage.files.length} files with recordings were opened; written to ${output}\n`,
    );
    for (const { file, tests, untold } of opened(coverage)) {
      const { test_id: testId } = JSON.parse(await readFile(join(folder, file), "utf8")) as { test_id: string | null };
      expect(untold).toBe(false);
      if (testId === null) expect(tests.length).toBeGreaterThan(0);
      else expect(tests.map((each) => JSON.parse(`"${each}"`) as string)).toEqual([testId]);
    }
    const lcov = tapedeckIn(folder)("coverage", "--format", "lcov", "--output", output, "--", python, "-c", "pass");
    expect(lcov.status).toBe(0);
    expect(await readFile(join(folder, output), "utf8")).toContain(`SF:${opened(coverage)[0]?.file ?? ""}\nDA:1,0\nLF:1\nLH:0\n`);
    await rm(join(folder, output));
    expect(await contents(folder)).toEqual(before);
  });

  test("adds up over several runs, and what none of them opened can be pruned", async () => {
    const stale = chatCompletion("Hi", { testId: `${completions}::test_overloaded_provider_is_a_rate_limit_error` });
    const unused = `tests/integration/chat/recordings/${"0".repeat(64)}.json`;
    await addFiles(folder, { [unused]: stale });
    const run = tapedeckIn(folder);
    expect(run("coverage", ...pytest, completions).status).toBe(0);
    expect(run("coverage", "--append", ...pytest, "--deselect", completions).stderr).toContain(
      "34 of 35 files with recordings were opened in 2 runs",
    );
    const pruned = run("prune", "--yes", "--coverage", output);
    expect(pruned.stdout).toMatch(/^1 recording was never opened in 2 runs, \d+ KB$/m);
    expect(pruned.stdout).toContain(unused);
    expect(run("undo").status).toBe(0);
    expect(await readFile(join(folder, unused), "utf8")).toBe(stale);
  });

  test("fails as the command fails, and where nothing was told or can be written nothing is", () => {
    const run = tapedeckIn(folder);
    expect(run("coverage", "--output", "other.json", "--", python, "-c", "raise SystemExit(3)").status).toBe(3);
    expect(run("coverage", "--", "no-such-command")).toMatchObject({
      status: 127,
      stderr: 'tapedeck: "no-such-command" could not be started: it was not found.\n',
    });
    expect(run("coverage", "--", python, "-I", "-c", "pass").stderr).toContain(
      "so nothing was written: the command started none, or did not pass on PYTHONPATH.",
    );
    expect(run("coverage", "--format", "lcov", "--append", "--", python, "-c", "pass").status).toBe(2);
    expect(run("coverage", "--output", "nowhere/a.json", "--", python, "-c", "pass").status).toBe(2);
    expect(run("coverage", "--append", "--output", "pytest.ini", "--", python, "-c", "pass").status).toBe(2);
    expect(run("coverage").status).toBe(2);
  });
});

/** It opens files in the ways that there are, and looks at others without opening them. */
const server = `import http.server
import mmap
import os
import sqlite3


def in_one_go(path):
    with open(path) as file:
        return file.read()


def by_number(path):
    number = os.open(path, os.O_RDONLY)
    try:
        return os.read(number, 100)
    finally:
        os.close(number)


def mapped(path):
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content[:10]


def looked_at(path):
    os.listdir(os.path.dirname(path))
    os.stat(path)
    sqlite3.connect(":memory:").close()
    open(path, "a").close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        way, name = self.path.strip("/").split("/")
        globals()[way]("tests/recordings/" + name * 64 + ".json")
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
`;

const asking = `import subprocess
import sys
import urllib.request

import pytest


@pytest.fixture(scope="session")
def ask():
    server = subprocess.Popen([sys.executable, "server.py"], stdout=subprocess.PIPE, text=True)
    port = server.stdout.readline().strip()
    yield lambda way: urllib.request.urlopen(f"http://127.0.0.1:{port}/{way}").close()
    server.kill()
    server.wait()
    server.stdout.close()


def test_in_one_go(ask):
    ask("in_one_go/a")


def test_others(ask):
    ask("by_number/b")
    ask("mapped/c")
    ask("in_one_go/a")


def test_looks(ask):
    ask("looked_at/d")
`;

test("what a server of the suite opens is of the test that runs meanwhile; listing, writing and stating open nothing", async () => {
  const module = "tests/test_server.py";
  const recordings = ["a", "b", "c", "d"].map((name) => [
    `tests/recordings/${name.repeat(64)}.json`,
    chatCompletion("Hi", { testId: `${module}::test_looks` }),
  ]);
  const folder = await makeWorkspace({
    "server.py": server,
    [module]: asking,
    ...(Object.fromEntries(recordings) as Record<string, string>),
  });
  const run = tapedeckIn(folder);
  const { stdout } = run("coverage", "--output", "server.json", "--", findPytestPython(), "-m", "pytest", "-q");
  expect(stdout).toMatch(/\b3 passed\b/);
  const { files } = await coverageIn(folder, "server.json");
  expect(files.map(({ tests, untold }) => ({ tests: tests.map((each) => each.split("::")[1]), untold }))).toEqual([
    { tests: ["test_in_one_go", "test_others"], untold: false },
    { tests: ["test_others"], untold: false },
    { tests: ["test_others"], untold: false },
    { tests: [], untold: false },
  ]);
  expect(run("prune", "--dry-run", "--coverage", "server.json").stdout).toMatch(/^1 recording was never opened in 1 run/m);
});

test("of a cassette what was played is told, and the rest of it can be pruned", async () => {
  const { python } = await ensurePythonReleases("cassettes");
  const folder = await copySample("sample-cassettes");
  const cassette = "tests/cassettes/test_assistant/test_looks_at_the_weather.yaml";
  const text = await readFile(join(folder, cassette), "utf8");
  const [start = "", ...calls] = text.replace(/version: 1\n$/, "").split(/^(?=- request:)/m);
  // Another answer to the second question, which nobody asks again.
  await addFiles(folder, { [cassette]: `${[start, ...calls, calls[1] ?? ""].join("")}version: 1\n` });
  const run = tapedeckIn(folder);
  const { stdout } = run("coverage", "--", python, "-m", "pytest", "-q");
  expect(stdout).toMatch(/\b5 passed\b/);
  const coverage = await coverageIn(folder);
  const told = coverage.files.find(({ file }) => file === cassette);
  const [testId = ""] = told?.tests ?? [];
  expect(testId).toBe("tests/test_assistant.py::test_looks_at_the_weather");
  expect(told?.recordings).toEqual([
    { plays: 1, tests: [testId] },
    { plays: 1, tests: [testId] },
    { plays: 0, tests: [] },
  ]);
  const pruned = run("prune", cassette, "--yes", "--coverage", output);
  expect(pruned.stdout).toMatch(/^1 recording was never played in 1 run, \d+ KB$/m);
  expect(pruned.stdout).toContain(`${cassette}#2`);
  expect(await readFile(join(folder, cassette), "utf8")).toBe(text);
  expect(run("undo").status).toBe(0);
});
