import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rules } from "../../../server/src/rules/registry";

const root = join(import.meta.dirname, "../../..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  contributes: { configuration: { properties: Record<string, { properties?: Record<string, { default?: string }> }> } };
};

describe("every rule", () => {
  it.each(rules.map((rule) => [rule.code]))("%s has a page", (code) => {
    const page = join(root, "docs/rules", `${code}.md`);
    expect(existsSync(page)).toBe(true);
    expect(readFileSync(page, "utf8")).toMatch(new RegExp(`^# ${code.replace(".", "\\.")}\n`));
  });

  it("has a setting with its own severity as the default, and no setting or page is left over", () => {
    const settings = manifest.contributes.configuration.properties["tapedeck.rules"]?.properties ?? {};
    const expected = Object.fromEntries(rules.map((rule) => [rule.code, rule.severity]));
    expect(Object.fromEntries(Object.entries(settings).map(([code, setting]) => [code, setting.default]))).toEqual(expected);
    expect(readdirSync(join(root, "docs/rules")).sort()).toEqual(rules.map((rule) => `${rule.code}.md`).sort());
  });
});
