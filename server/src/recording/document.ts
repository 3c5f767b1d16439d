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
