/** Differences that JSON values lose but the request hash sees: `1` and `1.0`, and numbers that JavaScript rounds. */
import { dumpPython, isDict, parseMember, type PythonValue } from "../../recording/python/json";
import { differingValues } from "./requestDifference";
import type { FieldDifference } from "../../recording/difference/fields";

/** Fields of the two requests that Python would write differently, in its spelling. Empty if Python could not read them. Never throws. */
export function spellingDifferences(before: string, after: string): readonly FieldDifference[] {
  try {
    const [old, now] = [before, after].map(requestIn);
    if (old === undefined || now === undefined) return [];
    const written = (value: PythonValue | undefined) => (value === undefined ? undefined : dumpPython(value));
    return differingValues(old, now).map(({ path, values: [was, is] }) => ({ path, before: written(was), after: written(is) }));
  } catch {
    return []; // Numbers or nesting that Python itself rejects.
  }
}

/** Without the headers, which are not part of the hash. */
function requestIn(text: string): PythonValue | undefined {
  const request = parseMember(text, "request");
  return isDict(request) ? new Map([...request].filter(([key]) => key !== "headers")) : request;
}
