/** pytest's names for tests, as they stand in recordings: `tests/test_x.py::TestC::test_f[param]`. */
import { shortPrintable } from "../recording/json";

export { findNodeIds, type FoundNodeId } from "./findNodeIds";

/** A parsed node id: `path::name::name[param]`. */
export interface NodeId {
  /** The module's file, with forward slashes, relative to pytest's rootdir. */
  readonly path: string;
  /** Classes and function, outermost first; at least one. */
  readonly names: readonly string[];
  /** The parameter id between the brackets, which may contain anything; undefined if there are no brackets. */
  readonly param: string | undefined;
}

/**
 * Parses a text that is a node id as a whole; undefined if it is not one. Whether the id may be passed to pytest is a different question:
 * see `unsafeNodeId`.
 */
export function parseNodeId(text: string): NodeId | undefined {
  const pathEnd = text.indexOf("::");
  const path = text.slice(0, Math.max(pathEnd, 0));
  if (!/[^/]\.py$/.test(path)) return undefined;
  const rest = text.slice(pathEnd + 2);
  const bracket = rest.indexOf("[");
  if (bracket >= 0 && !rest.endsWith("]")) return undefined;
  const names = (bracket < 0 ? rest : rest.slice(0, bracket)).split("::");
  if (names.includes("")) return undefined;
  return { path, names, param: bracket < 0 ? undefined : rest.slice(bracket + 1, -1) };
}

/** The inverse of `parseNodeId`. */
export function formatNodeId(id: NodeId): string {
  const names = [id.path, ...id.names].join("::");
  return id.param === undefined ? names : `${names}[${id.param}]`;
}

/** The node id without its parameter part, which all parameter sets of a test share. A text that is not a node id is returned unchanged. */
export function baseId(text: string): string {
  const id = parseNodeId(text);
  return id ? formatNodeId({ ...id, param: undefined }) : text;
}

/** Whether a recording's test is the requested one: exactly, or one of the parameter sets of a test, or a test in a class or module. */
export function isOfTest(testId: string | undefined, asked: string): boolean {
  if (testId === undefined || testId === asked) return testId !== undefined;
  const [one, other] = [parseNodeId(testId), parseNodeId(asked)];
  return one !== undefined && (other === undefined ? one.path === asked : includes(other, one));
}

function includes(asked: NodeId, { path, names, param }: NodeId): boolean {
  return (
    asked.path === path &&
    asked.names.every((name, at) => name === names[at]) &&
    (asked.param === undefined || asked.param === param)
  );
}

const identifier = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;
// A lone surrogate cannot be encoded as UTF-8, so pytest would get something else than what was checked.
const unprintable = /[\p{Cc}\p{Cs}]/u;

interface Danger {
  readonly when: (id: NodeId) => boolean;
  readonly why: string;
}

/** The first match is reported, so the simplest reason comes first. */
const dangers: readonly Danger[] = [
  { when: (id) => unprintable.test(formatNodeId(id)), why: "it contains control characters" },
  { when: (id) => id.path === "" || id.names.length === 0 || id.names.includes(""), why: "a part of it is empty" },
  { when: (id) => id.path.startsWith("-"), why: "pytest would read it as an option" },
  { when: (id) => id.path.startsWith("@"), why: "pytest would read it as a file of arguments" },
  { when: (id) => id.path.includes("\\"), why: "its path contains a backslash" },
  { when: (id) => /^[A-Za-z]:/.test(id.path), why: "its path names a drive" },
  { when: (id) => id.path.startsWith("/"), why: "its path is absolute" },
  { when: (id) => id.path.split("/").includes(".."), why: "its path leads out of its folder with `..`" },
  // pytest treats everything after the first bracket as a parameter id, and would run the folder before it.
  { when: (id) => /\[|::/.test(id.path), why: "pytest cannot tell its path from its names" },
  { when: (id) => !/[^/]\.py$/.test(id.path), why: "its path is not that of a Python file" },
  {
    when: (id) => !id.names.every((name) => identifier.test(name)),
    why: "its names are not those of Python classes and functions",
  },
];

/** A sentence that says why this id must not be passed to pytest on a command line; undefined if it is safe. */
export function unsafeNodeId(id: NodeId): string | undefined {
  const danger = dangers.find(({ when }) => when(id));
  // Escaped, so that a hostile id can neither break the line nor hide in it.
  return danger && `The test id "${shortPrintable(formatNodeId(id), 200)}" is not given to pytest: ${danger.why}.`;
}
