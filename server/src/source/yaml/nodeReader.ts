/** What all nodes share: indicators, tags, anchors and aliases. */
import { isBlankOrEnd, type Cursor } from "./cursor";
import type { YamlNode, YamlScalar } from "./node";

/** The tag and anchor of a node, and their start; without either, the start of the node. */
export interface Properties {
  readonly start: number;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
}

export const noProperties = (start: number): Properties => ({ start, tag: undefined, anchor: undefined });

/** Limits of nesting and of aliases. Cassettes have a dozen levels and no alias; more is meant to be expensive. */
const deepest = 200;
const mostAliases = 100;

const [bang, ampersand, comma, less] = [33, 38, 44, 60];
const tagEnds: ReadonlySet<number> = new Set([comma]);
const anchorEnds: ReadonlySet<number> = new Set(Array.from("?:,]}%@`", (each) => each.charCodeAt(0)));
/** The characters of a tag: those of a URI except `,`, `[` and `]`, which end a value. */
const tagUnits = /(?:[\w\-;/?:@&=+$.!~*'()]|%[\da-f]{2})*/iy;

/** Whether the percent-encoded bytes of a tag, such as `%C3%A9`, are valid UTF-8. */
function isEncoded(tag: string): boolean {
  try {
    decodeURIComponent(tag);
    return true;
  } catch {
    return false;
  }
}

const isNameUnit = (unit: number): boolean => /[\w-]/.test(String.fromCharCode(unit));

export class NodeReader {
  /** The first collection, or the only value: for a broken text, the intact part. */
  root: YamlNode | undefined;
  protected aliases = 0;
  /** Collections that have not ended yet, outermost first. */
  protected readonly open: YamlNode[] = [];
  #depth = 0;
  readonly #anchors = new Map<string, YamlNode>();

  constructor(protected readonly cursor: Cursor) {}

  get hasAliases(): boolean {
    return this.aliases > 0;
  }

  protected get depth(): number {
    return this.#depth;
  }

  protected set depth(depth: number) {
    if (depth > deepest) this.cursor.fail(`values nest deeper than ${deepest} levels`);
    this.#depth = depth;
  }

  protected isIndicator(unit: number): boolean {
    return this.cursor.peek() === unit && isBlankOrEnd(this.cursor.peek(1));
  }

  /** Reads a tag and an anchor in either order; the cursor stops before the node itself, or at the end of the line. */
  protected properties(): Properties {
    const { cursor } = this;
    const start = cursor.at;
    const first = cursor.peek();
    if (first !== bang && first !== ampersand) return noProperties(start);
    let [tag, anchor]: (string | undefined)[] = [];
    for (;;) {
      const from = cursor.at;
      let ends = tagEnds;
      if (cursor.peek() === bang && tag === undefined) tag = this.tag();
      else if (cursor.peek() === ampersand && anchor === undefined) [anchor, ends] = [this.name(), anchorEnds];
      else return { start, tag, anchor };
      if (!isBlankOrEnd(cursor.peek()) && !ends.has(cursor.peek()))
        cursor.fail("a blank is expected after a tag or an anchor", from);
      cursor.skipBlanks();
    }
  }

  protected tag(): string {
    const { cursor } = this;
    const from = cursor.at;
    if (cursor.peek(1) === less) {
      const close = cursor.text.indexOf(">", from);
      if (close === -1) cursor.fail("a tag is not closed", from);
      cursor.at = close + 1;
    } else {
      tagUnits.lastIndex = from;
      cursor.at += tagUnits.exec(cursor.text)?.[0].length ?? 0;
      if (cursor.at === from + 2 && cursor.peek(-1) === bang) cursor.fail("a tag has no name", from);
      if (/^![\w-]+!/.test(cursor.text.slice(from, cursor.at)))
        cursor.fail("a tag begins with a handle that is not defined", from);
    }
    const tag = cursor.text.slice(from, cursor.at);
    if (!isEncoded(tag)) cursor.fail("a tag has bytes that are not UTF-8", from);
    return tag;
  }

  /** The name of an anchor or alias. */
  protected name(): string {
    const { cursor } = this;
    const from = ++cursor.at;
    while (isNameUnit(cursor.peek())) cursor.at++;
    if (cursor.at === from) cursor.fail("a name is expected here");
    return cursor.text.slice(from, cursor.at);
  }

  protected alias(): YamlNode {
    const start = this.cursor.at;
    const target = this.#anchors.get(this.name());
    const after = this.cursor.peek();
    if (!isBlankOrEnd(after) && !anchorEnds.has(after)) this.cursor.fail("a blank is expected after an alias");
    if (target === undefined) this.cursor.fail("undefined alias", start);
    if (++this.aliases > mostAliases) this.cursor.fail(`there are more than ${mostAliases} aliases`, start);
    return { kind: "alias", start, end: this.cursor.at, tag: undefined, target };
  }

  protected anchored<T extends YamlNode>({ anchor }: Properties, node: T): T {
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  /** The first collection is the root, so that a broken text has a value. */
  protected began(node: YamlNode, { anchor }: Properties): void {
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    this.root ??= node;
    this.open.push(node);
  }

  /** After a syntax error, adds unfinished collections to their parents. */
  linkOpen(): void {
    for (const [at, node] of this.open.entries()) {
      const parent = this.open[at - 1];
      if (parent?.kind === "sequence" && parent.items.at(-1) !== node) parent.items.push(node);
      const pair = parent?.kind === "mapping" ? parent.pairs.at(-1) : undefined;
      if (pair?.value.kind === "scalar" && pair.value.style === "none" && node.start >= pair.key.end) pair.value = node;
    }
  }

  protected none(at: number, properties: Properties): YamlScalar {
    const end = properties.tag === undefined && properties.anchor === undefined ? at : this.cursor.at;
    const { tag } = properties;
    return this.anchored(properties, {
      kind: "scalar",
      style: "none",
      isAsWritten: false,
      start: at,
      end,
      tag,
      block: undefined,
    });
  }
}
