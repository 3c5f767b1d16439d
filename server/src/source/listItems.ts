/** The items of a file's list as ranges of its text, for combining items of two texts. */
import { readYaml } from "./yaml/syntaxProblem";
import type { YamlNode } from "./yaml/node";
import { keyText } from "./yaml/value";
import type { SourceText } from "../recording/sourceText";

/** Offsets in UTF-16 code units. */
export interface ListItems {
  /** The whole list, from the indentation of its first item (in YAML, of the dash) to the end of the last one. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly ListItem[];
  /** The indentation of the first item's line, and of all others. */
  readonly indent: string;
  /** The text between two items, for an item taken from another file. */
  readonly separator: string;
}

export interface ListItem {
  /** The text between the previous item and this one: line break, comma, comments. Empty for the first. */
  readonly lead: string;
  /** The part of it that stays if this item becomes the first. */
  readonly leadOfFirst: string;
  readonly text: string;
}

/** The items of the list in the root's field `name`; undefined if there is no such list, it is empty, or items share a line with something else. */
export function listItems(source: SourceText, name: string): ListItems | undefined {
  return source.notation === "yaml"
    ? yamlItems(source.text, name)
    : source.notation === "json"
      ? jsonItems(source, name)
      : undefined;
}

/** Whether the text has aliases, so that no part of it can be read by itself. */
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

/** The start of the line with the next item's dash, after an item's end; comments and empty lines are skipped. */
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

/** The end of the item, without its line break. */
function itemEnd(text: string, node: YamlNode): number {
  let end = lineEnd(text, node.end);
  // Trailing empty lines belong to such a block scalar.
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

/** The first line break in a text, which its others presumably share. */
export function lineBreakOf(text: string): "\r\n" | "\n" {
  return text.charAt(text.indexOf("\n") - 1) === "\r" ? "\r\n" : "\n";
}
