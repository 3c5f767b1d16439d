/** Looking into a document's value by paths. */
import type { JsonPath } from "./jsonPath";

export { pointerOf, stepsOf, type JsonPath, type OffsetRange, type SyntaxProblem } from "./jsonPath";

/** The value at a path; undefined where the path leads nowhere. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Readonly<Record<string | number, unknown>>)[step];
  }
  return current;
}
