/**
 * Text to value, and value to range only when somebody asks: `JSON.parse` reads a megabyte in milliseconds, a tree with
 * offsets takes ten times as long, so the tree is made on the first question about a place.
 */

/** Where a value stands in a JSON document: property names and array indices from the root; `[]` is the root. */
export type JsonPath = readonly (string | number)[];

/** A stretch of text in UTF-16 code units, `end` exclusive: what LSP and JavaScript strings count in. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** Why a text is not JSON. `range` is the place to show, `message` one sentence on what is wrong and what follows. */
export interface SyntaxProblem {
  readonly kind: "empty" | "truncated" | "merge-conflict" | "lfs-pointer" | "syntax";
  readonly range: OffsetRange;
  readonly message: string;
}

/** A text as far as it could be read. */
export interface ParsedDocument {
  /** undefined when nothing at all could be read. */
  readonly value: unknown;
  /** The text with what is in the way (conflict markers, a byte order mark) blanked out: same length, same offsets. */
  readonly standing: string;
  readonly problem: SyntaxProblem | undefined;
}

/** Reads JSON; of broken JSON, the part that stands. Never throws. */
export function parseDocument(text: string): ParsedDocument {
  try {
    return { value: JSON.parse(text) as unknown, standing: text, problem: undefined };
  } catch {
    return { value: undefined, standing: text, problem: { kind: "syntax", range: { start: 0, end: 0 }, message: "Not JSON." } };
  }
}
