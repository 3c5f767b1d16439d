/** Every way to break a recording that walking over its value and its text gives. Nothing here knows a family. */
import { pythonJson } from "../../support/recordings";
import { meantMutations } from "./meant";
import type { Sample } from "./samples";

export type Path = readonly (string | number)[];

export interface Mutation {
  readonly kind: string;
  /** What was changed, in the decoded value; empty for changes of the text or the name. */
  readonly path: Path;
  readonly name: string;
  /** The broken file's text, made when asked for. */
  readonly text: () => string;
  /** The rule that must find it, where it was made to be what that rule speaks of. */
  readonly code?: string;
  /** Where the change stands afterwards: paths of which each may be shown, or `text` for a stretch of the text. */
  readonly at: readonly Path[];
}

/** The data of a line of server-sent events, opened up so that walking goes on inside. */
const inside = "$data";

export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeLine);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === "body" || key === "response" ? decode(each) : each]),
  );
}

function decodeLine(line: unknown): unknown {
  if (typeof line !== "string" || !line.startsWith("data: {")) return line;
  return { [inside]: JSON.parse(line.slice(6)) as unknown };
}

export function encode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== "object" || value === null) return value;
  if (Object.hasOwn(value, inside)) return `data: ${JSON.stringify((value as Record<string, unknown>)[inside])}`;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, encode(each)]));
}

/** A path in the decoded value as one in the file: within a line there are no places. */
export function placeOf(path: Path): Path {
  const at = path.indexOf(inside);
  return at === -1 ? path : path.slice(0, at);
}

type Step = (node: unknown) => unknown;

function change(value: unknown, path: Path, step: Step): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return step(value);
  if (Array.isArray(value)) return value.map((each: unknown, at) => (at === head ? change(each, rest, step) : each));
  return Object.fromEntries(
    Object.entries(value as object).map(([key, each]) => [key, key === head ? change(each, rest, step) : each]),
  );
}

function* walk(value: unknown, path: Path = []): Generator<{ readonly path: Path; readonly value: unknown }> {
  if (path.length > 0) yield { path, value };
  if (Array.isArray(value)) for (const [at, each] of value.entries()) yield* walk(each, [...path, at]);
  else if (typeof value === "object" && value !== null)
    for (const [key, each] of Object.entries(value)) yield* walk(each, [...path, key]);
}

function* otherTypes(value: unknown): Generator {
  if (typeof value === "string") yield* [42, { x: 1 }, [1]];
  else if (typeof value === "number") yield* ["42x", { x: 1 }];
  else if (typeof value === "boolean") yield* ["yes", 7];
  else if (Array.isArray(value)) yield* [{ x: 1 }, 7];
  else if (value !== null) yield* [[1], "x"];
}

type Make = (
  path: Path,
  value: unknown,
  parent: unknown,
) => Generator<{ kind: string; value: (root: unknown) => unknown; at: Path[] }>;

const swapped = (list: readonly unknown[], at: number): unknown[] => [
  ...list.slice(0, at),
  list[at + 1],
  list[at],
  ...list.slice(at + 2),
];

const ofNode: Make = function* (path, value, parent) {
  const key = path.at(-1) ?? "";
  const holder = path.slice(0, -1);
  const inHolder = (step: Step) => (root: unknown) => change(root, holder, step);
  const inList = (step: (list: readonly unknown[]) => unknown) => inHolder((node) => step(node as unknown[]));
  for (const other of otherTypes(value)) yield { kind: "retype", value: (root) => change(root, path, () => other), at: [path] };
  if (value !== null) yield { kind: "null", value: (root) => change(root, path, () => null), at: [path] };
  if (typeof value === "string" && /^[\w.]{2,40}$/.test(value))
    yield { kind: "other word", value: (root) => change(root, path, () => `${value}x`), at: [path] };
  if (!Array.isArray(parent)) {
    const without = (node: unknown) => Object.fromEntries(Object.entries(node as object).filter(([each]) => each !== key));
    yield { kind: "delete key", value: inHolder(without), at: [holder] };
    if (key !== inside) {
      const renamed = (node: unknown) =>
        Object.fromEntries(Object.entries(node as object).map(([each, it]) => [each === key ? `${each}x` : each, it]));
      yield { kind: "rename key", value: inHolder(renamed), at: [holder, [...holder, `${key}x`]] };
    }
    return;
  }
  const at = Number(key);
  yield {
    kind: "delete element",
    value: inList((list) => list.filter((_, each) => each !== at)),
    at: [holder, [...holder, at - 1], [...holder, at]],
  };
  yield {
    kind: "duplicate element",
    value: inList((list) => [...list.slice(0, at + 1), ...list.slice(at)]),
    at: [path, [...holder, at + 1]],
  };
  if (at + 1 < parent.length)
    yield { kind: "swap elements", value: inList((list) => swapped(list, at)), at: [path, [...holder, at + 1]] };
};

/** Adds what nobody knows: never a finding. */
const unknownKey = (path: Path, value: unknown) =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  path.length > 0 &&
  path[0] === "response" &&
  path.length > 1 &&
  !("__type__" in value) &&
  !(inside in value);

export function* mutationsOf(sample: Sample, others: readonly Sample[]): Generator<Mutation> {
  const root = decode(JSON.parse(sample.text));
  const made: Made = (kind, path, value, at) => ({
    kind,
    path,
    name: sample.name,
    text: () => pythonJson(encode(value())),
    at,
  });
  for (const { path, value } of walk(root)) {
    const parent = valueAt(root, path.slice(0, -1));
    for (const { kind, value: mutated, at } of ofNode(path, value, parent)) {
      // A line of text is its data and nothing else: its inner object has no key to lose.
      if (path.at(-1) === inside && kind !== "retype") continue;
      yield made(kind, path, () => mutated(root), at);
    }
    if (unknownKey(path, value))
      yield made(
        "unknown key",
        path,
        () => change(root, path, (node) => ({ ...(node as object), nobody_knows: { x: [1] } })),
        [],
      );
  }
  yield* ofChunks(sample, root, others, made);
  yield* ofText(sample);
  for (const { kind, code, value, at } of meantMutations(root)) yield { ...made(kind, at[0] ?? [], () => value, at), code };
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce((node: unknown, step) => (node as Record<string | number, unknown>)[step], value);

type Made = (kind: string, path: Path, value: () => unknown, at: readonly Path[]) => Mutation;

function* ofChunks({ label }: Sample, root: unknown, others: readonly Sample[], made: Made): Generator<Mutation> {
  const body = valueAt(root, ["response", "body"]);
  if (!Array.isArray(body)) return;
  const base = ["response", "body"];
  for (const other of others) {
    const theirs = valueAt(decode(JSON.parse(other.text)), ["response", "body"]);
    if (!Array.isArray(theirs) || theirs.length === 0) continue;
    const kind = other.label === label ? "chunk of another file" : "chunk of another family";
    for (const at of body.keys()) {
      const path = [...base, at];
      yield made(kind, path, () => change(root, path, () => theirs[Math.min(at, theirs.length - 1)]), [path]);
    }
  }
}

function* ofText({ text, name }: Sample): Generator<Mutation> {
  for (let length = 0; length < text.trimEnd().length; length += Math.max(1, Math.floor(text.length / 200))) {
    yield { kind: "cut the file", path: [], name, text: () => text.slice(0, length), at: [] };
  }
  const lines = text.split("\n");
  for (let line = 0; line < lines.length - 1; line += Math.max(1, Math.floor(lines.length / 60))) {
    const conflict = ["<<<<<<< HEAD", lines[line], "=======", `${lines[line] ?? ""} `, ">>>>>>> main"];
    yield {
      kind: "merge markers",
      path: [],
      name,
      text: () => [...lines.slice(0, line), ...conflict, ...lines.slice(line + 1)].join("\n"),
      at: [],
    };
  }
  for (const match of text.matchAll(/^( +)("[^"\n]+"): /gm)) {
    const mutated = () => `${text.slice(0, match.index)}${match[1] ?? ""}${match[2] ?? ""}: null,\n${text.slice(match.index)}`;
    yield { kind: "duplicate key", path: [], name, text: mutated, at: [] };
  }
  yield {
    kind: "rename the file",
    path: [],
    name: name.replace(/[0-9a-f]{12}/, (digits) => digits.split(/(?=.)/).reverse().join("")),
    text: () => text,
    at: [],
  };
}
