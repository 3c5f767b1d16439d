/** A zod schema's problems with a value, as places and sentences. */
import type * as z from "zod/mini";
import { valueAt, type JsonPath } from "./document";
import { nameValue } from "./json";
import { fastValidate } from "./fastValidate";
import type { Problem } from "./recording";

/**
 * One problem for each wrong value, and one for everything that an object lacks. `base` is put before the paths, in places and in
 * messages; `consequence` ends each sentence: "so a client …".
 */
export function schemaProblems(schema: z.ZodMiniType, value: unknown, base: JsonPath, consequence: string): Problem[] {
  if (fastValidate(schema)(value)) return [];
  const result = schema.safeParse(value);
  const problems: Problem[] = [];
  const lacking = new Map<string, Lacking[]>();
  for (const issue of (result.error?.issues ?? []).flatMap((each) => nearest(each))) {
    const within = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
    const path = [...base, ...within];
    const found = valueAt(value, within);
    const isPlain = isPlainType(issue);
    if (found === undefined && within.length > 0) add(lacking, JSON.stringify(within.slice(0, -1)), { path, isPlain });
    else problems.push(wrongKind(issue, wrong(path, found, expectation(issue), consequence), isPlain));
  }
  return [...[...lacking.values()].map((paths) => missing(paths, consequence)), ...problems];
}

/** For a union that fits none of its forms, the problems of the closest form. */
function nearest(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const forms = issue.errors.map((issues) => issues.flatMap((each) => nearest(each)));
  const depth = (issues: readonly z.core.$ZodIssue[]) => issues.reduce((most, { path }) => Math.max(most, path.length), 0);
  const deepest = [...forms].sort((a, b) => depth(b) - depth(a))[0];
  if (deepest === undefined || depth(deepest) === 0) return [issue];
  return deepest.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
}

interface Lacking {
  readonly path: JsonPath;
  readonly isPlain: boolean;
}

function add(lists: Map<string, Lacking[]>, key: string, lacking: Lacking): void {
  lists.set(key, [...(lists.get(key) ?? []), lacking]);
}

/** Whether a plain value is expected, in which nothing else can be nested. */
function isPlainType(issue: z.core.$ZodIssue): boolean {
  if (issue.code === "invalid_value" || issue.code === "custom") return true;
  return issue.code === "invalid_type" && !["array", "object", "record"].includes(issue.expected);
}

/** The cause of a wrong type does not depend on the value. */
function wrongKind(issue: z.core.$ZodIssue, problem: Problem, isPlain: boolean): Problem {
  const { path } = problem;
  return {
    ...problem,
    ...(issue.code === "invalid_type" || issue.code === "custom" ? { cause: `${spell(path)}: ${expectation(issue)}` } : {}),
    ...(isPlain ? { fields: [String(path.at(-1))] } : {}),
  };
}

/** Missing required properties, reported at their parent. */
function missing(lacking: readonly Lacking[], consequence: string): Problem {
  const paths = lacking.map(({ path }) => path);
  const names = paths.map((path) => `\`${spell(path)}\``);
  const list = [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "").join(" and ");
  return {
    path: paths[0]?.slice(0, -1) ?? [],
    part: "key",
    message: `${list} ${names.length === 1 ? "is" : "are"} missing, ${consequence}.`,
    ...(lacking.every(({ isPlain }) => isPlain) ? { fields: paths.map((path) => String(path.at(-1))) } : {}),
  };
}

/** A value of the wrong type, reported at the value. */
export function wrong(path: JsonPath, found: unknown, expected: string, consequence: string): Problem {
  return { path, message: `\`${spell(path)}\` is ${nameValue(found)} but should be ${expected}, ${consequence}.` };
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `one of ${issue.values.map((each) => String(each)).join(", ")}`;
  if (issue.code === "invalid_type") return expected[issue.expected] ?? issue.expected;
  return issue.code === "custom" ? issue.message : "something else";
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

/** `response.body[3].choices`. */
function spell(path: JsonPath): string {
  return path.map((step, depth) => (typeof step === "number" ? `[${step}]` : depth === 0 ? step : `.${step}`)).join("");
}
