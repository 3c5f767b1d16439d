/** What JSON values do not tell apart and the request hash does: `1` and `1.0`, and numbers that JavaScript rounds. */
import { dumpPython, isDict, parseMember, type PythonValue } from "../../recording/python/json";
import { differingValues } from "./requestDifference";
import type { FieldDifference } from "../../recording/difference/fields";

/** Fields of the two files' requests that Python would write differently, as it writes them. Empty where it would not read them. Never throws. */
export function spellingDifferences(before: string, after: string): readonly FieldDifference[] {
  try {
    const [old, now] = [before, after].map(requestIn);
    if (old === undefined || now === undefined) return [];
    const written = (value: PythonValue | undefined) => (value === undefined ? undefined : dumpPython(value));
    return differingValues(old, now).map(({ path, values: [was, is] }) => ({ path, before: written(was), after: written(is) }));
  } catch {
    return []; // Numbers longer, or lists deeper, than Python itself would read.
  }
}

/** Without the headers, as they are not part of the hash. */
function requestIn(text: string): PythonValue | undefined {
  const request = parseMember(text, "request");
  return isDict(request) ? new Map([...request].filter(([key]) => key !== "headers")) : request;
}
