/** What every caller needs of a file's text in any notation: its value, and the places of values. */
import type { JsonPath, OffsetRange, SyntaxProblem } from "./jsonPath";

/** A place in a document: a value, or a range within a string. */
export interface Place {
  readonly path: JsonPath;
  /** A range in the decoded text of the string at the path; absent for the whole value. */
  readonly within?: OffsetRange;
}

/** The notation of a text. */
export type Notation = "json" | "yaml" | "text";

/** The decoded content of a string in a file. */
export interface HiddenText {
  readonly path: JsonPath;
  readonly text: string;
  /** The text was not sent like this but describes what was sent, such as JSON for the frames of a binary stream. */
  readonly isRendered: boolean;
  /** The content type to read it as. */
  readonly contentType: string;
}

/** Everything is computed on first use. Never throws, whatever the text. */
export interface SourceText {
  readonly text: string;
  readonly notation: Notation;
  /** The value of the text; of a truncated file, the value of its intact part. undefined if nothing can be read. */
  readonly value: unknown;
  /** The same before strings in it were opened: texts and bytes as they are in the file. */
  readonly written: unknown;
  /** Why the text cannot be read, if it cannot. */
  readonly problem: SyntaxProblem | undefined;
  /** The range of a value, or of its key (for an element of a list, its opening bracket); the nearest enclosing value if the path leads nowhere. */
  rangeOf(place: Place, part?: "key" | "value"): OffsetRange;
  /** The innermost value (or key) at an offset; undefined outside the root. */
  placeAt(offset: number): Place | undefined;
  /** Maps an offset in the source to an offset in the decoded text of the string at a path; undefined outside of that string. */
  offsetWithin(path: JsonPath, offset: number): number | undefined;
  /** Contents that the file stores compressed or as base64, so that no offset leads into them. */
  readonly hidden: readonly HiddenText[];
  /** Whether a value may be written in another place, as with YAML aliases. */
  readonly hasAliases?: boolean;
  /** The pieces, in order, if the text is read in pieces. */
  readonly pieces?: readonly SourcePiece[];
  /** The same text with another value; problems and places stay. */
  withValue(value: unknown): SourceText;
}

/** A source for a part of another text. */
export interface SourcePiece {
  readonly source: SourceText;
  /** Maps a place in the piece to the other text; undefined for what surrounds the part. */
  readonly taken: (path: JsonPath, range: OffsetRange) => { readonly path: JsonPath; readonly range: OffsetRange } | undefined;
}

/** The hidden text that a path leads to or into; undefined for what has a range and can be edited. */
export function hiddenAround({ hidden }: Pick<SourceText, "hidden">, path: JsonPath): HiddenText | undefined {
  return hidden.find((each) => each.path.every((step, at) => String(step) === String(path[at])));
}
