/** Compares two requests field by field as the hash does: which differences change it, and which the recorder ignores. */
import { pointerOf, type JsonPath } from "../../recording/document";
import { around } from "../../recording/difference/around";
import { dumpPython, isDict, isList, type PythonValue } from "../../recording/python/json";
import type { HashDifference, Shown } from "../../recording/naming";
import { hashDocument, type HashableRequest } from "./requestHash";
import { schemeNamed, schemes, type OgxScheme } from "./schemes";

/** `asked` is the request that was made, `recorded` the one to compare it with. If no difference counts, the hashes are equal. */
export function requestDifferences(
  asked: HashableRequest,
  recorded: HashableRequest,
  scheme: OgxScheme,
  shown: Shown = (text) => text,
): readonly HashDifference[] {
  const hashed = differences(hashDocument(asked, scheme), hashDocument(recorded, scheme), shown);
  const counting = new Set(hashed.map(({ pointer }) => pointer));
  const whole = asSent(scheme);
  const raw = differences(hashDocument(asked, whole), hashDocument(recorded, whole), shown);
  const overlooked = raw.filter(
    ({ pointer }) => !counting.has(pointer) && !hashed.some((each) => isBelow(pointer, each.pointer)),
  );
  return [...hashed.map((each) => ({ ...each, counts: true })), ...overlooked.map((each) => ({ ...each, counts: false }))];
}

/** The scheme that includes as much in the hash but does not normalize the body. */
function asSent(scheme: OgxScheme): OgxScheme {
  const { knowsTests } = schemeNamed(scheme);
  return schemes.find((each) => each.reading === "raw" && each.knowsTests === knowsTests)?.name ?? scheme;
}

const isBelow = (pointer: string, other: string): boolean => pointer.startsWith(`${other}/`);

type Difference = Omit<HashDifference, "counts">;

function differences(a: PythonValue, b: PythonValue, shown: Shown): readonly Difference[] {
  return differingValues(a, b).map(({ path, values }) => {
    const field = String(path.at(-1) ?? "");
    const [asked, recorded] = values.map((value) => (value === undefined ? null : shown(dumpPython(value), field)));
    return { pointer: pointerOf(path), ...around(asked ?? null, recorded ?? null) };
  });
}

interface DifferingValues {
  readonly path: JsonPath;
  /** undefined if this side lacks the value. */
  readonly values: readonly [PythonValue | undefined, PythonValue | undefined];
}

/** Every place where Python would write two values differently, including `1` and `1.0`. */
export function differingValues(a: PythonValue, b: PythonValue): readonly DifferingValues[] {
  const found: DifferingValues[] = [];
  compare(a, b, [], found);
  return found;
}

function compare(a: PythonValue | undefined, b: PythonValue | undefined, path: JsonPath, found: DifferingValues[]): void {
  if (isDict(a) && isDict(b)) {
    for (const key of new Set([...a.keys(), ...b.keys()])) compare(a.get(key), b.get(key), [...path, key], found);
  } else if (isList(a) && isList(b)) {
    for (let at = 0; at < Math.max(a.length, b.length); at++) compare(a[at], b[at], [...path, at], found);
  } else if (a === undefined || b === undefined || dumpPython(a) !== dumpPython(b)) found.push({ path, values: [a, b] });
}
