/** Places: paths in a document, and offsets in a text. */

/** The path of a value in a JSON document: property names and array indices from the root; `[]` is the root. */
export type JsonPath = readonly (string | number)[];

/** The path as a JSON pointer (RFC 6901); "" is the root. */
export function pointerOf(path: JsonPath): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The steps of a pointer; list indices are strings too. */
export function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A range of text in UTF-16 code units, `end` exclusive, as in LSP and JavaScript strings. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** Why a text cannot be read. `range` is the place to underline, `message` one sentence that says what is wrong and what follows. */
export interface SyntaxProblem {
  readonly kind:
    "empty" | "truncated" | "merge-conflict" | "lfs-pointer" | "too-deep" | "aliases" | "encoding" | "binary" | "syntax";
  readonly range: OffsetRange;
  readonly message: string;
}
