/**
 * Parses YAML 1.1 to nodes exactly as libyaml does: block and flow collections, all scalar styles, tags, anchors, complex keys, with the same errors.
 * Tags are not resolved, and merge keys are not followed.
 */
import { Cursor, isBlankOrEnd, isBreak } from "./cursor";
import { FlowReader, longestKey } from "./flowReader";
import { YamlError, type YamlMapping, type YamlNode, type YamlPair, type YamlSequence } from "./node";
import { noProperties, type Properties } from "./nodeReader";
import { blockScalar, plainKeyEnd } from "./scalars";

/** The result of parsing a text; for a broken one, what precedes the error. */
export interface ParsedYaml {
  readonly root: YamlNode | undefined;
  readonly error: YamlError | undefined;
  /** Whether the text has aliases. */
  readonly hasAliases: boolean;
}

/** Never throws. */
export function parseYaml(text: string): ParsedYaml {
  const parser = new Parser(new Cursor(text));
  try {
    parser.document();
    return { root: parser.root, error: undefined, hasAliases: parser.hasAliases };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    parser.linkOpen();
    return { root: parser.root, error, hasAliases: parser.hasAliases };
  }
}

const [bang, hash, percent, ampersand, star, dash, dot, colon, greater, question, pipe] = [
  33, 35, 37, 38, 42, 45, 46, 58, 62, 63, 124,
];

/** Characters that libyaml rejects. */
const unreadable =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\uFEFF\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** A quick check that a text has none of these. */
const isPlain = (text: string): boolean => !/[^\t\n\r -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(text);

class Parser extends FlowReader {
  document(): void {
    const { cursor } = this;
    if (cursor.text.startsWith("\uFEFF")) cursor.at = cursor.lineStart = 1;
    const bad = isPlain(cursor.text) ? null : unreadable.exec(cursor.at === 1 ? ` ${cursor.text.slice(1)}` : cursor.text);
    if (bad !== null) cursor.fail("a control character is not allowed in YAML", bad.index);
    this.start();
    const node = this.node(-1, { isBlockAllowed: true });
    this.root ??= node;
    cursor.toNextToken(false);
    if (cursor.isAtEnd()) return;
    if (!cursor.isAtMarker()) cursor.fail("the value ends here, and more follows");
    while (!cursor.isAtEnd() && cursor.isAtMarker() && cursor.peek() === dot) {
      cursor.at += 3;
      cursor.toNextToken(false);
    }
    if (!cursor.isAtEnd()) cursor.fail("a second document begins here, but only one is allowed");
  }

  /** Reads directives and `---`. */
  protected start(): void {
    const { cursor } = this;
    cursor.toNextToken(false);
    while (cursor.peek() === percent && cursor.column === 0) {
      cursor.toLineEnd();
      cursor.toNextToken(false);
    }
    if (cursor.isAtMarker() && cursor.peek() === dash) cursor.at += 3;
  }

  /**
   * Reads the next node of any kind. `parent` is the column of the enclosing block collection, -1 for none. A block collection must start to the
   * right of it, or, as the value of a mapping, with a dash in the same column.
   */
  protected node(parent: number, { isBlockAllowed, isValue = false }: { isBlockAllowed: boolean; isValue?: boolean }): YamlNode {
    const { length } = this.open;
    this.depth++;
    const node = this.nodeAt(parent, isBlockAllowed, isValue);
    this.depth--;
    this.open.length = length;
    return node;
  }

  protected nodeAt(parent: number, isBlockAllowed: boolean, isValue: boolean): YamlNode {
    const { cursor } = this;
    const empty = cursor.at;
    let mayBegin = cursor.toNextToken(false, isBlockAllowed) || isBlockAllowed;
    if (this.isOutside(parent, isValue)) return this.none(empty, noProperties(empty));
    const properties = this.properties();
    if (properties.start !== cursor.at) {
      const keyed = mayBegin && (this.isIndicator(colon) || this.keyFollows()) ? properties.start - cursor.lineStart : undefined;
      if (keyed !== undefined && keyed >= 0) return this.mapping(keyed, noProperties(properties.start), properties);
      mayBegin = cursor.toNextToken(false);
      if (this.isOutside(parent, isValue)) return this.none(properties.start, properties);
    }
    return this.anchored(properties, this.content(parent, mayBegin, properties));
  }

  /** Whether the next token belongs to an enclosing collection, or is missing. */
  protected isOutside(parent: number, isValue: boolean): boolean {
    const { cursor } = this;
    if (cursor.isAtEnd() || cursor.isAtMarker()) return true;
    if (cursor.column !== parent) return cursor.column < parent;
    if (this.isIndicator(dash)) return !isValue;
    // A token that cannot start a key may be a value in the same column.
    return cursor.peek() !== pipe && cursor.peek() !== greater;
  }

  protected content(parent: number, mayBegin: boolean, properties: Properties): YamlNode {
    const { cursor } = this;
    const { column } = cursor;
    if (this.isIndicator(dash)) {
      if (!mayBegin) cursor.fail("a list cannot begin on this line");
      return this.sequence(column, properties, column === parent);
    }
    if (cursor.peek() === star) {
      if (mayBegin && this.keyFollows()) return this.mapping(column, properties);
      if (properties.start !== cursor.at) cursor.fail("an alias has no tag or anchor of its own");
      return this.endOfLine(this.alias());
    }
    if (this.isIndicator(question)) {
      if (!mayBegin) cursor.fail("a mapping cannot begin on this line");
      return this.mapping(column, properties);
    }
    if (cursor.peek() === pipe || cursor.peek() === greater) return blockScalar(cursor, properties.tag, parent);
    if (mayBegin && this.keyFollows()) return this.mapping(column, properties);
    return this.endOfLine(this.flowNode(parent, false, properties));
  }

  /** Only a comment or the end of the line may follow a value: a colon would make it a key in a place where none can be. */
  protected endOfLine(node: YamlNode): YamlNode {
    const { cursor } = this;
    cursor.skipBlanks();
    if (this.isIndicator(colon)) cursor.fail("a mapping cannot begin here: a `:` with a blank follows");
    if (!cursor.isAtEnd() && !isBreak(cursor.peek()) && cursor.peek() !== hash)
      cursor.fail("the value ends here, and more follows");
    return node;
  }

  /** Whether a simple key follows: a scalar, alias or flow collection on one line, then a colon. Does not move the cursor. */
  protected keyFollows(): boolean {
    const { cursor } = this;
    const unit = cursor.peek();
    if (isBlankOrEnd(unit) || unit === pipe || unit === greater) return false;
    const { at, lineStart } = cursor;
    const keyEnd = plainKeyEnd(cursor.text, at);
    if (keyEnd !== undefined) return keyEnd > at;
    const { root, depth, aliases } = this;
    const open = this.open.length;
    try {
      if (unit === ampersand || unit === bang) this.properties();
      if (cursor.at === at || !this.isIndicator(colon)) this.flowNode(-1, false, noProperties(cursor.at), true);
      cursor.skipBlanks();
      return cursor.lineStart === lineStart && cursor.at - at <= longestKey && this.isIndicator(colon);
    } catch (error) {
      if (error instanceof YamlError) return false;
      throw error;
    } finally {
      cursor.at = at;
      cursor.lineStart = lineStart;
      this.root = root;
      this.depth = depth;
      this.aliases = aliases;
      this.open.length = open;
    }
  }

  protected sequence(column: number, properties: Properties, isIndentless: boolean): YamlSequence {
    const { cursor } = this;
    const items: YamlNode[] = [];
    const sequence: YamlSequence = {
      kind: "sequence",
      flow: false,
      start: cursor.at,
      end: cursor.at,
      tag: properties.tag,
      items,
    };
    this.began(sequence, properties);
    for (;;) {
      cursor.at++;
      const item = this.node(column, { isBlockAllowed: true });
      items.push(item);
      sequence.end = item.end;
      cursor.toNextToken(false);
      if (cursor.isAtEnd() || cursor.isAtMarker() || cursor.column < column) return sequence;
      if (cursor.column > column) cursor.fail("this line is indented further than the list that it is in");
      if (!this.isIndicator(dash)) {
        if (isIndentless) return sequence;
        cursor.fail("a list goes on with `-`");
      }
    }
  }

  protected mapping(column: number, properties: Properties, firstKey?: Properties): YamlMapping {
    const { cursor } = this;
    const pairs: YamlPair[] = [];
    const start = firstKey?.start ?? cursor.at;
    const mapping: YamlMapping = { kind: "mapping", flow: false, start, end: cursor.at, tag: properties.tag, pairs };
    this.began(mapping, properties);
    for (let keyProperties = firstKey; ; keyProperties = undefined) {
      const { value } = this.pair(column, keyProperties, pairs);
      mapping.end = value.end;
      cursor.toNextToken(false);
      if (cursor.isAtEnd() || cursor.isAtMarker() || cursor.column < column) return mapping;
      if (cursor.column > column) cursor.fail("this line is indented further than the mapping that it is in");
      if (this.isIndicator(dash)) cursor.fail("a key is expected here");
    }
  }

  /** Adds the pair before its value is read, so that a broken text keeps the key. */
  protected pair(column: number, properties: Properties | undefined, pairs: YamlPair[]): YamlPair {
    const { cursor } = this;
    const isExplicit = properties === undefined && this.isIndicator(question);
    const key = isExplicit ? this.explicitKey(column) : this.simpleKey(properties);
    const pair: YamlPair = { key, value: this.none(key.end, noProperties(key.end)) };
    pairs.push(pair);
    if (isExplicit && !(cursor.column === column && this.isIndicator(colon))) return pair;
    cursor.at++;
    pair.value = this.node(column, { isBlockAllowed: isExplicit, isValue: true });
    return pair;
  }

  protected explicitKey(column: number): YamlNode {
    this.cursor.at++;
    const key = this.node(column, { isBlockAllowed: true, isValue: true });
    this.cursor.toNextToken(false);
    return key;
  }

  protected simpleKey(given: Properties | undefined): YamlNode {
    const { cursor } = this;
    const { at, lineStart } = cursor;
    const end = given === undefined ? (plainKeyEnd(cursor.text, at) ?? at) : at;
    if (end > at) {
      cursor.at = end;
      return { kind: "scalar", style: "plain", isAsWritten: true, start: at, end, tag: undefined, block: undefined };
    }
    const properties = given ?? this.properties();
    const isMissing = (given !== undefined || cursor.at > at) && this.isIndicator(colon);
    const key = isMissing ? this.none(at, properties) : this.anchored(properties, this.flowNode(-1, false, properties, true));
    cursor.skipBlanks();
    if (!this.isIndicator(colon) || cursor.lineStart !== lineStart) cursor.fail("a `:` is expected after this key", at);
    if (cursor.at - at > longestKey) cursor.fail("a key of more than 1,024 characters needs a `?` before it", at);
    return key;
  }
}
