/** Differences of two JSON values, field by field. */
import type { JsonPath } from "../document";
import { isObject } from "../json";

/** One place where two values differ. An absent side is undefined: the field was added or removed. */
export interface FieldDifference {
  /** From the root of what was compared. */
  readonly path: JsonPath;
  readonly before: unknown;
  readonly after: unknown;
}

/** Beyond it nobody reads. */
const deepest = 100;
/** A list of more differences than these says nothing more. */
const mostDifferences = 1000;

/** Every place where the values differ, in the order of the fields; at most a thousand. The order of an object's keys is not a difference. */
export function fieldDifferences(before: unknown, after: unknown): readonly FieldDifference[] {
  const found: FieldDifference[] = [];
  collect(before, after, [], found);
  return found;
}

/** Whether two JSON values say the same. */
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

/** Lists of equal length are compared in place; of others, what both begin and end with is left out, so that an insertion is one difference. */
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
