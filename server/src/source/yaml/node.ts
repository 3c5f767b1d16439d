/** A YAML text as nodes with offsets. Scalars are decoded on demand, because most of a cassette is bodies that nobody looks at. */

/** Offsets in UTF-16 code units, `end` exclusive. */
interface Spanned {
  readonly start: number;
  end: number;
  /** As written: `!!binary`, `!ruby/object:X`, `!<tag:yaml.org,2002:str>`. */
  readonly tag: string | undefined;
}

/** How a scalar is written. `none` is a missing value, which YAML reads as null. */
export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded" | "none";

export interface YamlScalar extends Spanned {
  readonly kind: "scalar";
  readonly style: ScalarStyle;
  /** For a plain scalar: whether its text is on one line and needs no decoding. */
  readonly isAsWritten: boolean;
  /** For literal and folded scalars: the column of their lines, and what happens to trailing line breaks. */
  readonly block: { readonly indent: number; readonly first: number; readonly chomp: "clip" | "strip" | "keep" } | undefined;
}

export interface YamlSequence extends Spanned {
  readonly kind: "sequence";
  readonly flow: boolean;
  readonly items: YamlNode[];
}

export interface YamlPair {
  readonly key: YamlNode;
  value: YamlNode;
}

export interface YamlMapping extends Spanned {
  readonly kind: "mapping";
  readonly flow: boolean;
  readonly pairs: YamlPair[];
}

export interface YamlAlias extends Spanned {
  readonly kind: "alias";
  /** The node that the anchor names. */
  readonly target: YamlNode;
}

export type YamlNode = YamlScalar | YamlSequence | YamlMapping | YamlAlias;

/** A syntax error, according to libyaml. `offset` is where parsing stopped. */
export class YamlError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}
