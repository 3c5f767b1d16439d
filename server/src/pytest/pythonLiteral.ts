/** Python's literals as pytest spells them in parameter ids; undefined wherever running the code might give something else. */
import type { SyntaxNode } from "@lezer/common";

/** The items between brackets, each with the nodes between two commas, without comments. A trailing comma adds none. */
export function itemsOf(list: SyntaxNode): readonly (readonly SyntaxNode[])[] {
  const items: SyntaxNode[][] = [[]];
  for (let child = list.firstChild; child; child = child.nextSibling) {
    if (["(", "[", "{", ")", "]", "}", "Comment"].includes(child.name)) continue;
    if (child.name === ",") items.push([]);
    else items.at(-1)?.push(child);
  }
  return items.filter((item) => item.length > 0);
}

/** The elements of a list or tuple display; undefined for anything else, and if one is unpacked or incomplete. */
export function elementsOf(node: SyntaxNode | undefined): readonly SyntaxNode[] | undefined {
  if (node?.name !== "ArrayExpression" && node?.name !== "TupleExpression") return undefined;
  return onlyNodes(itemsOf(node).map((item) => (item.length === 1 ? item[0] : undefined)));
}

function onlyNodes(nodes: readonly (SyntaxNode | undefined)[]): readonly SyntaxNode[] | undefined {
  const present = nodes.filter((node) => node !== undefined && !node.type.isError);
  return present.length === nodes.length ? (present as SyntaxNode[]) : undefined;
}

/** The value of a string literal, with adjacent ones joined; undefined for bytes, f-strings, and anything else. */
export function stringValue(text: string, node: SyntaxNode | undefined): string | undefined {
  if (node?.name === "ContinuedString") {
    const parts = node.getChildren("String").map((part) => stringValue(text, part));
    return node.getChild("FormatString") || parts.includes(undefined) ? undefined : parts.join("");
  }
  if (node?.name !== "String") return undefined;
  const match = /^([rRuU]?)("""|'''|"|')([^]*)\2$/.exec(text.slice(node.from, node.to));
  if (!match) return undefined;
  const body = match[3] ?? "";
  return /r/i.test(match[1] ?? "") ? body : unescaped(body);
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ["\n", ""],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

const escape = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([^]|$))/g;

function unescaped(body: string): string | undefined {
  let value = "";
  let from = 0;
  for (const match of body.matchAll(escape)) {
    const [whole, x, u, long, octal, char] = match;
    const code = octal === undefined ? parseInt(x ?? u ?? long ?? "", 16) : parseInt(octal, 8);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : simpleEscapes.get(char ?? "");
    // `\N{…}`, an incomplete escape, or an invalid one, which Python warns about.
    if (character === undefined) return undefined;
    value += body.slice(from, match.index) + character;
    from = match.index + whole.length;
  }
  return value + body.slice(from);
}

/** A string as pytest writes it into an id: Python's `unicode_escape`. */
export function asciiEscaped(value: string): string {
  const named = new Map([
    ["\\", "\\\\"],
    ["\n", "\\n"],
    ["\r", "\\r"],
    ["\t", "\\t"],
  ]);
  return value.replace(/[^\x20-\x5b\x5d-\x7e]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code > 0xffff) return `\\U${hex.padStart(8, "0")}`;
    return named.get(char) ?? (code > 0xff ? `\\u${hex.padStart(4, "0")}` : `\\x${hex.padStart(2, "0")}`);
  });
}

/** `str()` of a number, a boolean or None; undefined for other values, and for numbers whose spelling Python would change. */
export function plainValue(text: string, node: SyntaxNode): string | undefined {
  const source = text.slice(node.from, node.to);
  if (node.name === "Boolean" || node.name === "None") return source;
  if (node.name !== "Number" && node.name !== "UnaryExpression") return undefined;
  if (/^(?:0|-?[1-9]\d*)$/.test(source)) return source;
  if (!/^-?(?:0|[1-9]\d*)\.\d+$/.test(source)) return undefined;
  const size = Math.abs(Number(source));
  // Outside of these bounds Python writes an exponent.
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) return undefined;
  const digits = String(size);
  return `${source.startsWith("-") ? "-" : ""}${digits}${digits.includes(".") ? "" : ".0"}`;
}

/** Lists, dictionaries, sets and tuples: pytest's ids for these are the argument's name and a number. */
export function isDisplay(node: SyntaxNode): boolean {
  return ["ArrayExpression", "TupleExpression", "DictionaryExpression", "SetExpression"].includes(node.name);
}
