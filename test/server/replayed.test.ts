/** What a replay tells of the requests that tests made, with the real VCR.py: today's, and that of 2024. */
import { readFileSync, readdirSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { replayTests, type Replay } from "../../server/src/rerecord/replayRun";
import type { ClosedEvent, MissedEvent, PlayedEvent, ReplayedEvent } from "../../server/src/pytest/cassettes/replayed";
import { defaultRerecordSettings } from "../../server/src/rerecord/settings";
import { makeWorkspace } from "../support/editor/workspace";
import { ensurePythonReleases } from "../support/pythonEnvironment.mjs";
import { cassette as cassetteValue, cassetteText } from "../judges/support/cassettes";

const timeout = 120_000;
const { python, wheels } = await ensurePythonReleases("cassettes");
const wheel = (name: string) => wheels.find((path) => path.includes(`/${name}-`)) ?? "";

const conftest = `import pytest

def not_health(request):
    return None if request.path == "/health" else request

@pytest.fixture
def vcr_config():
    return {"record_mode": "rewrite", "before_record_request": not_health, "filter_headers": [("authorization", "x")]}
`;
const client = `import urllib.request

def ask(path, body):
    headers = {"authorization": "secret", "content-type": "application/json"}
    request = urllib.request.Request("http://provider.test" + path, body.encode(), headers)
    return urllib.request.urlopen(request, timeout=5).read().decode()
`;
const module = `import pytest
from client import ask

@pytest.mark.vcr
def test_plays():
    assert ask("/a", '{"n": 1}') == "/a"
    assert ask("/b", '{"n": 3}') == "/b"

@pytest.mark.vcr
def test_misses():
    ask("/other", '{"n": 1}')

@pytest.mark.vcr(match_on=["method", "path", "body"])
def test_asks_twice():
    ask("/a", '{"n": 1}')
    ask("/a", '{"n": 1}')

@pytest.mark.vcr
def test_hooks_drop():
    assert ask("/b", '{"n": 1}') == "/b"

@pytest.mark.vcr("more.yaml")
def test_several_files():
    assert ask("/b", '{"n": 1}') == "/b"

@pytest.mark.vcr(record_mode="all")
def test_no_file():
    ask("/a", "")
`;
const others = `import socket
import threading
import unittest
from pathlib import Path
import pytest
import vcr
from client import ask

CASSETTES = Path(__file__).parent / "cassettes" / "test_chat"

class TestPlain(unittest.TestCase):
    def setUp(self):
        context = vcr.VCR(record_mode="new_episodes").use_cassette(str(CASSETTES / "more.yaml"))
        context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)

    def test_unittest(self):
        assert ask("/b", '{"n": 1}') == "/b"

@vcr.use_cassette(str(CASSETTES / "more.yaml"), record_mode="all", allow_playback_repeats=True)
def test_repeats():
    assert ask("/b", '{"n": 1}') == ask("/b", '{"n": 1}')

@pytest.mark.block_network(allowed_hosts=["127.*", "203.*"])
def test_network():
    with pytest.raises(ConnectionRefusedError, match="Tapedeck"):
        socket.create_connection(("203.0.113.1", 80), timeout=1)
    assert socket.socket().connect_ex(("203.0.113.1", 80)) != 0
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()

@pytest.mark.xfail
def test_expected_to_fail():
    raise RuntimeError
`;
const crash = `import os
import pytest
from client import ask

@pytest.mark.vcr
def test_dies():
    ask("/a", '{"n": 1}')
    os._exit(3)
`;

const tape = (...paths: readonly string[]): string => cassetteText(cassetteValue(...paths.map(recorded)));
const recorded = (path: string) => ({
  request: {
    body: '{"n": 1}',
    headers: { authorization: ["x"], "content-type": ["application/json"] },
    method: "POST",
    uri: `http://provider.test${path}`,
  },
  response: { body: { string: path }, headers: {}, status: { code: 200, message: "OK" } },
});
const files = {
  "pytest.ini": "[pytest]\npythonpath = .\naddopts = -x\n",
  "client.py": client,
  "tests/conftest.py": conftest,
  "tests/test_chat.py": module,
  "tests/test_others.py": others,
  "tests/test_crash.py": crash,
  "tests/cassettes/test_chat/test_plays.yaml": tape("/a", "/b", "/a"),
  "tests/cassettes/test_chat/test_misses.yaml": tape("/a", "/b"),
  "tests/cassettes/test_chat/test_asks_twice.yaml": tape("/a", "/b"),
  "tests/cassettes/test_chat/test_hooks_drop.yaml": tape("/health", "/b"),
  "tests/cassettes/test_chat/test_several_files.yaml": tape("/a"),
  "tests/cassettes/test_chat/more.yaml": tape("/a", "/b"),
  "tests/cassettes/test_crash/test_dies.yaml": tape("/a"),
};

interface Run {
  readonly folder: string;
  readonly nodeIds: readonly string[];
  /** Wheels that come before what is installed. */
  readonly older?: readonly string[];
  readonly pytestArguments?: readonly string[];
}

let cache: string;
beforeAll(async () => {
  cache = await makeWorkspace({});
});

function replay({ folder, nodeIds, older = [], pytestArguments = [] }: Run): Promise<Replay> {
  const environment = older.length === 0 ? {} : { PYTHONPATH: older.join(delimiter) };
  const settings = { ...defaultRerecordSettings, python, environment, arguments: pytestArguments };
  const { signal } = new AbortController();
  return replayTests({ root: folder, workspaceFolder: folder, nodeIds, settings, cache, signal });
}

const events = (ran: Replay): readonly ReplayedEvent[] => (ran.kind === "replayed" ? ran.events : []);

describe.each([
  ["today", []],
  ["of 2024", [wheel("vcrpy")]],
] as const)("VCR.py %s", (_, older) => {
  let folder: string;
  let whole: Replay;

  const of = <Kind extends ReplayedEvent["event"]>(kind: Kind, test: string) =>
    events(whole).filter(
      (each): each is Extract<ReplayedEvent, { event: Kind }> =>
        each.event === kind && "testId" in each && each.testId.endsWith(`::${test}`),
    );
  const fileOf = ({ cassette }: PlayedEvent | ClosedEvent | MissedEvent) =>
    relative(`${folder}/tests/cassettes/test_chat`, cassette);

  beforeAll(async () => {
    folder = await makeWorkspace(files);
    whole = await replay({ folder, nodeIds: ["tests/test_chat.py", "tests/test_others.py"], older });
  }, timeout);

  test("every test runs, whatever fails before it, and is told with what became of it", () => {
    expect(whole).toMatchObject({ kind: "replayed", problem: undefined });
    const ran = events(whole).flatMap((each) => (each.event === "ran" ? [[each.testId.replace(/.*:/, ""), each.outcome]] : []));
    expect(Object.fromEntries(ran)).toEqual({
      test_plays: "passed",
      test_misses: "failed",
      test_asks_twice: "failed",
      test_hooks_drop: "passed",
      test_several_files: "passed",
      test_no_file: "failed",
      test_unittest: "passed",
      test_repeats: "passed",
      test_network: "passed",
      test_expected_to_fail: "skipped",
    });
  });

  test("nothing is recorded or deleted, whatever mode the suite forces, and nothing is left of what was told", () => {
    const found = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.\w+$/.test(path));
    expect(Object.fromEntries(found.map((path) => [path, readFileSync(join(folder, path), "utf8")]))).toEqual(files);
    expect(readdirSync(cache)).toEqual([]);
  });

  test("what was played is told with its place in the file, and with the request where it is another one", () => {
    expect(of("played", "test_plays").map(({ index, change }) => [index, change && bodyOf(change.request)])).toEqual([
      [0, undefined],
      [1, '{"n": 3}'],
    ]);
    expect(of("closed", "test_plays")).toMatchObject([{ recordings: 3, plays: [1, 1, 0], dropped: [] }]);
  });

  test("a miss is told with the request, as the suite's filters leave it, and with what each matcher says", () => {
    const [missed, ...more] = of("missed", "test_misses");
    expect(more).toEqual([]);
    const { method, uri, headers } = missed!.request;
    expect([method, uri, bodyOf(missed!.request)]).toEqual(["POST", "http://provider.test/other", '{"n": 1}']);
    expect(Object.entries(headers).find(([name]) => name.toLowerCase() === "authorization")?.[1]).toEqual(["x"]);
    expect(missed).toMatchObject({ exists: true, mode: "none", consumed: [] });
    expect(missed?.matchers).toEqual(["method", "scheme", "host", "port", "path", "query"]);
    expect(missed?.candidates).toMatchObject([
      { index: 0, failed: [{ matcher: "path", message: "/other != /a" }] },
      { index: 1, failed: [{ matcher: "path", message: "/other != /b" }] },
    ]);
  });

  test("a recording that was played before is told as consumed", () => {
    expect(of("missed", "test_asks_twice")).toMatchObject([{ consumed: [0], candidates: [{ failed: [] }, { index: 1 }] }]);
    expect(of("closed", "test_asks_twice")).toMatchObject([{ plays: [1, 0] }]);
  });

  test("places are those in the file where hooks drop some of it, or several files make a cassette", () => {
    expect(of("played", "test_hooks_drop")).toMatchObject([{ index: 1, change: undefined }]);
    expect(of("closed", "test_hooks_drop")).toMatchObject([{ recordings: 2, plays: [0, 1], dropped: [0] }]);
    expect(of("played", "test_several_files").map((each) => [fileOf(each), each.index])).toEqual([["more.yaml", 1]]);
    expect(of("closed", "test_several_files").map((each) => [fileOf(each), each.plays])).toEqual([
      ["test_several_files.yaml", [0]],
      ["more.yaml", [0, 1]],
    ]);
  });

  test("a file that is missing is told", () => {
    expect(of("missed", "test_no_file")).toMatchObject([{ exists: false, candidates: [] }]);
    expect(of("closed", "test_no_file")).toMatchObject([{ recordings: 0, plays: [] }]);
  });

  test("cassettes that the tests open by themselves count as well", () => {
    expect(of("closed", "test_unittest")).toMatchObject([{ plays: [0, 1] }]);
    expect(of("closed", "test_repeats")).toMatchObject([{ plays: [0, 2] }]);
  });

  test("a run that dies leaves what it had told", { timeout }, async () => {
    const dead = await replay({ folder, nodeIds: ["tests/test_crash.py"], older });
    expect(dead).toMatchObject({ kind: "replayed", problem: "pytest ended with status 3." });
    expect(events(dead)).toMatchObject([{ event: "played", index: 0 }]);
  });
});

test("several processes tell of one run", { timeout }, async () => {
  const folder = await makeWorkspace(files);
  const nodeIds = ["tests/test_chat.py", "tests/test_others.py"];
  const [alone, spread] = [await replay({ folder, nodeIds }), await replay({ folder, nodeIds, pytestArguments: ["-n2"] })];
  const sorted = (ran: Replay) =>
    events(ran)
      .map((each) => JSON.stringify(each))
      .sort();
  expect(sorted(spread)).toEqual(sorted(alone));
  expect(sorted(alone).length).toBeGreaterThan(20);
});

test("pytest-vcr, which the suite tells to record", { timeout }, async () => {
  const folder = await makeWorkspace({
    "pytest.ini": "[pytest]\npythonpath = .\naddopts = -p no:recording --vcr-record=all\n",
    "client.py": client,
    "tests/conftest.py":
      'import pytest\n\n@pytest.fixture(scope="module")\ndef vcr_config():\n    return {"record_mode": "all"}\n',
    "tests/test_chat.py": module.slice(0, module.indexOf("@pytest.mark.vcr(match_on")),
    "tests/cassettes/test_plays.yaml": tape("/b", "/a"),
  });
  const ran = await replay({ folder, nodeIds: ["tests"], older: wheels });
  expect(events(ran)).toMatchObject([
    { event: "played", testId: "tests/test_chat.py::test_plays", index: 1, change: undefined },
    { event: "played", index: 0, change: {} },
    { event: "closed", plays: [1, 1] },
    { event: "ran", outcome: "passed" },
    { event: "missed", exists: false },
    { event: "closed", recordings: 0 },
    { event: "ran", outcome: "failed" },
  ]);
});

function bodyOf({ body }: { readonly body: string | undefined }): string | undefined {
  return body === undefined ? undefined : Buffer.from(body, "base64").toString("utf8");
}
