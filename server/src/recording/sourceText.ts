/** Text with values, and values with places: what everybody asks of a file's text, in whatever notation it is written. */
import type { JsonPath, OffsetRange, SyntaxProblem } from "./jsonPath";

/** Where something stands in a document: a value, or a stretch of one. */
export interface Place {
  readonly path: JsonPath;
  /** A stretch of the decoded text of the string that stands there; absent for all of it. */
  readonly within?: OffsetRange;
}

/** How a text spells its values. */
export type Notation = "json" | "yaml" | "text";

/** What a string of a file says when it is decoded. */
export interface HiddenText {
  readonly path: JsonPath;
  readonly text: string;
  /** The text is not what was sent but tells it, as JSON tells the frames of a binary stream. */
  readonly isRendered: boolean;
  /** As what it is read. */
  readonly contentType: string;
}

/** Each step is made when first asked for. Never throws, whatever the text. */
export interface SourceText {
  readonly text: string;
  readonly notation: Notation;
  /** What the text says; undefined when nothing at all could be read. A truncated file still has the part that stands. */
  readonly value: unknown;
  /** The same before strings in it were opened: texts and bytes as they stand in the file. */
  readonly written: unknown;
  /** Why the text cannot be read, if it cannot. */
  readonly problem: SyntaxProblem | undefined;
  /** The place of a value, or of its key (an element of a list has none: its opening bracket); the nearest enclosing value where the path leads nowhere. */
  rangeOf(place: Place, part?: "key" | "value"): OffsetRange;
  /** The innermost value (or key) at an offset; undefined outside the root. */
  placeAt(offset: number): Place | undefined;
  /** The offset in the decoded text of the string at a path that an offset in the source belongs to; undefined outside such a string. */
  offsetWithin(path: JsonPath, offset: number): number | undefined;
  /** Texts that the file holds in a form in which nobody can point into them: compressed, or as base64. */
  readonly hidden: readonly HiddenText[];
  /** Whether what stands in one place may be told in another, as with the aliases of YAML. */
  readonly hasAliases?: boolean;
  /** Of a text that is read in pieces: them, in their order. */
  readonly pieces?: readonly SourcePiece[];
  /** The same text as if another value stood in it: problems and places stay. */
  withValue(value: unknown): SourceText;
}

/** A text that tells of a stretch of another. */
export interface SourcePiece {
  readonly source: SourceText;
  /** Where something in the piece stands in the other text; undefined for what stands around the stretch. */
  readonly taken: (path: JsonPath, range: OffsetRange) => { readonly path: JsonPath; readonly range: OffsetRange } | undefined;
}

/** The hidden text that a path leads to, or into; undefined for what can be pointed at and written to. */
export function hiddenAround({ hidden }: Pick<SourceText, "hidden">, path: JsonPath): HiddenText | undefined {
  return hidden.find((each) => each.path.every((step, at) => String(step) === String(path[at])));
}
