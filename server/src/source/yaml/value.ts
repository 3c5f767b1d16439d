/** Converts nodes to plain values, as Python's safe loader does. */
import { textOf } from "./decode";
import type { YamlMapping, YamlNode, YamlScalar } from "./node";
import { meaningOf, valueOf, type Meaning } from "./resolve";

/** A tag without the prefix of YAML's own tags: `binary`, `python/tuple`; other tags are returned as written. */
export function shortTag(tag: string | undefined): string | undefined {
  return tag?.replace(/^(?:!!|!<tag:yaml\.org,2002:(?=.*>$))/, "").replace(/>$/, "");
}

const texts = new Set(["str", "python/str", "python/unicode"]);
const meanings: ReadonlySet<string> = new Set<Meaning>(["null", "bool", "int", "float"]);

/**
 * `!!binary` and Ruby's `!binary` yield bytes; tags other than YAML's own are ignored. Keys are strings. A node is converted once, even if it has
 * aliases;
 * `hasAliases` is whether any has.
 */
export function yamlValue(source: string, root: YamlNode, hasAliases = true): unknown {
  const made = new Map<YamlNode, unknown>();
  const make = (node: YamlNode): unknown => {
    if (node.kind === "alias") return made.has(node.target) ? made.get(node.target) : make(node.target);
    if (node.kind === "scalar") return remembered(node, scalarValue(source, node));
    if (node.kind === "sequence") {
      const list: unknown[] = [];
      if (hasAliases) made.set(node, list);
      for (const item of node.items) list.push(make(item));
      return list;
    }
    return mappingOf(node);
  };
  const remembered = (node: YamlNode, value: unknown): unknown => {
    if (hasAliases && (node.tag !== undefined || node.kind !== "scalar")) made.set(node, value);
    return value;
  };
  const mappingOf = (node: YamlMapping): Record<string, unknown> => {
    const value: Record<string, unknown> = {};
    if (hasAliases) made.set(node, value);
    for (const pair of node.pairs) setOwn(value, keyText(source, pair.key), make(pair.value));
    return value;
  };
  return make(root);
}

/** Sets a property even if its name is `__proto__`. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** The text of a key; for a list with a single string, as Python's `istr` is written, that string. */
export function keyText(source: string, key: YamlNode): string {
  if (key.kind === "scalar") return textOf(source, key);
  if (key.kind === "alias") return keyText(source, key.target);
  const [only, ...others] = key.kind === "sequence" ? key.items : [];
  return only?.kind === "scalar" && others.length === 0 ? textOf(source, only) : source.slice(key.start, key.end);
}

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));

export function scalarValue(source: string, scalar: YamlScalar): unknown {
  const tag = shortTag(scalar.tag);
  const isBinary = tag === "binary" || tag === "!binary";
  // White space in base64 is ignored.
  if (isBinary && scalar.block !== undefined) return bytesOf(source.slice(scalar.block.first, scalar.end));
  const text = textOf(source, scalar);
  if (isBinary) return bytesOf(text);
  if (tag !== undefined && texts.has(tag)) return text;
  if (tag !== undefined && meanings.has(tag)) return valueOf(text, tag as Meaning);
  if (tag !== undefined && tag !== "!") return text;
  const isPlain = scalar.style === "plain" || scalar.style === "none";
  return isPlain && tag === undefined ? valueOf(text, meaningOf(text)) : text;
}
