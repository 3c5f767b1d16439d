/** `tapedeck fix` and `tapedeck undo`: what a user sees of recordings in which tests were renamed, and of credentials. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, watch } from "node:fs";
import { chmod, cp, lstat, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { cassetteOf } from "../support/cassettes";
import { cli, tapedeckIn } from "../support/commandLine";
import { corpusFolder } from "../support/corpus";
import { makeWorkspace } from "../support/editor/workspace";
import { hashesUnder } from "../support/hashJudge";
import { chatCompletion } from "../support/recordings";
import { dice } from "../support/secrets";

const module = "tests/test_rails.py";
const recordings = "tests/recordings";
const cassette = "tests/cassettes/test_http/test_hello.yaml";
const key = dice(40, "fix");

/** As the recorder makes it: named by its hash, and the answer after its name. */
function recorded(name: string, content: string, more: Parameters<typeof chatCompletion>[1] = {}) {
  const text = chatCompletion("Hi", {
    testId: `${module}::${name}`,
    body: { messages: [{ role: "user", content }] },
    ...more,
  });
  const hash = hashesUnder(text)["4"];
  return [`${recordings}/${hash}.json`, text.replace("rec-0123456789ab", `rec-${hash.slice(0, 12)}`)] as const;
}

const names = ["test_in_safety_rails_one", "test_in_safety_rails_two"];
const source = names.map((name) => `def ${name}():\n    pass\n\n\n`).join("");

/** Recordings of two tests that are to be renamed, bodies and code alike, and of two others. */
async function renamed(count: number, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const all = Array.from({ length: count }, (_, at) => recorded(names[at % 2] ?? "", `Question ${at}`));
  const others = [recorded("test_other", "Other"), recorded("test_safety", "Safety")];
  const kept = {
    [module]: `${source}def test_other():\n    pass\n\n\ndef test_safety():\n    pass\n`,
    ...Object.fromEntries([...all, ...others]),
  };
  return makeWorkspace({ ...kept, ...more });
}

const sed = async (folder: string) => {
  for (const path of [module, ...(await filesIn(folder)).map((name) => `${recordings}/${name}`)]) {
    const text = await readFile(join(folder, path), "utf8");
    if (text.includes("safety_rails")) await writeFile(join(folder, path), text.replaceAll("safety_rails", "rails"));
  }
};

const filesIn = async (folder: string) => (await readdir(join(folder, recordings))).sort();

/** The names of the recordings whose tests are to be renamed. */
async function renamedIn(folder: string): Promise<readonly string[]> {
  const others = [recorded("test_other", "Other"), recorded("test_safety", "Safety")].map(([path]): string => path);
  return (await filesIn(folder)).filter((name) => !others.includes(`${recordings}/${name}`));
}

function gitIn(folder: string) {
  const own = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com", "-c", "commit.gpgsign=false"];
  return (...args: readonly string[]) => execFileSync("git", [...own, ...args], { cwd: folder, encoding: "utf8" });
}

/** What is in a folder, by name. */
async function contents(folder: string): Promise<Record<string, string>> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.includes("/.git/"));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(path, "utf8")] as const)));
}

const ownCache = () => mkdtempSync(join(tmpdir(), "tapedeck-cache-"));

describe("tests that were renamed in recordings, in a git repository", () => {
  let folder: string;
  let run: ReturnType<typeof tapedeckIn>;
  let before: Record<string, string>;

  beforeAll(async () => {
    folder = await renamed(6);
    const git = gitIn(folder);
    git("init", "--quiet", "--initial-branch=main");
    git("add", "--all");
    git("commit", "--quiet", "--message=Record");
    await sed(folder);
    git("commit", "--quiet", "--all", "--message=Rename the tests of rails");
    run = tapedeckIn(folder);
    before = await contents(folder);
  });

  test("are one cause with its count, its commit and what each file becomes; nothing is changed", async () => {
    const { stdout, status } = run("fix", "--dry-run");
    expect(stdout).toMatch(/^6 recordings carry a test id that was edited after recording \(in_safety_rails_ → in_rails_\)$/m);
    expect(stdout).toMatch(/since [0-9a-f]{12} of \d{4}-\d\d-\d\d: Rename the tests of rails$/m);
    expect(stdout).toMatch(
      /^ {2}tests\/test_rails.py::test_in_rails_one\n {4}tests\/recordings\/[0-9a-f]{64}.json → [0-9a-f]{64}.json$/m,
    );
    expect(stdout).toMatch(/^ +\d+: \+ .*"rec-[0-9a-f]{12}"/m);
    expect(stdout).toMatch(/^6 recordings can be fixed\.$/m);
    expect(status).toBe(1);
    expect(await contents(folder)).toEqual(before);
  });

  test("are the same as JSON, and without a terminal nothing is changed", async () => {
    const { stdout, status } = run("fix", "--format", "json", "--blame");
    const told = JSON.parse(stdout) as { fixed: number; causes: Record<string, unknown>[] };
    expect(told.fixed).toBe(0);
    expect(told.causes).toMatchObject([
      {
        kind: "test-id-edited",
        code: "hash.mismatch",
        count: 6,
        change: { from: "in_safety_rails_", to: "in_rails_" },
        blame: { kind: "commit", subject: "Rename the tests of rails" },
      },
    ]);
    expect(status).toBe(1);
    expect(run("fix").stdout).toContain("nothing was changed because --yes was not given");
    expect(await contents(folder)).toEqual(before);
  });

  test("are found by replay again, and nothing is left to do", async () => {
    expect(run("hash").stdout.match(/^mismatch/gm)).toHaveLength(6);
    const { stdout, status } = run("fix", "--yes");
    expect(stdout).toMatch(/^6 recordings fixed; run tapedeck undo to undo this\.$/m);
    expect(status).toBe(0);
    expect(run("hash").stdout.match(/^current/gm)).toHaveLength(8);
    expect(run("check").stdout).not.toMatch(/hash\.|chunk\.id/);
    expect(run("fix", "--yes")).toMatchObject({ status: 0, stdout: "Nothing to fix.\n" });
    for (const name of await filesIn(folder)) {
      const text = await readFile(join(folder, recordings, name), "utf8");
      expect(text).toContain(`rec-${name.slice(0, 12)}`);
    }
  });

  test("are not undone where one was edited since, and undone as a whole else", async () => {
    const [name = ""] = (await filesIn(folder)).filter((each) => !(join(folder, recordings, each) in before));
    const path = join(folder, recordings, name);
    const text = await readFile(path, "utf8");
    await writeFile(path, `${text}\n`);
    const refused = run("undo");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(`${recordings}/${name} was changed since; nothing was undone.`);
    await writeFile(path, text);
    expect(run("undo")).toMatchObject({ status: 0, stdout: expect.stringContaining("Undone in 6 files") as string });
    expect(await contents(folder)).toEqual(before);
    expect(run("undo").stdout).toBe("There is nothing to undo in this folder.\n");
  });

  test("are only those that were asked for", async () => {
    const [first = ""] = (await filesIn(folder)).filter((each) => before[join(folder, recordings, each)]?.includes("rails_one"));
    expect(run("fix", `${recordings}/${first}`, "--yes").stdout).toContain("1 recording fixed");
    expect(run("undo").status).toBe(0);
    expect(run("fix", "--code", "secret.key", "--yes").stdout).toBe("Nothing to fix.\n");
    expect(run("fix", "--code", "no.such").status).toBe(2);
  });
});

test("in a folder without git a hash proves what was renamed; a request that was edited is only fixed by its rule's name", async () => {
  const folder = await renamed(4);
  await sed(folder);
  const [path, text] = recorded("test_other", "Other");
  await writeFile(join(folder, path), text.replace('"Other"', '"Edited"'));
  const run = tapedeckIn(folder);
  const { stdout } = run("fix", "--yes");
  expect(stdout).toMatch(/^4 recordings carry a test id that was edited after recording/m);
  expect(stdout).toMatch(/^4 recordings fixed/m);
  expect(stdout).not.toContain("since ");
  expect(stdout).toMatch(/Not fixed\n {2}1 recording was edited after recording/);
  expect(run("hash").stdout.match(/^mismatch/gm)).toHaveLength(1);
  expect(run("fix", "--code", "hash.mismatch", "--yes").stdout).toContain("1 recording fixed");
  expect(run("hash").stdout).not.toMatch(/^mismatch/m);
});

test("recordings of a test that was renamed in its module are found under the new one, whichever scheme names them, or stay", async () => {
  const searching = (param: string, name = "test_usage") => {
    const body = { temperature: 0.123456789, messages: [{ role: "user", content: `${param} score: 0.5` }] };
    return chatCompletion("Hi", { testId: `${module}::${name}[${param}]`, body });
  };
  const named = (scheme: "2" | "3" | "4", param: string, name?: string) => {
    const text = searching(param, name);
    const hash = hashesUnder(text)[scheme];
    return [`${recordings}/${hash}.json`, text.replace("rec-0123456789ab", `rec-${hash.slice(0, 12)}`)] as const;
  };
  const edited = [`${recordings}/${"f".repeat(64)}.json`, searching("e")] as const;
  const [shadowed, twin] = [named("3", "d"), named("2", "c")];
  const moved = [named("4", "a"), named("2", "b"), named("3", "b2"), named("3", "c"), named("4", "d")];
  const folder = await makeWorkspace({
    [module]: "def test_usages():\n    pass\n",
    ...Object.fromEntries([edited, shadowed, twin, ...moved]),
  });
  const run = tapedeckIn(folder);
  const { stdout } = run("fix", "--yes");
  expect(stdout).toMatch(/^5 recordings belong to a test that was renamed /m);
  expect(stdout).not.toContain("edited after recording (");
  expect(stdout).toContain("5 recordings fixed");
  const kept = await Promise.all(
    [edited, shadowed].map(async ([path, text]) => (await readFile(join(folder, path), "utf8")) === text),
  );
  expect(kept).toEqual([true, true]);
  expect(stdout).toContain(`The file name does not match the request hash, so its new name is unknown. ${edited[0]}`);
  expect(stdout).toContain(`Replay finds another recording of this request. ${shadowed[0]}`);
  expect(stdout).toContain("Another of these recordings gets the same name.");
  for (const param of ["a", "b", "b2", "c", "d"]) {
    const [path, text] = named("4", param, "test_usages");
    expect(await readFile(join(folder, path), "utf8")).toBe(text);
  }
  expect(run("fix", "--yes").stdout).toMatch(/^Nothing to fix\.$/m);
});

test("recordings whose test was renamed in them, and then in its module, follow in one run, as do those for which one test is left", async () => {
  const edited = [0, 1].map((at) => recorded("test_in_safety_rails_one", `Question ${at}`));
  // From the name of one test comes the word that was taken out of the other's.
  const kept = recorded("test_safety", "Safety");
  // The first may be one new test only, the second both.
  const turns = ["test_two_turns", "test_turns"].map((name) => recorded(name, "Hello"));
  const folder = await makeWorkspace({
    [module]: ["test_safety", "test_in_rails_first", "test_turns_two", "test_turns_again"]
      .map((name) => `def ${name}():\n    pass\n`)
      .join("\n\n"),
    ...Object.fromEntries(edited.map(([path, text]) => [path, text.replaceAll("safety_rails", "rails")])),
    ...Object.fromEntries([...turns, kept]),
  });
  const before = await contents(folder);
  const run = tapedeckIn(folder);
  const { stdout } = run("fix", "--yes");
  expect(stdout).toContain("4 recordings fixed");
  expect(run("fix", "--yes").stdout).toMatch(/^Nothing to fix\.$/m);
  const followed = [0, 1].map((at) => recorded("test_in_rails_first", `Question ${at}`));
  for (const [path, text] of [...followed, recorded("test_turns_two", "Hello"), recorded("test_turns_again", "Hello")])
    expect(await readFile(join(folder, path), "utf8")).toBe(text);
  expect(run("undo").status).toBe(0);
  expect(await contents(folder)).toEqual(before);
});

describe("what stands in the way is told before", () => {
  test("a read-only file and a name that is taken are left, and the others fixed", async () => {
    const folder = await renamed(5);
    const [first = "", second = "", third = ""] = await renamedIn(folder);
    await sed(folder);
    const run = tapedeckIn(folder);
    const planned = JSON.parse(run("fix", "--dry-run", "--format", "json").stdout) as {
      causes: { files: { file: string; newFile: string }[] }[];
    };
    const target = planned.causes[0]?.files.find(({ file }) => file.endsWith(second))?.newFile ?? "";
    await writeFile(join(folder, target), "{}");
    await chmod(join(folder, recordings, first), 0o444);
    await chmod(join(folder, recordings, third), 0o600);
    const { stdout, status } = run("fix", "--yes");
    expect(stdout).toContain(`The file is read-only. ${recordings}/${first}`);
    expect(stdout).toContain(
      `A recording of that name already exists, and is the one that replay finds. ${recordings}/${second}`,
    );
    expect(stdout).toContain("3 recordings fixed");
    expect(status).toBe(1);
    expect(await readFile(join(folder, target), "utf8")).toBe("{}");
    const moved = planned.causes[0]?.files.find(({ file }) => file.endsWith(third))?.newFile ?? "";
    expect((await lstat(join(folder, moved))).mode & 0o777).toBe(0o600);
  });

  test("a file outside of the current folder is not touched", async () => {
    const folder = await renamed(2);
    await sed(folder);
    const before = await contents(folder);
    const outside = await makeWorkspace({ "notes.txt": "" });
    expect(tapedeckIn(outside)("fix", "--code", "hash.mismatch", "--yes", folder).stdout).toContain(
      "It lies outside of the current folder.",
    );
    expect(await contents(folder)).toEqual(before);

    // A recording that cannot be read may have anything to fix.
    await symlink(join(outside, "notes.txt"), join(folder, recordings, "linked.json"));
    const { status, stderr, stdout } = tapedeckIn(folder)("fix", "--dry-run");
    expect(stderr).toContain(`${recordings}/linked.json: The file cannot be read`);
    expect(stdout).toContain("2 recordings can be fixed.");
    expect(status).toBe(2);
  });
});

test("a credential in a cassette is redacted, byte for byte what it was elsewhere, and comes back", async () => {
  const text = cassetteOf("One", "Two").replace("content-type:", `authorization:\n      - Bearer ${key}\n      content-type:`);
  const folder = await makeWorkspace({
    [cassette]: text,
    "tests/test_http.py": "import pytest\n\n\n@pytest.mark.vcr\ndef test_hello():\n    pass\n",
  });
  const run = tapedeckIn(folder);
  const dry = run("fix", "--dry-run");
  expect(dry.stdout).toContain(cassette);
  expect(dry.stdout).not.toContain(key);
  expect(run("fix", "--dry-run", "--format", "json").stdout).not.toContain(key);
  expect(run("fix", "--dry-run", "--show-secrets").stdout).toContain(key);
  const both = run("fix", "--dry-run", "--format", "json").stdout;
  expect(JSON.parse(both)).toMatchObject({ fixed: 0, fixedFiles: 0, causes: [{ count: 1, files: [{ recordings: 1 }] }] });
  expect(run("fix", "--yes").stdout).toContain("1 recording fixed");
  const after = await readFile(join(folder, cassette), "utf8");
  expect(after).not.toContain(key);
  expect(after.replace(/(authorization:\n +- ).*/, "")).toBe(text.replace(/(authorization:\n +- ).*/, ""));
  expect(run("fix", "--yes").stdout).toContain("Nothing to fix.");
  expect(run("undo").status).toBe(0);
  expect(await readFile(join(folder, cassette), "utf8")).toBe(text);
});

test("a fix that is killed in the middle is put back by the next command", async () => {
  const folder = await renamed(150);
  await sed(folder);
  const before = await contents(folder);
  const env = { XDG_CACHE_HOME: ownCache(), LOCALAPPDATA: ownCache() };
  const place = join(folder, recordings);
  const child = spawn(process.execPath, [cli, "fix", "--yes"], { cwd: folder, env: { ...process.env, ...env }, stdio: "ignore" });
  const watcher = watch(place, (_, name) => {
    // The first recording has its new name.
    if (name?.endsWith(".json") && !(join(place, name) in before)) child.kill("SIGKILL");
  });
  const [, signal] = (await once(child, "close")) as [unknown, string];
  watcher.close();
  expect(signal).toBe("SIGKILL");
  expect(await contents(folder)).not.toEqual(before);
  const { stderr, stdout } = tapedeckIn(folder, env)("undo");
  expect(stderr).toContain("An interrupted fix was undone.");
  expect(stdout).toBe("There is nothing to undo in this folder.\n");
  expect(await contents(folder)).toEqual(before);
}, 120_000);

test.skipIf(process.platform === "win32")("where the disk takes no more, nothing is changed, and it is said", async () => {
  const [path, text] = recorded(names[0] ?? "", "A long question. ".repeat(2000));
  const folder = await renamed(4, { [path]: text });
  await sed(folder);
  const before = await contents(folder);
  const cache = ownCache();
  const limited = spawnSync("sh", ["-c", 'ulimit -f 16; exec "$0" "$@"', process.execPath, cli, "fix", "--yes", "--no-cache"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache },
  });
  expect(limited.stderr).toMatch(/^tapedeck: Nothing was changed: the file size limit of this process is exceeded\.$/m);
  expect(limited.status).toBe(1);
  expect(await contents(folder)).toEqual(before);
  expect(tapedeckIn(folder)("fix", "--yes").stdout).toContain("5 recordings fixed");
});

const corpus = corpusFolder();

test.skipIf(corpus === undefined)(
  "tests that were renamed in hundreds of real recordings are fixed",
  async () => {
    const folder = await makeWorkspace({});
    for (const part of ["agents", "safety"].map((name) => `tests/integration/${name}`))
      await cp(join(corpus ?? "", "current", part), join(folder, part), { recursive: true });
    execFileSync("chmod", ["-R", "u+w", folder]);
    const grep = ["-rlE", "test_[a-z_]*safety_guardrails", folder];
    const files = execFileSync("grep", grep, { encoding: "utf8" }).trim().split("\n");
    const wanted = files.slice(0, 250);
    await Promise.all(files.slice(wanted.length).map((path) => rm(path)));
    await Promise.all(
      wanted.map(async (path) => writeFile(path, (await readFile(path, "utf8")).replaceAll("safety_guardrails", "guardrails"))),
    );
    const run = tapedeckIn(folder);
    const { causes } = JSON.parse(run("fix", "--code", "hash.mismatch", "--yes", "--format", "json").stdout) as {
      causes: { kind: string; files: { newFile: string }[] }[];
    };
    const edited = causes.filter(({ kind }) => kind === "test-id-edited").flatMap((cause) => cause.files);
    expect(edited.length).toBeGreaterThan(200);
    const told = JSON.parse(run("hash", "--format", "json").stdout) as { file: string; status: string }[];
    const current = new Set(told.filter(({ status }) => status === "current").map(({ file }) => file));
    expect(edited.filter(({ newFile }) => !current.has(newFile))).toEqual([]);
    await rm(folder, { recursive: true });
  },
  300_000,
);
