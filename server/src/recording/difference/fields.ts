/** Differences between two JSON values, field by field. */
import type { JsonPath } from "../document";
import { isObject } from "../json";

/** A place where two values differ. A side is undefined if it lacks the field. */
export interface FieldDifference {
  /** Starts at the compared value. */
  readonly path: JsonPath;
  readonly before: unknown;
  readonly after: unknown;
}

/** The depth to compare; nobody reads further. */
const deepest = 100;
/** The most differences to list. */
const mostDifferences = 1000;

/** Every place where the values differ, in field order; at most a thousand. The order of keys does not matter. */
export function fieldDifferences(before: unknown, after: unknown): readonly FieldDifference[] {
  const found: FieldDifference[] = [];
  collect(before, after, [], found);
  return found;
}

/** Whether two JSON values are equal. */
export function isSame(before: unknown, after: unknown): boolean {
  if (Object.is(before, after)) return true;
  if (Array.isArray(before) && Array.isArray(after))
    return before.length === after.length && before.every((each, at) => isSame(each, after[at]));
  if (!isObject(before) || !isObject(after)) return false;
  const isThere = (key: string) => Object.hasOwn(after, key) || before[key] === undefined;
  return (
    Object.keys(before).every((key) => isThere(key) && isSame(before[key], after[key])) &&
    Object.keys(after).every((key) => Object.hasOwn(before, key) || after[key] === undefined)
  );
}

function collect(before: unknown, after: unknown, path: JsonPath, found: FieldDifference[]): void {
  if (Object.is(before, after) || found.length >= mostDifferences) return;
  if (path.length >= deepest) {
    if (!isSame(before, after)) found.push({ path, before, after });
  } else if (Array.isArray(before) && Array.isArray(after)) {
    collectElements(before, after, path, found);
  } else if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const value = (holder: Readonly<Record<string, unknown>>) => (Object.hasOwn(holder, key) ? holder[key] : undefined);
      collect(value(before), value(after), [...path, key], found);
    }
  } else found.push({ path, before, after });
}

/** Compares lists of equal length element by element. For others, skips a common start and end, so that an insertion is one difference. */
function collectElements(before: readonly unknown[], after: readonly unknown[], path: JsonPath, found: FieldDifference[]): void {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  let end = 0;
  if (before.length !== after.length) {
    while (start < shorter && isSame(before[start], after[start])) start++;
    while (end < shorter - start && isSame(before[before.length - 1 - end], after[after.length - 1 - end])) end++;
  }
  const last = Math.max(before.length, after.length) - end;
  for (let index = start; index < last && found.length < mostDifferences; index++) {
    const value = (list: readonly unknown[]) => (index < list.length - end ? list[index] : undefined);
    collect(value(before), value(after), [...path, index], found);
  }
}

/** `messages[0].content`; the root is "". */
export function pathText(path: JsonPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (!/^[A-Za-z_$][\w$-]*$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}
