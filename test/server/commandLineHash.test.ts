/** `tapedeck hash` and `tapedeck explain`: names, and recordings that replay did not find. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { corpusFolder } from "../support/corpus";
import { tapedeckIn } from "../support/commandLine";
import { addFiles, copySample, makeWorkspace } from "../support/editor/workspace";
import { nameUnder } from "../support/hashJudge";
import { chatCompletion } from "../support/recordings";

interface Line {
  readonly file: string;
  readonly name: string;
  readonly status: string;
  readonly scheme: string | null;
  readonly expected: string | null;
}
const lines = (text: string) => JSON.parse(text) as Line[];
const testId = "tests/test_chat.py::test_hello";
const wrong = `tests/recordings/${"a".repeat(64)}.json`;

/** A recording under the name that `tapedeck hash` asks for. */
async function wellNamed(): Promise<{ folder: string; name: string; text: string }> {
  const text = chatCompletion("Hi", { testId });
  const folder = await makeWorkspace({ [wrong]: text });
  const [line] = lines(tapedeckIn(folder)("hash", wrong, "--format", "json").stdout);
  const name = line?.expected ?? "";
  await addFiles(folder, { [`tests/recordings/${name}`]: text });
  return { folder, name, text };
}

describe("hash", () => {
  test("says which names are the hash of their request, and what the others should be", async () => {
    const { folder, name } = await wellNamed();
    const run = tapedeckIn(folder);
    expect(lines(run("hash", "--format", "json").stdout).sort((a, b) => a.status.localeCompare(b.status))).toEqual([
      { file: `tests/recordings/${name}`, name, status: "current", scheme: "4", expected: name },
      { file: wrong, name: `${"a".repeat(64)}.json`, status: "mismatch", scheme: null, expected: name },
    ]);
    const { stdout } = run("hash", wrong);
    expect(stdout).toBe(`mismatch        ${wrong}  should be ${name}\n`);
    expect(lines(run("hash", "--scheme", "1", "--format", "json", wrong).stdout)[0]?.expected).toMatch(/^[0-9a-f]{12}\.json$/);
  });

  test("says so of DataDog's cassettes, where others in their folder tell that the agent changes no body", async () => {
    const cassette = (content: string) =>
      JSON.stringify({
        request: {
          method: "POST",
          url: "https://api.openai.com/v1/chat/completions",
          headers: {},
          body: JSON.stringify({ content }),
        },
        response: { status: { code: 200, message: "OK" }, headers: {}, body: "{}" },
      });
    // sha256('openai/chat/completions:POST:{"content": "one"}')
    const [named, other] = ["openai_chat_completions_post_fd45bf48.json", "openai_chat_completions_post_01234567.json"];
    const alone = { [`cassettes/openai/${other}`]: cassette("two") };
    const check = async (files: Readonly<Record<string, string>>) => {
      const run = tapedeckIn(await makeWorkspace(files));
      const { findings } = JSON.parse(run("check", "--format", "json").stdout) as {
        findings: { code: string; message: string }[];
      };
      return findings.filter(({ code }) => code === "hash.mismatch").map(({ message }) => message);
    };
    expect(await check(alone)).toEqual([]);
    expect(await check({ ...alone, [`cassettes/openai/${named}`]: cassette("one") })).toEqual([
      "The file name does not match the request hash, as if the request was edited, so replay does not find it. Expected: openai_chat_completions_post_6f2db85a.json.",
    ]);
  });

  test("knows the names that a server makes without the test", async () => {
    const text = chatCompletion("Hi", { testId });
    const name = nameUnder("4", text.replace(`"test_id": "${testId}"`, '"test_id": null'));
    const run = tapedeckIn(await makeWorkspace({ [`tests/recordings/${name}`]: text }));
    const file = `tests/recordings/${name}`;
    expect(lines(run("hash", "--format", "json").stdout)).toEqual([
      { file, name, status: "current", scheme: "4", withoutTest: true, expected: name },
    ]);
    expect(run("hash").stdout).toBe(`current     4   ${file}  hashed without its test, as a server does\n`);
  });

  test("of broken files says that they have none", async () => {
    const run = tapedeckIn(await makeWorkspace({ [wrong]: "{" }));
    expect(lines(run("hash", wrong, "--format", "json").stdout)).toMatchObject([
      { status: "unhashable", scheme: null, expected: null },
    ]);
  });

  test("finds every name of the sample suite current", async () => {
    const run = tapedeckIn(await copySample());
    expect(new Set(lines(run("hash", "--format", "json").stdout).map(({ status }) => status))).toEqual(new Set(["current"]));
  });

  test("counts the corpus as its recorders named it", () => {
    const corpus = corpusFolder();
    if (corpus === undefined) return;
    const counts = (workspace: string) => {
      const found = lines(tapedeckIn(join(corpus, workspace))("hash", "--format", "json").stdout);
      const keys = found.map(({ status, scheme }) => `${status} ${scheme ?? "-"}`);
      return Object.fromEntries([...new Set(keys)].sort().map((key) => [key, keys.filter((each) => each === key).length]));
    };
    const current = counts("current");
    console.log(`hash: ${JSON.stringify(current)}`);
    expect(current).toEqual({ "current 4": 1450, "mismatch -": 35, "older 2": 4, "older 3": 88 });
    expect(counts("legacy")).toEqual({ "older 1": 86 });
  });
});

describe("explain", () => {
  const missing = "0123456789abcdef".repeat(4);

  test("says where replay looked, in order, and what it has of the test", async () => {
    const { folder } = await wellNamed();
    const run = tapedeckIn(folder);
    const { status, stdout } = run("explain", "--test", testId, missing, "--format", "json");
    expect(status).toBe(0);
    const explanation = JSON.parse(stdout) as { nearest: unknown[] };
    expect(explanation).toMatchObject({
      testId,
      hash: missing,
      lookedIn: [
        { folder: "tests/recordings", file: `tests/recordings/${missing}.json`, exists: false },
        { folder: "tests/integration/common/recordings", exists: false },
      ],
      comparison: null,
    });
    expect(explanation.nearest).toHaveLength(2);
    const text = run("explain", "--test", testId, missing).stdout;
    expect(text).toContain(`  1. tests/recordings/${missing}.json  not there\n`);
    expect(text).toContain(wrong);
  });

  test("counts the recordings of a test in plain English", async () => {
    const only = "tests/test_only.py::test_alone";
    const folder = await makeWorkspace({ "tests/recordings/a.json": chatCompletion("Hi", { testId: only }) });
    expect(tapedeckIn(folder)("explain", "--test", only).stdout).toContain("There is 1 recording of this test.\n");
  });

  test("takes the failure as pytest prints it", async () => {
    const { folder } = await wellNamed();
    const failure = `FAILED ${testId} - RuntimeError: Recording not found for request hash: ${missing}`;
    const { stdout } = tapedeckIn(folder)("explain", failure, "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({ testId, hash: missing });
  });

  test("ends with the command that records it, where it can be recorded", async () => {
    const { folder } = await wellNamed();
    const run = tapedeckIn(folder);
    expect(run("explain", "--test", testId, missing).stdout).not.toContain("tapedeck rerecord");
    await addFiles(folder, { [testId.slice(0, testId.indexOf("::"))]: "def test_hello():\n    pass\n" });
    const { stdout } = run("explain", "--test", `${testId}[a b]`, missing);
    expect(stdout.endsWith(`Record this now\n  tapedeck rerecord --mode record-if-missing '${testId}[a b]'\n`)).toBe(true);
    const words = stdout.trimEnd().split("\n").at(-1)!.trim();
    const dry = run(
      ...words
        .replace("tapedeck ", "")
        .replaceAll("'", "")
        .split(/ (?!b\])/),
      "--dry-run",
    );
    expect(dry.stdout).toContain("Mode: record-if-missing");
  });

  test("takes a hash alone for that of the recording's own test", async () => {
    const { folder, name } = await wellNamed();
    const { stdout } = tapedeckIn(folder)("explain", name.slice(0, 64));
    expect(stdout).toContain("so replay finds it");
    expect(stdout).not.toContain("does not look");
  });

  test("shows which fields of a request made its hash another one", async () => {
    const { folder, text } = await wellNamed();
    await addFiles(folder, { "new.json": text.replace('"Hello"', '"Good\\u001b[2J morning"') });
    const run = tapedeckIn(folder);
    const { stdout } = run("explain", "--test", testId, "--request", "new.json");
    expect(stdout).toContain('  messages[0].content\n    - recorded "Hello"\n    + asked    "Good\\u001b[2J morning"\n');
    expect(stdout).not.toContain("\u001b");
  });

  test.each([
    [[], "pass the text of a failure, a hash, --test or --request"],
    [["--request", "gone.json"], "gone.json is not a file"],
  ])("%j cannot be explained", async (args, message) => {
    const { status, stdout, stderr } = tapedeckIn(await makeWorkspace({}))("explain", ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
