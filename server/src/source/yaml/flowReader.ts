/** Reads scalars on one line or in quotes, and flow collections. */
import { isBlankOrEnd } from "./cursor";
import { wrongEscape } from "./escapes";
import type { YamlMapping, YamlNode, YamlPair, YamlScalar, YamlSequence } from "./node";
import { NodeReader, noProperties, type Properties } from "./nodeReader";
import { plainScalar, quotedScalar } from "./scalars";

/** The most characters of a key without `?`, not counting its colon. */
export const longestKey = 1024;

const [doubleQuote, quote, star, comma, dash, colon, question] = [34, 39, 42, 44, 45, 58, 63];
const [openBracket, closeBracket, openBrace, closeBrace] = [91, 93, 123, 125];

/** Characters that cannot start a plain scalar: indicators, and the reserved `@` and backtick. */
const noPlainStart: ReadonlySet<number> = new Set(Array.from(",[]{}#&*!|>'\"%@`", (each) => each.charCodeAt(0)));

export class FlowReader extends NodeReader {
  /** Reads a scalar, an alias or a flow collection. With `oneLine`, plain scalars end with their line, as keys do. */
  protected flowNode(parent: number, inFlow: boolean, properties: Properties, oneLine = false): YamlNode {
    const { cursor } = this;
    const unit = cursor.peek();
    if (unit === openBracket) return this.flowSequence(properties);
    if (unit === openBrace) return this.flowMapping(properties);
    if (unit === star) return this.alias();
    if (unit === quote || unit === doubleQuote) return this.quoted(properties);
    if (!this.canBeginPlain(inFlow)) cursor.fail("no value can begin with this character");
    return plainScalar(cursor, properties.tag, { parent, inFlow, oneLine });
  }

  protected quoted({ tag }: Properties): YamlScalar {
    const { cursor } = this;
    const scalar = quotedScalar(cursor, tag);
    const wrong = scalar.style === "double" ? wrongEscape(cursor.text, scalar.start + 1, scalar.end - 1) : undefined;
    if (wrong !== undefined) cursor.fail("invalid escape in a double-quoted string", wrong);
    return scalar;
  }

  protected canBeginPlain(inFlow: boolean): boolean {
    const unit = this.cursor.peek();
    if (isBlankOrEnd(unit) || noPlainStart.has(unit)) return false;
    if (unit !== dash && unit !== question && unit !== colon) return true;
    const next = this.cursor.peek(1);
    return !isBlankOrEnd(next) && (unit === dash || !inFlow);
  }

  protected flowSequence(properties: Properties): YamlSequence {
    const { cursor } = this;
    const items: YamlNode[] = [];
    const sequence: YamlSequence = { kind: "sequence", flow: true, start: cursor.at, end: cursor.at, tag: properties.tag, items };
    this.began(sequence, properties);
    cursor.at++;
    this.flowItems(closeBracket, sequence, () => {
      const isExplicit = cursor.peek() === question;
      const item = this.flowItem();
      const hasValue = this.isFlowColon(item);
      items.push(isExplicit || hasValue ? this.singlePair(item, hasValue) : item);
    });
    return sequence;
  }

  protected flowMapping(properties: Properties): YamlMapping {
    const { cursor } = this;
    const pairs: YamlPair[] = [];
    const mapping: YamlMapping = { kind: "mapping", flow: true, start: cursor.at, end: cursor.at, tag: properties.tag, pairs };
    this.began(mapping, properties);
    cursor.at++;
    this.flowItems(closeBrace, mapping, () => {
      const key = this.flowItem(true);
      const pair: YamlPair = { key, value: this.none(key.end, noProperties(key.end)) };
      pairs.push(pair);
      if (this.isFlowColon(key)) pair.value = this.flowValue();
    });
    return mapping;
  }

  /** Reads the comma-separated items between the brackets. */
  protected flowItems(close: number, collection: YamlSequence | YamlMapping, item: () => void): void {
    const { cursor } = this;
    for (let isFirst = true; ; isFirst = false) {
      this.toFlowToken(collection);
      if (!isFirst && cursor.peek() !== close) {
        if (cursor.peek() !== comma) cursor.fail("a `,` or the closing bracket is expected here");
        cursor.at++;
        this.toFlowToken(collection);
      }
      if (cursor.peek() === close) break;
      item();
    }
    cursor.at++;
    collection.end = cursor.at;
  }

  protected toFlowToken({ start }: YamlNode): void {
    const { cursor } = this;
    cursor.toNextToken(true);
    if (cursor.isAtEnd() || cursor.isAtMarker()) cursor.fail("a bracket is not closed", start);
  }

  /** With `isKey`, in a mapping, a `?` alone is a key; libyaml rejects it in a list. */
  protected flowItem(isKey = false): YamlNode {
    const { cursor } = this;
    const { length } = this.open;
    this.depth++;
    const isExplicit = cursor.peek() === question;
    if (isExplicit) {
      cursor.at++;
      cursor.toNextToken(true);
    }
    const node = this.flowContent(isExplicit && isKey);
    this.depth--;
    this.open.length = length;
    return node;
  }

  protected flowContent(mayBeMissing: boolean): YamlNode {
    const { cursor } = this;
    const properties = this.properties();
    cursor.toNextToken(true);
    const unit = cursor.peek();
    if (unit === comma || unit === closeBracket || unit === closeBrace || this.isIndicator(colon)) {
      if (!mayBeMissing && properties.start === cursor.at) cursor.fail("a value is expected here");
      return this.none(properties.start, properties);
    }
    return this.anchored(properties, this.flowNode(-1, true, properties));
  }

  /** Whether the colon of a pair follows; after a quoted key it needs no blank. */
  protected isFlowColon(key: YamlNode): boolean {
    const { cursor } = this;
    cursor.toNextToken(true);
    if (cursor.peek() !== colon) return false;
    if (cursor.at - key.start > longestKey || key.start < cursor.lineStart) return false;
    const isJson = key.kind !== "scalar" || key.style === "single" || key.style === "double";
    return isJson || isBlankOrEnd(cursor.peek(1)) || noPlainStart.has(cursor.peek(1));
  }

  protected flowValue(): YamlNode {
    const { cursor } = this;
    cursor.at++;
    cursor.toNextToken(true);
    const unit = cursor.peek();
    const isMissing = unit === comma || unit === closeBracket || unit === closeBrace;
    if (unit === question) cursor.fail("a value is expected here");
    return isMissing ? this.none(cursor.at, noProperties(cursor.at)) : this.flowItem();
  }

  /** `[a: b]` is a list of one mapping. */
  protected singlePair(key: YamlNode, hasValue: boolean): YamlMapping {
    const value = hasValue ? this.flowValue() : this.none(key.end, noProperties(key.end));
    return { kind: "mapping", flow: true, start: key.start, end: value.end, tag: undefined, pairs: [{ key, value }] };
  }
}
