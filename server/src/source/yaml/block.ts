/** Block scalars: texts behind `|` and `>`. */
import { lineEnd } from "./cursor";
import { breakAt, isBreakUnit } from "./lineBreaks";
import type { YamlScalar } from "./node";
import type { SegmentBuilder } from "./segmentBuilder";

/** Literal and folded texts, line by line. */
export function block(builder: SegmentBuilder, { style, block: form }: YamlScalar): void {
  if (form === undefined) return;
  const { text } = builder;
  const { indent, first, chomp } = form;
  let line = lineAt(text, skipBreaks(builder.text, first, indent).at, indent);
  let breaks = skipBreaks(text, first, indent);
  let pending = { value: breaks.value, start: first, end: breaks.at };
  while (line !== undefined) {
    builder.add(pending.value, pending.start, pending.end);
    builder.copy(line.start, line.end);
    const own = line.end < text.length ? breakAt(text, line.end) : { value: "", next: line.end };
    breaks = skipBreaks(text, own.next, indent);
    const next = lineAt(text, breaks.at, indent);
    const folds = style === "folded" && own.value === "\n" && next !== undefined && !line.isIndented && !next.isIndented;
    const value = folds ? (breaks.value === "" ? " " : breaks.value) : own.value + breaks.value;
    if (next === undefined) {
      if (chomp !== "strip") builder.add(own.value, line.end, own.next);
      if (chomp === "keep") builder.add(breaks.value, own.next, breaks.at);
    }
    pending = { value, start: line.end, end: breaks.at };
    line = next;
  }
  if (builder.length === 0 && chomp === "keep") builder.add(pending.value, pending.start, pending.end);
}

interface Line {
  readonly start: number;
  readonly end: number;
  /** It begins with a blank, so that it is not folded. */
  readonly isIndented: boolean;
}

/** The line of a block that begins at `at`, behind its indentation; undefined where the block has ended. */
function lineAt(text: string, at: number, indent: number): Line | undefined {
  let start = at;
  while (start < at + indent && text.charCodeAt(start) === 32) start++;
  if (start < at + indent || start >= text.length) return undefined;
  return { start, end: lineEnd(text, start), isIndented: text.charCodeAt(start) === 32 || text.charCodeAt(start) === 9 };
}

/** The line breaks of the empty lines from here, and where the first line that is not empty begins. */
function skipBreaks(text: string, from: number, indent: number): { readonly value: string; readonly at: number } {
  let value = "";
  let lineStart = from;
  for (;;) {
    let at = lineStart;
    while (at < lineStart + indent && text.charCodeAt(at) === 32) at++;
    if (at >= text.length || !isBreakUnit(text.charCodeAt(at))) return { value, at: lineStart };
    const found = breakAt(text, at);
    value += found.value;
    lineStart = found.next;
  }
}
