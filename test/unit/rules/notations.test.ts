import { expect, test } from "vitest";
import { readDocument } from "../../../server/src/formats/readDocument";
import { formats } from "../../../server/src/formats/formats";
import { jsonDuplicateKey } from "../../../server/src/rules/jsonDuplicateKey";
import type { Report } from "../../../server/src/rules/rule";
import type { Notation } from "../../../server/src/recording/sourceText";

const text = `{"test_id": "a", "test_id": "b", "request": {}, "response": {}}`;

function reported(notation: Notation): readonly Report[] {
  const document = readDocument("a.json", text, formats);
  const { value, problem } = document.source;
  const reports: Report[] = [];
  const source = { ...document.source, text, value, problem, notation };
  jsonDuplicateKey.checkDocument?.({ ...document, source }, (report) => reports.push(report));
  return reports;
}

test("Keys that stand twice are looked for in JSON alone: another notation has quotes and colons of its own", () => {
  expect(reported("json")).toHaveLength(1);
  expect(reported("yaml")).toEqual([]);
});
