/** `tapedeck diff`, `textconv` and `setup-git`: what a user sees of recordings that changed in a git repository. */
import { execFileSync } from "node:child_process";
import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { cassetteOf } from "../support/cassettes";
import { tapedeckIn } from "../support/commandLine";
import { makeWorkspace } from "../support/editor/workspace";
import { chatCompletion, chatStream } from "../support/recordings";

const place = (digit: string) => `tests/recordings/${digit.repeat(64)}.json`;
const testId = (name: string) => `tests/test_chat.py::test_${name}`;
const said = (text: string, name: string) => chatCompletion(text, { testId: testId(name) });
const cassette = "tests/cassettes/test_http/test_hello.yaml";

const files = {
  [place("a")]: said("It is sunny.", "weather"),
  [place("b")]: chatStream([{ role: "assistant", content: "Hello" }], { testId: testId("hello") }),
  [place("c")]: said("Gone tomorrow.", "gone"),
  [place("d")]: said("The same.", "moved"),
  [cassette]: cassetteOf("One", "Two"),
  "tests/test_http.py": "import pytest\n\n\n@pytest.mark.vcr\ndef test_hello():\n    pass\n",
  "notes.json": "{}\n",
};

function gitIn(folder: string) {
  const own = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com", "-c", "commit.gpgsign=false"];
  return (...args: readonly string[]) => execFileSync("git", [...own, ...args], { cwd: folder, encoding: "utf8" });
}

async function repository(): Promise<string> {
  const folder = await makeWorkspace(files);
  const git = gitIn(folder);
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message=First");
  return folder;
}

describe("a working tree in which recordings changed", () => {
  let folder: string;
  let run: ReturnType<typeof tapedeckIn>;

  beforeAll(async () => {
    folder = await repository();
    run = tapedeckIn(folder);
    const write = (path: string, text: string) => writeFile(join(folder, path), text);
    await write(place("a"), said("It is raining.", "weather"));
    await write(
      place("b"),
      chatStream([{ role: "assistant" }, { content: "Hel" }, { content: "lo" }], { testId: testId("hello") }),
    );
    await rm(join(folder, place("c")));
    await rename(join(folder, place("d")), join(folder, place("e")));
    await write(place("f"), said("Hello, new world.", "new"));
    await write(cassette, cassetteOf("One", "Three"));
    await write("notes.json", '{"other": true}\n');
  });

  test("is told by test: what a test would notice first, noise only counted", () => {
    const { status, stdout, stderr } = run("diff");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(`${testId("weather")}\n  changed  ${place("a")}\n    text: It is [-sunny-]{+raining+}.\n`);
    expect(stdout).toContain(`tests/test_http.py::test_hello\n  changed  ${cassette}#1\n    text: [-Two-]{+Three+}\n`);
    expect(stdout).toContain(`${testId("gone")}\n  removed  ${place("c")}\n`);
    expect(stdout).toContain(`${testId("new")}\n  added  ${place("f")}\n`);
    expect(stdout).not.toContain("test_hello\n  only noise");
    expect(stdout.split("\n").at(-2)).toBe("2 recordings changed, 2 removed, 2 added, 1 only noise.");
  });

  test("has the moved one as moved once git knows the new file", () => {
    gitIn(folder)("add", "--intent-to-add", place("e"));
    const { stdout } = run("diff", "--all");
    expect(stdout).toContain(`  moved  ${place("e")} (was ${place("d")})\n`);
    expect(stdout).toContain(`  only noise  ${place("b")}  chunk boundaries`);
    gitIn(folder)("reset", "--quiet");
  });

  test("ends with 1 where --exit-code asks for it", () => {
    expect(run("diff", "--exit-code").status).toBe(1);
    expect(run("diff", "--exit-code", "HEAD", place("b")).status).toBe(0);
  });

  test("is told to programs with every difference", () => {
    const { recordings, summary } = JSON.parse(run("diff", "HEAD", place("a"), "--format", "json").stdout) as Record<
      string,
      unknown
    >;
    expect(summary).toMatchObject({ changed: 1, removed: 0, "same-meaning": 0 });
    expect(recordings).toMatchObject([
      { kind: "changed", file: place("a"), tests: [testId("weather")], summary: "Text changed.", answer: [{ what: "text" }] },
    ]);
  });

  test("fits into a comment as Markdown, where recorded text makes no markup", async () => {
    await writeFile(join(folder, place("a")), said("It is `<b>`[x](https://example.com) ![i](j).", "weather"));
    const { stdout } = run("diff", "HEAD", place("a"), "--format", "markdown");
    expect(stdout).toContain("### Recordings\n");
    expect(stdout).toMatch(/\n {2}- ``+ ?text: .*It is .*<b>.*``\n/);
  });
});

test("two commits are compared as git spells them, and a folder of the project alone", async () => {
  const folder = await repository();
  const [git, run] = [gitIn(folder), tapedeckIn(folder)];
  git("switch", "--quiet", "--create=topic");
  await writeFile(join(folder, place("a")), said("It snows.", "weather"));
  git("commit", "--all", "--quiet", "--message=Snow");
  git("switch", "--quiet", "main");
  await writeFile(join(folder, place("d")), said("Another.", "moved"));
  git("commit", "--all", "--quiet", "--message=Other");
  const names = (...args: readonly string[]) =>
    [...run("diff", ...args).stdout.matchAll(/changed {2}\S+\/(\w)\w+\.json/g)].map(([, name]) => name);
  expect(names("main..topic")).toEqual(["a", "d"]);
  expect(names("main...topic")).toEqual(["a"]);
  expect(names("topic~1..topic", "tests")).toEqual(["a"]);
  expect(names("HEAD~1")).toEqual(["d"]);
  expect(tapedeckIn(join(folder, "tests"))("diff", "HEAD~1").stdout).toContain(`changed  recordings/${"d".repeat(64)}.json`);
});

test("what cannot be compared is said: no repository, a broken recording, a name that is no revision", async () => {
  const folder = await repository();
  await writeFile(join(folder, place("a")), said("It is sunny.", "weather").slice(0, 300));
  const run = tapedeckIn(folder);
  expect(run("diff").stdout).toContain(`could not be compared  ${place("a")}\n`);
  const missing = (...args: readonly string[]) => ({
    status: 2,
    stdout: "",
    stderr: `tapedeck: There is no ${args.join("")}.\n`,
  });
  expect(run("diff", "no-such-thing")).toEqual(missing('revision, file or folder "no-such-thing"'));
  expect(run("diff", "mian...HEAD", "--exit-code")).toEqual(missing('revision, file or folder "mian...HEAD"'));
  expect(run("diff", "HEAD", "tests", "test")).toEqual(missing('file or folder "test"'));
  await rm(join(folder, place("b")));
  expect(run("diff", place("b")).stdout).toContain(`removed  ${place("b")}\n`);
  expect(run("diff", "--", "-x").status).toBe(2);
  const { status, stderr } = tapedeckIn(await makeWorkspace({}))("diff");
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^tapedeck: not a git repository/) as string });
});

test("no program that a repository's settings name is run", async () => {
  const folder = await repository();
  const git = gitIn(folder);
  const trap = join(folder, "trap.sh");
  await writeFile(trap, `#!/bin/sh\ntouch ${join(folder, "sprung")}\n`);
  await chmod(trap, 0o755);
  for (const name of ["core.fsmonitor", "diff.external", "diff.json.textconv", "core.pager"]) git("config", name, trap);
  await writeFile(join(folder, ".git/info/attributes"), "*.json diff=json\n");
  await writeFile(join(folder, place("a")), said("It is raining.", "weather"));
  expect(tapedeckIn(folder)("diff").stdout).toContain("1 recording changed.");
  expect(tapedeckIn(folder)("list", "sprung").status).toBe(2);
});

test("a cassette that went and another that came are not one that was renamed, however alike their lines are", async () => {
  const folder = await repository();
  const [git, run] = [gitIn(folder), tapedeckIn(folder)];
  const other = cassetteOf("One", "Two").replaceAll('"Hi"', '"Good evening"');
  await rm(join(folder, cassette));
  await writeFile(join(folder, "tests/cassettes/test_http/test_evening.yaml"), other);
  await writeFile(join(folder, "tests/test_http.py"), "import pytest\n\n\n@pytest.mark.vcr\ndef test_evening():\n    pass\n");
  git("add", "--all");
  const { stdout } = run("diff", "HEAD", "tests/cassettes");
  expect(stdout).toMatch(/^2 recordings removed, 2 added\.$/m);
});

describe("setup-git", () => {
  test("has git compare what recordings say, and leaves nothing behind when it is removed", async () => {
    const folder = await repository();
    const [git, run] = [gitIn(folder), tapedeckIn(folder)];
    await mkdir(join(folder, ".git/info"), { recursive: true });
    await writeFile(join(folder, ".git/info/attributes"), "*.md text");
    await writeFile(join(folder, place("a")), said("It is raining.", "weather"));
    await writeFile(join(folder, cassette), cassetteOf("One", "Three"));
    expect(run("setup-git")).toMatchObject({ status: 0, stderr: "" });
    run("setup-git");
    const diff = git("diff");
    expect(diff).toContain("\n-  It is sunny.\n+  It is raining.\n");
    expect(diff).toContain("\n-  Two\n+  Three\n");
    expect(diff).not.toContain("chat.completion");
    expect(run("setup-git", "--remove")).toMatchObject({ status: 0, stderr: "" });
    expect(git("diff")).toContain("chat.completion");
    expect(execFileSync("cat", [join(folder, ".git/info/attributes")], { encoding: "utf8" })).toBe("*.md text\n");
    expect(git("config", "--list", "--local")).not.toContain("tapedeck");
  });

  test("prints what is no recording, or a broken one, as it is", async () => {
    const broken = said("It is sunny.", "weather").slice(0, 300);
    const folder = await makeWorkspace({ "a.json": '{"some": "thing"}', "b.bin": "\u0000\u0001", "c.json": broken });
    const run = tapedeckIn(folder);
    expect(run("textconv", "a.json").stdout).toBe('{"some": "thing"}');
    expect(run("textconv", "b.bin").stdout).toBe("\u0000\u0001");
    expect(run("textconv", "c.json").stdout).toBe(broken);
  });
});
