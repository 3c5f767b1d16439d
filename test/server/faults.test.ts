/** What was read wrongly once, as people reported it, through the built command line: the real inputs where they lie beside the repository. */
import { readdirSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { tapedeckIn } from "../support/commandLine";
import { faultsFolder } from "../support/corpus";
import { faults } from "../support/faults/faults";

const root = faultsFolder();

/** Recordings that belong to no kind of their own: they are right, and only what is said around them was wrong. */
const sound = ["b11d6dba", "models-"];
/** What is true of real inputs beside their kind: a copy of one recording lacks its test's others, and one had its words replaced. */
const aside = (file: string) => ["hint chain.unknown-call", ...(file.startsWith("b9f6e724") ? ["warning hash.mismatch"] : [])];

interface Found {
  readonly file: string;
  readonly code: string;
  readonly severity: string;
  readonly pointer: string;
  readonly range: { readonly start: { readonly line: number } };
}

describe.skipIf(root === undefined)("of the real inputs", () => {
  const folder = root ?? "";
  const run = tapedeckIn(folder);
  const inputs = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\/recordings\/.*\.json$/.test(path),
  );
  const known = new Map(
    faults.flatMap(({ real, finds }) => Object.entries(real).map(([name, shows]) => [name, { finds, shows }])),
  );
  const kindOf = (path: string) => [...known].find(([name]) => basename(path).startsWith(name))?.[1];
  const named = (name: string) => inputs.filter((path) => basename(path).startsWith(name));

  test("each belongs to a kind", () => {
    const nobodys = inputs.filter((path) => kindOf(path) === undefined && !sound.some((name) => basename(path).startsWith(name)));
    expect(nobodys).toEqual([]);
    expect(inputs.length).toBeGreaterThanOrEqual(known.size);
  });

  test("what is found is what is right", () => {
    const { findings } = JSON.parse(run("check", "--no-cache", "--format", "json").stdout) as { findings: Found[] };
    const wrong = inputs.flatMap((path) => {
      const all = findings.filter(({ file }) => file === path).map(({ severity, code }) => `${severity} ${code}`);
      const found = [...new Set(all)].filter((each) => !aside(basename(path)).includes(each));
      const right = kindOf(path)?.finds ?? [];
      return JSON.stringify(found) === JSON.stringify(right) ? [] : [{ path, found, right }];
    });
    expect(wrong).toEqual([]);
    for (const { file, code, pointer, range } of findings)
      if (code === "chain.unknown-call") {
        expect(pointer, file).toMatch(/call_id$/);
        expect(range.start.line, file).toBeGreaterThan(0);
      }
    console.log(`${inputs.length} real inputs of ${known.size} kinds.`);
  });

  test("what is shown is what is right", () => {
    const shown = run("show").stdout.split(/^─+$/m);
    for (const path of inputs) {
      const text = shown.find((each) => each.trimStart().startsWith(path));
      for (const each of kindOf(path)?.shows ?? []) expect(text, path).toMatch(each);
    }
  });

  test("a hash alone is found where replay of its test looks", () => {
    for (const path of named("b11d6dba")) {
      const workspace = path.split("/")[0] ?? "";
      const { stdout } = tapedeckIn(join(folder, workspace))("explain", basename(path, ".json"));
      expect(stdout).toContain("so replay finds it");
    }
  });

  test("from inside their folder recordings are found", () => {
    for (const path of named("7bac5195")) {
      const ran = tapedeckIn(dirname(join(folder, path)))("check", "--no-cache");
      expect(ran, relative(folder, path)).toMatchObject({ status: 1, stderr: "" });
    }
  });
});
