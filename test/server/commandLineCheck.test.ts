/** `tapedeck check`: the editor's findings for people, programs and build servers. */
import { readFileSync, symlinkSync, utimesSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { corpusFolder } from "../support/corpus";
import { tapedeckIn } from "../support/commandLine";
import { addFiles, copySample, makeWorkspace } from "../support/editor/workspace";
import { startClient } from "../support/languageClient";
import { chatChunk, chatStream } from "../support/recordings";

const place = (name: string, folder = "tests/recordings") => `${folder}/${name}.json`;
const clean = chatStream(["Hello"], { testId: null });
/** Named by no hash, so that none can be wrong; nothing but these faults is in them. */
const files = {
  [place("good")]: clean,
  [place("cut")]: clean.slice(0, clean.length - 200),
  [place("wrong")]: chatStream(["Hello", chatChunk({ choices: "none" })], { testId: null }),
};

interface Finding {
  readonly file: string;
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly pointer: string;
  readonly range: { readonly start: Place; readonly end: Place };
}
interface Place {
  readonly line: number;
  readonly character: number;
}
interface Checked {
  readonly findings: readonly Finding[];
  readonly summary: Readonly<Record<string, number>>;
}

const checkedIn = (text: string) => JSON.parse(text) as Checked;

describe("check --format json", () => {
  test("says what is wrong, where, and how much of it there is", async () => {
    const run = tapedeckIn(await makeWorkspace(files));
    const { status, stdout, stderr } = run("check", "--format", "json");
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    const { findings, summary } = checkedIn(stdout);
    const wrong = findings.find(({ code }) => code === "chunk.shape");
    const line = files[place("wrong")]!.split("\n").findIndex((each) => each.includes('"choices": "none"'));
    const character = files[place("wrong")]!.split("\n")[line]!.indexOf('"none"');
    expect(wrong).toEqual({
      file: place("wrong"),
      code: "chunk.shape",
      severity: "error",
      message: expect.any(String) as unknown,
      pointer: "/response/body/1/__data__/choices",
      range: { start: { line, character }, end: { line, character: character + 6 } },
      count: 1,
      also: [],
    });
    expect(findings.filter(({ file }) => file === place("cut"))).toMatchObject([{ code: "json.syntax", pointer: "" }]);
    expect(findings.filter(({ file }) => file === place("good"))).toEqual([]);
    expect(summary).toMatchObject({ recordings: 3, error: findings.filter(({ severity }) => severity === "error").length });
    expect(Object.keys(summary)).toEqual([
      ...["recordings", "error", "warning", "information", "hint"],
      ...["places", "muted", "stale"],
    ]);
  });

  test("checks what it is told to, inside the folder and elsewhere", async () => {
    const run = tapedeckIn(await makeWorkspace(files));
    const elsewhere = await makeWorkspace({ "odd [name] {1}.json": files[place("cut")]! });
    const codes = (...paths: string[]) => {
      const { findings, summary } = checkedIn(run("check", "--format", "json", ...paths).stdout);
      return [summary["recordings"], ...new Set(findings.map(({ file, code }) => `${file} ${code}`))];
    };
    expect(codes(place("cut"))).toEqual([1, `${place("cut")} json.syntax`]);
    expect(codes("tests/**/good.json")).toEqual([1]);
    const odd = join(elsewhere, "odd [name] {1}.json");
    expect(codes(place("good"), odd)).toEqual([2, `${odd} json.syntax`]);
    expect(codes(odd)).toEqual([1, `${odd} json.syntax`]);
  });

  test("finds the same with the cache of an earlier run, and what changed since", async () => {
    const folder = await makeWorkspace(files);
    const run = tapedeckIn(folder);
    const first = run("check", "--format", "json").stdout;
    expect(run("check", "--format", "json").stdout).toBe(first);
    expect(run("check", "--format", "json", "--no-cache").stdout).toBe(first);
    await addFiles(folder, { [place("good")]: "{", [place("cut")]: clean });
    const { findings } = checkedIn(run("check", "--format", "json").stdout);
    expect(new Set(findings.map(({ file }) => file))).toEqual(new Set([place("good"), place("wrong")]));
  });

  test("of a link that leads out nothing is told that an earlier run read, which named its target", async () => {
    const shared = await makeWorkspace({ "recordings/wrong.json": files[place("wrong")] ?? "" });
    const folder = await makeWorkspace({ "pytest.ini": "", [place("good")]: clean });
    const long = new Date(Date.now() - 60_000);
    utimesSync(join(shared, "recordings/wrong.json"), long, long);
    symlinkSync(join(shared, "recordings/wrong.json"), join(folder, place("linked")));
    const codes = (...args: readonly string[]) =>
      checkedIn(tapedeckIn(folder)("check", "--format", "json", ...args).stdout).findings.flatMap(({ file, code }) =>
        file === place("linked") ? code : [],
      );
    expect(codes(".", join(shared, "recordings"))).toContain("chunk.shape");
    expect(codes()).toEqual(["recording.unreadable"]);
    expect(codes(".", join(shared, "recordings"))).toContain("chunk.shape");
  });

  test("finds what the editor finds, in the sample suite with its faults", async () => {
    const folder = await copySample();
    const broken = await makeWorkspace(files);
    for (const each of [folder, broken]) {
      const client = await startClient([each]);
      const { items } = await client.workspaceDiagnostics();
      await client.stop();
      const inEditor = items.flatMap((item) =>
        item.kind === "full" ? item.items.map(({ code, range, message }) => ({ code, range, message })) : [],
      );
      const { findings } = checkedIn(tapedeckIn(each)("check", "--format", "json").stdout);
      const inTerminal = findings.map(({ code, range, message }) => ({ code, range, message }));
      expect(inTerminal).toHaveLength(inEditor.length);
      expect(inTerminal).toEqual(expect.arrayContaining(inEditor));
    }
  });

  test("gives every finding of the corpus a pointer that leads to a value, in the file's own terms", () => {
    const corpus = corpusFolder();
    if (corpus === undefined) return;
    const folder = join(corpus, "current");
    const { status, stdout } = tapedeckIn(folder)("check", "--format", "json", "--fail-on", "never");
    expect(status).toBe(0);
    const { findings, summary } = checkedIn(stdout);
    console.log(`check: ${JSON.stringify(summary)}`);
    for (const { file, pointer } of findings) {
      const value: unknown = JSON.parse(readFileSync(join(folder, file), "utf8"));
      expect(valueAt(value, pointer), `${file} ${pointer}`).toBeDefined();
    }
  });
});

function valueAt(value: unknown, pointer: string): unknown {
  const steps = pointer.split("/").slice(1);
  return steps.reduce(
    (at, step) => (at as Record<string, unknown> | undefined)?.[step.replaceAll("~1", "/").replaceAll("~0", "~")],
    value,
  );
}

test("what is wrong in many places of a file for one cause is one finding in every format", async () => {
  const odd = chatChunk({ choices: "none" });
  const text = chatStream(["Hi", ...Array.from({ length: 30 }, () => odd)], { testId: null });
  const run = tapedeckIn(await makeWorkspace({ [place("odd")]: text }));
  const [one, ...others] = text.split("\n").flatMap((line, at) => (line.includes('"none"') ? [at + 1] : []));
  const shown = run("check").stdout;
  expect(shown).toContain(`  ${one}:22  error`);
  expect(shown).toContain("The same problem is at 29 more places.");
  const also = others.slice(0, 10).map((line) => `${line}:22`);
  expect(shown).toContain(`also at ${also.join(", ")} and 19 more places\n`);
  expect(shown).toContain("1 finding at 30 places in 1 file (1 recording checked): 1 error.");
  const { findings, summary } = JSON.parse(run("check", "--format", "json").stdout) as Checked;
  expect(findings).toMatchObject([{ code: "chunk.shape", count: 30, pointer: "/response/body/1/__data__/choices" }]);
  expect(summary).toMatchObject({ recordings: 1, error: 1, places: 30 });
  const log = JSON.parse(run("check", "--format", "sarif").stdout) as SarifLog;
  expect(sarifProblems(log)).toEqual([]);
  expect(log).toMatchObject({ runs: [{ results: [{ occurrenceCount: 30, relatedLocations: { length: 10 } }] }] });
  expect(run("check", "--format", "github").stdout.trim().split("\n")).toHaveLength(1);
});

describe("exit codes", () => {
  test.each([
    [[], 1],
    [["--fail-on", "hint"], 1],
    [["--fail-on", "never"], 0],
    [["--rule", "chunk.shape=off", "--rule", "json.syntax=information"], 0],
    [["--rule", "chunk.shape=off", "--rule", "json.syntax=information", "--fail-on", "information"], 1],
    [[place("good")], 0],
    [["nowhere"], 2],
    [[place("cut"), "nowhere"], 2],
    [["--rule", "chunk.shap=off"], 2],
    [["--rule", "chunk.shape=loud"], 2],
    [["--rule", "chunk.shape"], 2],
  ])("check %j ends with %i", async (args, expected) => {
    const run = tapedeckIn(await makeWorkspace(files));
    expect(run("check", ...args).status).toBe(expected);
  });

  test("a folder without recordings is clean where that is right", async () => {
    const run = tapedeckIn(await makeWorkspace({ "package.json": "{}" }));
    expect(run("check", "--allow-empty")).toEqual({ status: 0, stdout: "0 recordings, no findings.\n", stderr: "" });
  });

  test("other files that a hook hands over are left out where that is right", async () => {
    const others = { "tests/cassettes/config.json": '{ "x": 1 }', "tests/cassettes/other.yaml": "a: 1\n" };
    const run = tapedeckIn(await makeWorkspace({ ...files, ...others }));
    const handed = [place("good"), ...Object.keys(others)];
    expect(run("check", ...handed)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("config.json is not a recording.") as unknown,
    });
    expect(run("check", "--allow-empty", ...handed)).toEqual({ status: 0, stdout: "1 recording, no findings.\n", stderr: "" });
    expect(run("check", "--allow-empty", place("cut"), ...handed).status).toBe(1);
  });
});

describe("check, for people", () => {
  test("shows the place of each finding, by file", async () => {
    const run = tapedeckIn(await makeWorkspace(files));
    const { stdout } = run("check", place("wrong"));
    const lines = stdout.split("\n");
    expect(lines[0]).toBe(place("wrong"));
    const at = lines.findIndex((line) => line.endsWith("  chunk.shape"));
    expect(lines[at]).toMatch(/^ {2}\d+:\d+ {2}error {2}\S.*\. {2}chunk\.shape$/);
    expect(lines[at + 2]).toMatch(/^ {4}\d+ │ +"choices": "none",$/);
    expect(lines[at + 3]!.indexOf("^^^^^^")).toBe(lines[at + 2]!.indexOf('"none"'));
    expect(lines.at(-2)).toMatch(/^\d+ findings? in 1 file \(1 recording checked\): .*\d errors?.*\.$/);
  });

  test("cuts lines that are too long for a terminal, and obeys none of them", async () => {
    const evil = "\u001b[2J\u202e".repeat(40);
    const value = JSON.parse(
      chatStream(["Hello", chatChunk({ padding: evil, choices: "none", rest: evil })], { testId: null }),
    ) as object;
    const run = tapedeckIn(await makeWorkspace({ [place("line")]: JSON.stringify(value).replaceAll("\\u001b", "\u009b") }));
    const { stdout } = run("check", place("line"));
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    const lines = stdout.split("\n");
    const at = lines.findIndex((line) => line.endsWith("  chunk.shape"));
    expect(lines[at + 2]!.indexOf("^^^^^^")).toBe(lines[at + 1]!.indexOf('"none"'));
    expect(lines[at + 1]!.length).toBeLessThan(800);
  });

  test("is coloured on request", async () => {
    const run = tapedeckIn(await makeWorkspace(files), { FORCE_COLOR: "1" });
    expect(run("check").stdout).toContain("\u001b[31merror\u001b[39m");
  });
});

describe("check for build servers", () => {
  test("--format sarif is valid by the published schema, with every rule and place", async () => {
    const run = tapedeckIn(await makeWorkspace({ ...files, [place("cut [1] é", "tests/a b/recordings")]: files[place("cut")]! }));
    const log = JSON.parse(run("check", "--format", "sarif").stdout) as SarifLog;
    expect(sarifProblems(log)).toEqual([]);
    const { results, tool } = log.runs[0]!;
    expect(results.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining(["json.syntax", "chunk.shape"]));
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
    const uris = results.map(({ locations }) => locations[0]!.physicalLocation.artifactLocation.uri);
    expect(uris).toContain("tests/a%20b/recordings/cut%20%5B1%5D%20%C3%A9.json");
    const shape = results.find(({ ruleId }) => ruleId === "chunk.shape")!;
    const { line } = { line: files[place("wrong")]!.split("\n").findIndex((each) => each.includes('"none"')) };
    expect(shape).toMatchObject({
      level: "error",
      locations: [{ physicalLocation: { region: { startLine: line + 1, endLine: line + 1 } } }],
    });
  });

  test("--format sarif of the corpus is valid as well", () => {
    const corpus = corpusFolder();
    if (corpus === undefined) return;
    const { stdout } = tapedeckIn(join(corpus, "current"))("check", "--format", "sarif");
    expect(sarifProblems(JSON.parse(stdout))).toEqual([]);
  });

  test("the schema is strict enough to notice", () => {
    expect(sarifProblems({ version: "2.1.0", runs: [{ results: [{ message: {} }] }] })).not.toEqual([]);
  });

  test("--format github is one command a line, whatever a file is called", async () => {
    const name = "cut,line=1::error::100%\n";
    const run = tapedeckIn(await makeWorkspace({ ...files, [place(name)]: files[place("cut")]! }));
    const { status, stdout } = run("check", "--format", "github");
    expect(status).toBe(1);
    const lines = stdout.trimEnd().split("\n");
    for (const line of lines)
      expect(line).toMatch(
        /^::(error|warning|notice) file=[^,:]+,line=\d+,endLine=\d+,(col=\d+,endColumn=\d+,)?title=[a-z.-]+::\S/,
      );
    expect(lines.some((line) => line.includes(`file=${place("cut%2Cline=1%3A%3Aerror%3A%3A100%25%0A")},`))).toBe(true);
  });
});

interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
    }[];
  }[];
}

function sarifProblems(log: unknown): unknown[] {
  const schema = createRequire(import.meta.url)("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json") as Record<
    string,
    unknown
  >;
  // Draft 4 says `id` where later drafts say `$id`; nothing else in this schema differs.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const { id, ...rest } = schema;
  const validate = ajv.compile({ ...rest, $schema: "http://json-schema.org/draft-07/schema#", $id: String(id) });
  return validate(log) ? [] : (validate.errors ?? ["invalid"]);
}
