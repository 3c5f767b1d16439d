import { expect, test } from "vitest";
import { asSarif } from "../../../server/src/cli/check/asSarif";
import { homePage, rulePage } from "../../../server/src/rules/pages";

test("A rule's page is beside the sources, and nowhere as long as nobody knows where those are", () => {
  const address = "https://example.org/team/project";
  expect(rulePage("json.syntax", address)).toBe(`${address}/blob/main/docs/rules/json.syntax.md`);
  expect([homePage(address), homePage(""), rulePage("json.syntax", "")]).toEqual([address, undefined, undefined]);
});

test("SARIF names the tool's and the rules' pages where there are any", () => {
  const rules = [{ code: "json.syntax", severity: "error", summary: "Not JSON" }] as const;
  const summary = { recordings: 0, places: 0, muted: 0, stale: 0, error: 0, warning: 0, information: 0, hint: 0 };
  const driver = (home: string) => asSarif({ findings: [], muted: [], summary }, rules, "1.2.3", home).runs[0]?.tool.driver;
  expect(driver("https://example.org/p")).toMatchObject({
    informationUri: "https://example.org/p",
    rules: [{ helpUri: "https://example.org/p/blob/main/docs/rules/json.syntax.md" }],
  });
  expect(JSON.stringify(driver(""))).not.toMatch(/Uri/);
});
