/** Places: in a document by path, in a text by offset. */

/** Where a value stands in a JSON document: property names and array indices from the root; `[]` is the root. */
export type JsonPath = readonly (string | number)[];

/** The path as a JSON pointer (RFC 6901); "" is the root. */
export function pointerOf(path: JsonPath): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The steps of a pointer; those into lists are text as well. */
export function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A stretch of text in UTF-16 code units, `end` exclusive: what LSP and JavaScript strings count in. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** Why a text cannot be read. `range` is the place to show, `message` one sentence on what is wrong and what follows. */
export interface SyntaxProblem {
  readonly kind: "empty" | "truncated" | "merge-conflict" | "lfs-pointer" | "too-deep" | "encoding" | "binary" | "syntax";
  readonly range: OffsetRange;
  readonly message: string;
}
