/** `tapedeck prune` and its undoing: what a user sees of recordings that no test can be served. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, watch } from "node:fs";
import { chmod, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Coverage } from "../../server/src/pytest/coverage/coverage";
import type { PruneOutput } from "../../server/src/cli/json";
import { cassetteOf } from "../support/cassettes";
import { cli, tapedeckIn } from "../support/commandLine";
import { contents } from "../support/contents";
import { addFiles, makeWorkspace } from "../support/editor/workspace";
import { hashesUnder } from "../support/hashJudge";
import { chatCompletion } from "../support/recordings";

const module = "tests/test_chat.py";
const recordings = "tests/recordings";
const http = "tests/cassettes/test_http";

/** As the recorder makes it: named by its hash. */
function recorded(name: string, content: string, more: object = {}): readonly [path: string, text: string] {
  const text = chatCompletion("Hi", {
    testId: `${module}::${name}`,
    body: { messages: [{ role: "user", content }], ...more },
  });
  const hash = hashesUnder(text)["4"];
  return [`${recordings}/${hash}.json`, text.replace("rec-0123456789ab", `rec-${hash.slice(0, 12)}`)];
}

const call = (id: string) => [{ id, type: "function", function: { name: "weather", arguments: "{}" } }];

/** The second turn of a conversation, and the first with the call that it answers with. */
const second = (id: string) =>
  recorded("test_turns", "unused", {
    messages: [
      { role: "user", content: "What is the weather?" },
      { role: "assistant", tool_calls: call(id) },
      { role: "tool", tool_call_id: id, content: "22 °C" },
    ],
  });
function first(id: string): readonly [string, string] {
  const [path, text] = recorded("test_turns", "What is the weather?");
  const recording = JSON.parse(text) as { response: { body: { __data__: { choices: object[] } } } };
  const message = { role: "assistant", content: null, tool_calls: call(id) };
  recording.response.body.__data__.choices = [{ index: 0, finish_reason: "tool_calls", message }];
  return [path, `${JSON.stringify(recording, null, 2)}\n`];
}

const kept = recorded("test_hello", "Hello");
const gone = [recorded("test_forgotten", "One"), recorded("test_forgotten", "Two")];
const renamed = recorded("test_forgotten_hello", "Hello again");
const copy = [`tests/integration/common/recordings/${kept[0].slice(recordings.length + 1)}`, kept[1]] as const;
const made = recorded("TestMade::test_made", "Made");
const tests = `import pytest
from base import Base


def test_hello():
    pass


def test_turns():
    pass


class TestMade(Base):
    pass
`;
const httpTests =
  "import pytest\n\n\n@pytest.mark.vcr\ndef test_one():\n    pass\n\n\n@pytest.mark.vcr\ndef test_two():\n    pass\n";

const files = Object.fromEntries([
  [module, tests],
  ["tests/base.py", "class Base:\n    def test_made(self):\n        pass\n"],
  ["tests/test_http.py", httpTests],
  [`${http}/test_one.yaml`, cassetteOf("One", "Two", "Three")],
  [`${http}/test_two.yaml`, cassetteOf("Four")],
  [`${http}/test_old.yaml`, cassetteOf("Old", "Older")],
  [`${recordings}/by hand.json`, kept[1]],
  ...[kept, ...gone, copy, made, first("call_new"), second("call_new"), second("call_old")],
]) as Readonly<Record<string, string>>;

const ownCache = () => mkdtempSync(join(tmpdir(), "tapedeck-cache-"));
const texts = async (folder: string) =>
  Object.fromEntries([...(await contents(folder))].map(([path, content]) => [path, content.toString("utf8")]));

describe("recordings that no test can be served, in a folder without git", () => {
  let folder: string;
  let run: ReturnType<typeof tapedeckIn>;
  let before: Record<string, string>;

  beforeAll(async () => {
    folder = await makeWorkspace(files);
    run = tapedeckIn(folder);
    before = await texts(folder);
  });

  test("are told by cause, with their tests and sizes, and what is kept with its reason; nothing is changed", async () => {
    const { stdout, status } = run("prune", "--dry-run");
    expect(stdout).toMatch(/^4 recordings belong to tests that no longer exist, \d+ KB$/m);
    expect(stdout).toContain(`  ${module}::test_forgotten\n`);
    expect(stdout).toMatch(/^ {4}tests\/cassettes\/test_http\/test_old\.yaml {2}2 recordings$/m);
    expect(stdout).toMatch(/^1 recording is also in another folder, which replay searches first, /m);
    expect(stdout).toMatch(/^1 recording has a name that replay never looks for, /m);
    expect(stdout).toMatch(/^1 recording continues from an answer that was re-recorded, /m);
    expect(stdout).toMatch(/^kept: 1 recording of tests that only pytest can name; run with --collect$/m);
    expect(stdout).toMatch(/^7 recordings can be pruned\.$/m);
    expect(status).toBe(1);
    expect(run("prune").stdout).toContain("nothing was changed because --yes was not given");
    expect(await texts(folder)).toEqual(before);
  });

  test("are the same as JSON, and only those that were asked for", () => {
    const told = JSON.parse(run("prune", "--dry-run", "--format", "json").stdout) as PruneOutput;
    expect(told).toMatchObject({ pruned: 0, runs: 0, fixable: [] });
    expect(Object.fromEntries(told.causes.map(({ kind, count }) => [kind, count]))).toEqual({
      ...{ "test-gone": 4, duplicate: 1, "unreachable-name": 1, "orphaned-turn": 1 },
    });
    const orphaned = told.causes.find(({ kind }) => kind === "orphaned-turn");
    expect(orphaned?.recordings).toEqual([{ file: second("call_old")[0], testId: `${module}::test_turns` }]);
    expect(run("prune", "--dry-run", http).stdout).toMatch(/^2 recordings can be pruned\.$/m);
    expect(run("prune", "--dry-run", `${http}/test_old.yaml#1`).stdout).toMatch(/^1 recording can be pruned\.$/m);
    expect(run("prune", "nowhere").status).toBe(2);
  });

  test("are removed all together, and come back as they were", async () => {
    const { stdout, status } = run("prune", "--yes");
    expect(stdout).toMatch(/^7 recordings pruned; run tapedeck undo to undo this\.$/m);
    expect(status).toBe(0);
    const removed = [...gone, second("call_old"), copy].map(([path]) => path);
    const lost = [...removed, `${recordings}/by hand.json`, `${http}/test_old.yaml`];
    const after = Object.fromEntries(Object.entries(before).filter(([path]) => !lost.some((each) => path.endsWith(each))));
    expect(await texts(folder)).toEqual(after);
    expect(run("prune", "--yes")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Nothing to prune\.$/m) as string,
    });
    expect(run("undo").status).toBe(0);
    expect(await texts(folder)).toEqual(before);
  });

  test("of tests that pytest collects are kept, and of those that it does not are not", async () => {
    const collect = () => run("prune", "--dry-run", "--collect");
    expect(collect().stdout).not.toContain("--collect");
    await writeFile(join(folder, "tests/base.py"), "class Base:\n    def test_other(self):\n        pass\n");
    expect(collect().stdout).toMatch(/^5 recordings belong to tests that no longer exist/m);
    await writeFile(join(folder, "tests/base.py"), files["tests/base.py"] ?? "");
  });

  test("one of a file goes alone, and the rest of the file stays byte for byte", async () => {
    const path = `${http}/test_old.yaml`;
    expect(run("prune", "--yes", `${path}#0`).stdout).toContain("1 recording pruned");
    expect(await readFile(join(folder, path), "utf8")).toBe(cassetteOf("Older"));
    expect(run("undo").status).toBe(0);
    expect(await texts(folder)).toEqual(before);
  });
});

test("recordings whose tests may have any new name are kept: git says which tests a module got, marks say which play cassettes", async () => {
  const python = (...names: readonly string[]) => names.map((name) => `def ${name}():\n    pass\n`).join("\n\n");
  const [alpha, beta] = [recorded("test_alpha", "One"), recorded("test_beta", "Two")];
  const folder = await makeWorkspace({
    [module]: python("test_alpha", "test_beta"),
    ...Object.fromEntries([alpha, beta]),
    "tests/test_http.py": httpTests,
    [`${http}/test_one.yaml`]: cassetteOf("One"),
    [`${http}/test_two.yaml`]: cassetteOf("Two"),
  });
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com", ...args], { cwd: folder });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message=Record");
  await writeFile(join(folder, module), python("test_orange", "test_zebra"));
  await writeFile(join(folder, "tests/test_http.py"), httpTests.replace("test_one", "test_quite_another"));
  const { stdout } = tapedeckIn(folder)("prune", "--dry-run");
  expect(stdout).toMatch(
    /^kept: 3 recordings of tests that may have been renamed; their modules have tests without recordings$/m,
  );
  expect(stdout).toMatch(/^Nothing to prune\.$/m);
  await writeFile(join(folder, module), python("test_orange"));
  await writeFile(join(folder, "tests/test_http.py"), httpTests.slice(httpTests.lastIndexOf("@pytest")));
  expect(tapedeckIn(folder)("prune", "--dry-run", http).stdout).toMatch(/^1 recording can be pruned\.$/m);
});

describe("what runs with coverage say", () => {
  const testIds = { one: "tests/test_http.py::test_one", hello: `${module}::test_hello` };
  const file = (path: string, opened: boolean, plays?: readonly number[]): Coverage["files"][number] => ({
    ...{ file: path, runs: opened ? [0] : [], tests: [], untold: false },
    ...(plays && { recordings: plays.map((each) => ({ plays: each, tests: [] })) }),
  });
  const coverage = (outcome: "passed" | "failed", ...covered: Coverage["files"]): string =>
    JSON.stringify({
      version: 1,
      runs: [
        {
          command: ["pytest"],
          began: "",
          ended: "",
          status: 0,
          tests: Object.values(testIds).map((testId) => ({ testId, outcome })),
        },
      ],
      files: covered,
    });
  const cassette = `${http}/test_one.yaml`;
  let folder: string;
  let run: ReturnType<typeof tapedeckIn>;

  beforeAll(async () => {
    folder = await makeWorkspace({
      [module]: tests,
      "tests/test_http.py": httpTests,
      [cassette]: files[cassette] ?? "",
      [kept[0]]: kept[1],
    });
    run = tapedeckIn(folder);
  });
  const pruned = async (...all: readonly string[]) => {
    await addFiles(folder, Object.fromEntries(all.map((text, at) => [`run${at}.json`, text])));
    return run("prune", "--dry-run", ...all.flatMap((_, at) => ["--coverage", `run${at}.json`])).stdout;
  };

  test("goes only where the tests of a recording ran and passed", async () => {
    expect(await pruned(coverage("passed", file(cassette, false), file(kept[0], true)))).toMatch(
      /^3 recordings were never opened in 1 run, /m,
    );
    const failed = await pruned(coverage("failed", file(cassette, false), file(kept[0], false)));
    expect(failed).toMatch(/^kept: 4 recordings that were never opened, but whose tests did not run and pass$/m);
    expect(failed).toMatch(/^Nothing to prune\.$/m);
  });

  test("adds up over several runs", async () => {
    const one = coverage("passed", file(cassette, true, [1, 0, 0]), file(kept[0], true));
    const other = coverage("passed", file(cassette, true, [0, 1, 0]), file(kept[0], false));
    const both = await pruned(one, other);
    expect(both).toMatch(/^1 recording was never played in 2 runs, /m);
    expect(both).toContain(`${cassette}#2`);
  });

  test("single recordings of a cassette are taken out of it, and what is not known is kept", async () => {
    await addFiles(folder, { "run.json": coverage("passed", file(cassette, true, [1, 0, 1])) });
    const { stdout } = run("prune", "--yes", "--coverage", "run.json");
    expect(stdout).toContain("kept: 1 recording that are missing from the coverage");
    expect(stdout).toContain("1 recording pruned");
    expect(await readFile(join(folder, cassette), "utf8")).toBe(cassetteOf("One", "Three"));
    expect(run("undo").status).toBe(0);
    expect(await readFile(join(folder, cassette), "utf8")).toBe(files[cassette]);
  });

  test("is refused where it is none", async () => {
    await addFiles(folder, { "run.json": '{"version": 1, "runs": 3}' });
    expect(run("prune", "--coverage", "run.json")).toMatchObject({
      status: 2,
      stderr: "tapedeck: run.json is not JSON that tapedeck coverage has written.\n",
    });
    expect(run("prune", "--coverage", "nowhere.json").status).toBe(2);
  });
});

test("what can be fixed is named and stays, and read-only files are told before", async () => {
  const forgotten = recorded("test_forgotten", "One");
  const other = recorded("test_forgotten", "Two");
  const [path, text] = renamed;
  const folder = await makeWorkspace({
    [module]: tests,
    ...Object.fromEntries([kept, forgotten, other]),
    // Its test id was edited after recording.
    [path]: text.replace("test_forgotten_hello", "test_hello"),
    "tests/test_http.py": httpTests,
    "tests/test_made.py": "exec('def test_a(): pass')\n",
    "tests/tape.py":
      "import vcr\n\n\ndef tape(name):\n    return vcr.use_cassette(f'tests/cassettes/test_http/test_o{name}.yaml')\n",
    [`${http}/test_old.yaml`]: cassetteOf("Old"),
    "tests/cassettes/test_made/test_b.yaml": cassetteOf("Made"),
  });
  const run = tapedeckIn(folder);
  await chmod(join(folder, forgotten[0]), 0o444);
  const { stdout, status } = run("prune", "--yes");
  expect(stdout).toContain(`kept: 1 recording that cannot be removed: The file is read-only. ${forgotten[0]}`);
  expect(stdout).toContain(
    `kept: 1 recording in cassettes that may be opened by code outside of their tests: See tests/tape.py:5. ${http}/test_old.yaml#0\n`,
  );
  expect(stdout).toContain("kept: 1 recording of modules that make tests which only pytest can name; run with --collect\n");
  expect(stdout).toMatch(/^1 recording could be fixed: tapedeck fix$/m);
  expect(stdout).toMatch(/^1 recording pruned/m);
  expect(status).toBe(1);
  expect((await readdir(join(folder, recordings))).sort()).toEqual(
    [kept, forgotten, renamed].map(([each]) => each.slice(recordings.length + 1)).sort(),
  );
  await chmod(join(folder, path), 0o444);
  await symlink(process.execPath, join(folder, `${recordings}/elsewhere.json`));
  const now = run("prune", "--dry-run");
  expect(now.stdout).toContain(
    `kept: 1 recording that could be fixed if the file could be written: The file is read-only. ${path}`,
  );
  expect(now.stdout).not.toContain("tapedeck fix");
  expect(now.stderr).toMatch(/^tapedeck: tests\/recordings\/elsewhere\.json: .+\n$/);
  expect(now.status).toBe(2);
});

test("pruning that is killed in the middle is put back by the next command", async () => {
  const own = ["one", "two"].map((name) => [`${http}/test_${name}.yaml`, cassetteOf("Hello")] as const);
  const old = Array.from({ length: 400 }, (_, at) => [`${http}/test_old_${at}.yaml`, cassetteOf("Old")] as const);
  const folder = await makeWorkspace({ "tests/test_http.py": httpTests, ...Object.fromEntries([...own, ...old]) });
  const before = await texts(folder);
  const env = { XDG_CACHE_HOME: ownCache(), LOCALAPPDATA: ownCache() };
  const child = spawn(process.execPath, [cli, "prune", "--yes"], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: "ignore",
  });
  // The first recording is gone.
  const watcher = watch(join(folder, http), () => child.kill("SIGKILL"));
  const [, signal] = (await once(child, "close")) as [unknown, string];
  watcher.close();
  expect(signal).toBe("SIGKILL");
  expect(await texts(folder)).not.toEqual(before);
  const { stderr, stdout } = tapedeckIn(folder, env)("undo");
  expect(stderr).toContain("An interrupted fix was undone.");
  expect(stdout).toBe("There is nothing to undo in this folder.\n");
  expect(await texts(folder)).toEqual(before);
}, 120_000);
