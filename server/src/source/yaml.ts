/** YAML as a source: values as PyYAML's safe loader makes them, with places inside scalars. */
import type { JsonPath, OffsetRange, SyntaxProblem } from "../recording/jsonPath";
import { decode } from "./yaml/decode";
import type { Segments } from "./yaml/segmentBuilder";
import type { YamlMapping, YamlNode, YamlPair } from "./yaml/node";
import { decodedOffset, sourceRange } from "./yaml/segments";
import { readYaml, type ReadYaml } from "./yaml/syntaxProblem";
import { keyText, yamlValue } from "./yaml/value";
import type { Place, SourceText } from "../recording/sourceText";

/** The source of a text that is, or should be, YAML. */
export function yamlSource(text: string): SourceText {
  return new YamlSource(text);
}

class YamlSource implements SourceText {
  readonly notation = "yaml";
  readonly hidden = [];
  #parsed: ReadYaml | undefined;
  #value: { readonly value: unknown } | undefined;
  /** The segments of the scalar used last, because one scalar may hold thousands of places. */
  #segments: { readonly node: YamlNode; readonly segments: Segments } | undefined;

  constructor(
    readonly text: string,
    given?: { readonly parsed: ReadYaml; readonly value: unknown },
  ) {
    this.#parsed = given?.parsed;
    this.#value = given;
  }

  get value(): unknown {
    this.#value ??= { value: valueOf(this.text, this.#read()) };
    return this.#value.value;
  }

  get written(): unknown {
    return this.value;
  }

  get problem(): SyntaxProblem | undefined {
    return this.#read().problem;
  }

  get hasAliases(): boolean {
    return this.#read().hasAliases;
  }

  rangeOf({ path, within }: Place, part: "key" | "value" = "value"): OffsetRange {
    const { node, key, isWhole } = this.#find(path);
    if (node === undefined) return { start: 0, end: 0 };
    const told = part === "key" && key !== undefined ? key : node;
    if (within !== undefined && isWhole && told.kind === "scalar" && told.style !== "none") {
      return sourceRange(this.#segmentsOf(told), within.start, within.end);
    }
    if (part === "value" || !isWhole) return spanOf(node);
    if (key !== undefined) return spanOf(key);
    return node.kind === "scalar" ? spanOf(node) : { start: node.start, end: Math.min(node.start + 1, node.end) };
  }

  placeAt(offset: number): Place | undefined {
    const { root } = this.#read();
    if (root === undefined || !holds(root, offset)) return undefined;
    const path: (string | number)[] = [];
    for (let node: YamlNode | undefined = root; node !== undefined;) node = this.#childAt(node, offset, path);
    return { path };
  }

  offsetWithin(path: JsonPath, offset: number): number | undefined {
    const { node, isWhole } = this.#find(path);
    if (!isWhole || node?.kind !== "scalar" || offset < node.start || offset > node.end) return undefined;
    return decodedOffset(this.#segmentsOf(node), offset);
  }

  withValue(value: unknown): SourceText {
    return new YamlSource(this.text, { parsed: this.#read(), value });
  }

  /** Appends the step to the child that contains the offset, and returns that child if the offset is in its value. */
  #childAt(node: YamlNode, offset: number, path: (string | number)[]): YamlNode | undefined {
    if (node.kind === "sequence") {
      const at = node.items.findLastIndex((item) => item.start <= offset);
      const item = node.items[at];
      if (item === undefined) return undefined;
      path.push(at);
      return item;
    }
    if (node.kind !== "mapping") return undefined;
    const pair = node.pairs.findLast(({ key }) => key.start <= offset);
    if (pair === undefined) return undefined;
    path.push(keyText(this.text, pair.key));
    return pair.value.start <= offset ? pair.value : undefined;
  }

  /** The node at a path; if it leads nowhere, the nearest enclosing one. */
  #find(path: JsonPath): { readonly node: YamlNode | undefined; readonly key?: YamlNode | undefined; readonly isWhole: boolean } {
    let node = targetOf(this.#read().root);
    let key: YamlNode | undefined;
    for (const step of path) {
      const pair: YamlPair | undefined = node?.kind === "mapping" ? this.#pairOf(node, String(step)) : undefined;
      const next: YamlNode | undefined = node?.kind === "sequence" ? node.items[Number(step)] : pair?.value;
      if (next === undefined) return { node, isWhole: false };
      key = pair?.key;
      node = targetOf(next);
    }
    return { node, key, isWhole: true };
  }

  /** For a duplicate key returns the last one, which Python keeps. */
  #pairOf({ pairs }: YamlMapping, name: string): YamlPair | undefined {
    return pairs.findLast(({ key }) => keyText(this.text, key) === name);
  }

  #segmentsOf(node: YamlNode): Segments {
    if (this.#segments?.node !== node && node.kind === "scalar") {
      this.#segments = { node, segments: decode(this.text, node).segments };
    }
    return this.#segments?.segments ?? { decoded: [], source: [], end: [], length: 0 };
  }

  #read(): ReadYaml {
    return (this.#parsed ??= readYaml(this.text));
  }
}

function valueOf(text: string, { root, hasAliases }: ReadYaml): unknown {
  if (root === undefined || (root.kind === "scalar" && root.style === "none")) return undefined;
  return yamlValue(text, root, hasAliases);
}

function targetOf(node: YamlNode | undefined): YamlNode | undefined {
  return node?.kind === "alias" ? targetOf(node.target) : node;
}

const spanOf = ({ start, end }: YamlNode): OffsetRange => ({ start, end });
const holds = ({ start, end }: YamlNode, offset: number): boolean => start <= offset && offset <= end;
