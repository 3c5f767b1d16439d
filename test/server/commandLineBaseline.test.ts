/** `tapedeck baseline`, and what `check` says afterwards: one suite from its first findings to a branch that merges badly. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tapedeckIn } from "../support/commandLine";
import { makeWorkspace } from "../support/editor/workspace";
import { yamlCall, yamlCassette } from "../support/cassetteTexts";
import { chatChunk, chatStream } from "../support/recordings";
import { dice } from "../support/secrets";

const place = (name: string) => `tests/recordings/${name}.json`;
const wrong = (choices: unknown) => chatStream(["Hello", chatChunk({ choices })], { testId: null });
const key = `sk-proj-${dice(48, "baseline")}`;
const files = {
  [place("one")]: wrong("none"),
  [place("two")]: wrong("none"),
  "tests/cassettes/test_a.yaml": yamlCassette(yamlCall(`Use ${key}`, "Hi")),
};
const file = "tapedeck-baseline.json";

interface Checked {
  readonly findings: readonly { readonly file: string; readonly code: string }[];
  readonly suppressed?: readonly unknown[];
  readonly summary: Readonly<Record<string, number>>;
}

test("findings are accepted once, and told of again when they change", async () => {
  const folder = await makeWorkspace(files);
  const run = tapedeckIn(folder);
  const path = join(folder, file);
  const json = (...args: readonly string[]) => JSON.parse(run(...args, "--format", "json").stdout) as Checked;
  const before = json("check");
  const count = before.findings.length;
  expect(new Set(before.findings.map((each) => each.code))).toEqual(new Set(["chunk.shape", "secret.key"]));

  expect(run("baseline", "--dry-run")).toMatchObject({
    status: 1,
    stdout: `Would add ${count} findings to ${file}: 2 chunk.shape, 1 secret.key.\n${count} findings in the baseline.\n`,
  });
  expect(existsSync(path)).toBe(false);
  expect(run("baseline", "--format", "json")).toMatchObject({ status: 0, stderr: "" });
  const written = readFileSync(path, "utf8");
  expect(written).not.toContain(key.slice(0, 12));
  expect(run("baseline").stdout).toBe(`Nothing to change in ${file}.\n${count} findings in the baseline.\n`);
  expect(readFileSync(path, "utf8")).toBe(written);

  expect(run("check")).toEqual({
    status: 0,
    stderr: "",
    stdout: `3 recordings, no findings.\n${count} findings are in the baseline.\n`,
  });
  expect(run("check", "--format", "github")).toEqual({ status: 0, stderr: "", stdout: "" });
  expect(json("check").summary).toMatchObject({ warning: 0, error: 0, muted: count, stale: 0 });
  expect(json("check", "--report-suppressed").suppressed).toEqual(before.findings);
  expect(json("check", "--no-baseline").findings).toEqual(before.findings);
  const sarif = (...args: readonly string[]) =>
    (JSON.parse(run("check", "--format", "sarif", ...args).stdout) as { runs: { results: { suppressions?: unknown[] }[] }[] })
      .runs[0]!.results;
  expect(sarif()).toEqual([]);
  expect(sarif("--report-suppressed").map(({ suppressions }) => suppressions)).toEqual(
    Array.from({ length: count }, (): unknown => [expect.objectContaining({ kind: "external", status: "accepted" })]),
  );

  // One changes, one is fixed.
  writeFileSync(join(folder, place("one")), wrong("some"));
  rmSync(join(folder, place("two")));
  const { findings, summary } = json("check");
  expect(findings).toMatchObject([{ file: place("one"), code: "chunk.shape" }]);
  expect(summary).toMatchObject({ muted: 1, stale: 2 });
  const told = run("check");
  expect(told.status).toBe(1);
  expect(told.stdout.split("\n").slice(-3)).toEqual([
    "1 finding is in the baseline.",
    "2 entries of the baseline no longer occur; run tapedeck baseline --prune to remove them.",
    "",
  ]);
  // Of what is not asked for nothing is known.
  expect(json("check", "tests/cassettes").summary).toMatchObject({ muted: 1, stale: 0 });
  expect(run("baseline", "--prune").stdout).toContain("Removed 2 entries that no longer occur: 2 chunk.shape.\n1 finding in");

  // Of one the verb is singular.
  const pruned = readFileSync(path, "utf8");
  writeFileSync(
    path,
    pruned.replace("[\n", `[\n${JSON.stringify({ file: "gone.json", code: "chunk.shape", fingerprint: "0" })},\n`),
  );
  expect(run("baseline", "--prune").stdout).toContain("Removed 1 entry that no longer occurs: 1 chunk.shape.\n");
  expect(readFileSync(path, "utf8")).toBe(pruned);

  // A fix is one all the same.
  expect(run("fix", "--dry-run", "--format", "json").stdout).toContain("test_a.yaml");

  // A branch merged badly.
  const merged = readFileSync(path, "utf8").replace("    {", "<<<<<<< HEAD\n    {").replace("\n  ]", "\n=======\n>>>>>>> b\n  ]");
  writeFileSync(path, merged);
  const problem = "The baseline contains merge conflict markers, so no finding is muted until they are resolved.";
  for (const command of ["check", "baseline"]) {
    const { status, stderr } = run(command);
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`${file}:4:1: ${problem}`) as unknown,
    });
  }
  expect(readFileSync(path, "utf8")).toBe(merged);

  // Somewhere else.
  rmSync(path);
  mkdirSync(join(folder, "config"));
  expect(run("baseline", "--baseline", "config/known.json").status).toBe(0);
  expect(readFileSync(join(folder, "config/known.json"), "utf8")).toContain('"../tests/recordings/one.json"');
  expect(run("check", "--baseline", "config/known.json").status).toBe(0);
  expect(run("check").status).toBe(1);
  rmSync(join(folder, place("one")));
  expect(run("check", "--baseline", "config/known.json").stdout).toMatch(
    / no longer occurs?; run tapedeck baseline --prune --baseline config\/known\.json to remove (?:it|them)\.\n$/,
  );
  // Nothing is said to be added that could not be written.
  const failed = { status: 2, stderr: expect.stringContaining("nowhere/known.json could not be written: ") as unknown };
  expect(run("baseline", "--baseline", "nowhere/known.json")).toMatchObject({ ...failed, stdout: "" });
  const unwritten = run("baseline", "--baseline", "nowhere/known.json", "--format", "json");
  expect(unwritten).toMatchObject(failed);
  expect(JSON.parse(unwritten.stdout)).toMatchObject({ written: false });
  expect(run("check", "--baseline", "config/none.json")).toMatchObject({ status: 2, stdout: "" });
  expect(run("info").stdout).not.toContain("baseline");
});
