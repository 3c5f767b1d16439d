/** A document's value with something else in the place of its secrets. */
import { valueAt, type JsonPath } from "../../recording/document";
import { isObject } from "../../recording/json";
import type { Piece } from "./recordedText";
import type { Secret } from "./secretsOf";

interface Replacement extends Piece {
  readonly text: string;
}

/** `first` stands in the place of a secret's first piece, `rest` in that of each other. The value itself stays as it is. */
export function replaced(value: unknown, secrets: readonly Secret[], first: (secret: string) => string, rest: string): unknown {
  let copy: unknown = structuredClone(value);
  const all = secrets
    .flatMap(({ text, pieces }) => pieces.map((piece, at) => ({ ...piece, text: at === 0 ? first(text) : rest })))
    .sort((a, b) => b.start - a.start);
  for (const [path, edits] of byPath(all.filter(({ part }) => part === "value"))) replaceValue(copy, path, edits);
  // Names last, the innermost first: the paths of the others lead through them.
  const names = all.filter(({ part }) => part === "key").sort((a, b) => b.path.length - a.path.length);
  for (const [path, edits] of byPath(names)) copy = renameKey(copy, path, edits);
  return copy;
}

/** The numbers of a token's bytes say the same as the token. */
export function bytesBeside(value: unknown, path: JsonPath): JsonPath | undefined {
  const beside = [...path.slice(0, -1), "bytes"];
  return path.at(-1) === "token" && Array.isArray(valueAt(value, beside)) ? beside : undefined;
}

function replaceValue(root: unknown, path: JsonPath, edits: readonly Replacement[]): void {
  const said = valueAt(root, path);
  if (typeof said === "string") set(root, path, edited(said, edits));
  const bytes = bytesBeside(root, path);
  if (bytes) set(root, bytes, null);
}

/** All at once: a text may hold thousands. The last edit comes first. */
function edited(said: string, edits: readonly Replacement[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end, text } of edits.toReversed()) {
    pieces.push(said.slice(from, start), text);
    from = end;
  }
  return [...pieces, said.slice(from)].join("");
}

/** The root afterwards: the value itself where the path is empty. */
function set(root: unknown, path: JsonPath, value: unknown): unknown {
  const parent = valueAt(root, path.slice(0, -1));
  const last = path.at(-1);
  if (last === undefined) return value;
  if (typeof parent === "object" && parent !== null) (parent as Record<string | number, unknown>)[last] = value;
  return root;
}

function byPath(edits: readonly Replacement[]): Map<JsonPath, readonly Replacement[]> {
  const found = new Map<string, Replacement[]>();
  for (const edit of edits) {
    const place = JSON.stringify(edit.path);
    const known = found.get(place);
    if (known) known.push(edit);
    else found.set(place, [edit]);
  }
  return new Map([...found.values()].map((each) => [each[0]?.path ?? [], each]));
}

/** The root afterwards. Keeps the order of the names, and no name hides another. */
function renameKey(root: unknown, path: JsonPath, edits: readonly Replacement[]): unknown {
  const parent = valueAt(root, path.slice(0, -1));
  const old = String(path.at(-1));
  if (!isObject(parent)) return root;
  let name = edited(old, edits);
  while (Object.hasOwn(parent, name)) name += "′";
  const members = Object.entries(parent).map(([key, each]) => [key === old ? name : key, each] as const);
  return set(root, path.slice(0, -1), Object.fromEntries(members));
}
