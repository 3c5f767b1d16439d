/** What a zod schema has against a value, as problems with places and sentences. */
import type * as z from "zod/mini";
import { valueAt, type JsonPath } from "./document";
import { nameValue } from "./json";
import type { Problem } from "./recording";

/**
 * One problem per offending value. `base` is put before the paths, in places and in what messages call the values;
 * `consequence` ends each sentence: "so a client …".
 */
export function schemaProblems(schema: z.ZodMiniType, value: unknown, base: JsonPath, consequence: string): Problem[] {
  const result = schema.safeParse(value);
  return (result.error?.issues ?? []).map((issue) => problemOf(issue, value, base, consequence));
}

/** A required property that is not there, shown at its parent. */
export function missing(path: JsonPath, consequence: string): Problem {
  return { path: path.slice(0, -1), part: "key", message: `\`${spell(path)}\` is missing, ${consequence}.` };
}

/** A value of the wrong kind, shown where it stands. */
export function wrong(path: JsonPath, found: unknown, expected: string, consequence: string): Problem {
  return { path, message: `\`${spell(path)}\` is ${nameValue(found)} and should be ${expected}, ${consequence}.` };
}

function problemOf(issue: z.core.$ZodIssue, value: unknown, base: JsonPath, consequence: string): Problem {
  const within = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  const path = [...base, ...within];
  const found = valueAt(value, within);
  return found === undefined && within.length > 0
    ? missing(path, consequence)
    : wrong(path, found, expectation(issue), consequence);
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `one of ${issue.values.map((each) => String(each)).join(", ")}`;
  if (issue.code === "invalid_type") return expected[issue.expected] ?? issue.expected;
  return "something else";
}

const expected: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "an integer",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** `response.body[3].choices`, as a person would write it. */
function spell(path: JsonPath): string {
  return path.map((step, depth) => (typeof step === "number" ? `[${step}]` : depth === 0 ? step : `.${step}`)).join("");
}
