/** Access to a document's value by path. */
import type { JsonPath } from "./jsonPath";

export { pointerOf, stepsOf, type JsonPath, type OffsetRange, type SyntaxProblem } from "./jsonPath";

/** The value at a path; undefined if there is none. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Readonly<Record<string | number, unknown>>)[step];
  }
  return current;
}
