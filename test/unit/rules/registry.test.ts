import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formats } from "../../../server/src/formats/formats";
import { documentedRules } from "../../../server/src/rules/documented";

const root = join(import.meta.dirname, "../../..");

describe("every rule", () => {
  it.each(documentedRules.map(({ code }) => [code]))(
    "%s has a page that says why, shows an example and how to fix it",
    (code) => {
      const page = readFileSync(join(root, "docs/rules", `${code}.md`), "utf8");
      expect(page).toMatch(new RegExp(`^# ${code.replace(".", "\\.")}\n`));
      expect(page).toContain("**How to fix it:**");
      expect(page).not.toContain("TODO");
    },
  );

  it("has no page left over, and no code twice", () => {
    const codes = documentedRules.map(({ code }) => code).sort();
    expect(new Set(codes).size).toBe(codes.length);
    expect(readdirSync(join(root, "docs/rules")).sort()).toEqual(codes.map((code) => `${code}.md`));
  });

  it("names only formats that there are", () => {
    const known = new Set(formats.all.map(({ id }) => id));
    expect(documentedRules.flatMap((rule) => rule.formats ?? []).filter((id) => !known.has(id))).toEqual([]);
  });

  it("is told of in settings, README and documentation as `npm run generate` writes it", () => {
    const run = () => execFileSync(process.execPath, ["test/support/generate.mjs", "--check"], { cwd: root, encoding: "utf8" });
    expect(run()).toBe("");
  });
});
