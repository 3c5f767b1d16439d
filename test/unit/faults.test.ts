/** Each kind of fault that people report, as one story: what is found, and what is shown. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pairs } from "../../server/src/cli/command";
import { shownAsJson } from "../../server/src/cli/showJson";
import { readRecordingFile } from "../../server/src/formats/readDocument";
import { summarize } from "../../server/src/index/scan/summarize";
import { check } from "../../server/src/rules/check";
import { faults, toldElsewhere } from "../support/faults/faults";
import { anyHash } from "../support/findings";
import { chatStream } from "../support/recordings";
import { plainStyle, shownAs } from "../support/shown";

describe("what is right is said where", () => {
  test.each(faults)("$kind", ({ text, finds, says, shows = [], tells = [] }) => {
    const file = readRecordingFile(`${anyHash}.json`, text);
    const found = check(file).filter(({ code }) => code !== "chunk.id");
    expect(found.map(({ severity, code }) => `${severity} ${code}`)).toEqual(finds);
    if (says !== undefined) expect(found.map(({ message }) => message).join("\n")).toMatch(says);
    const shown = shownAs(text, plainStyle);
    for (const each of shows) expect(shown).toMatch(each);
    const told = JSON.stringify(shownAsJson({ file, shown: "", turn: undefined }));
    for (const each of tells) expect(told).toMatch(each);
  });

  test("carriage returns end the lines of a file: all places count them", () => {
    const messages = [{ role: "tool", tool_call_id: "gone_1", content: "7" }];
    const text = chatStream(["Ok"], { body: { messages } });
    const summary = summarize("file:///x/recordings/a.json", text.replaceAll("\n", "\r"));
    const line = text.slice(0, text.indexOf('"gone_1"')).split("\n").length - 1;
    expect(summary.quotedCalls).toMatchObject([{ id: "gone_1", range: { start: { line }, end: { line } } }]);
  });

  test("a severity is asked for without an equals sign", () => {
    const parse = pairs("<code>=<severity>", () => undefined);
    expect(() => parse("tool.index")).toThrow('Expected <code>=<severity>, but "tool.index" has no equals sign.');
  });

  test.each(toldElsewhere)("$kind (in $file)", ({ file, story }) => {
    const source = readFileSync(join(import.meta.dirname, "../..", file), "utf8");
    expect(source).toContain(`"${story}"`);
  });
});
