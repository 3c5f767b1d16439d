/** Maps paths to ranges and offsets to paths in a JSON text, broken or not. */
import { parseTree, type Node } from "jsonc-parser";
import { withoutDepths } from "../../recording/depth";
import type { JsonPath, OffsetRange } from "../../recording/jsonPath";
import { lazy } from "../../recording/lazy";
import { scanRange, type Walked } from "./scanRange";

export interface Places {
  rangeOf(path: JsonPath, part?: "key" | "value"): OffsetRange;
  pathAt(offset: number): JsonPath | undefined;
}

/** The number of ranges that are scanned for, before a tree becomes cheaper. */
const scanned = 40;

/** The places in a text. For valid JSON (`isJson`), a tree is only built once it pays off. */
export function placesOf(text: string, isJson = false): Places {
  const root = lazy(() => readTree(text));
  let asked = 0;
  const walked: Walked = new Map();
  const scan = (path: JsonPath, part: "key" | "value") =>
    isJson && ++asked <= scanned ? scanRange(text, path, part, walked) : undefined;
  return {
    rangeOf: (path, part = "value") => scan(path, part) ?? rangeOf(root(), path, part),
    pathAt: (offset) => pathAt(root(), offset),
  };
}

function readTree(text: string): Node | undefined {
  // The parser is recursive, so deep nesting is removed first.
  return parseTree(withoutDepths(text), [], { disallowComments: false });
}

function rangeOf(root: Node | undefined, path: JsonPath, part: "key" | "value"): OffsetRange {
  if (root === undefined) return { start: 0, end: 0 };
  let node = root;
  let key: Node | undefined;
  for (const [depth, step] of path.entries()) {
    const member = memberOf(node, step);
    if (member === undefined) return spanOf(node);
    if (member.value === undefined) return spanOf(member.key ?? node);
    node = member.value;
    key = depth === path.length - 1 ? member.key : undefined;
  }
  if (part === "value") return spanOf(node);
  if (key !== undefined) return spanOf(key);
  return node.children === undefined ? spanOf(node) : { start: node.offset, end: node.offset + 1 };
}

interface Member {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

/** For a duplicate key returns the last one, which `JSON.parse` and Python keep. */
function memberOf(node: Node, step: string | number): Member | undefined {
  if (node.type === "array") {
    const value = typeof step === "number" ? node.children?.[step] : undefined;
    return value === undefined ? undefined : { key: undefined, value };
  }
  const property = node.children?.findLast((child) => child.children?.[0]?.value === String(step));
  return property === undefined ? undefined : { key: property.children?.[0], value: property.children?.[1] };
}

function pathAt(root: Node | undefined, offset: number): JsonPath | undefined {
  if (root === undefined || !holds(root, offset)) return undefined;
  const path: (string | number)[] = [];
  for (let node: Node | undefined = root; node !== undefined;) {
    const at: number = childAt(node.children ?? [], offset);
    const child: Node | undefined = node.children?.[at];
    if (child?.type === "property") {
      path.push(String(child.children?.[0]?.value));
      const value: Node | undefined = child.children?.[1];
      node = value !== undefined && holds(value, offset) ? value : undefined;
    } else {
      if (child !== undefined) path.push(at);
      node = child;
    }
  }
  return path;
}

/** The index of the child that contains the offset, by binary search; -1 if none does. */
function childAt(children: readonly Node[], offset: number): number {
  let low = 0;
  let high = children.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const child = children[middle];
    if (child === undefined || child.offset > offset) high = middle - 1;
    else if (holds(child, offset)) return middle;
    else low = middle + 1;
  }
  return -1;
}

const holds = (node: Node, offset: number): boolean => node.offset <= offset && offset <= node.offset + node.length;
const spanOf = (node: Node): OffsetRange => ({ start: node.offset, end: node.offset + node.length });
