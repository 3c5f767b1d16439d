import { describe, expect, it } from "vitest";
import { readRecordingFile } from "../../../server/src/formats/readDocument";
import { check } from "../../../server/src/rules/check";
import { rules } from "../../../server/src/rules/registry";
import type { Rule } from "../../../server/src/rules/rule";
import { takeFailures } from "../../support/failures";
import { anyHash } from "../../support/findings";

const file = readRecordingFile(`${anyHash}.json`, '{"request": 1}');

const crashing: Rule = {
  code: "no.such-rule",
  summary: "Fails on everything",
  severity: "error",
  check: () => {
    throw new Error("No luck.");
  },
};

const speaking: Rule = {
  code: "always.speaks",
  summary: "Speaks of everything",
  severity: "hint",
  check: (_, report) => report({ path: [], message: "Here." }),
};

describe("a rule for some formats", () => {
  it("looks at files of those alone, and one that names none at all files", () => {
    const codes = (formats?: readonly string[]) => check(file, [{ ...speaking, ...(formats ? { formats } : {}) }]).length;

    expect([codes(), codes([file.document.format.id]), codes(["another", file.document.format.id])]).toEqual([1, 1, 1]);
    expect([codes(["another"]), codes([])]).toEqual([0, 0]);
  });
});

describe("a rule that throws", () => {
  it("costs no other rule its findings", () => {
    expect(check(file, [crashing, ...rules])).toEqual(check(file, rules));
    takeFailures();
  });

  it("is logged with its code, the file and the place of the mistake", () => {
    check(file, [crashing]);

    const [failure, ...others] = takeFailures();
    expect(failure).toMatch(/^The rule no\.such-rule on 0123456789ab.*\.json failed: Error: No luck\.\n\s+at /);
    expect(others).toEqual([]);
  });
});
