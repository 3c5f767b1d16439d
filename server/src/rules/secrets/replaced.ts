/** Replaces the secrets in a document's value. */
import { valueAt, type JsonPath } from "../../recording/document";
import { isObject } from "../../recording/json";
import type { Piece } from "./recordedText";
import type { Secret } from "./secretsOf";

interface Replacement extends Piece {
  readonly text: string;
}

/** `first` replaces the first piece of each secret, `rest` the others. Returns a copy that shares all parts without secrets. */
export function replaced(value: unknown, secrets: readonly Secret[], first: (secret: string) => string, rest: string): unknown {
  const all = secrets.flatMap(({ text, pieces }) =>
    pieces.map((piece, at) => ({ ...piece, text: at === 0 ? first(text) : rest })),
  );
  let copy = copyAlong(
    value,
    all.map(({ path }) => path),
  );
  for (const edits of byPath(all.filter(({ part }) => part === "value"))) replaceValue(copy, edits);
  // Names come last, innermost first, because paths lead through them.
  const names = all.filter(({ part }) => part === "key").sort((a, b) => b.path.length - a.path.length);
  for (const edits of byPath(names)) copy = renameKey(copy, edits);
  return copy;
}

/** Copies the objects and lists along these paths. */
function copyAlong(value: unknown, paths: readonly JsonPath[]): unknown {
  const made = new Set<unknown>();
  const copyOf = (each: unknown): unknown => {
    if (typeof each !== "object" || each === null || made.has(each)) return each;
    const copy = Array.isArray(each) ? [...(each as unknown[])] : { ...each };
    made.add(copy);
    return copy;
  };
  const root = copyOf(value);
  for (const path of paths) {
    let target = root;
    for (const step of path.slice(0, -1)) {
      if (typeof target !== "object" || target === null || !Object.hasOwn(target, step)) break;
      const holder = target as Record<string | number, unknown>;
      target = holder[step] = copyOf(holder[step]);
    }
  }
  return root;
}

/** Replacements within one string. */
interface Edits {
  readonly path: JsonPath;
  readonly replacements: readonly Replacement[];
}

function byPath(replacements: readonly Replacement[]): readonly Edits[] {
  const found = new Map<string, { path: JsonPath; replacements: Replacement[] }>();
  for (const each of replacements) {
    const key = JSON.stringify(each.path);
    const edits = found.get(key) ?? { path: each.path, replacements: [] };
    found.set(key, edits);
    edits.replacements.push(each);
  }
  return [...found.values()];
}

function spliced(said: string, replacements: readonly Replacement[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end, text } of [...replacements].sort((a, b) => a.start - b.start)) {
    pieces.push(said.slice(from, start), text);
    from = end;
  }
  return pieces.join("") + said.slice(from);
}

/** The path of a token's bytes, which spell the same text as the token. */
export function bytesBeside(value: unknown, path: JsonPath): JsonPath | undefined {
  const beside = [...path.slice(0, -1), "bytes"];
  return path.at(-1) === "token" && Array.isArray(valueAt(value, beside)) ? beside : undefined;
}

function replaceValue(root: unknown, { path, replacements }: Edits): void {
  const said = valueAt(root, path);
  if (typeof said === "string") set(root, path, spliced(said, replacements));
  const bytes = bytesBeside(root, path);
  if (bytes) set(root, bytes, null);
}

/** Sets the value at a path and returns the root: the value itself if the path is empty. */
function set(root: unknown, path: JsonPath, value: unknown): unknown {
  const parent = valueAt(root, path.slice(0, -1));
  const last = path.at(-1);
  if (last === undefined) return value;
  if (typeof parent === "object" && parent !== null) (parent as Record<string | number, unknown>)[last] = value;
  return root;
}

/** Renames a key and returns the root. Keeps the order of keys, and never overwrites another one. */
function renameKey(root: unknown, { path, replacements }: Edits): unknown {
  const parent = valueAt(root, path.slice(0, -1));
  const old = String(path.at(-1));
  if (!isObject(parent)) return root;
  let name = spliced(old, replacements);
  while (Object.hasOwn(parent, name)) name += "′";
  const members = Object.entries(parent).map(([key, each]) => [key === old ? name : key, each] as const);
  return set(root, path.slice(0, -1), Object.fromEntries(members));
}
