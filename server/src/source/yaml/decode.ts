/** Scalars to text, with or without where each stretch of it stands. */
import { block } from "./block";
import { escaped } from "./escapes";
import { likeJson } from "./likeJson";
import { breakAt, emptyLines } from "./lineBreaks";
import type { YamlScalar } from "./node";
import { SegmentBuilder, type Segments } from "./segmentBuilder";

export interface Decoded {
  readonly text: string;
  readonly segments: Segments;
}

/** The scalar's text. Tags are not looked at: what is `!!binary` comes as its base64. */
export function textOf(source: string, scalar: YamlScalar): string {
  const { style, start, end, isAsWritten } = scalar;
  if (isAsWritten) return source.slice(start, end);
  if (style === "none") return "";
  const quick = style === "double" ? likeJson(source.slice(start + 1, end - 1)) : undefined;
  return quick ?? built(source, scalar, false).build();
}

/** The same with its segments. */
export function decode(source: string, scalar: YamlScalar): Decoded {
  const builder = built(source, scalar, true);
  const { decoded, source: starts, end, length } = builder;
  return { text: builder.build(), segments: { decoded, source: starts, end, length } };
}

function built(source: string, scalar: YamlScalar, withSegments: boolean): SegmentBuilder {
  const builder = new SegmentBuilder(source, withSegments);
  const { style, start, end } = scalar;
  if (style === "plain") flow(builder, start, end, foldsOnly);
  else if (style === "single") flow(builder, start + 1, end - 1, singleSpecial);
  else if (style === "double") flow(builder, start + 1, end - 1, doubleSpecial);
  else if (style !== "none") block(builder, scalar);
  return builder;
}

/** What cannot be copied: line breaks, and a doubled quote or a backslash. */
const foldsOnly = /[\n\r\x85\u2028\u2029]/g;
const singleSpecial = /[\n\r\x85\u2028\u2029]|''/g;
const doubleSpecial = /[\n\r\x85\u2028\u2029\\]/g;

const [quote, backslash] = [39, 92];

/** Plain and quoted texts: a line break is a blank, and one followed by empty lines is as many line feeds. */
function flow(builder: SegmentBuilder, start: number, end: number, special: RegExp): void {
  const { text } = builder;
  let from = start;
  const inside = text.slice(start, end);
  special.lastIndex = 0;
  while (special.test(inside)) {
    const at = start + special.lastIndex - 1;
    const unit = text.charCodeAt(at);
    if (unit === quote) {
      builder.copy(from, at - 1);
      builder.add("'", at - 1, at + 1);
      from = at + 1;
    } else if (unit === backslash) {
      builder.copy(from, at);
      from = escaped(builder, at, end);
    } else {
      const blank = blanksBefore(text, at, from);
      builder.copy(from, blank);
      from = folded(builder, blank, at, end);
    }
    special.lastIndex = from - start;
  }
  builder.copy(from, end);
}

function blanksBefore(text: string, at: number, from: number): number {
  let first = at;
  while (first > from && (text.charCodeAt(first - 1) === 32 || text.charCodeAt(first - 1) === 9)) first--;
  return first;
}

/** Adds what a line break and the empty lines behind it stand for; gives where the next line's text begins. */
function folded(builder: SegmentBuilder, start: number, at: number, end: number): number {
  const { text } = builder;
  const first = breakAt(text, at);
  const { breaks, next } = emptyLines(text, first.next, end);
  const kept = first.value === "\n" ? "" : first.value;
  builder.add(kept === "" && breaks === "" ? " " : kept + breaks, start, next);
  return next;
}
