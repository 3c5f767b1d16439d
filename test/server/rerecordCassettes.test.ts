/** Cassettes recorded again, by every plugin and release of VCR.py; after each story the workspace is byte for byte what the user agreed to. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accept, undoAccepted, type Accepted } from "../../server/src/rerecord/accept";
import { isAcceptedByDefault, type ReviewEntry } from "../../server/src/rerecord/review";
import type { Splice } from "../../server/src/rerecord/parts";
import { spliceTexts } from "../../server/src/rerecord/splice";
import type { Session } from "../../server/src/rerecord/session";
import { bundles } from "../support/buildServer";
import { cassetteSuite, module, type CassetteSuite, twoTests } from "../support/cassetteSuite";
import { changedPaths, processesOf } from "../support/contents";
import { startSampleProvider, type RunningProvider } from "../support/sampleProvider";

let provider: RunningProvider;
let other: RunningProvider;
beforeAll(async () => {
  [provider, other] = await Promise.all([startSampleProvider(), startSampleProvider({ SAMPLE_PROVIDER_VARIANT: "2" })]);
});
afterAll(async () => {
  await Promise.all([provider.stop(), other.stop()]);
});

const otherWords = () => ({ SAMPLE_PROVIDER_URL: other.url });
const [one, two] = ["tests/cassettes/test_capitals/test_one.yaml", "tests/cassettes/test_capitals/TestMore.test_two.yaml"];

/** "changed passed test_one.yaml", of several recordings in a cassette that are alike in it once. */
const told = ({ entries }: Pick<Session, "entries">) => [
  ...new Set(entries.map(({ kind, outcome, path }) => `${kind} ${outcome} ${path.slice(path.lastIndexOf("/") + 1)}`)),
];

const splice: Splice = (path, ...texts) => Promise.resolve(spliceTexts(basename(path), ...texts));

async function accepted(session: Session, entries: readonly ReviewEntry[] = session.entries): Promise<Accepted> {
  const acceptance = await accept(session.transaction, entries, { splice });
  if (acceptance.kind !== "accepted") throw new Error(JSON.stringify(acceptance));
  return acceptance.accepted;
}

const passes = { kind: "ended", status: 0 };

/** Records all tests for the first time, accepts it, and replays it. */
async function recorded(suite: CassetteSuite): Promise<Session> {
  const session = await suite.run(suite.module(module));
  expect(session.verdict.kind, session.verdict.message).toBe("success");
  await accepted(session);
  const before = await suite.contents();
  expect((await suite.prove(suite.module(module))).result).toEqual(passes);
  expect(changedPaths(before, await suite.contents())).toEqual([]);
  return session;
}

describe("Somebody with pytest-recording", () => {
  test("sees what would change while the workspace stays as it is, accepts some of it, replays it, and undoes it", async () => {
    const suite = await cassetteSuite({ url: provider.url });
    const empty = await suite.contents();
    const first = await recorded(suite);
    expect(first.entries.map(({ kind, testId }) => `${kind} ${testId}`)).toEqual([
      "new tests/test_capitals.py::TestMore::test_two",
      "new tests/test_capitals.py::test_one",
    ]);
    const before = await suite.contents();
    expect(changedPaths(empty, before)).toEqual([two, one]);

    const session = await suite.run(suite.module(module), otherWords());
    expect(session.verdict.message).toBe("Re-recorded test_capitals.py: 3 recordings changed.");
    expect(session.entries.filter(isAcceptedByDefault)).toHaveLength(3);
    expect(changedPaths(before, await suite.contents())).toEqual([]);
    const [entry] = session.entries;
    const parts = session.entries.filter(({ path }) => path === entry!.path);
    const done = await accepted(session, parts);
    expect(changedPaths(before, await suite.contents())).toEqual([two]);
    expect(await readFile(entry!.path)).toEqual(await readFile(entry!.staged!));
    expect((await suite.prove(suite.module(module))).result).toEqual(passes);
    expect(await undoAccepted(session.transaction, done, { splice })).toEqual({ kind: "undone" });
    expect(changedPaths(before, await suite.contents())).toEqual([]);

    const same = await suite.run(suite.test(module, "test_one"));
    expect(told(same)).toEqual(["same-meaning passed test_one.yaml"]);
  });

  test("records only what is missing, and what is there stays in the cassette", async () => {
    const suite = await cassetteSuite({ url: provider.url });
    await recorded(suite);
    const before = await suite.contents();
    const more = before
      .get(module)!
      .toString()
      .replace('assert ask("New Zealand")', 'assert ask("New Zealand") and ask("France") and ask("name")');
    await writeFile(suite.at(module), more);
    await rm(suite.at(one));
    const session = await suite.run(suite.module(module), otherWords(), { mode: "record-if-missing" });

    expect(told(session)).toEqual([
      "unchanged passed TestMore.test_two.yaml",
      "new passed TestMore.test_two.yaml",
      "new passed test_one.yaml",
    ]);
    const [grown] = session.entries;
    const text = await readFile(grown!.staged!, "utf8");
    const answers = ["\\u6771", "windy", "Seine", "Spool"].map((word) => text.includes(word));
    expect(text.match(/^- request:/gm)).toHaveLength(4);
    expect(answers).toEqual([true, false, true, true]);
    await accepted(session, session.entries.filter(isAcceptedByDefault));
    expect((await suite.prove(suite.module(module))).result).toEqual(passes);
  });

  test("whose provider fails on the third call keeps what there was, and gets offered what passed", async () => {
    const failing = await startSampleProvider({ SAMPLE_PROVIDER_VARIANT: "2", SAMPLE_PROVIDER_FAIL_AT: "3" });
    try {
      const suite = await cassetteSuite({ url: provider.url });
      await recorded(suite);
      const before = await suite.contents();
      const session = await suite.run(suite.module(module), { SAMPLE_PROVIDER_URL: failing.url });

      expect(session.verdict.kind).toBe("failure");
      expect(told(session)).toEqual(["changed failed TestMore.test_two.yaml", "changed passed test_one.yaml"]);
      expect(changedPaths(before, await suite.contents())).toEqual([]);
      const usual = session.entries.filter(isAcceptedByDefault);
      await accepted(session, usual);
      expect(changedPaths(before, await suite.contents())).toEqual([one]);
    } finally {
      await failing.stop();
    }
  });

  test.each(["none", "once", "all", "new_episodes", "rewrite"])(
    "whose configuration forces the mode %s, and who blocks the network, records and replays all the same",
    async (mode) => {
      const files = { "pytest.ini": "[pytest]\npythonpath = tests\naddopts = --block-network\n" };
      const suite = await cassetteSuite({ url: provider.url, config: `"record_mode": "${mode}"`, files });
      await recorded(suite);
      const before = await suite.contents();
      const session = await suite.run(suite.module(module), otherWords());

      expect(told(session)).toEqual(["changed passed TestMore.test_two.yaml", "changed passed test_one.yaml"]);
      expect(changedPaths(before, await suite.contents())).toEqual([]);
    },
  );

  test("and xdist records in several processes, two of whose tests share a cassette", async () => {
    const tests = `import pytest
from conftest import ask


@pytest.mark.vcr
@pytest.mark.parametrize("country", ["France", "Japan", "New Zealand", "name"])
def test_one(country):
    assert ask(country)


@pytest.mark.vcr
@pytest.mark.default_cassette("shared")
class TestShared:
    @pytest.mark.parametrize("country", ["France", "Japan"])
    def test_shared(self, country):
        assert ask(country)
`;
    const suite = await cassetteSuite({ url: provider.url, config: '"match_on": ["method", "body"]', tests });
    const before = await suite.contents();
    const session = await suite.run(suite.module(module), {}, { arguments: ["-n", "2", "--dist", "loadscope"] });

    expect(told(session)).toEqual([
      "new passed shared.yaml",
      "new passed test_one[France].yaml",
      "new passed test_one[Japan].yaml",
      "new passed test_one[New Zealand].yaml",
      "new passed test_one[name].yaml",
    ]);
    expect(changedPaths(before, await suite.contents())).toEqual([]);
    await accepted(session);
    expect((await readFile(suite.at("tests/cassettes/test_capitals/shared.yaml"), "utf8")).match(/^- request:/gm)).toHaveLength(
      2,
    );
    expect((await suite.prove(suite.module(module))).result).toEqual(passes);
  });

  test("whose test is tried again after a failure gets what the last try recorded", async () => {
    const tests = `import pytest
from _pytest.runner import runtestprotocol
from conftest import ask

tries = []


@pytest.mark.vcr
def test_one():
    tries.append(1)
    assert ask("France" if len(tries) == 1 else "Japan") and len(tries) == 2
`;
    const again = `

def pytest_runtest_protocol(item, nextitem):
    from _pytest.runner import runtestprotocol

    runtestprotocol(item, nextitem=nextitem, log=False)
    item._initrequest()
    runtestprotocol(item, nextitem=nextitem)
    return True
`;
    const suite = await cassetteSuite({ url: provider.url, tests, more: again });
    const session = await suite.run(suite.module(module));

    expect(told(session)).toEqual(["new passed test_one.yaml"]);
    const text = await readFile(session.entries[0]!.staged!, "utf8");
    expect([text.match(/^- request:/gm)?.length, text.includes("Japan")]).toEqual([1, true]);
  });

  test("who may not write a cassette is told, and nothing of the run is written", async () => {
    const suite = await cassetteSuite({ url: provider.url });
    await recorded(suite);
    await chmod(suite.at(one), 0o444);
    const before = await suite.contents();
    const session = await suite.run(suite.module(module), otherWords());

    expect(await accept(session.transaction, session.entries, { splice })).toEqual({
      kind: "refused",
      reasons: ["test_one.yaml is read-only, so it was not overwritten."],
    });
    expect(changedPaths(before, await suite.contents())).toEqual([]);
  });
});

test.runIf(process.platform === "linux")("Cancelled in the middle, nothing has changed and nothing still runs", async () => {
  const tests = twoTests.replace("import pytest", "import os\nimport time\n\nimport pytest").concat(`

    def test_that_takes_long(self):
        assert ask("France")
        time.sleep(int(os.environ.get("SECONDS_MORE", "0")))
`);
  const suite = await cassetteSuite({ url: provider.url, tests });
  await recorded(suite);
  const before = await suite.contents();
  const run = await suite.begin(suite.module(module), {
    ...otherWords(),
    SECONDS_MORE: "600",
    TAPEDECK_TEST_RUN: suite.workspace,
  });
  await expect.poll(() => run.progress().at(-1)?.recorded ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
  run.cancel();
  const session = await run.session;

  expect(session.verdict.kind).toBe("cancelled");
  expect(await processesOf(suite.workspace)).toEqual([]);
  expect(changedPaths(before, await suite.contents())).toEqual([]);
  expect(told(session)).toContain("changed passed test_one.yaml");
});

describe("A suite with a spelling of its own", () => {
  test("keeps its compressed cassettes", async () => {
    const persister = `

class Persister:
    @classmethod
    def load_cassette(cls, cassette_path, serializer):
        from vcr.persisters.filesystem import CassetteNotFoundError
        from vcr.serialize import deserialize
        import gzip
        try:
            with gzip.open(cassette_path, "rb") as file:
                return deserialize(file.read().decode(), serializer)
        except FileNotFoundError:
            raise CassetteNotFoundError()

    @staticmethod
    def save_cassette(cassette_path, cassette_dict, serializer):
        from vcr.serialize import serialize
        import gzip
        import pathlib
        pathlib.Path(cassette_path).parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(cassette_path, "wb") as file:
            file.write(serialize(cassette_dict, serializer).encode())


def pytest_recording_configure(config, vcr):
    vcr.register_persister(Persister)
    vcr.path_transformer = vcr.ensure_suffix(".yaml.gz")
`;
    const suite = await cassetteSuite({
      url: provider.url,
      config: '"path_transformer": lambda path: path if path.endswith(".yaml.gz") else path + ".yaml.gz"',
      more: persister,
    });
    await recorded(suite);
    const session = await suite.run(suite.module(module), otherWords());

    expect(told(session)).toEqual(["changed passed TestMore.test_two.yaml.gz", "changed passed test_one.yaml.gz"]);
    expect(session.entries.at(-1)?.summary).toContain("Text");
    expect(gunzipSync(await readFile(session.entries.at(-1)!.staged!)).toString()).toContain("the river");
  });

  test("keeps bodies as trees, and their ending", async () => {
    const serializer = `

class Trees:
    @staticmethod
    def deserialize(text):
        import yaml
        data = yaml.safe_load(text)
        for call in data["interactions"]:
            call["request"]["body"] = json.dumps(call["request"].pop("parsed_body"))
            call["response"]["body"] = {"string": json.dumps(call["response"].pop("parsed_body"))}
        return data

    @staticmethod
    def serialize(data):
        import yaml
        for call in data["interactions"]:
            call["request"]["parsed_body"] = json.loads(call["request"].pop("body"))
            call["response"]["parsed_body"] = json.loads(call["response"].pop("body")["string"])
        return yaml.dump(data, sort_keys=False)


def pytest_recording_configure(config, vcr):
    vcr.register_serializer("yml", Trees)
`;
    const suite = await cassetteSuite({ url: provider.url, config: '"serializer": "yml"', more: serializer });
    await recorded(suite);
    const session = await suite.run(suite.module(module), otherWords());

    expect(told(session)).toEqual(["changed passed TestMore.test_two.yml", "changed passed test_one.yml"]);
    expect(session.entries.at(-1)?.summary).toContain("Text");
    expect(await readFile(session.entries.at(-1)!.staged!, "utf8")).toContain("parsed_body:");
  });

  test("keeps JSON, in which another recorder's files end as well", async () => {
    const suite = await cassetteSuite({ url: provider.url, config: '"serializer": "json"' });
    await recorded(suite);
    const session = await suite.run(suite.module(module), otherWords());

    expect(told(session)).toEqual(["changed passed TestMore.test_two.json", "changed passed test_one.json"]);
  });
});

describe("Other ways into VCR.py", () => {
  const own = `import unittest

import pytest
import vcr
from vcr.unittest import VCRMixin
from conftest import CONFIG, ask

tape = vcr.VCR(cassette_library_dir="tests/cassettes", record_mode="none", drop_unused_requests=True, **CONFIG)


@pytest.fixture
def deck():
    with tape.use_cassette("deck.yaml") as cassette:
        yield cassette


def test_fixture(deck):
    assert ask("France")


@tape.use_cassette("deco.yaml")
def test_decorated():
    assert ask("Japan")


class TestUnit(VCRMixin, unittest.TestCase):
    def _get_vcr_kwargs(self, **kwargs):
        return {**CONFIG, **kwargs}

    def test_mixed(self):
        assert ask("New Zealand")
`;
  const fromOf2024 = own.replace(", drop_unused_requests=True", "");
  const expected = ["TestUnit.test_mixed.yaml", "deck.yaml", "deco.yaml"];
  const names = (session: Session) =>
    told(session)
      .map((each) => each.split(" ").at(-1))
      .sort();

  test.each([
    { name: "plain VCR.py, current", tests: own, releases: [] },
    { name: "plain VCR.py of 2024", tests: fromOf2024, releases: ["vcrpy-6"] },
  ])("$name", async ({ tests, releases }) => {
    const suite = await cassetteSuite({ url: provider.url, tests, releases });
    expect(names(await recorded(suite))).toEqual(expected);
    const before = await suite.contents();
    const session = await suite.run(suite.module(module), otherWords());

    expect(names(session)).toEqual(expected);
    expect(session.entries.map(({ kind }) => kind)).toEqual(["changed", "changed", "changed"]);
    expect(changedPaths(before, await suite.contents())).toEqual([]);
  });

  test("pytest-recording with VCR.py of 2024", async () => {
    const suite = await cassetteSuite({ url: provider.url, releases: ["vcrpy-6"], config: '"record_mode": "once"' });
    await recorded(suite);
    expect(told(await suite.run(suite.module(module), otherWords()))).toEqual([
      "changed passed TestMore.test_two.yaml",
      "changed passed test_one.yaml",
    ]);
  });

  test.each([{ releases: ["pytest_vcr"] }, { releases: ["pytest_vcr", "vcrpy-6"] }])(
    "pytest-vcr, $releases",
    async ({ releases }) => {
      const files = { "pytest.ini": "[pytest]\npythonpath = tests\naddopts = -p no:recording\n" };
      const suite = await cassetteSuite({ url: provider.url, releases, files, config: '"record_mode": "none"' });
      await recorded(suite);
      const before = await suite.contents();
      const session = await suite.run(suite.module(module), otherWords());

      expect(told(session)).toEqual(["changed passed TestMore.test_two.yaml", "changed passed test_one.yaml"]);
      expect([...before.keys()].filter((path) => path.endsWith(".yaml"))).toEqual([
        "tests/cassettes/TestMore.test_two.yaml",
        "tests/cassettes/test_one.yaml",
      ]);
      expect(changedPaths(before, await suite.contents())).toEqual([]);
    },
  );

  test("the user's own command, whatever starts pytest in the end", async () => {
    const files = { "run.sh": '#!/bin/sh\nshift\nexec "$PYTHON" -m pytest -q -p no:cacheprovider "$@"\n' };
    const suite = await cassetteSuite({ url: provider.url, files });
    const environment = { PYTHON: suite.python };
    const more = { command: ["/bin/sh", "run.sh", "--", "${nodeIds}"] };
    const before = await suite.contents();
    const session = await suite.run(suite.module(module), environment, more);

    expect(told(session)).toEqual(["new passed TestMore.test_two.yaml", "new passed test_one.yaml"]);
    expect(changedPaths(before, await suite.contents())).toEqual([]);
    await accepted(session);
    expect(
      (await suite.prove(suite.module(module), { ...more, environment: { ...suite.always, ...environment } })).result,
    ).toEqual(passes);
  });

  test("the user's own command that keeps its environment from pytest is told, and what it recorded is taken out again", async () => {
    const files = {
      "run.sh": '#!/bin/sh\nunset PYTEST_PLUGINS\nexec "$PYTHON" -m pytest -q -p no:cacheprovider --record-mode=once "$@"\n',
    };
    const suite = await cassetteSuite({ url: provider.url, files });
    const before = await suite.contents();
    const more = { command: ["/bin/sh", "run.sh", "${nodeIds}"] };
    const session = await suite.run(suite.module(module), { PYTHON: suite.python }, more);

    expect(session.astray).toEqual([
      "The command does not pass on PYTHONPATH and PYTEST_PLUGINS, so its tests recorded with their own settings.",
    ]);
    expect(told(session)).toEqual(["new passed TestMore.test_two.yaml", "new passed test_one.yaml"]);
    expect(changedPaths(before, await suite.contents())).toEqual([]);
  });

  test("a cassette that cannot be accepted where it belongs is told", async () => {
    const tests = `import vcr
from conftest import CONFIG, ask

tape = vcr.VCR(**CONFIG)


@tape.use_cassette()
def test_without_ending():
    assert ask("France")


def test_elsewhere(tmp_path):
    with tape.use_cassette(tmp_path / "own.yaml"), tape.use_cassette("deck/far.yaml"):
        assert ask("Japan")
`;
    const suite = await cassetteSuite({ url: provider.url, tests });
    const before = await suite.contents();
    const session = await suite.run(suite.module(module));

    expect(session.entries).toEqual([]);
    expect([...session.astray].sort()).toEqual([
      "deck/far.yaml is not taken: it lies outside of the folders whose recordings are recorded again.",
      "tests/test_without_ending is not taken: it lies outside of the folders whose recordings are recorded again.",
    ]);
    expect(changedPaths(before, await suite.contents())).toEqual([]);
  });

  test("a cassette that a test opened and did not need is called no longer produced, and others are not", async () => {
    const suite = await cassetteSuite({ url: provider.url });
    await recorded(suite);
    const before = await suite.contents();
    await writeFile(suite.at(module), before.get(module)!.toString().replace('assert ask("France")', "pass"));
    const session = await suite.run(suite.module(module));

    expect(told(session)).toEqual(["same-meaning passed TestMore.test_two.yaml", "unproduced passed test_one.yaml"]);
    expect(session.entries.filter(isAcceptedByDefault)).toEqual([]);
    await accepted(
      session,
      session.entries.filter(({ kind }) => kind === "unproduced"),
    );
    expect([...(await suite.contents()).keys()]).not.toContain(one);
  });
});

describe("tapedeck rerecord", () => {
  async function atCommandLine() {
    const suite = await cassetteSuite({ url: provider.url });
    await recorded(suite);
    const start = (url: string, ...more: readonly string[]) => {
      const env = { ...process.env, XDG_CACHE_HOME: suite.store, NO_COLOR: "1", SAMPLE_PROVIDER_URL: url };
      const args = [join(bundles, "cli.js"), "rerecord", "--python", suite.python, module, ...more];
      const child = spawn(process.execPath, args, { cwd: suite.workspace, env });
      let [stdout, stderr] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      return { child, ended: once(child, "close").then(([status]) => ({ status: status as unknown, stdout, stderr })) };
    };
    return { ...suite, start };
  }

  test("says which keys are missing and where the suite sets its own, and accepts what changed", async () => {
    const suite = await atCommandLine();
    await writeFile(suite.at("conftest.py"), 'import os\n\nos.environ["OPENAI_API_KEY"] = "dummy"\n');
    const before = await suite.contents();
    const planned = await suite.start(other.url, "--dry-run").ended;
    expect(planned.status).toBe(0);
    expect(planned.stdout).toContain("Set by conftest.py: OPENAI_API_KEY, possibly to a placeholder\n");
    expect(planned.stdout).toMatch(/Would run: .* -m pytest tests\/test_capitals\.py -vv\n/);
    expect(changedPaths(before, await suite.contents())).toEqual([]);

    const { status, stdout } = await suite.start(other.url).ended;
    expect([status, stdout]).toEqual([0, expect.stringContaining("Accepted 3 recordings; run tapedeck undo to undo this.")]);
    expect(changedPaths(before, await suite.contents())).toEqual([two, one]);
  });

  test.runIf(process.platform === "linux")("killed in the middle, the workspace never was anything else", async () => {
    const slow = await startSampleProvider({ SAMPLE_PROVIDER_VARIANT: "2", SAMPLE_PROVIDER_DELAY_MS: "700" });
    try {
      const suite = await atCommandLine();
      const before = await suite.contents();
      const { child, ended } = suite.start(slow.url, "--env", `TAPEDECK_TEST_RUN=${suite.workspace}`);
      const staged = async () =>
        (await readdir(suite.store, { recursive: true })).filter((path) => /^tapedeck.*staging.root.*\.yaml$/.test(path));
      await expect.poll(staged, { timeout: 60_000 }).not.toEqual([]);
      child.kill("SIGKILL");
      await ended;
      expect(changedPaths(before, await suite.contents())).toEqual([]);
      const { status, stderr } = await suite.start(provider.url, "--accept", "none").ended;

      expect(stderr).toContain("Tapedeck was ended while test_capitals.py was recorded again. ");
      expect(status).toBe(0);
      expect(await processesOf(suite.workspace)).toEqual([]);
      expect(changedPaths(before, await suite.contents())).toEqual([]);
    } finally {
      await slow.stop();
    }
  });
});
