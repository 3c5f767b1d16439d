/** A search follows links as the recorder does, into each folder once, and ends whatever is linked to what. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Roots } from "../../../server/src/disk/roots";
import { defaultSettings } from "../../../server/src/index/settings";
import { pathOfUri } from "../../../server/src/index/uris";
import { mostFound, walk } from "../../../server/src/index/scan/walk";

let top: string;
let workspace: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "tapedeck-walk-"));
  workspace = join(top, "workspace");
  mkdirSync(workspace);
});
afterEach(() => rmSync(top, { recursive: true }));

function put(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), "{}");
  }
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  symlinkSync(target, join(workspace, path));
}

function found(most = mostFound, roots = [workspace], include = defaultSettings.recordings.include) {
  const files: string[] = [];
  const warnings: string[] = [];
  let folders = 0;
  const { exclude } = defaultSettings.recordings;
  for (const { folder, names } of walk(
    { folder: workspace, include, exclude },
    new Roots(roots),
    (sentence) => warnings.push(sentence),
    most,
  )) {
    folders++;
    files.push(...names.map((name) => relative(workspace, join(pathOfUri(folder), name))));
  }
  return { files: files.sort(), folders, warnings };
}

describe("links", () => {
  test("to a folder or a file elsewhere in the workspace are recordings of the place they stand in", () => {
    put("store/a.json", "store/deep/b.json", "other/c.json");
    link("tests/x/recordings", "../../store");
    link("tests/y/recordings/c.json", "../../../other/c.json");
    expect(found().files).toEqual(["tests/x/recordings/a.json", "tests/x/recordings/deep/b.json", "tests/y/recordings/c.json"]);
  });

  test("to what is found without them are not found twice", () => {
    put("tests/x/recordings/a.json", "tests/x/recordings/deep/b.json");
    link("tests/y/recordings", "../x/recordings");
    link("tests/z/recordings/a.json", "../../x/recordings/a.json");
    link("again", "tests");
    expect(found().files).toEqual(["tests/x/recordings/a.json", "tests/x/recordings/deep/b.json"]);
  });

  test("to the same folder from several places are followed once", () => {
    put("store/a.json");
    link("tests/x/recordings", "../../store");
    link("tests/y/recordings", "../../store");
    expect(found().files).toHaveLength(1);
  });

  test("that loop end: to themselves, to the folder around them, to each other", () => {
    put("recordings/a.json", "store/in.json");
    link("recordings/self", "self");
    link("recordings/here", ".");
    link("recordings/up", "..");
    link("recordings/store", "../store");
    link("store/back", "../recordings");
    link("store/again", ".");
    link("dangling/recordings", "../nowhere");
    expect(found().files).toEqual(["recordings/a.json", "recordings/store/in.json"]);
  });

  test("from everywhere to everywhere cost no more than their number", () => {
    const names = Array.from({ length: 40 }, (_, index) => `store/${index}`);
    put(...names.map((name) => `${name}/x.json`));
    for (const from of names) for (const to of names) link(`${from}/to-${to.slice(6)}`, join(workspace, to));
    link("recordings", "store");
    const { files, folders } = found();
    expect(files).toHaveLength(40);
    expect(folders).toBeLessThan(200);
  });

  test("out of the workspace are named where recordings may stand, and not followed", () => {
    mkdirSync(join(top, "outside/recordings"), { recursive: true });
    writeFileSync(join(top, "outside/recordings/a.json"), "{}");
    link("tests/recordings", "../../outside/recordings");
    link("build", "../outside");
    link("x/recordings/zero.json", "/dev/zero");
    expect(found().files).toEqual(["tests/recordings", "x/recordings/zero.json"]);
    // Unless that is a folder of the workspace too.
    expect(found(mostFound, [workspace, join(top, "outside")]).files).toContain("tests/recordings/a.json");
  });

  test("into what is excluded are not followed", () => {
    put("store/a.json");
    link("node_modules/recordings", "../store");
    expect(found().files).toEqual([]);
  });
});

test("pipes and folders that are called like recordings are none", () => {
  put("recordings/folder.json/x.txt");
  execFileSync("mkfifo", [join(workspace, "recordings/pipe.json")]);
  expect(found().files).toEqual([]);
});

test("a search looks no deeper than its globs reach", () => {
  put("a/recordings/x.json", "a/b/c/d/e/recordings/x.json", "x.json");
  const shallow = (...include: readonly string[]) => found(mostFound, [workspace], include);
  expect(shallow("*.json")).toMatchObject({ files: ["x.json"], folders: 1 });
  expect(shallow("*.json", "*/recordings/*.json")).toMatchObject({ files: ["a/recordings/x.json", "x.json"], folders: 4 });
  expect(shallow("a/{b/c/d/e/,}recordings/x.json").files).toHaveLength(2);
});

test("a search that is too large ends, and says so", () => {
  put(...Array.from({ length: 20 }, (_, index) => `${index}/recordings/x.json`));
  expect(found()).toMatchObject({ warnings: [], folders: 41 });
  expect(found({ folders: 10, files: 100 })).toMatchObject({
    warnings: [`The search for recordings in ${workspace} was stopped after 10 folders and 4 files, so some are missing.`],
    folders: 10,
  });
  const { files, warnings } = found({ folders: 100, files: 5 });
  expect([files.length, warnings.length]).toEqual([6, 1]);
});
