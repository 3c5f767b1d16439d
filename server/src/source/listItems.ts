/** The items of a file's list as stretches of its text, so that a text can be put together from those of two. */
import { readYaml } from "./yaml/syntaxProblem";
import type { YamlNode } from "./yaml/node";
import { keyText } from "./yaml/value";
import type { SourceText } from "../recording/sourceText";

/** Offsets in UTF-16 code units. */
export interface ListItems {
  /** All of it, from the first item's indentation (its dash's in YAML) to the end of the last. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly ListItem[];
  /** What stands before the first item on its line, and before every other one. */
  readonly indent: string;
  /** What separates an item that comes from elsewhere from the one before. */
  readonly separator: string;
}

export interface ListItem {
  /** Between it and the item before: line break, comma, comments. Empty for the first. */
  readonly lead: string;
  /** What of that stays where it becomes the first. */
  readonly leadOfFirst: string;
  readonly text: string;
}

/** The items of the list in the field `name` of the root; undefined where there is no such list, it is empty, or its items share lines with others. */
export function listItems(source: SourceText, name: string): ListItems | undefined {
  return source.notation === "yaml"
    ? yamlItems(source.text, name)
    : source.notation === "json"
      ? jsonItems(source, name)
      : undefined;
}

/** Whether values of a text stand for others in it: then no part of it can be read alone. */
export function hasAliases({ notation, text }: SourceText): boolean {
  const root = notation === "yaml" ? readYaml(text).root : undefined;
  return root !== undefined && holdsAlias(root);
}

function holdsAlias(node: YamlNode): boolean {
  if (node.kind === "alias") return true;
  if (node.kind === "sequence") return node.items.some(holdsAlias);
  return node.kind === "mapping" && node.pairs.some(({ key, value }) => holdsAlias(key) || holdsAlias(value));
}

function yamlItems(text: string, name: string): ListItems | undefined {
  const { root } = readYaml(text);
  const list = root?.kind === "mapping" ? root.pairs.findLast(({ key }) => keyText(text, key) === name)?.value : undefined;
  if (list?.kind !== "sequence" || list.flow || list.items.length === 0) return undefined;
  const column = list.start - (text.lastIndexOf("\n", list.start - 1) + 1);
  const indent = text.slice(list.start - column, list.start);
  if (indent.trim() !== "") return undefined;
  const items: ListItem[] = [];
  let last = list.start - column;
  for (const node of list.items) {
    const start = items.length === 0 ? last : dashLine(text, last, indent);
    if (start === undefined) return undefined;
    const end = itemEnd(text, node);
    const lead = items.length === 0 ? "" : text.slice(last, start);
    items.push({ lead, leadOfFirst: lead.slice(lead.indexOf("\n") + 1), text: text.slice(start, end) });
    last = end;
  }
  return { start: list.start - column, end: last, items, indent, separator: lineBreakOf(text) };
}

/** The beginning of the line, behind an item's end, on which the next one's dash stands: comments and empty lines are between them. */
function dashLine(text: string, from: number, indent: string): number | undefined {
  const dash = `${indent}-`;
  for (let at = text.indexOf("\n", from); at !== -1; at = text.indexOf("\n", at + 1)) {
    if (text.startsWith(dash, at + 1)) return at + 1;
    if (!isBetween(text, at + 1)) return undefined;
  }
  return undefined;
}

/** Whether a line is empty or a comment. */
function isBetween(text: string, lineStart: number): boolean {
  let at = lineStart;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9 || text.charCodeAt(at) === 13) at++;
  return at >= text.length || text.charAt(at) === "\n" || text.charAt(at) === "#";
}

/** Without the line break that ends it. */
function itemEnd(text: string, node: YamlNode): number {
  let end = lineEnd(text, node.end);
  // The empty lines behind such a block are part of it.
  while (endsInKept(node) && end < text.length && text.slice(end + 1, lineEnd(text, end + 1)).trim() === "") {
    end = lineEnd(text, end + 1);
  }
  return text.charAt(end - 1) === "\r" ? end - 1 : end;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

function endsInKept(node: YamlNode | undefined): boolean {
  if (node?.kind === "sequence") return endsInKept(node.items.at(-1));
  if (node?.kind === "mapping") return endsInKept(node.pairs.at(-1)?.value);
  return node?.kind === "scalar" && node.block?.chomp === "keep";
}

function jsonItems(source: SourceText, name: string): ListItems | undefined {
  const { text, written } = source;
  const list: unknown = typeof written === "object" && written !== null ? (written as Record<string, unknown>)[name] : undefined;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const places = list.map((_, index) => source.rangeOf({ path: [name, index] }));
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const indent = text.slice(text.slice(0, first.start).trimEnd().length, first.start);
  const items = places.map(({ start, end }, index) => ({
    lead: index === 0 ? "" : text.slice(places[index - 1]?.end, start),
    leadOfFirst: "",
    text: text.slice(start, end),
  }));
  return { start: first.start, end: last.end, items, indent, separator: `,${indent}` };
}

/** How a text ends its lines, by its first. */
export function lineBreakOf(text: string): "\r\n" | "\n" {
  return text.charAt(text.indexOf("\n") - 1) === "\r" ? "\r\n" : "\n";
}
