import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDocument, readRecordingFile } from "../../../server/src/formats/readDocument";
import { check } from "../../../server/src/rules/check";
import { rules } from "../../../server/src/rules/registry";
import { corpusFiles, corpusFolder } from "../../support/corpus";

const root = corpusFolder();

describe.skipIf(root === undefined)("on real cassettes of other people", () => {
  it("errors and warnings are only those that were looked at and are true", () => {
    const folder = join(root ?? "", "cassettes");
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(?:ya?ml|har|json)$/.test(name));
    const counts = new Map<string, number>();
    for (const name of names.filter((each) => each.includes("/"))) {
      const path = `/${name.replaceAll("\\", "/")}`;
      const found = readDocument(path, readFileSync(join(folder, name), "utf8")).recordings.flatMap((each) => check(each));
      for (const { code, severity, message } of found) {
        if (severity === "hint" || severity === "information") continue;
        counts.set(`${code} ${severity}`, (counts.get(`${code} ${severity}`) ?? 0) + 1);
        if (process.env.SHOW !== undefined) console.log(path.slice(-100), code, severity, message);
      }
    }
    console.log(`${names.length} files: ${JSON.stringify(Object.fromEntries(counts))}`);
    // Objects of aiohttp as names of headers, two files that were recorded twice, and a provider that repeats an id.
    expect(Object.fromEntries(counts)).toEqual({
      "cassette.unsafe-tag error": 20,
      "cassette.appended warning": 2,
      "tool.repeated-name warning": 1,
    });
  });
});

describe.skipIf(root === undefined)("on real recordings of other people", () => {
  it("errors and warnings are only those that were looked at and are true", () => {
    const counts = new Map<string, number>();
    let files = 0;
    for (const { path, name, text } of corpusFiles(root ?? "")) {
      files++;
      for (const finding of check(readRecordingFile(name, text))) {
        const key = `${finding.code} ${finding.severity}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        if (process.env.SHOW !== undefined) console.log(path.slice(-100), key, finding.message);
      }
    }
    const known = rules.map(({ code }) => code);
    const table = [...counts].sort(([a], [b]) => known.indexOf(a.split(" ")[0]!) - known.indexOf(b.split(" ")[0]!));
    console.log(`${files} recordings:\n${table.map(([key, count]) => `  ${key}: ${count}`).join("\n")}`);
    const graver = table.filter(([key]) => /error|warning/.test(key));
    // Twelve files were given a new name without being recorded again: the ids in them still carry the hash of the old request.
    expect(Object.fromEntries(graver)).toEqual({ "chunk.id warning": 12 });
  });
});
