/** Two requests, field by field, as the hash sees them: which differences give them different recordings, and which the recorder overlooks. */
import { shorten } from "./json";
import { dumpPython, isDict, isList, type PythonValue } from "./pythonJson";
import { hashDocument, type HashableRequest, type HashScheme } from "./requestHash";

export interface HashDifference {
  /** JSON pointer into the hashed document: `/body/messages/1/content`. */
  readonly pointer: string;
  /** The value as Python's JSON on one line, shortened around the difference; null where the request lacks the field. */
  readonly asked: string | null;
  readonly recorded: string | null;
  /** Whether the hashes differ by it; false for what the recorder takes out before hashing. */
  readonly counts: boolean;
}

/** What is shown of a value: its JSON and the name of its field in, the text for people out. */
export type Shown = (json: string, field: string) => string;

/** `asked` is the request that was made, `recorded` the one to compare it with. No differences that count: the same hash. */
export function requestDifferences(
  asked: HashableRequest,
  recorded: HashableRequest,
  scheme: HashScheme,
  shown: Shown = (text) => text,
): readonly HashDifference[] {
  const hashed = differences(hashDocument(asked, scheme), hashDocument(recorded, scheme), shown);
  const counting = new Set(hashed.map(({ pointer }) => pointer));
  const rawScheme = scheme === "1" ? "1" : "2";
  const raw = differences(hashDocument(asked, rawScheme), hashDocument(recorded, rawScheme), shown);
  const overlooked = raw.filter(
    ({ pointer }) => !counting.has(pointer) && !hashed.some((each) => isBelow(pointer, each.pointer)),
  );
  return [...hashed.map((each) => ({ ...each, counts: true })), ...overlooked.map((each) => ({ ...each, counts: false }))];
}

const isBelow = (pointer: string, other: string): boolean => pointer.startsWith(`${other}/`);

type Difference = Omit<HashDifference, "counts">;

function differences(a: PythonValue, b: PythonValue, shown: Shown): readonly Difference[] {
  const found: Difference[] = [];
  compare(a, b, "", (pointer, asked, recorded) => {
    const text = (json: string | null) => json && shown(json, pointer.slice(pointer.lastIndexOf("/") + 1));
    found.push({ pointer, ...around(text(asked), text(recorded)) });
  });
  return found;
}

type Found = (pointer: string, asked: string | null, recorded: string | null) => void;

function compare(a: PythonValue | undefined, b: PythonValue | undefined, pointer: string, found: Found): void {
  if (isDict(a) && isDict(b)) {
    for (const key of new Set([...a.keys(), ...b.keys()])) compare(a.get(key), b.get(key), `${pointer}/${escaped(key)}`, found);
  } else if (isList(a) && isList(b)) {
    for (let at = 0; at < Math.max(a.length, b.length); at++) compare(a[at], b[at], `${pointer}/${at}`, found);
  } else {
    const [asked, recorded] = [a, b].map((value) => (value === undefined ? null : dumpPython(value)));
    if (asked !== recorded) found(pointer, asked ?? null, recorded ?? null);
  }
}

const escaped = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");

const widest = 120;

/** Of two long texts, the stretch where they part. */
function around(asked: string | null, recorded: string | null): Pick<Difference, "asked" | "recorded"> {
  const from = asked === null || recorded === null ? 0 : Math.max(commonStart(asked, recorded) - widest / 3, 0);
  const cut = (text: string | null) => text && (from === 0 ? "" : "…") + shorten(text.slice(from), widest);
  return { asked: cut(asked), recorded: cut(recorded) };
}

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}
